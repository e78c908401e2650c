from odoo import api, fields, models
from odoo.addons.dms_schemes.tools.exact import exact
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_amount

from ..tools.contention import last_try_in_words

# Claims, those that take from the same provision, and those that are taken back.
LOCK = """
    SELECT id FROM dms_claim
     WHERE id = ANY(%(ids)s)
        OR state IN ('approved', 'settled') AND (scheme_id, claimant_id) IN (
           SELECT scheme_id, claimant_id FROM dms_claim
            WHERE id = ANY(%(ids)s) AND scheme_id IS NOT NULL)
        OR id IN (SELECT reversal_of_id FROM dms_claim WHERE id = ANY(%(ids)s))
  ORDER BY id FOR NO KEY UPDATE"""


class DmsClaim(models.Model):
    """How an approved claim is settled: wholly or in parts, each of them once."""

    _inherit = "dms.claim"

    settlement_ids = fields.One2many("dms.claim.settlement", "claim_id", "Settlements")
    settlement_count = fields.Integer(compute="_compute_settlement_count", compute_sudo=True)
    pending_amount = fields.Monetary(
        "On Order", readonly=True, copy=False,
        help="To be settled in goods that are ordered and not delivered yet.",
    )
    settle_amount = fields.Monetary(
        "Can Be Settled", compute="_compute_settle_amount", store=True,
        help="Approved, not settled, and not on order either.",
    )
    can_settle = fields.Boolean(compute="_compute_can_settle")
    settled_date = fields.Date(
        "Settled on", readonly=True, copy=False, help="When nothing remained to be settled."
    )

    _settled_once = models.Constraint(
        "CHECK (pending_amount >= 0 AND "
        "COALESCE(settled_amount, 0) + COALESCE(pending_amount, 0) <= approved_amount)",
        "A claim cannot be settled for more than is approved, goods on order included.",
    )

    def _compute_settlement_count(self):
        counts = dict(self.env["dms.claim.settlement"]._read_group(
            [("claim_id", "in", self.ids)], ["claim_id"], ["__count"]
        ))
        for claim in self:
            claim.settlement_count = counts.get(claim._origin, 0)

    @api.depends("approved_amount", "settled_amount", "pending_amount")
    def _compute_settle_amount(self):
        for claim in self:
            claim.settle_amount = claim.currency_id.round(
                claim.approved_amount - claim.settled_amount - claim.pending_amount
            )

    @api.depends_context("uid")
    @api.depends("state", "settle_amount")
    def _compute_can_settle(self):
        is_settler = self.env.user.has_group(self._get_settler_group())
        for claim in self:
            claim.can_settle = is_settler and claim.state == "approved" and claim.settle_amount > 0

    @api.model
    def _get_settler_group(self) -> str:
        """The external id of the group that settles claims."""
        return "account.group_account_invoice"

    @api.model
    def _get_system_fields(self) -> set:
        return super()._get_system_fields() | {"pending_amount", "settled_date"}

    @api.model
    def _get_under_validation_exceptions(self):
        return [
            *super()._get_under_validation_exceptions(),
            "pending_amount", "settle_amount", "settled_date", "settlement_ids",
        ]

    def action_settle(self):
        """Open the dialog that settles these claims."""
        self._check_settler()
        claims = self.filtered(lambda claim: claim.state == "approved" and claim.settle_amount > 0)
        if not claims:
            raise UserError(self.env._(
                "Nothing remains to be settled: choose claims that are approved, and neither "
                "settled nor on order."
            ))
        return {
            "type": "ir.actions.act_window", "name": self.env._("Settle"),
            "res_model": "dms.claim.settle", "view_mode": "form", "target": "new",
            "context": {"default_claim_ids": claims.ids},
        }

    def action_open_settlements(self):
        """Open how these claims were settled."""
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_claims.action_claim_settlement")
        action.update(domain=[("claim_id", "in", self.ids)], context={})
        if self.settlement_count == 1 and len(self) == 1:
            action.update(
                res_id=self.settlement_ids.id, views=[(False, "form")], view_mode="form"
            )
        return action

    @api.private
    def _settle(self, method, amounts=None, date=None, **options):
        """Settle approved claims, each wholly or in part, and book it.

        The rows are locked first: of two that settle a claim at the same time, the second waits,
        and is run again with what the first has left.

        :param method: one of ``dms.claim.settlement.method``
        :param amounts: by claim, in its currency; others are settled for what remains
        :param date: by default today; the entry has the first open day after it
        :param options: ``is_grouped`` (one document for each claimant), ``is_matched`` (match
            credit notes with the oldest open invoices, by default), ``invoices`` (those to offset
            against, ``account.move``), ``journal`` (to pay from), ``reason`` (why the rest lapses)
        :return: the new ``dms.claim.settlement``
        :raise UserError: with what stands in the way, for the first claim it concerns
        """
        self._check_settler()
        self.check_access("read")
        claims = self.sudo()
        claims._lock_for_settlement()
        amounts = {
            claim: claim.currency_id.round((amounts or {}).get(claim, claim.settle_amount))
            for claim in claims
        }
        for claim in claims:
            claim._check_settleable(amounts[claim], method)
        date = date or fields.Date.context_today(self)
        claims._accrue_approved()
        settlements = self.env["dms.claim.settlement"].sudo()
        groups = claims.grouped(lambda claim: claim._get_settlement_key(options))
        for group in groups.values():
            settlements |= group.with_company(group.company_id)._settle_together(
                method, {claim: amounts[claim] for claim in group}, date, options
            )
        claims._update_settled()
        settlements._tell_claimants()
        return settlements.with_env(self.env)

    def _get_settlement_key(self, options):
        """Claims with one key are settled by one document."""
        key = (self.company_id, self.claimant_id, self.currency_id, self._get_direction())
        return key if options.get("is_grouped") else (*key, self)

    def _settle_together(self, method, amounts, date, options):
        """Settle claims of one claimant in one currency by one document.

        :param amounts: by claim
        :return: the new settlements
        """
        if self.reversal_of_id:
            method = "debit_note"
        values = getattr(self, f"_settle_by_{method}")(amounts, date, options)
        return self.env["dms.claim.settlement"].sudo().create([
            {
                "claim_id": claim.id, "method": method, "amount": amounts[claim], "date": date,
                "reason": options.get("reason"), **values,
            }
            for claim in self
        ])

    def _lock_for_settlement(self):
        """Lock these claims, and those that take from the same provision.

        A row that another transaction has settled meanwhile makes PostgreSQL refuse this one,
        which Odoo then runs again.

        :raise UserError: where others were first in each of Odoo's tries
        """
        self.env["dms.claim"].flush_model()
        with last_try_in_words(self.env.cr, self.env._(
            "%(claims)s: others are settling the same claims, or claims of the same claimant under "
            "the same scheme, at this very moment. Nothing was booked: wait a minute, then settle "
            "what remains.",
            claims=self._get_entry_label(),
        )):
            self.env.execute_query(SQL(LOCK, ids=self.ids))
        self.invalidate_recordset(["state", "settled_amount", "pending_amount", "settle_amount"])

    def _check_settler(self):
        """Refuse those who do not keep the books.

        :raise AccessError: with who may
        """
        if not self.env.su and not self.env.user.has_group(self._get_settler_group()):
            raise AccessError(self.env._(
                "Only members of Accounting settle claims: hand the claims over to them."
            ))

    def _check_settleable(self, amount, method):
        """Refuse to settle what is not approved, or more than remains.

        :raise UserError: with what remains, and what to do
        """
        self.ensure_one()
        if self.state != "approved":
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(self.env._(
                "Claim %(claim)s is %(state)s: only approved claims are settled.",
                claim=self.name, state=labels[self.state],
            ))
        if amount <= 0 or self.currency_id.compare_amounts(amount, self.settle_amount) > 0:
            raise UserError(self.env._(
                "Claim %(claim)s cannot be settled for %(amount)s: %(remaining)s remains. Settle "
                "more than zero and no more than that.",
                claim=self.name, amount=format_amount(self.env, amount, self.currency_id),
                remaining=format_amount(self.env, self.settle_amount, self.currency_id),
            ))
        if self.reversal_of_id:
            self._check_returnable(amount, method)
        self.company_id._get_dms_scheme_accounts()

    def _update_settled(self):
        """Have the claims follow their settlements; one of which nothing remains is settled."""
        sums = {
            (claim, is_waiting): amount
            for claim, is_waiting, amount in self.env["dms.claim.settlement"].sudo()._read_group(
                [("claim_id", "in", self.ids), ("is_cancelled", "=", False)],
                ["claim_id", "is_waiting"], ["amount:sum"],
            )
        }
        today = fields.Date.context_today(self)
        for claim in self.sudo().with_context(skip_validation_check=True):
            claim.write({
                "settled_amount": claim.currency_id.round(sums.get((claim, False), 0)),
                "pending_amount": claim.currency_id.round(sums.get((claim, True), 0)),
            })
            if claim.state == "approved" and exact(claim.settled_amount) == exact(
                claim.approved_amount
            ):
                claim._move("settled", settled_date=today)
                claim._after_settle()

    def _after_settle(self):
        """What it brings about that nothing remains; called once, in the same transaction."""
