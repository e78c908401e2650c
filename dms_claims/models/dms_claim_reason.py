from odoo import fields, models


class DmsClaimReason(models.Model):
    """Why a claim, or a line of it, is approved for less or for nothing."""

    _name = "dms.claim.reason"
    _description = "Reason for Less"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    kind = fields.Selection(
        [
            ("evidence", "Evidence"),
            ("figures", "Quantity or Value"),
            ("price", "Price"),
            ("terms", "Agreement or Scheme"),
            ("period", "Period or Window"),
            ("duplicate", "Claimed Already"),
            ("other", "Other"),
        ],
        required=True, default="other", help="By what reports of refused amounts are grouped.",
    )
    description = fields.Text("Text for the Claimant", translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, index="btree_not_null",
        help="Empty: shared by all companies.",
    )

    _code_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)", "Two reasons of a company cannot have the same code."
    )

    def copy_data(self, default=None):
        return [
            {**vals, "code": self.env._("%s (copy)", reason.code)}
            for reason, vals in zip(self, super().copy_data(default), strict=True)
        ]
