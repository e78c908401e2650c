from odoo import api, fields, models


class DmsSchemeCheck(models.TransientModel):
    """Which schemes apply to a purchase, which do not and why; of an order, or of what is tried."""

    _name = "dms.scheme.check"
    _description = "Scheme Check"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    order_id = fields.Many2one("sale.order", readonly=True)
    order_line_id = fields.Many2one("sale.order.line", readonly=True)
    partner_id = fields.Many2one(
        "res.partner", "Buyer", domain=[("dms_tier_id", "!=", False)],
        help="A distributor that orders, or an outlet that buys from its distributor.",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    scheme_id = fields.Many2one("dms.scheme", help="Empty: all schemes in force on that day.")
    line_ids = fields.One2many("dms.scheme.check.line", "check_id", string="Purchase")
    outcome = fields.Json(compute="_compute_outcome")

    @api.depends("order_id")
    def _compute_display_name(self):
        self.display_name = self.env._("Scheme Check")

    @api.depends("company_id", "partner_id")
    def _compute_currency_id(self):
        for check in self:
            schemes = self.env["dms.scheme"].sudo().with_company(check.company_id)
            check.currency_id = schemes._get_purchase_currency(check.partner_id.sudo())

    @api.depends_context("lang", "tz")
    @api.depends(
        "company_id", "currency_id", "date", "order_id", "order_line_id", "partner_id",
        "scheme_id", "line_ids.product_id", "line_ids.quantity", "line_ids.uom_id",
        "line_ids.value",
    )
    def _compute_outcome(self):
        for check in self:
            check.outcome = check._get_outcome()

    def action_open_order(self):
        """Open the order whose schemes are shown."""
        self.ensure_one()
        return self.order_id._get_records_action()

    def _get_outcome(self) -> dict:
        """What the screen shows; see ``dms.scheme._explain``."""
        self.ensure_one()
        if self.order_id:
            return self.order_id._explain_dms_schemes(self.order_line_id)
        lines = self.line_ids.filtered(lambda line: line.product_id and line.quantity)
        if not self.partner_id or not lines:
            return {"message": self.env._("Choose who buys, and at least one product.")}
        self.partner_id.check_access("read")
        return self.env["dms.scheme"].with_company(self.company_id)._explain_purchase(
            self.partner_id,
            [line._prepare_purchase_line(key) for key, line in enumerate(lines, 1)],
            day=self.date, currency=self.currency_id, scheme=self.scheme_id,
        )
