from datetime import timedelta

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date
from psycopg2.errors import UniqueViolation

# Claims that one transaction makes: a crash leaves no more than these to do again.
CHUNK = 50
ACTIVITY = "dms_claims.mail_activity_submit"
# The kind of claim by which what a scheme of some mechanism has earned is claimed.
KINDS = {
    "period": "target",
    "target": "target",
    "growth": "target",
    "display": "display",
    "ship_debit": "margin",
    "price_protection": "price_protection",
}


class DmsClaim(models.Model):
    """Claims that make themselves when a window of a scheme is over."""

    _inherit = "dms.claim"

    @api.model
    def _cron_create_from_entitlements(self):
        """Draft claims for what was earned in windows that are over."""
        groups = list(self._group_entitlements(self._get_entitlements_to_claim()).values())
        for start in range(0, len(groups), CHUNK):
            part = groups[start : start + CHUNK]
            self._create_from_entitlements(part[0].union(*part[1:]))
            remaining = max(len(groups) - start - CHUNK, 0)
            if not self.env["ir.cron"]._commit_progress(len(part), remaining=remaining):
                break

    @api.model
    def _get_entitlements_to_claim(self):
        """What was earned in windows that are over, may still be claimed, and is not claimed."""
        today = fields.Date.context_today(self)
        entitlements = self.env["dms.scheme.entitlement"].sudo()
        for company in self.env["dms.claim.type"]._get_automatic_companies():
            days = max(self._get_automatic_types(company).mapped("window_days"), default=0)
            entitlements |= entitlements.search(
                entitlements._get_claimable_domain(company)
                & Domain("claim_line_ids", "=", False)
                & Domain("date_to", "<", today)
                & (Domain("date_to", ">=", today - timedelta(days=days)) if days else Domain.TRUE),
                order="id",
            )
        return entitlements

    @api.model
    def _create_from_entitlements(self, entitlements):
        """Draft a claim for each claimant, scheme and window, and submit it where its type says so.

        What is claimed is told anew by the engine. A claim that exists, or that another transaction
        is making, is not made again.

        :param entitlements: ``dms.scheme.entitlement``, of one or several companies
        :return: the new claims
        """
        made = self.browse()
        groups = self._group_entitlements(entitlements)
        claimed = self._get_claimed_windows(entitlements)
        for key, rows in groups.items():
            if key not in claimed and (values := self._prepare_automatic_values(key, rows)):
                made |= self._create_once(values)
        made._settle_automatic_lines()
        empty = made.filtered(lambda claim: not claim.line_ids)
        made -= empty
        empty.sudo().unlink()
        made._submit_automatic()
        return made

    @api.model
    def _group_entitlements(self, entitlements) -> dict:
        """Entitlements that are claimed together, by the key of their claim."""
        return entitlements.sudo().grouped(lambda row: (
            f"entitlement:{row.scheme_id.id}:{row.distributor_id.id}:{row.date_from}"
        ))

    @api.model
    def _get_claimed_windows(self, entitlements) -> set:
        """Keys of the windows that have their claim, or of which somebody claims a part by hand."""
        claims = self.sudo().search_fetch(
            [
                ("scheme_id", "in", entitlements.scheme_id.ids),
                ("claimant_id", "in", entitlements.distributor_id.ids),
                "|", ("source_key", "!=", False), ("state", "not in", ("refused", "cancelled")),
            ],
            ["scheme_id", "claimant_id", "date_from", "date_to", "source_key"],
        )
        held = claims.grouped(lambda claim: (claim.scheme_id.id, claim.claimant_id.id))
        return {key for claim in claims if (key := claim.source_key)} | {
            key
            for key, rows in self._group_entitlements(entitlements).items()
            for claim in held.get((rows.scheme_id.id, rows.distributor_id.id), ())
            if claim.date_to >= rows[:1].date_from
            and (not rows[:1].date_to or claim.date_from <= rows[:1].date_to)
            and claim.state not in ("refused", "cancelled")
        }

    @api.model
    def _create_once(self, values):
        """Create a claim with a source key, unless another transaction is doing so."""
        try:
            with self.env.cr.savepoint():
                claim = self.sudo().create(values)
                claim.flush_recordset()
        except UniqueViolation:
            # Only a claim with this key stands in the way: it has no reference of the claimant.
            return self.browse()
        return self.browse(claim.id)

    @api.model
    def _prepare_automatic_values(self, key, entitlements):
        """Values of the claim for what one claimant has earned in one window of a scheme.

        :return: a dict for ``create``; None where no type of claim makes itself for the scheme
        """
        scheme, first = entitlements.scheme_id, entitlements[:1]
        claim_type = self._get_automatic_types(first.company_id).filtered(
            lambda one: one.kind == self._get_automatic_kind(scheme)
        )[:1]
        if not claim_type:
            return None
        end = first.date_to or fields.Date.context_today(self)
        return {
            "company_id": first.company_id.id,
            "claimant_id": first.distributor_id.id,
            "type_id": claim_type.id,
            "scheme_id": scheme.id,
            "date_from": first.date_from,
            "date_to": end,
            "origin": "automatic",
            "source_key": key,
            "description": self.env._(
                "Earned under %(scheme)s from %(first)s to %(last)s.",
                scheme=scheme.name, first=format_date(self.env, first.date_from),
                last=format_date(self.env, end),
            ),
            "line_ids": [
                Command.create({
                    "entitlement_id": row.id,
                    "name": row.partner_id.name,
                    "outlet_id": row.partner_id.dms_role == "outlet" and row.partner_id.id,
                    "claimed_amount": max(row.earned_value, 0),
                })
                for row in entitlements
            ],
        }

    @api.model
    def _get_automatic_kind(self, scheme) -> str:
        """The kind of claim by which what a scheme has earned is claimed."""
        if scheme.benefit_kind == "goods":
            return "free_goods"
        return KINDS.get(scheme.mechanism, "scheme")

    @api.model
    def _get_automatic_types(self, company):
        """Types whose claims make themselves, those of the company before those of all."""
        return self.env["dms.claim.type"].sudo().search(
            [("is_automatic", "=", True), ("company_id", "in", [company.id, False])]
        ).sorted(lambda one: (not one.company_id, one.sequence, one.id))

    def _settle_automatic_lines(self):
        """Claim what the engine tells; drop lines of which nothing is left to claim."""
        claims = self.sudo()
        claims._update_expected()
        for line in claims.line_ids:
            if line.has_expected and line.claimed_amount != line.expected_amount:
                line.claimed_amount = line.expected_amount
        claims.line_ids.filtered(lambda line: line.claimed_amount <= 0).unlink()

    def _submit_automatic(self):
        """Submit claims whose type says so; what stands against it is told on the draft, and to
        those who can mend it."""
        refused = self.browse()
        for claim in self.filtered("type_id.is_auto_submitted"):
            try:
                with self.env.cr.savepoint():
                    claim.action_submit()
            except UserError as error:
                refused |= claim
                claim.message_post(body=str(error), subtype_xmlid="mail.mt_note")
        refused._ask_to_submit()

    def _ask_to_submit(self):
        """Tell claimants what their drafts still need, and have somebody see to it: who looks after
        the claimant, else who owns the scheme."""
        managers = self.claimant_id._get_dms_managers()
        for claim in self.sudo():
            if claim._get_obstacles():
                claim._tell_claimant(lambda told: told._get_unsubmitted_message())
            users = managers[claim.claimant_id] | claim.scheme_id.user_id
            seeing = users.filtered(lambda user, claim=claim: claim._is_seen_by(user))[:1]
            claim.activity_schedule(
                ACTIVITY, user_id=seeing.id or self.env.uid, date_deadline=claim.submit_by or None,
                summary=self.env._("%s could not be submitted by itself", claim.name),
                note=claim._get_unsubmitted_message(),
            )

    def _is_seen_by(self, user) -> bool:
        """Whether a user may look at the claim."""
        self.ensure_one()
        company = self.company_id
        return company in user.company_ids and self.with_user(user).with_context(
            allowed_company_ids=company.ids
        ).has_access("read")

    def _get_unsubmitted_message(self):
        """What a claim that made itself still needs before it can be submitted, as safe HTML."""
        self.ensure_one()
        return Markup("<p>%s</p><ul>%s</ul>") % (
            self.env._(
                "Claim %(claim)s for %(amount)s was drafted at the end of the period. Before it "
                "can be submitted:",
                claim=self.name, amount=self.currency_id.format(self.claimed_amount),
            ),
            Markup().join(
                Markup("<li>%s</li>") % text
                for text in self._get_obstacles() or [self.env._("see what checks say")]
            ),
        )

    def action_submit(self):
        result = super().action_submit()
        self._forget_to_submit()
        return result

    def action_cancel(self):
        result = super().action_cancel()
        self._forget_to_submit()
        return result

    def _forget_to_submit(self):
        """Nobody has to submit these any more."""
        if automatic := self.sudo().filtered(lambda claim: claim.origin == "automatic"):
            automatic.activity_unlink([ACTIVITY])
