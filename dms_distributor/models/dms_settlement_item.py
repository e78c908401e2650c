from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount

from .dms_settlement_template import KINDS


class DmsSettlementItem(models.Model):
    """One thing to settle with a partner that leaves; with the figure as it stands, where it can
    be computed.
    """

    _name = "dms.settlement.item"
    _description = "Settlement Item"
    _order = "settlement_id, sequence, id"

    settlement_id = fields.Many2one(
        "dms.settlement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="settlement_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="settlement_id.currency_id")
    partner_id = fields.Many2one(related="settlement_id.partner_id", store=True, index=True)
    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default="manual")
    is_required = fields.Boolean(string="Required", default=True)
    instructions = fields.Text()
    state = fields.Selection(
        [("open", "To Settle"), ("done", "Settled"), ("waived", "Waived")],
        required=True, default="open", readonly=True, copy=False,
    )
    figure = fields.Char(string="As It Stands", compute="_compute_figure")
    is_clear = fields.Boolean(compute="_compute_figure")
    note = fields.Char()
    waive_reason = fields.Char(string="Reason of the Waiver")
    done_date = fields.Date(string="Settled on", readonly=True, copy=False)
    done_user_id = fields.Many2one("res.users", string="Settled by", readonly=True, copy=False)

    @api.depends("kind", "settlement_id.partner_id", "state")
    def _compute_figure(self):
        figures = self._get_figures()
        for item in self:
            item.figure, item.is_clear = figures.get(item, (False, False))

    def write(self, vals):
        if "state" in vals and not self.env.su:
            raise AccessError(self.env._("Items are settled and waived by their buttons."))
        if {"is_required", "kind", "name"} & vals.keys() and not self._may_waive():
            raise AccessError(self.env._(
                "Only an administrator of Distribution changes what has to be settled."
            ))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_by_administrator(self):
        if not self._may_waive():
            raise AccessError(self.env._(
                "Only an administrator of Distribution takes items off a checklist: waive it, with "
                "a reason."
            ))

    def action_settle(self):
        """Tick items; those whose figure is not zero must be settled in fact, or be waived."""
        for item in self:
            item._check_open()
            if item._is_reopened():
                raise UserError(self.env._(
                    "%(item)s of %(partner)s still stands at %(figure)s.",
                    item=item.name, partner=item.partner_id.display_name, figure=item.figure,
                ))
        self._set_state("done")

    def action_waive(self):
        """Let items be, for the reason that is given."""
        for item in self:
            item._check_open()
            if not item._may_waive():
                raise AccessError(self.env._(
                    "Only an administrator of Distribution can waive %s.", item.name
                ))
            if not item.waive_reason:
                raise UserError(self.env._("Write the reason for waiving %s first.", item.name))
            item.settlement_id.message_post(body=self.env._(
                "%(item)s waived: %(reason)s", item=item.name, reason=item.waive_reason
            ))
        self._set_state("waived")

    def action_reopen(self):
        """Take a tick or a waiver back."""
        for item in self:
            if item.settlement_id.state != "open":
                raise UserError(self.env._("%s is closed.", item.settlement_id.name))
        self._set_state("open")

    def _set_state(self, state):
        self.check_access("write")
        is_open = state == "open"
        self.sudo().write({
            "state": state,
            "done_date": not is_open and fields.Date.context_today(self),
            "done_user_id": not is_open and self.env.uid,
        })

    def _may_waive(self):
        """Whether this user decides what need not be settled."""
        return self.env.su or self.env.user.has_group("dms_distributor.group_administrator")

    def _check_open(self):
        self.ensure_one()
        if self.settlement_id.state != "open":
            raise UserError(self.env._("%s is closed.", self.settlement_id.name))

    def _is_reopened(self):
        """Whether a figure says that the item is not settled, whatever was ticked."""
        self.ensure_one()
        return self.state != "waived" and bool(self.figure) and not self.is_clear

    def _settle_clear_ones(self):
        """Tick open items whose figure has become zero."""
        self.filtered(lambda item: item.state == "open" and item.is_clear)._set_state("done")

    # The figures: one query for all items of a kind

    def _get_figures(self) -> dict:
        """The figures of those items that have one.

        A kind ``x`` has one when there is a method ``_get_x_amounts()``.

        :return: (text, whether it is zero) by item
        """
        figures = {}
        for kind, items in self.grouped("kind").items():
            method = getattr(items, f"_get_{kind}_amounts", None)
            if method is None:
                continue
            amounts = method()
            for item in items:
                amount = amounts.get(item, 0)
                figures[item] = (item._format_figure(amount), not amount)
        return figures

    def _format_figure(self, amount):
        """An amount of money, or a number of things, as people read it."""
        self.ensure_one()
        if self.kind in ("receivable", "credit"):
            return format_amount(self.env, amount, self.currency_id)
        return f"{amount:g}"

    def _get_receivable_amounts(self) -> dict:
        """What the partners owe, by item."""
        return self._get_residuals(">")

    def _get_credit_amounts(self) -> dict:
        """What the partners have paid or been credited and not used, by item."""
        return {item: -amount for item, amount in self._get_residuals("<").items()}

    def _get_residuals(self, operator):
        rows = self.env["account.move.line"].sudo()._read_group(
            [
                ("partner_id", "in", self.partner_id.commercial_partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("amount_residual", operator, 0),
            ],
            ["partner_id", "company_id"],
            ["amount_residual:sum"],
        )
        sums = {(partner, company): amount for partner, company, amount in rows}
        return {
            item: item.currency_id.round(
                sums.get((item.partner_id.commercial_partner_id, item.company_id), 0.0)
            )
            for item in self
        }

    def _get_order_amounts(self) -> dict:
        """How many confirmed orders are not delivered or not invoiced in full, by item."""
        rows = self.env["sale.order"].sudo()._read_group(
            [
                ("partner_id", "child_of", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "=", "sale"),
                "|", ("invoice_status", "=", "to invoice"),
                ("delivery_status", "in", ("pending", "started", "partial")),
            ],
            ["partner_id", "company_id"],
            ["__count"],
        )
        counts = {}
        for partner, company, count in rows:
            key = partner.commercial_partner_id, company
            counts[key] = counts.get(key, 0) + count
        return {
            item: counts.get((item.partner_id.commercial_partner_id, item.company_id), 0)
            for item in self
        }

    def _get_stock_amounts(self) -> dict:
        """How many pieces lie in the partners' own stock, by item."""
        amounts = {}
        for company, items in self.grouped("company_id").items():
            pieces = {}
            stock = items.partner_id.sudo().with_company(company)._get_dms_stock_on_hand()
            for (partner, _product), quantity in stock.items():
                pieces[partner.id] = pieces.get(partner.id, 0) + quantity
            amounts |= {item: pieces.get(item.partner_id.id, 0) for item in items}
        return amounts
