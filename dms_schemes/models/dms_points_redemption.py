from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.exact import exact


class DmsPointsRedemption(models.Model):
    """Points turned into a credit note or into gifts."""

    _name = "dms.points.redemption"
    _description = "Redemption of Points"
    _inherit = ["dms.numbered.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    program_id = fields.Many2one(
        "dms.points.program", required=True, check_company=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="program_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", required=True, ondelete="restrict", index=True, check_company=True,
        domain=[("dms_role", "!=", False)],
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    method = fields.Selection(
        [("credit_note", "Credit note"), ("gift", "Gifts")], string="Redeem for",
        required=True, default="credit_note", tracking=True,
    )
    line_ids = fields.One2many("dms.points.redemption.line", "redemption_id", copy=True)
    points = fields.Float(
        compute="_compute_points", store=True, readonly=False, digits=(16, 2), tracking=True
    )
    value = fields.Monetary(compute="_compute_value")
    balance = fields.Float("Points in the Wallet", compute="_compute_balance", digits=(16, 2))
    state = fields.Selection(
        [("draft", "Draft"), ("done", "Redeemed"), ("cancelled", "Cancelled")],
        required=True, default="draft", readonly=True, copy=False, tracking=True, index=True,
    )
    entry_ids = fields.One2many("dms.points.entry", "redemption_id", string="Entries")
    move_id = fields.Many2one("account.move", "Credit Note", readonly=True, copy=False)
    order_id = fields.Many2one("sale.order", "Gift Order", readonly=True, copy=False)

    _points_positive = models.Constraint(
        "CHECK (state = 'draft' OR points > 0)", "Say how many points are redeemed."
    )

    @api.depends("line_ids.points", "method")
    def _compute_points(self):
        for redemption in self.filtered(lambda record: record.method == "gift"):
            redemption.points = sum(redemption.line_ids.mapped("points"))

    @api.depends("points", "program_id")
    def _compute_value(self):
        for redemption in self:
            redemption.value = (
                redemption.program_id._get_value(redemption.points) if redemption.program_id else 0
            )

    @api.depends("program_id", "partner_id", "state")
    def _compute_balance(self):
        wallets = self.env["dms.points.wallet"].search([
            ("program_id", "in", self.program_id.ids),
            ("partner_id", "in", self.partner_id.commercial_partner_id.ids),
        ])
        balances = {(wallet.program_id, wallet.partner_id): wallet.balance for wallet in wallets}
        for redemption in self:
            redemption.balance = balances.get(
                (redemption.program_id, redemption.partner_id.commercial_partner_id), 0
            )

    @api.constrains("line_ids", "program_id")
    def _check_gifts(self):
        for redemption in self:
            for gift in redemption.line_ids.gift_id:
                if gift.program_id != redemption.program_id:
                    raise ValidationError(self.env._(
                        "%(gift)s is a gift of %(other)s, not of %(program)s: choose another one.",
                        gift=gift.product_id.display_name, other=gift.program_id.name,
                        program=redemption.program_id.name,
                    ))

    def write(self, vals):
        if {"program_id", "partner_id", "points", "method", "line_ids", "date"} & vals.keys():
            for redemption in self:
                if redemption.state != "draft":
                    raise UserError(self.env._(
                        "%s is done and stands as it is: cancel it and make another one.",
                        redemption.name,
                    ))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        for redemption in self:
            if redemption.state != "draft":
                raise UserError(self.env._(
                    "%s is kept for the record: cancel it instead.", redemption.name
                ))

    def action_redeem(self):
        """Take the points from the wallet, and give what they buy."""
        for redemption in self:
            redemption._check_redeemable()
            redemption._enter("redeem", -exact(redemption.points))
            if redemption.method == "gift":
                redemption.order_id = redemption._create_order()
            else:
                redemption.move_id = redemption._create_credit_note()
            redemption.state = "done"

    def action_cancel(self):
        """Take back what was given, and give back the points."""
        for redemption in self:
            if redemption.state == "done":
                redemption._take_back()
                redemption._enter("return", exact(redemption.points))
            redemption.state = "cancelled"

    def action_open_document(self):
        """Open the credit note or the order of the gifts."""
        self.ensure_one()
        return (self.move_id or self.order_id).get_formview_action()

    def _check_redeemable(self):
        """Refuse a redemption that is done, names no gift, or is too small."""
        self.ensure_one()
        if self.state != "draft":
            raise UserError(self.env._("%s has been redeemed already.", self.name))
        if self.method == "gift":
            if not self.line_ids:
                raise UserError(self.env._("%s: choose at least one gift.", self.name))
            self.points = sum(self.line_ids.mapped("points"))
        if self.points <= 0 or self.points < self.program_id.minimum_points:
            raise UserError(self.env._(
                "%(name)s redeems %(points)s points: %(program)s asks for at least %(least)s.",
                name=self.name, points=self.program_id._word_points(self.points),
                program=self.program_id.name,
                least=self.program_id._word_points(self.program_id.minimum_points or 1),
            ))

    def _enter(self, kind, points):
        """Move points of the wallet for this redemption."""
        self.env["dms.points.wallet"]._enter([{
            "program_id": self.program_id.id, "partner_id": self.partner_id.id, "points": points,
            "kind": kind, "date": fields.Date.context_today(self), "origin": self.name,
            "redemption_id": self.id, "source_key": f"redemption:{self.id}:{kind}",
        }])

    def _create_credit_note(self):
        """A posted credit note that takes the value off the provision."""
        _journal, _expense, provision = self.company_id._get_dms_scheme_accounts()
        move = self.env["account.move"].sudo().with_company(self.company_id).create({
            "move_type": "out_refund",
            "partner_id": self.partner_id.id,
            "currency_id": self.currency_id.id,
            "invoice_date": self.date,
            "ref": self.name,
            "invoice_line_ids": [Command.create({
                "name": self.env._(
                    "%(points)s points of %(program)s",
                    points=self.program_id._word_points(self.points),
                    program=self.program_id.name,
                ),
                "account_id": provision.id, "quantity": 1, "price_unit": self.value,
                "tax_ids": [Command.clear()], "dms_points_program_id": self.program_id.id,
                "dms_provision": "settlement",
            })],
        })
        move.action_post()
        return move

    def _create_order(self):
        """A confirmed order of the gifts, for nothing."""
        order = self.env["sale.order"].sudo().with_company(self.company_id).create({
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "origin": self.name,
            "order_line": [
                Command.create(line._prepare_order_line_values()) for line in self.line_ids
            ],
        })
        order.action_confirm()
        return order

    def _take_back(self):
        """Reverse the credit note, or cancel the order of the gifts.

        :raise UserError: when the gifts have been delivered
        """
        self.ensure_one()
        order, move = self.order_id.sudo(), self.move_id.sudo()
        if any(order.order_line.mapped("qty_delivered")):
            raise UserError(self.env._(
                "Gifts of %(name)s have been delivered with %(order)s: take them back first.",
                name=self.name, order=order.name,
            ))
        order._action_cancel()
        if move.state == "posted":
            move._reverse_moves([{"ref": self.name, "date": fields.Date.context_today(self)}],
                                cancel=True)
