from typing import NamedTuple

from odoo import api, fields, models

from ..tools import source_sql


class Clash(NamedTuple):
    """Sales that a claim rests on and another claim has.

    :ivar claim: the other ``dms.claim``, past the rules
    :ivar count: how many sales
    :ivar first, last: days of the sales
    """

    claim: models.Model
    count: int
    first: object
    last: object


class DmsClaimSource(models.Model):
    """One sale that a claim rests on: under a scheme, each is claimed once.

    Rows are written by one statement for all claims of a submission, and go when a claim is
    refused, withdrawn or cancelled.
    """

    _name = "dms.claim.source"
    _description = "Sale behind a Claim"
    _log_access = False
    _rec_name = "sale_id"
    _order = "claim_id desc, line_id, id"

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
    claimant_id = fields.Many2one(related="claim_id.claimant_id")
    state = fields.Selection(related="claim_id.state")
    date = fields.Date(related="sale_id.date")
    outlet_id = fields.Many2one(related="sale_id.outlet_id")
    product_id = fields.Many2one(related="sale_id.product_id")
    quantity = fields.Float(related="sale_id.quantity")
    net_amount = fields.Monetary(related="sale_id.net_amount")
    currency_id = fields.Many2one(related="sale_id.currency_id")

    _sale_unique = models.UniqueIndex(
        "(scheme_id, sale_id)", "Each sale can be claimed once under a scheme."
    )

    @api.model
    def _begin(self):
        """Empty the transaction's tables in which sales behind claims are gathered."""
        self.env.cr.execute(source_sql.CREATE)

    @api.model
    def _take(self, claims):
        """Give claims the sales that have been gathered for them, as far as they are free.

        A sale that another transaction is giving away at this moment makes this one run again, for
        its snapshot does not hold what that one has done.
        """
        self.env.flush_all()
        self.env.cr.execute(source_sql.TAKE, {"claims": claims.ids})
        self._forget_cached(claims)

    @api.model
    def _find_clashes(self, claims) -> dict:
        """Sales gathered for claims that other claims have.

        :return: lists of :class:`Clash` by claim
        """
        self.env.flush_all()
        self.env.cr.execute(source_sql.CLASHES, {"claims": claims.ids})
        clashes = {}
        other_claims = self.env["dms.claim"].sudo().browse
        for claim, other, count, first, last in self.env.cr.fetchall():
            clashes.setdefault(claims.browse(claim), []).append(
                Clash(other_claims(other), count, first, last)
            )
        return clashes

    @api.model
    def _release(self, claims):
        """Let the sales of claims be claimed by others."""
        self.env.flush_all()
        self.env.cr.execute(source_sql.RELEASE, {"claims": claims.ids})
        self._forget_cached(claims)

    @api.model
    def _forget_cached(self, claims):
        """Have what was written past the ORM read again."""
        self.invalidate_model()
        claims.invalidate_recordset(["source_ids", "source_count"])
