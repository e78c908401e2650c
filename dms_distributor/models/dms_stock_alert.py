from markupsafe import Markup
from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.stock_position_sql import FOLLOW_ALERTS


class DmsStockAlert(models.Model):
    """A distributor has too little, or too much, of a product: from when to when."""

    _name = "dms.stock.alert"
    _description = "Distributor Stock Alert"
    _inherit = ["dms.stock.row.mixin"]
    _log_access = False
    _rec_name = "product_id"
    _order = "date desc, id desc"

    distributor_id = fields.Many2one(index=True)
    kind = fields.Selection(
        [("out", "Out of Stock"), ("low", "Too Little"), ("over", "Too Much")],
        required=True, readonly=True,
    )
    date = fields.Date("Since", required=True, readonly=True)
    date_closed = fields.Date("Until", readonly=True, help="Empty: it is so still.")
    quantity = fields.Float("On Hand", digits="Product Unit", readonly=True)
    minimum = fields.Float(digits="Product Unit", readonly=True)
    maximum = fields.Float(digits="Product Unit", readonly=True)
    daily_sales = fields.Float(digits=(16, 2), readonly=True)
    cover_days = fields.Integer("Cover (Days)", readonly=True, aggregator=None)
    is_told = fields.Boolean("Told", readonly=True, help="Its manager has been told.")

    _open_unique = models.UniqueIndex(
        "(ledger_id, product_id, kind) WHERE date_closed IS NULL",
        "A product has one open alert of a kind at a distributor.",
    )

    @api.model
    def _cron_alert(self):
        """Follow the stocks, and tell the managers of distributors what is new."""
        self.env.flush_all()
        self.env.cr.execute(FOLLOW_ALERTS, {"today": fields.Date.context_today(self)})
        self.invalidate_model()
        untold = self.search(
            Domain("is_told", "=", False) & Domain("date_closed", "=", False)
            & Domain("kind", "in", ("out", "low"))
        )
        untold._tell()
        self.search(Domain("is_told", "=", False)).is_told = True

    def _tell(self):
        """One activity a distributor, for the manager who looks after it."""
        managers = self.distributor_id._get_dms_managers()
        for distributor, alerts in self.grouped("distributor_id").items():
            if not managers[distributor]:
                continue
            items = Markup("").join(
                Markup("<li>%s</li>") % alert._describe() for alert in alerts[:20]
            )
            rest = len(alerts) - 20
            more = self.env._("… and %s more.", rest) if rest > 0 else ""
            distributor._schedule_dms_activity(
                "dms_distributor.activity_type_stock", managers[distributor],
                self.env._("%s products run out", len(alerts)),
                Markup("<ul>%s</ul>%s") % (items, more),
            )

    def _describe(self):
        """What is the matter, in words."""
        self.ensure_one()
        return self.env._(
            "%(product)s: %(quantity)s %(unit)s on hand, at least %(minimum)s wanted (%(days)s "
            "days of sales)",
            product=self.product_id.display_name, quantity=round(self.quantity, 2),
            unit=self.product_uom_id.name, minimum=round(self.minimum, 2), days=self.cover_days,
        )
