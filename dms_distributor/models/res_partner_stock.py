from odoo import api, fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """The stock of distributors."""

    _inherit = "res.partner"

    dms_stock_ledger_ids = fields.One2many(
        "dms.stock.ledger", "distributor_id", string="Distributor Stocks", readonly=True
    )
    dms_stock_location_id = fields.Many2one(
        "stock.location", string="Stock Location", compute="_compute_dms_stock_location_id",
        help="Where the distributor's stock of this company lies.",
    )

    @api.depends("dms_stock_ledger_ids")
    @api.depends_context("company")
    def _compute_dms_stock_location_id(self):
        ledgers = self.env["dms.stock.ledger"].sudo().with_context(active_test=False).search_fetch(
            [("company_id", "=", self.env.company.id), ("distributor_id", "in", self.ids)],
            ["distributor_id", "location_id"],
        )
        locations = {ledger.distributor_id.id: ledger.location_id for ledger in ledgers}
        for partner in self:
            partner.dms_stock_location_id = locations.get(partner.id, False)

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._open_dms_stocks()
        return partners

    def write(self, vals):
        result = super().write(vals)
        if "dms_tier_id" in vals:
            self._open_dms_stocks()
        if {"active", "name"} & vals.keys():
            self.sudo().with_context(active_test=False).filtered(
                lambda partner: partner.dms_role == "distributor"
            ).dms_stock_ledger_ids._follow_partners(vals)
        return result

    def action_open_dms_stock(self):
        """Open the distributor's stock, lot by lot."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_distributor.action_stock_ageing"),
            "domain": [("distributor_id", "=", self.id)],
            "context": {},
        }

    def _open_dms_stocks(self):
        """Give those of these partners that are distributors a stock in their company."""
        distributors = self.sudo().filtered(lambda partner: partner.dms_role == "distributor")
        for company, partners in distributors.grouped("company_id").items():
            self.env["dms.stock.ledger"]._open(company or self.env.company, partners)

    def _get_dms_stock_on_hand(self, products=None) -> dict:
        """What these distributors have of products, in the products' units, by one query.

        :param products: ``product.product``; empty or None: all
        :return: quantities by pair of partner and product; pairs without stock are left out
        """
        self.env["stock.quant"].flush_model(["product_id", "location_id", "quantity"])
        rows = self.env.execute_query(SQL(
            """
            SELECT ledger.distributor_id, quant.product_id, SUM(quant.quantity)::float
              FROM dms_stock_ledger ledger
              JOIN stock_quant quant ON quant.location_id = ledger.location_id
             WHERE ledger.company_id = %s AND ledger.distributor_id = ANY(%s)
               AND (%s OR quant.product_id = ANY(%s))
             GROUP BY 1, 2
            HAVING SUM(quant.quantity) <> 0
            """,
            self.env.company.id, self.ids, not products, products.ids if products else [],
        ))
        partners, items = self.env["res.partner"], self.env["product.product"]
        return {
            (partners.browse(partner), items.browse(product)): quantity
            for partner, product, quantity in rows
        }

    def _get_dms_stock_value_history(self, date_from, date_to) -> dict:
        """Stock value of these distributors month by month, at cost.

        :param date_from: first day of the first month
        :param date_to: any day of the last month
        :return: by partner, a list of (month, value at its beginning, value at its end, cost of
            what was sold in it), oldest first
        """
        rows = self.env["dms.stock.month"].sudo()._read_group(
            [
                ("company_id", "=", self.env.company.id), ("distributor_id", "in", self.ids),
                ("month", ">=", date_from), ("month", "<=", date_to),
            ],
            ["distributor_id", "month:month"],
            ["opening_value:sum", "closing_value:sum", "sold_value:sum"],
            order="month:month",
        )
        history = {partner: [] for partner in self}
        for partner, *figures in rows:
            history[partner].append(tuple(figures))
        return history

    def _schedule_dms_activity(self, activity_type, user, summary, note):
        """Tell ``user`` something about this partner, in the activity of the kind that is still
        open where there is one.

        :param activity_type: external identifier
        :param note: what is new, as ``Markup``
        :return: the activity
        """
        self.ensure_one()
        kind = self.env.ref(activity_type)
        opened = self.sudo().activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind and activity.user_id == user
        )[:1]
        if opened:
            opened.write({"summary": summary, "note": note + (opened.note or "")})
            return opened
        return self.sudo().activity_schedule(
            activity_type, summary=summary, note=note, user_id=user.id
        )
