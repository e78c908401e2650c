from odoo import api, fields, models


class AccountMoveLine(models.Model):
    """Items that tell what trade schemes and points owe, and what of it has been settled."""

    _inherit = "account.move.line"

    dms_scheme_id = fields.Many2one(
        "dms.scheme", "Scheme", index="btree_not_null", ondelete="restrict", readonly=True
    )
    dms_points_program_id = fields.Many2one(
        "dms.points.program", "Points Program", index="btree_not_null", ondelete="restrict",
        readonly=True,
    )
    dms_provision = fields.Selection(
        [("accrual", "Accrued"), ("settlement", "Settled")], "Provision", readonly=True,
        help="How an item moves the provision for schemes.",
    )

    _dms_provision_idx = models.Index(
        "(company_id, dms_scheme_id, partner_id) WHERE dms_provision IS NOT NULL"
    )

    @api.model
    def _get_dms_provision_domain(self, company, date):
        """Domain of the posted items of the provision for schemes, up to the end of a day."""
        return [
            ("company_id", "=", company.id), ("date", "<=", date),
            ("dms_provision", "!=", False), ("parent_state", "=", "posted"),
        ]
