from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

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
    """One sale that a claim rests on: under a scheme, each is claimed once. Where a scheme is for
    what the claimant itself buys, it is a line of an order placed with the company.

    Rows are written by one statement for all claims of a submission, and go when a claim is
    refused, withdrawn or cancelled.
    """

    _name = "dms.claim.source"
    _description = "Sale behind a Claim"
    _log_access = False
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
        "dms.secondary.sale", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    order_line_id = fields.Many2one(
        "sale.order.line", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    claimant_id = fields.Many2one(related="claim_id.claimant_id")
    state = fields.Selection(related="claim_id.state")
    date = fields.Date(compute="_compute_sold", compute_sudo=True)
    outlet_id = fields.Many2one(related="sale_id.outlet_id")
    product_id = fields.Many2one(
        "product.product", compute="_compute_sold", search="_search_product_id", compute_sudo=True
    )
    quantity = fields.Float(
        digits="Product Unit", compute="_compute_sold", compute_sudo=True
    )
    net_amount = fields.Monetary("Net Value", compute="_compute_sold", compute_sudo=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_sold", compute_sudo=True)

    _sale_unique = models.UniqueIndex(
        "(scheme_id, sale_id)", "Each sale can be claimed once under a scheme."
    )
    _order_line_unique = models.UniqueIndex(
        "(scheme_id, order_line_id) WHERE order_line_id IS NOT NULL",
        "Each line of an order can be claimed once under a scheme.",
    )
    _sale_or_order = models.Constraint(
        "CHECK (num_nonnulls(sale_id, order_line_id) = 1)",
        "A claim rests on sales or on lines of orders.",
    )

    @api.depends("sale_id", "order_line_id")
    def _compute_display_name(self):
        for source in self.sudo():
            source.display_name = (source.sale_id or source.order_line_id).display_name

    @api.depends("sale_id", "order_line_id")
    def _compute_sold(self):
        """What was sold, or ordered: the product's unit, and the company's day."""
        for source in self:
            sale, line = source.sale_id, source.order_line_id
            source.product_id = (sale or line).product_id
            source.currency_id = (sale or line).currency_id
            source.date = sale.date or source.company_id._get_dms_day(line.order_id.date_order)
            source.net_amount = sale.net_amount if sale else line.price_subtotal
            source.quantity = sale.quantity if sale else line.product_uom_id._compute_quantity(
                line.product_uom_qty, line.product_id.uom_id, round=False
            )

    @api.model
    def _search_product_id(self, operator, value):
        return Domain.OR(
            [(f"{name}.product_id", operator, value)] for name in ("sale_id", "order_line_id")
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
