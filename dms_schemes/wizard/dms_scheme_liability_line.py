from odoo import fields, models


class DmsSchemeLiabilityLine(models.TransientModel):
    """What is owed to one partner under one scheme or points program, and where it comes from."""

    _name = "dms.scheme.liability.line"
    _description = "Line of the Liability of Schemes"
    _order = "scheme_id, program_id, partner_id"

    liability_id = fields.Many2one(
        "dms.scheme.liability", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="liability_id.company_id")
    company_currency_id = fields.Many2one(
        "res.currency", "Company Currency", related="company_id.currency_id"
    )
    date = fields.Date(related="liability_id.date")
    scheme_id = fields.Many2one("dms.scheme", readonly=True)
    program_id = fields.Many2one("dms.points.program", "Points Program", readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    earned = fields.Monetary(readonly=True)
    settled = fields.Monetary(readonly=True)
    owed = fields.Monetary("Open Liability", readonly=True, help="Earned and not settled.")
    accrued = fields.Monetary(readonly=True)
    provision = fields.Monetary(readonly=True, help="Accrued and not settled.")
    difference = fields.Monetary("Not Booked", readonly=True)
    company_owed = fields.Monetary(
        "Open Liability (Company)", readonly=True, currency_field="company_currency_id"
    )
    company_provision = fields.Monetary(
        "Provision (Company)", readonly=True, currency_field="company_currency_id"
    )
    company_difference = fields.Monetary(
        "Not Booked (Company)", readonly=True, currency_field="company_currency_id"
    )

    def _get_source_name(self) -> str:
        """The heading below which the line stands in print; accountants may not read schemes."""
        self.ensure_one()
        return (self.scheme_id or self.program_id).sudo().display_name

    def _get_row_name(self) -> str:
        """What the line is called below its heading."""
        self.ensure_one()
        return self.partner_id.display_name

    def action_open_source(self):
        """Open what was earned: the grants of the scheme, or the entries of points."""
        self.ensure_one()
        name, field = (
            ("action_scheme_grant", "distributor_id") if self.scheme_id
            else ("action_points_entry", "partner_id")
        )
        source = (
            ("scheme_id", "=", self.scheme_id.id) if self.scheme_id
            else ("program_id", "=", self.program_id.id)
        )
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(f"dms_schemes.{name}"),
            "domain": [source, (field, "=", self.partner_id.id), ("date", "<=", self.date)],
            "context": {},
        }

    def action_open_items(self):
        """Open the items of the provision behind a line."""
        self.ensure_one()
        items = self.env["account.move.line"]
        return {
            "type": "ir.actions.act_window", "name": self.env._("Items of the Provision"),
            "res_model": "account.move.line", "view_mode": "list,form",
            "domain": [
                *items._get_dms_provision_domain(self.company_id, self.date),
                ("partner_id", "=", self.partner_id.id),
                ("dms_scheme_id", "=", self.scheme_id.id),
                ("dms_points_program_id", "=", self.program_id.id),
            ],
        }
