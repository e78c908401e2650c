from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_amount

from ..tools.statement_trigger import statement_trigger

# A sale is below its floor when its net value is less than the quantity at the floor price. The
# floor is the product's own, else what the goods cost, less the company's tolerance.
FIND = """
WITH reversed AS (
    UPDATE dms_price_breach breach SET state = 'reversed'
      FROM new_rows WHERE new_rows.reversal_of_id = breach.sale_id
)
INSERT INTO dms_price_breach (
    sale_id, company_id, distributor_id, outlet_id, product_id, date, quantity, price, floor_price,
    amount, basis, state, is_told)
SELECT sale.id, sale.company_id, sale.distributor_id, sale.outlet_id, sale.product_id, sale.date,
       sale.quantity, sale.net_amount / sale.quantity, floor.price,
       floor.price * sale.quantity - sale.net_amount, floor.basis, 'open', FALSE
  FROM new_rows sale
  JOIN product_product product ON product.id = sale.product_id
  JOIN product_template template ON template.id = product.product_tmpl_id
  JOIN res_company company ON company.id = sale.company_id
  CROSS JOIN LATERAL (
       SELECT COALESCE(own.price, cost.price * (1 - company.dms_floor_tolerance / 100.0)) AS price,
              CASE WHEN own.price IS NULL THEN 'cost' ELSE 'floor' END AS basis
         FROM (SELECT NULLIF((template.dms_floor_price ->> sale.company_id::text)::numeric, 0)
                      AS price) own,
              (SELECT (product.standard_price ->> sale.company_id::text)::numeric AS price) cost
       ) floor
 WHERE sale.quantity > 0 AND sale.reversal_of_id IS NULL
   AND sale.net_amount < floor.price * sale.quantity * 0.9999
"""


class DmsPriceBreach(models.Model):
    """A sale below the price floor. A trigger on the sales finds it as it arrives."""

    _name = "dms.price.breach"
    _description = "Price Floor Breach"
    _log_access = False
    _rec_name = "sale_id"
    _order = "date desc, id desc"

    sale_id = fields.Many2one(
        "dms.secondary.sale", "Invoice", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    distributor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade", index=True
    )
    distributor_territory_id = fields.Many2one(
        related="distributor_id.dms_territory_id", string="Territory"
    )
    outlet_id = fields.Many2one(
        "res.partner", readonly=True, index="btree_not_null", ondelete="set null"
    )
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade", index=True
    )
    product_category_id = fields.Many2one(related="product_id.categ_id")
    date = fields.Date(required=True, readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    price = fields.Float(
        digits="Product Price", readonly=True, aggregator="avg",
        help="Net value by quantity; goods given free are not counted.",
    )
    floor_price = fields.Float(digits="Product Price", readonly=True, aggregator="avg")
    amount = fields.Monetary("Below Floor", readonly=True, help="Of all that was sold.")
    basis = fields.Selection(
        [("floor", "Floor Price"), ("cost", "Cost")], readonly=True,
        help="Whether the product has a floor price of its own, or its cost is the floor.",
    )
    state = fields.Selection(
        [
            ("open", "Open"), ("explained", "Explained"), ("confirmed", "Confirmed"),
            ("reversed", "Reversed"),
        ],
        required=True, readonly=True, default="open", index=True,
        help="Explained: there was a good reason. Confirmed: the price was broken. Reversed: the "
        "sale was taken back.",
    )
    reason = fields.Char()
    user_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, index="btree_not_null", ondelete="set null"
    )
    decision_date = fields.Date("Decided on", readonly=True)
    is_told = fields.Boolean("Told", readonly=True, help="Its manager has been told.")

    _sale_unique = models.UniqueIndex("(sale_id)", "A sale breaks its floor once.")
    _untold_idx = models.Index("(id) WHERE NOT is_told")

    def init(self):
        # After all tables of the add-on exist, that of the sales among them.
        self.pool.post_init(
            self.env.cr.execute,
            statement_trigger("dms_price_breach_find", "dms_secondary_sale", {"INSERT": FIND}),
        )

    def action_explain(self):
        """Say that there was a good reason; the reason must be given first."""
        if unexplained := self.filtered(lambda breach: not breach.reason)[:1]:
            raise UserError(self.env._(
                "Say why %(distributor)s sold %(product)s below the floor on %(date)s: enter the "
                "reason first.",
                distributor=unexplained.distributor_id.display_name,
                product=unexplained.product_id.display_name, date=unexplained.date,
            ))
        self._decide("explained")

    def action_confirm(self):
        """Say that the price was broken."""
        self._decide("confirmed")

    def action_reopen(self):
        """Take a decision back."""
        self._decide("open")

    def action_open_sale(self):
        """Open the sale."""
        self.ensure_one()
        return self.sale_id._get_records_action()

    def _decide(self, state):
        if taken := self.filtered(lambda breach: breach.state == "reversed")[:1]:
            raise UserError(self.env._(
                "%s: the sale has been taken back, there is nothing to decide.",
                taken.display_name,
            ))
        is_open = state == "open"
        self.write({
            "state": state,
            "user_id": False if is_open else self.env.uid,
            "decision_date": False if is_open else fields.Date.context_today(self),
        })

    @api.model
    def _cron_alert(self):
        """Tell the managers of distributors which sales broke the floor since the last time."""
        untold = self.search(Domain("is_told", "=", False))
        breaches = untold.filtered(lambda breach: breach.state == "open")
        managers = breaches.distributor_id._get_dms_managers()
        for distributor, same in breaches.grouped("distributor_id").items():
            if managers[distributor]:
                total = sum(same.mapped("amount"))
                distributor._schedule_dms_activity(
                    "dms_distributor.activity_type_price", managers[distributor],
                    self.env._("%s sales below the price floor", len(same)),
                    Markup("<p>%s</p>") % self.env._(
                        "%(amount)s below the floor in all, first on %(date)s: %(products)s",
                        amount=format_amount(self.env, total, same[0].currency_id),
                        date=min(same.mapped("date")),
                        products=", ".join(same.product_id[:5].mapped("display_name")),
                    ),
                )
        untold.is_told = True
