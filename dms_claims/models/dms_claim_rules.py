from decimal import Decimal

from odoo import SUPERUSER_ID, api, fields, models

from ..checking import Case, Outcome, Standing, decide
from ..tools.claim_batch import FAILED, SUBMISSION

# Checks that tell of a claim like this one.
TWIN_CODES = ("reference", "amount", "sources", "attachment", "photo")


class DmsClaim(models.Model):
    """What rules do with claims once they have been checked."""

    _inherit = "dms.claim"

    rule_id = fields.Many2one(
        "dms.claim.rule", "Decided by Rule", readonly=True, copy=False, ondelete="restrict",
        index="btree_not_null", help="The first rule that fitted when the claim was submitted.",
    )
    rule_outcome = fields.Selection(
        [
            ("auto_approve", "Approved by rule"),
            ("flag", "Flagged"),
            ("refuse", "Refused by rule"),
            ("review", "Left to the approvers"),
        ],
        readonly=True, copy=False, index="btree_not_null",
    )

    @api.depends("state", "review_ids", "rule_outcome")
    def _compute_need_validation(self):
        """Nobody is asked to approve what a rule decides on."""
        decided = self.filtered(lambda claim: claim.rule_outcome in ("auto_approve", "refuse"))
        decided.need_validation = False
        return super(DmsClaim, self - decided)._compute_need_validation()

    @api.model
    def _get_system_fields(self) -> set:
        return super()._get_system_fields() | {"rule_id", "rule_outcome"}

    def _apply_rules(self):
        """Approve, flag or refuse these submitted claims as the first rule that fits says."""
        rules = self.env["dms.claim.rule"]._get_rules(self.company_id)
        if not rules:
            return
        # What has just been checked is not checked again to be approved.
        self._remember_checked()
        for claim in self.sudo()._with_booking_later():
            rule = decide(claim._prepare_case(), rules.get(claim.company_id, ()))
            if rule:
                claim._apply_rule(rule)
        self.with_user(SUPERUSER_ID)._book_together()

    def _apply_rule(self, rule):
        """Do what a rule says; the log tells which one it was."""
        self.ensure_one()
        claim = self.with_user(SUPERUSER_ID).with_context(skip_validation_check=True)
        claim.write({"rule_id": rule.key, "rule_outcome": rule.outcome.value})
        name = claim.rule_id.name
        if rule.outcome == Outcome.APPROVE:
            claim._message_log(body=self.env._("Approved at once by the rule “%s”.", name))
            claim._decide("approved")
        elif rule.outcome == Outcome.REFUSE:
            failed = claim._get_current_checks().filtered(lambda check: check._is_open_error())
            # The claimant is told which checks, in its language; what they found is kept inside.
            told = failed.with_context(lang=claim.claimant_id.lang)
            claim._message_log(body=self.env._(
                "Refused at once by the rule “%(rule)s”: %(checks)s", rule=name,
                checks="; ".join(failed.mapped("text")),
            ))
            claim._decide("refused", decision_reason=", ".join(told.mapped("display_name")))
        elif rule.outcome == Outcome.FLAG:
            claim._message_log(body=self.env._(
                "Flagged by the rule “%s”: look at the checks before you decide.", name
            ))

    def _prepare_case(self) -> Case:
        """The claim as rules see it, from the checks of its submission."""
        self.ensure_one()
        checks = self.check_ids.filtered(lambda check: check.stage == SUBMISSION)
        failed = checks.filtered(lambda check: check.verdict == FAILED)
        # What somebody has let pass with a reason counts for nothing more than a warning.
        held = failed.filtered(lambda check: not check.is_overridden)
        codes = set(held.mapped("code"))
        territory = self.claimant_id.dms_territory_id
        return Case(
            self.type_id.id,
            frozenset(int(part) for part in (territory.parent_path or "").split("/") if part),
            Decimal(str(self.company_claimed_amount)), Decimal(str(self.claimed_amount)),
            Decimal(str(self.expected_amount)) if self.has_expected else None,
            Standing(self.check_state if self.check_state != "none" else "clean"),
            has_evidence=not self._get_missing_evidence(),
            is_in_time=not self.submit_by or self.is_late_allowed
            or self.submit_date <= self.submit_by,
            is_twin=not codes.isdisjoint(TWIN_CODES),
        )

    def _prepare_withdraw_values(self) -> dict:
        return {**super()._prepare_withdraw_values(), "rule_id": False, "rule_outcome": False}
