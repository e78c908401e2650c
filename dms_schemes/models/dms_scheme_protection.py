from collections import namedtuple

from odoo import api, fields, models

from ..tools import protection_sql
from ..tools.exact import exact

ProtectedStock = namedtuple("ProtectedStock", protection_sql.PARTS)


class DmsSchemeProtection(models.Model):
    """What a distributor had of one product when its price fell, and what it is paid for it.

    Rows tell what stands behind an entitlement, and follow it: they are written by set-based
    statements only.
    """

    _name = "dms.scheme.protection"
    _description = "Protected Stock"
    _log_access = False
    _rec_name = "product_id"
    _order = "date desc, scheme_id, distributor_id, product_id, id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(
        "res.currency", required=True, readonly=True, help="The scheme's."
    )
    entitlement_id = fields.Many2one(
        "dms.scheme.entitlement", required=True, readonly=True, ondelete="cascade", index=True
    )
    scheme_id = fields.Many2one(
        "dms.scheme", required=True, readonly=True, ondelete="cascade", index=True
    )
    distributor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade", index=True
    )
    territory_id = fields.Many2one(related="distributor_id.dms_territory_id")
    date = fields.Date(
        "Price Fell on", required=True, readonly=True,
        help="The stock is that at the end of the day before.",
    )
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="restrict", index=True
    )
    product_category_id = fields.Many2one(related="product_id.categ_id")
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    on_hand = fields.Float(
        digits="Product Unit", readonly=True,
        help="What lay at the distributor: what lies there now less what has moved since.",
    )
    in_transit = fields.Float(
        digits="Product Unit", readonly=True,
        help="What had left for the distributor by way of a transit location and had not arrived. "
        "What is delivered in one step counts as on hand from the day on which it left.",
    )
    quantity = fields.Float("Protected", digits="Product Unit", readonly=True)
    uom_id = fields.Many2one(
        "uom.uom", "Price Unit", required=True, readonly=True, help="The prices are those of one."
    )
    old_price = fields.Float(
        digits="Product Price", min_display_digits="Product Price", readonly=True, aggregator=None
    )
    new_price = fields.Float(
        digits="Product Price", min_display_digits="Product Price", readonly=True, aggregator=None
    )
    amount = fields.Monetary(
        readonly=True, help="In the scheme's currency; the parts of a distributor add up exactly."
    )

    _key_unique = models.UniqueIndex(
        "(entitlement_id, product_id)", "A product is protected once under an entitlement."
    )

    def action_open_movements(self):
        """Open what came into and went out of the distributor's stock before the price fell."""
        self.ensure_one()
        moment, _end = self.env["dms.stock.month"]._get_bounds(
            self.company_id, self.date, self.date
        )
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "dms_distributor.action_stock_movement"
            ),
            "name": self.env._(
                "%(product)s at %(distributor)s",
                product=self.product_id.display_name,
                distributor=self.sudo().distributor_id.name,
            ),
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("distributor_id", "=", self.distributor_id.id),
                ("product_id", "=", self.product_id.id),
                ("date", "<", moment),
            ],
            "context": {"create": False},
        }

    @api.model
    def _get_protected_stock(self, scheme, distributors=None) -> list:
        """What distributors had when the price fell, told anew from the stock and its moves.

        Nothing is written; what is kept may be some minutes older. A claim compares with this.

        :param scheme: one ``dms.scheme`` of price protection, whatever its state
        :param distributors: partners; None: all that may earn it
        :return: a :class:`ProtectedStock` by distributor and product of which there was any; ids
            and, as Decimal, figures: quantities in the product's unit, prices for one ``uom_id``,
            money in the scheme's currency
        """
        company = scheme.company_id
        measuring = self.env["dms.scheme.measuring"].sudo().with_company(company)
        counted = measuring._count(
            scheme.sudo().with_company(company), company.currency_id,
            fields.Date.context_today(self),
        )
        measuring._measure(
            company, counted, distributors=None if distributors is None else distributors.ids
        )
        self.env.cr.execute(protection_sql.READ)
        return [
            ProtectedStock(*(
                exact(value) if isinstance(value, float) else value for value in row
            ))
            for row in self.env.cr.fetchall()
        ]

    @api.model
    def _keep(self, distributors):
        """Write what was measured behind its entitlements; forget what is no more.

        :param distributors: ids of those measured; None: all
        """
        self.env.cr.execute(protection_sql.UPSERT)
        self.env.cr.execute(protection_sql.DELETE, {"distributors": distributors})
        self.invalidate_model()
