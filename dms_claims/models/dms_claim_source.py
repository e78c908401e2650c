from odoo import fields, models


class DmsClaimSource(models.Model):
    """One sale that a claim rests on: under a scheme, each is claimed once.

    Rows are written by one statement for all claims of a submission, and go when a claim is
    refused, withdrawn or cancelled.
    """

    _name = "dms.claim.source"
    _description = "Sale behind a Claim"
    _log_access = False
    _rec_name = "sale_id"
    _order = "claim_id, line_id, sale_id"

    claim_id = fields.Many2one(
        "dms.claim", required=True, readonly=True, ondelete="cascade", index=True
    )
    line_id = fields.Many2one(
        "dms.claim.line", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    scheme_id = fields.Many2one("dms.scheme", required=True, readonly=True, ondelete="restrict")
    sale_id = fields.Many2one(
        "dms.secondary.sale", required=True, readonly=True, ondelete="restrict", index=True
    )

    _sale_unique = models.UniqueIndex(
        "(scheme_id, sale_id)", "Each sale can be claimed once under a scheme."
    )
