from odoo import fields, models


class DmsSecondarySale(models.Model):
    _inherit = "dms.secondary.sale"

    scheme_id = fields.Many2one(
        "dms.scheme",
        index="btree_not_null",
        ondelete="restrict",
        help="The scheme under which the discount or the free goods were given.",
    )

    def _prepare_reversal_values(self):
        return {**super()._prepare_reversal_values(), "scheme_id": self.scheme_id.id}
