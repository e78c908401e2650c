from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class DmsClaimSettle(models.TransientModel):
    """Ask how approved claims are settled, and for how much."""

    _name = "dms.claim.settle"
    _description = "Settle Claims"

    claim_ids = fields.Many2many("dms.claim", string="Claims", readonly=True)
    company_id = fields.Many2one("res.company", compute="_compute_claims")
    currency_id = fields.Many2one("res.currency", compute="_compute_claims")
    claimant_count = fields.Integer(compute="_compute_claims")
    claim_count = fields.Integer(compute="_compute_claims")
    is_reversal = fields.Boolean(compute="_compute_claims")
    line_ids = fields.One2many(
        "dms.claim.settle.line", "wizard_id", compute="_compute_line_ids", store=True,
        readonly=False,
    )
    method = fields.Selection(
        [
            ("credit_note", "Credit note without tax"),
            ("tax_credit_note", "Credit note with tax"),
            ("payment", "Payment"),
            ("goods", "Free goods"),
            ("offset", "Offset against invoices"),
            ("lapse", "Let the rest lapse"),
        ],
        compute="_compute_method", store=True, readonly=False, required=True,
    )
    date = fields.Date(
        required=True, default=fields.Date.context_today,
        help="Where the books are closed on that day, the first open day after it.",
    )
    is_grouped = fields.Boolean("One Document for Each Claimant", default=True)
    is_matched = fields.Boolean(
        "Match with Open Invoices", default=True, help="The oldest ones first."
    )
    journal_id = fields.Many2one(
        "account.journal", "Pay from", compute="_compute_journal_id", store=True, readonly=False,
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id)]",
    )
    invoice_ids = fields.Many2many(
        "account.move",
        domain="[('move_type', '=', 'out_invoice'), ('state', '=', 'posted'), "
        "('amount_residual', '>', 0), ('commercial_partner_id', 'in', partner_ids), "
        "('company_id', '=', company_id), ('currency_id', '=', currency_id)]",
    )
    partner_ids = fields.Many2many("res.partner", compute="_compute_claims")
    open_amount = fields.Monetary("Open on the Invoices", compute="_compute_open_amount")
    goods_ids = fields.One2many("dms.claim.settle.goods", "wizard_id")
    goods_amount = fields.Monetary("Worth of the Goods", compute="_compute_goods_amount")
    reason = fields.Text()
    amount = fields.Monetary("To Be Settled", compute="_compute_amount")

    @api.depends("claim_ids")
    def _compute_claims(self):
        for wizard in self:
            claims = wizard.claim_ids
            wizard.company_id = claims.company_id[:1]
            # Sums make sense in one currency only.
            wizard.currency_id = claims.currency_id if len(claims.currency_id) == 1 else False
            wizard.claimant_count = len(claims.claimant_id)
            wizard.claim_count = len(claims)
            wizard.is_reversal = bool(claims.reversal_of_id)
            wizard.partner_ids = claims.claimant_id.commercial_partner_id

    @api.depends("claim_ids")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [Command.clear(), *(
                Command.create({"claim_id": claim.id, "amount": claim.settle_amount})
                for claim in wizard.claim_ids
            )]

    @api.depends("claim_ids")
    def _compute_method(self):
        for wizard in self:
            methods = set(wizard.claim_ids.type_id.mapped("settlement_method"))
            is_single = len(methods) == 1 and not methods & {"goods", "offset"}
            if is_single or len(wizard.claim_ids) == 1:
                wizard.method = methods.pop()
            else:
                wizard.method = "credit_note"

    @api.depends("company_id", "method")
    def _compute_journal_id(self):
        for wizard in self:
            wizard.journal_id = wizard.method == "payment" and self.env["account.journal"].search([
                ("company_id", "=", wizard.company_id.id), ("type", "in", ("bank", "cash")),
                ("outbound_payment_method_line_ids", "!=", False),
            ], limit=1)

    @api.depends("line_ids.amount")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = sum(wizard.line_ids.mapped("amount"))

    @api.depends("invoice_ids")
    def _compute_open_amount(self):
        for wizard in self:
            wizard.open_amount = sum(wizard.invoice_ids.mapped("amount_residual"))

    @api.depends("goods_ids.quantity", "goods_ids.price_unit")
    def _compute_goods_amount(self):
        for wizard in self:
            wizard.goods_amount = sum(wizard.goods_ids.mapped("amount"))

    @api.onchange("method")
    def _onchange_method(self):
        if self.method == "goods" and not self.goods_ids and len(self.claim_ids) == 1:
            self.goods_ids = [
                Command.create(good) for good in self.claim_ids._origin._prepare_goods()
            ]

    def action_settle(self):
        """Settle the claims, and open what has settled them."""
        self.ensure_one()
        lines = self.line_ids.filtered("amount")
        if not lines:
            raise UserError(self.env._("Nothing is to be settled: give an amount."))
        settlements = lines.claim_id._settle(
            self.method, {line.claim_id: line.amount for line in lines}, self.date,
            **self._prepare_options(),
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dms_claims.action_claim_settlement"
        )
        action.update(domain=[("id", "in", settlements.ids)], context={})
        if len(settlements) == 1:
            return settlements.action_open_document()
        return action

    def _prepare_options(self) -> dict:
        """What ``dms.claim._settle`` takes beside amounts and date."""
        return {
            "is_grouped": self.is_grouped, "is_matched": self.is_matched,
            "journal": self.journal_id, "invoices": self.invoice_ids, "reason": self.reason,
            "goods": [
                {
                    "product_id": good.product_id.id, "quantity": good.quantity,
                    "product_uom_id": good.product_uom_id.id, "price_unit": good.price_unit,
                }
                for good in self.goods_ids
            ] if self.method == "goods" else None,
        }
