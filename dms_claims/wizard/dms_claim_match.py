from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount


class DmsClaimMatch(models.TransientModel):
    """Match invoices of a claimant with credits: wholly, or each for a part."""

    _name = "dms.claim.match"
    _description = "Match Items of a Claimant"

    partner_id = fields.Many2one("res.partner", "Claimant", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    line_ids = fields.One2many("dms.claim.match.line", "wizard_id")
    debit_ids = fields.One2many(
        "dms.claim.match.line", "wizard_id", "Invoices", domain=[("is_credit", "=", False)]
    )
    credit_ids = fields.One2many(
        "dms.claim.match.line", "wizard_id", "Credits", domain=[("is_credit", "=", True)]
    )
    debit_amount = fields.Monetary("Of Invoices", compute="_compute_amounts")
    credit_amount = fields.Monetary("Of Credits", compute="_compute_amounts")
    difference_amount = fields.Monetary("Difference", compute="_compute_amounts")

    @api.depends("debit_ids.amount", "credit_ids.amount")
    def _compute_amounts(self):
        for wizard in self:
            wizard.debit_amount = sum(wizard.debit_ids.mapped("amount"))
            wizard.credit_amount = sum(wizard.credit_ids.mapped("amount"))
            wizard.difference_amount = (wizard.currency_id or self.env.company.currency_id).round(
                wizard.debit_amount - wizard.credit_amount
            )

    @api.model
    def _create_for(self, items):
        """A dialog for chosen items, with the most that can be matched, the oldest first.

        :param items: ``account.move.line``
        :raise UserError: when they cannot be matched with one another, with the reason
        """
        self._check_items(items)
        amounts = self._propose(items)
        return self.create({
            "partner_id": items.partner_id.commercial_partner_id.id,
            "currency_id": items.currency_id.id,
            "line_ids": [
                Command.create({"item_id": item.id, "amount": amounts[item]})
                for item in self._sort(items)
            ],
        })

    @api.model
    def _check_items(self, items):
        """Refuse items that cannot be matched with one another.

        :raise UserError: with what to choose instead
        """
        if items.filtered("reconciled"):
            raise UserError(self.env._(
                "%s: nothing of it is open. Leave it out, or undo its match first.",
                ", ".join(items.filtered("reconciled").move_id.mapped("name")),
            ))
        if any(item.parent_state != "posted" or item.account_type != "asset_receivable"
               for item in items):
            raise UserError(self.env._(
                "Only posted items of receivable accounts are matched here: invoices, credit notes "
                "and payments."
            ))
        signs = {item.amount_residual_currency > 0 for item in items}
        if len(signs) < 2:
            raise UserError(self.env._(
                "Choose at least one invoice and one credit note or payment to match it with."
            ))
        for values, what in (
            (items.partner_id.commercial_partner_id, self.env._("claimant")),
            (items.currency_id, self.env._("currency")),
            (items.account_id, self.env._("account")),
            (items.company_id.root_id, self.env._("company")),
        ):
            if len(values) != 1:
                raise UserError(self.env._(
                    "Choose items of one %(what)s; these are of %(names)s.",
                    what=what, names=", ".join(values.mapped("display_name")) or "–",
                ))

    @api.model
    def _sort(self, items):
        return items.sorted(lambda item: (item.date_maturity or item.date, item.date, item.id))

    @api.model
    def _propose(self, items) -> dict:
        """The most of each item that can be matched, the oldest first."""
        currency = items.currency_id
        sides = {True: [], False: []}
        for item in self._sort(items):
            sides[item.amount_residual_currency > 0].append(item)
        total = min(
            abs(sum(item.amount_residual_currency for item in side)) for side in sides.values()
        )
        amounts = {}
        for side in sides.values():
            rest = total
            for item in side:
                amounts[item] = currency.round(min(abs(item.amount_residual_currency), rest))
                rest -= amounts[item]
        return amounts

    def action_match(self):
        """Reconcile the items for the amounts given, by core's own reconciliation."""
        self.ensure_one()
        self.env["account.move.line"]._check_dms_matcher()
        lines = self.line_ids.filtered("amount")
        items = lines.item_id
        self._check_items(items)
        for line in lines:
            line._check_amount()
        if self.currency_id.compare_amounts(self.debit_amount, self.credit_amount):
            raise UserError(self.env._(
                "%(debit)s of invoices cannot be matched with %(credit)s of credits: change the "
                "amounts until both are the same. What is left stays open.",
                debit=format_amount(self.env, self.debit_amount, self.currency_id),
                credit=format_amount(self.env, self.credit_amount, self.currency_id),
            ))
        limits = {line.item_id.id: line.amount for line in lines}
        items.with_context(dms_match_limits=limits).reconcile()
        return {"type": "ir.actions.act_window_close"}
