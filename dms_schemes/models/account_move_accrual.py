from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    dms_scheme_accrual_id = fields.Many2one(
        "dms.scheme.accrual", "Accrual of Schemes", readonly=True, ondelete="restrict",
        index="btree_not_null",
    )
