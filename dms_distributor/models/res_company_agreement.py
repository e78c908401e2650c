from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dms_agreement_signature = fields.Boolean(
        "Agreements: Signature Required",
        help="New agreements do not come into force before the distributor has signed them.",
    )
