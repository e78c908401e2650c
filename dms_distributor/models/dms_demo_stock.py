from collections import defaultdict
from datetime import datetime, time, timedelta

import numpy as np
from odoo import Command, api, fields, models
from odoo.tools import date_utils

SEED = 20_260_402
# Stock opened with so many days of sales, and products of a delivery.
COVER = (20, 60)
DELIVERED = 10
# Groups of products (the code's beginning) that are kept by lots, and how long they keep.
SHELF_LIVES = {"BIS": 180, "JUI": 120, "NOO": 240}
COUNTED = 3
# Distributors whose stock is kept, and since how many days.
KEPT = {
    "distributor_sunrise": 7, "distributor_yamuna": 3, "distributor_coastal": 7,
    "sub_distributor_tambaram": 3, "distributor_five_rivers": 3, "distributor_gateway": 3,
}


class DmsDemoStock(models.AbstractModel):
    """Opening stock, deliveries and counts of the demo network's distributors."""

    _name = "dms.demo.stock"
    _description = "Demo Stock of Distributors"
    _inherit = ["dms.demo.sales"]

    @api.model
    def _load(self):
        """Open the stock of each distributor, deliver to some, post the sales since and count."""
        dice = np.random.default_rng(SEED)
        today = fields.Date.context_today(self)
        kept = {
            self.env.ref(f"dms_distributor.demo_{name}"): days for name, days in KEPT.items()
        }
        distributors = self.env["res.partner"].union(*kept)
        lots = self._create_lots(today)
        self._fill_warehouse(lots)
        sales = self._get_daily_sales(distributors, today)
        self.env.company.sudo().dms_count_limit = 250
        for number, (distributor, days) in enumerate(kept.items()):
            opening = today - timedelta(days=days)
            if not (own := sales.get(distributor)):
                continue
            ledger = self.env["dms.stock.ledger"]._open(self.env.company, distributor)
            self._open_stock(distributor, own, lots, opening, dice)
            self._deliver(ledger, own, lots, opening + timedelta(days=days // 2), dice)
            while ledger._post_pending():
                pass
            if number < COUNTED:
                self._count(distributor, today - timedelta(days=1), dice, number)
        self._follow_stocks()

    @api.model
    def _forget_jobs(self):
        """Bring all stocks up to date and forget the jobs that would: they would run beside tests
        and whoever looks at the demo data first."""
        ledgers = self.env["dms.stock.ledger"].search([("active", "=", True)])
        for ledger in ledgers:
            while ledger._post_pending():
                pass
        ledgers._job_refresh()
        self.env["queue.job"].sudo().search(
            [("model_name", "=", "dms.stock.ledger"), ("state", "=", "pending")]
        ).unlink()

    @api.model
    def _follow_stocks(self):
        """Thresholds, alerts, transfers and decisions on prices, so that all screens live."""
        self.env["dms.stock.threshold"].create(
            [
                {"product_category_id": category.id, "minimum": least, "maximum": most}
                for category, least, most in zip(
                    self._get_demo_records("product.category", "demo_category_")[2:5],
                    (10, 7, 14), (35, 30, 60), strict=True,
                )
            ]
        )
        self.env["dms.stock.alert"]._cron_alert()
        transfers = self.env["dms.stock.transfer"]._propose(self.env.company)
        transfers[:2].action_agree()
        breaches = self.env["dms.price.breach"].search([("state", "=", "open")], limit=2)
        breaches.write({"reason": self.env._("Short-dated goods, cleared at cost")})
        breaches.action_explain()
        self.env["dms.price.breach"]._cron_alert()

    @api.model
    def _create_lots(self, today):
        """Lots of the products that do not keep: by product, a list of an early and a late one."""
        products = self._get_demo_records("product.product", "demo_product_")
        kept = products.filtered(lambda product: product.default_code[:3] in SHELF_LIVES)
        templates = kept.product_tmpl_id
        templates.write({"tracking": "lot", "use_expiration_date": True})
        lots = self.env["stock.lot"].create(
            [
                {
                    "name": f"{product.default_code}-{age:03d}",
                    "product_id": product.id,
                    "company_id": self.env.company.id,
                    "expiration_date": datetime.combine(today, time())
                    + timedelta(days=SHELF_LIVES[product.default_code[:3]] - age),
                }
                for product in kept for age in (100, 10)
            ]
        )
        return dict(lots.grouped("product_id"))

    @api.model
    def _fill_warehouse(self, lots):
        """Goods to deliver."""
        location = self._get_warehouse().lot_stock_id
        for product in self._get_demo_records("product.product", "demo_product_"):
            case = int(product.uom_ids[:1].relative_factor or 1)
            self.env["stock.quant"]._update_available_quantity(
                product, location, 400 * case, lot_id=lots.get(product, [None])[-1]
            )

    @api.model
    def _get_warehouse(self):
        return self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )

    @api.model
    def _get_daily_sales(self, distributors, day):
        """Quantity of each product that each distributor sells a day, by the last two months."""
        months = self.env["dms.secondary.product.month"]._read_group(
            [
                ("distributor_id", "in", distributors.ids),
                ("month", ">=", date_utils.start_of(day - timedelta(days=60), "month")),
            ],
            ["distributor_id", "product_id"], ["quantity:sum"],
        )
        sales = defaultdict(dict)
        for distributor, product, quantity in months:
            if product.is_storable and quantity > 0:
                sales[distributor][product] = quantity / 70
        return sales

    @api.model
    def _open_stock(self, distributor, sales, lots, day, dice):
        """An opening count; some products are forgotten, so that their stock falls below zero."""
        lines = []
        for product, daily in sales.items():
            quantity = round(daily * dice.integers(*COVER))
            if dice.random() < 0.03 or not quantity:
                continue
            shares = (0.4, 0.6) if product in lots else (1.0,)
            for lot, share in zip(lots.get(product) or [None], shares, strict=True):
                lines.append(Command.create({
                    "product_id": product.id, "lot_id": lot and lot.id,
                    "quantity": max(1, round(quantity * share)),
                }))
        count = self.env["dms.stock.count"].create({
            "distributor_id": distributor.id, "kind": "opening", "date": day, "line_ids": lines,
        })
        count.action_submit()
        count.action_approve()

    @api.model
    def _deliver(self, ledger, sales, lots, day, dice):
        """A delivery from the warehouse of what sells most."""
        warehouse = self._get_warehouse()
        best = sorted(sales, key=sales.get, reverse=True)[:DELIVERED]
        values = []
        for product in best:
            case = int(product.uom_ids[:1].relative_factor or 1)
            quantity = case * max(1, round(sales[product] * dice.integers(5, 14) / case))
            common = {
                "product_id": product.id, "company_id": self.env.company.id,
                "location_id": warehouse.lot_stock_id.id, "location_dest_id": ledger.location_id.id,
            }
            lot = lots[product][-1].id if product in lots else False
            values.append({
                **common, "product_uom": product.uom_id.id, "product_uom_qty": quantity,
                "origin": self.env._("Demo delivery"), "picked": True, "state": "confirmed",
                "move_line_ids": [Command.create({
                    **common, "product_uom_id": product.uom_id.id, "quantity": quantity,
                    "lot_id": lot, "picked": True,
                })],
            })
        moves = self.env["stock.move"].with_context(dms_stock_posting=True).create(values)
        moves._action_done()
        moment = datetime.combine(day, time(9))
        moves.write({"date": moment})
        moves.move_line_ids.write({"date": moment})

    @api.model
    def _count(self, distributor, day, dice, number):
        """A cycle count of a few products: most are right, some are not."""
        count = self.env["dms.stock.count"].create({
            "distributor_id": distributor.id, "date": day,
            "source": "portal" if number % 2 else "office",
        })
        book = [
            (product, lot, quantity) for (product, lot), quantity in count._read_book().items()
            if quantity > 0
        ]
        count.line_ids = [
            Command.create({
                "product_id": product, "lot_id": lot,
                "quantity": max(0, round(quantity * dice.choice([1, 1, 1, 0.93, 0.8, 1.15]))),
            })
            for product, lot, quantity in book[::4]
        ]
        count.action_submit()
        if number == 0 and count.state == "submitted":
            count.action_approve()
