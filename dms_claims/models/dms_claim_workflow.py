from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount, format_date

TRANSITIONS = {
    "draft": {"submitted", "cancelled"},
    "submitted": {"draft", "approved", "refused", "cancelled"},
}


class DmsClaimWorkflow(models.AbstractModel):
    """How a claim passes from draft to decision, through the approvals that are defined for it."""

    _name = "dms.claim.workflow"
    _description = "Workflow of Claims"
    _inherit = ["tier.validation"]
    _state_from = ["submitted"]
    _state_to = ["approved"]
    _cancel_state = "cancelled"

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        required=True, default="draft", readonly=True, copy=False, tracking=True, index=True,
        group_expand=True,
    )
    decision_reason = fields.Text("Reason", copy=False, tracking=True)
    is_late_allowed = fields.Boolean(
        "Late Submission Allowed", copy=False, tracking=True, readonly=True
    )
    is_late = fields.Boolean(compute="_compute_is_late")
    submit_date = fields.Date("Submitted on", readonly=True, copy=False)
    decision_date = fields.Date("Decided on", readonly=True, copy=False)
    decide_by = fields.Date(
        compute="_compute_decide_by", store=True, help="The last day to decide on the claim."
    )
    can_decide = fields.Boolean(compute="_compute_can_decide")

    @api.depends_context("tz")
    @api.depends("state", "submit_by", "is_late_allowed")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for claim in self:
            claim.is_late = bool(
                claim.state == "draft"
                and not claim.is_late_allowed
                and claim.submit_by
                and claim.submit_by < today
            )

    @api.depends("submit_date", "type_id.sla_days")
    def _compute_decide_by(self):
        for claim in self:
            start, days = claim.submit_date, claim.type_id.sla_days
            claim.decide_by = start and days and start + timedelta(days=days)

    @api.depends("state", "review_ids")
    def _compute_need_validation(self):
        # What it depends on is not declared where it comes from: a stale answer would ask for
        # reviews again in the transaction that has asked for them.
        return super()._compute_need_validation()

    @api.depends_context("uid")
    @api.depends("state", "can_review", "review_ids")
    def _compute_can_decide(self):
        is_manager = self.env.user.has_group("dms_distributor.group_manager")
        for claim in self:
            claim.can_decide = claim.state == "submitted" and (
                claim.can_review if claim.review_ids else is_manager
            )

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "draft") != "draft" for vals in vals_list):
            raise UserError(self.env._("A claim begins as a draft: submit it afterwards."))
        return super().create(vals_list)

    def write(self, vals):
        if self._get_locked_fields() & vals.keys():
            self._check_draft()
        if self._get_decision_fields() & vals.keys():
            self._check_decider()
        if "state" in vals:
            for claim in self:
                claim._check_transition(vals["state"])
        return super().write(vals)

    def action_submit(self):
        """Hand claims in, and ask for the approvals that are defined for them."""
        for claim in self:
            # The claim is the user's own to submit; what the decision starts from is not.
            claim._move(
                "submitted",
                submit_date=fields.Date.context_today(self),
                proposed_amount=claim.claimed_amount,
                decision_reason=False,
            )
        self.request_validation()

    def action_withdraw(self):
        """Take submitted claims back, to mend and submit them again."""
        for claim in self:
            claim.sudo().restart_validation()
            claim._move("draft", submit_date=False, proposed_amount=0, decision_reason=False)

    def action_cancel(self):
        """Give claims up for good."""
        for claim in self:
            claim._move("cancelled")

    def action_approve(self):
        """Approve claims for which no approval tier is defined."""
        self._check_decider()
        for claim in self:
            claim._decide("approved")

    def action_refuse(self):
        """Refuse claims for which no approval tier is defined."""
        self._check_decider()
        for claim in self:
            claim._check_reason(refusing=True)
            claim._decide("refused")

    def action_allow_late(self):
        """Let late claims in all the same; only a manager may, and the log tells who."""
        if not self.env.user.has_group("dms_distributor.group_manager"):
            raise AccessError(self.env._("Only a Distribution manager can let a late claim in."))
        self._check_draft()
        self.sudo().is_late_allowed = True

    def _validate_tier(self, tiers=False):
        self._check_reason()
        result = super()._validate_tier(tiers)
        if self.state == "submitted" and self.validation_status == "validated":
            self._decide("approved")
        return result

    def _rejected_tier(self, tiers=False):
        comment = next(filter(None, (tiers or self.review_ids).mapped("comment")), False)
        reason = self.decision_reason or comment
        if not reason:
            self._check_reason(refusing=True)
        result = super()._rejected_tier(tiers)
        if self.state == "submitted" and self.validation_status == "rejected":
            self._decide("refused", decision_reason=reason)
        return result

    @api.model
    def _get_under_validation_exceptions(self):
        return [*super()._get_under_validation_exceptions(), *self._get_decision_fields()]

    @api.model
    def _get_locked_fields(self) -> set:
        """Names of the fields that only a draft may change; extended by what a claim holds."""
        return {"is_late_allowed"}

    @api.model
    def _get_decision_fields(self) -> set:
        """Names of the fields that belong to whoever decides."""
        return {"approved_amount", "decision_reason", "proposed_amount"}

    def _get_obstacles(self) -> list:
        """What stands in the way of submission, in words, each with what to do where that helps.

        :return: sentences; none when the claim can be submitted
        """
        self.ensure_one()
        if not self.is_late:
            return []
        return [
            self.env._(
                "it had to be submitted by %(date)s, %(days)s days after the end of its period: "
                "ask a Distribution manager to allow the late submission",
                date=format_date(self.env, self.submit_by), days=self.type_id.window_days,
            )
        ]

    def _check_transition(self, state):
        """Refuse a step that the workflow does not have, or that this user may not take."""
        self.ensure_one()
        if state == self.state:
            return
        if state not in TRANSITIONS.get(self.state, ()):
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Claim %(claim)s is %(state)s and cannot become %(wanted)s.",
                    claim=self.name, state=labels[self.state], wanted=labels[state],
                )
            )
        if state in ("approved", "refused"):
            self._check_decider()
        if state == "approved":
            self._check_reason()
        if state == "submitted" and (obstacles := self._get_obstacles()):
            raise UserError(
                self.env._(
                    "Claim %(claim)s cannot be submitted yet:\n%(obstacles)s",
                    claim=self.name, obstacles="\n".join(f"- {text}" for text in obstacles),
                )
            )

    def _check_draft(self):
        for claim in self:
            if claim.state != "draft":
                raise UserError(
                    self.env._(
                        "Claim %s has been submitted and stands as it is: withdraw it to change "
                        "it, or make another one.",
                        claim.name,
                    )
                )

    def _check_decider(self):
        if self.env.su:
            return
        for claim in self:
            if not claim.can_decide:
                raise AccessError(
                    self.env._(
                        "Claim %s: only those asked to approve it can decide on it, while it is "
                        "submitted.",
                        claim.name,
                    )
                )

    def _check_reason(self, refusing=False):
        """Refuse a decision against the claimant that says no reason."""
        for claim in self:
            short = claim.currency_id.compare_amounts(claim.proposed_amount, claim.claimed_amount)
            if not claim.decision_reason and (refusing or short):
                raise UserError(
                    self.env._(
                        "Claim %(claim)s: why not the whole %(amount)s? Give the reason.",
                        claim=claim.name,
                        amount=format_amount(self.env, claim.claimed_amount, claim.currency_id),
                    )
                )

    def _decide(self, state, **values):
        if state == "approved":
            values["approved_amount"] = self.proposed_amount
        self._move(state, decision_date=fields.Date.context_today(self), **values)

    def _move(self, state, **values):
        """Take one step of the workflow, past what only protects a claim from editing by hand."""
        self.ensure_one()
        self.check_access("write")
        self.sudo().with_context(skip_validation_check=True).write({**values, "state": state})
