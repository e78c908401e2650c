from odoo import fields, models


class DmsSchemeAccrualLine(models.Model):
    """What an accrual books for one partner under one scheme or points program."""

    _name = "dms.scheme.accrual.line"
    _description = "Line of an Accrual of Schemes"
    _order = "accrual_id, scheme_id, program_id, partner_id"

    accrual_id = fields.Many2one(
        "dms.scheme.accrual", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="accrual_id.company_id", store=True, index=True)
    company_currency_id = fields.Many2one(
        "res.currency", "Company Currency", related="company_id.currency_id"
    )
    date = fields.Date(related="accrual_id.date", store=True)
    state = fields.Selection(related="accrual_id.state")
    scheme_id = fields.Many2one(
        "dms.scheme", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    program_id = fields.Many2one(
        "dms.points.program", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    partner_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="restrict", index=True
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    earned = fields.Monetary("Earned to Date", readonly=True)
    settled = fields.Monetary("Settled to Date", readonly=True)
    provision = fields.Monetary("Provision Before", readonly=True)
    amount = fields.Monetary("Accrued", readonly=True)
    company_amount = fields.Monetary(
        "In Company Currency", readonly=True, currency_field="company_currency_id"
    )

    def _prepare_items(self, distribution) -> list:
        """Values of the two items of a line: Dr expense / Cr provision; less debt the other way.

        :param distribution: the analytic distribution of the expense
        """
        self.ensure_one()
        _journal, expense, provision = self.company_id._get_dms_scheme_accounts()
        source = self.scheme_id or self.program_id
        common = {
            "partner_id": self.partner_id.id, "currency_id": self.currency_id.id,
            "dms_scheme_id": self.scheme_id.id, "dms_points_program_id": self.program_id.id,
            "name": source.display_name,
        }
        return [
            {
                **common, "account_id": (self.scheme_id.expense_account_id or expense).id,
                "amount_currency": self.amount, "balance": self.company_amount,
                "analytic_distribution": distribution,
            },
            {
                **common, "account_id": provision.id, "dms_provision": "accrual",
                "amount_currency": -self.amount, "balance": -self.company_amount,
            },
        ]
