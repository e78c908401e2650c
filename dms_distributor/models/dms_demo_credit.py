from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import Command, api, fields, models

# Permanent limits, by reference of the partner.
LIMITS = {
    "sunrise": 30_000, "coastal": 20_000, "yamuna": 15_000, "five_rivers": 10_000,
    "golden": 8_000, "awadh": 12_000, "pink_city": 10_000, "kaveri": 12_000,
}
# Invoices: partner, days ago, days of terms, value, days after invoicing until paid (None: open).
INVOICES = [
    *(("sunrise", 28 * month, 30, 18_000 + 500 * (8 - month), 26) for month in range(1, 8)),
    *(
        ("coastal", 28 * month, 30, 11_500 - 200 * month, 24 + 6 * (month % 3))
        for month in range(2, 8)
    ),
    ("sunrise", 12, 30, 9_800, None),
    ("coastal", 42, 30, 3_200, None),
    ("yamuna", 55, 30, 4_100, None),
    ("kaveri", 10, 30, 2_600, None),
    ("pink_city", 20, 30, 5_200, None),
]
# Orders: partner, value without tax.
ORDERS = [
    ("sunrise", 6_000), ("kaveri", 3_000), ("coastal", 2_500), ("yamuna", 1_800),
    ("five_rivers", 11_000), ("pink_city", 7_000),
]
PRODUCTS = ("bis_01", "bis_02", "bis_03", "bis_04")


class DmsDemoCredit(models.AbstractModel):
    """Demonstration: limits, invoices and payments, held and released orders, reminders."""

    _name = "dms.demo.credit"
    _description = "Demonstration of Credit"

    @api.model
    def _load(self):
        """Create the demonstration once; called while demo data are loaded."""
        self = self.with_context(tracking_disable=True, mail_notify_force_send=False)
        self._load_limits()
        self._load_invoices()
        orders = self._load_orders()
        self._load_releases(orders)
        dunning = self.env["dms.dunning"]
        taken = dunning._dun(
            dunning._get_overdue_partners(self.env.company), self.env.company
        )
        # As of yesterday, so that the preview has the next steps to show.
        yesterday = fields.Date.context_today(self) - timedelta(days=1)
        taken.write({"date_start": yesterday, "date_last": yesterday})
        taken.step_ids.date = yesterday
        self.env["dms.credit.limit"]._propose(
            self._get_partner("sunrise") | self._get_partner("coastal"), self.env.company
        )

    def _get_partner(self, name):
        return self.env.ref(f"dms_distributor.demo_distributor_{name}")

    def _get_product(self, name):
        return self.env.ref(f"dms_distributor.demo_product_{name}")

    def _load_limits(self):
        today = fields.Date.context_today(self)
        limits = self.env["dms.credit.limit"].create([
            {
                "partner_id": self._get_partner(name).id, "amount": amount,
                "date_from": today - relativedelta(months=9), "reason": "Agreed at the start",
            }
            for name, amount in LIMITS.items()
        ] + [{
            "partner_id": self._get_partner("sunrise").id, "amount": 5_000, "kind": "temporary",
            "date_from": today, "date_to": today + timedelta(days=20), "reason": "Festival season",
        }])
        limits.action_submit()
        for limit in limits:
            limit.action_approve()
        self.env["dms.credit.limit"].create({
            "partner_id": self._get_partner("awadh").id, "amount": 3_000, "kind": "temporary",
            "date_to": today + timedelta(days=30), "reason": "Opens a second depot",
        }).action_submit()

    def _load_invoices(self):
        today = fields.Date.context_today(self)
        product = self._get_product(PRODUCTS[0])
        moves = self.env["account.move"].create([
            {
                "move_type": "out_invoice",
                "partner_id": self._get_partner(name).id,
                "invoice_date": today - timedelta(days=days),
                "invoice_date_due": today - timedelta(days=days - terms),
                "invoice_line_ids": [Command.create({
                    "product_id": product.id, "name": "Goods delivered", "price_unit": value,
                    "tax_ids": [Command.clear()],
                })],
            }
            for name, days, terms, value, _paid in INVOICES
        ])
        moves.action_post()
        paid = [
            (move, days - after)
            for move, (_name, days, _terms, _value, after) in zip(moves, INVOICES, strict=True)
            if after is not None
        ]
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        )
        payments = self.env["account.payment"].create([
            {
                "payment_type": "inbound", "partner_type": "customer", "journal_id": journal.id,
                "partner_id": move.partner_id.id, "amount": move.amount_total,
                "date": today - timedelta(days=days),
            }
            for move, days in paid
        ] + [{
            "payment_type": "inbound", "partner_type": "customer", "journal_id": journal.id,
            "partner_id": self._get_partner("kaveri").id, "amount": 1_000, "date": today,
        }])
        payments.action_post()
        for (move, _days), payment in zip(paid, payments, strict=False):
            (move.line_ids | payment.move_id.line_ids).filtered(
                lambda line: line.account_type == "asset_receivable"
            ).reconcile()

    def _load_orders(self):
        products = [self._get_product(name) for name in PRODUCTS]
        promised = fields.Datetime.now() + timedelta(days=5)
        orders = self.env["sale.order"].create([
            {
                "partner_id": self._get_partner(name).id,
                "commitment_date": promised,
                "order_line": [
                    Command.create({
                        "product_id": product.id,
                        "product_uom_qty": max(1, value // (len(products) * product.list_price)),
                        "tax_ids": [Command.clear()],
                    })
                    for product in products
                ],
            }
            for name, value in ORDERS
        ])
        orders.action_confirm()
        return orders

    def _load_releases(self, orders):
        held = orders.filtered(lambda order: order.dms_hold_state == "held")
        for name, note, is_approved in (
            ("five_rivers", "New outlets open this week", True),
            ("pink_city", "Payment announced for Friday", False),
        ):
            order = held.filtered(
                lambda order, name=name: order.partner_id == self._get_partner(name)
            )[:1]
            if not order:
                continue
            release = self.env["dms.order.release"].create({
                "order_id": order.id, "note": note, "confirm_order": False,
            })
            release.action_submit()
            if is_approved:
                release.action_approve()
