from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.tier_memo import TierMemo


class DmsApprovalMixin(models.AbstractModel):
    """How a record passes from draft to decision, through the approvals that are defined for it.

    The last approval approves the record. Where no approval tier is defined, the members of
    ``_get_approver_group()`` decide. Steps are taken by the actions only: who writes ``state``
    meets the same checks.
    """

    _name = "dms.approval.mixin"
    _description = "Approval"
    _inherit = ["tier.validation", "mail.thread", "mail.activity.mixin"]
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
    submit_date = fields.Date("Submitted on", readonly=True, copy=False)
    decision_date = fields.Date("Decided on", readonly=True, copy=False)
    can_decide = fields.Boolean(compute="_compute_can_decide")

    @api.depends("state", "review_ids")
    def _compute_need_validation(self):
        # What it depends on is not declared where it comes from: a stale answer would ask for
        # reviews again in the transaction that has asked for them.
        return super()._compute_need_validation()

    @api.depends_context("uid")
    @api.depends("state", "can_review", "review_ids")
    def _compute_can_decide(self):
        waiting = self.filtered(lambda record: record.state == "submitted")
        (self - waiting).can_decide = False
        for company, records in waiting.grouped(lambda record: record._get_company()).items():
            is_approver = records._is_approver(company)
            for record in records:
                record.can_decide = bool(record.can_review) if record.review_ids else is_approver

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "draft") != "draft" for vals in vals_list):
            raise UserError(
                self.env._(
                    "%s: it begins as a draft, submit it afterwards.", self._get_document_name()
                )
            )
        return super().create(vals_list)

    def write(self, vals):
        if self._get_locked_fields() & vals.keys():
            self._check_draft()
        if self._get_decision_fields() & vals.keys():
            self._check_decider()
        if "state" in vals:
            for record in self:
                record._check_transition(vals["state"])
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        self._check_draft()

    def action_submit(self):
        """Hand records in, and ask for the approvals that are defined for them."""
        for record in self:
            record._move(
                "submitted",
                submit_date=fields.Date.context_today(self),
                decision_reason=False,
                **record._prepare_submit_values(),
            )
        self.request_validation()

    def action_withdraw(self):
        """Take submitted records back, to mend and submit them again."""
        for record in self:
            record.sudo().restart_validation()
            record._move(
                "draft", submit_date=False, decision_reason=False,
                **record._prepare_withdraw_values(),
            )

    def action_cancel(self):
        """Give records up for good."""
        for record in self:
            record._move("cancelled")

    def action_approve(self):
        """Approve records for which no approval tier is defined."""
        self._check_decider()
        for record in self:
            record._decide("approved")

    def action_refuse(self):
        """Refuse records for which no approval tier is defined."""
        self._check_decider()
        for record in self:
            record._check_reason(refusing=True)
            record._decide("refused")

    def request_validation(self):
        """Ask for approvals; what tiers say is found for all records together."""
        asking = self.with_context(dms_tier_memo=TierMemo(self))
        return super(DmsApprovalMixin, asking).request_validation().with_env(self.env)

    def evaluate_tier(self, tier):
        memo = TierMemo.of(self.env)
        if memo is None or not self <= memo.records:
            return super().evaluate_tier(tier)
        if tier not in memo:
            together = memo.records.with_env(self.env)
            memo[tier] = set(super(DmsApprovalMixin, together).evaluate_tier(tier).ids)
        return self.filtered(lambda record: record.id in memo[tier])

    def _tier_validation_check_write_allowed(self, vals):
        """Whoever asks for no check has nothing looked up for it, record by record."""
        if self.env.context.get("skip_validation_check"):
            return None
        return super()._tier_validation_check_write_allowed(vals)

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
    def _get_transitions(self) -> dict:
        """Which states follow each state; extended by models that have states of their own.

        :return: sets of states by state
        """
        return {
            "draft": {"submitted", "cancelled"},
            "submitted": {"draft", "approved", "refused", "cancelled"},
        }

    @api.model
    def _get_approver_group(self) -> str:
        """The external id of the group that decides where no approval tier is defined."""
        return "dms_distributor.group_manager"

    @api.model
    def _get_locked_fields(self) -> set:
        """Names of the fields that only a draft may change; extended by what a model holds."""
        return set()

    @api.model
    def _get_decision_fields(self) -> set:
        """Names of the fields that belong to whoever decides."""
        return {"decision_reason"}

    @api.model
    def _get_document_name(self) -> str:
        """What people call such a record, in the user's language."""
        return self.env["ir.model"]._get(self._name).name

    def _get_obstacles(self) -> list:
        """What stands in the way of submission, in words, each with what to do where that helps.

        :return: sentences; none when the record can be submitted
        """
        self.ensure_one()
        return []

    def _prepare_submit_values(self) -> dict:
        """Values to write at submission, beside the state and its date."""
        return {}

    def _prepare_withdraw_values(self) -> dict:
        """Values to write when a submission is withdrawn, beside the state."""
        return {}

    def _prepare_decision_values(self, state) -> dict:
        """Values to write at the decision, beside the state and its date.

        :param state: ``approved`` or ``refused``
        """
        return {}

    def _after_approve(self):
        """What an approval brings about; called once, in the transaction that approves."""

    def _after_refuse(self):
        """What a refusal brings about; called once, in the transaction that refuses."""

    def _check_transition(self, state):
        """Refuse a step that the workflow does not have, or that this user may not take."""
        self.ensure_one()
        if state == self.state:
            return
        if state not in self._get_transitions().get(self.state, ()):
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(document)s %(name)s is %(state)s and cannot become %(wanted)s.",
                    document=self._get_document_name(),
                    name=self.display_name,
                    state=labels[self.state],
                    wanted=labels[state],
                )
            )
        if state in ("approved", "refused") and self.state == "submitted":
            self._check_decider()
        if state == "approved":
            self._check_reason()
        if state == "submitted" and (obstacles := self._get_obstacles()):
            raise UserError(
                self.env._(
                    "%(document)s %(name)s cannot be submitted yet:\n%(obstacles)s",
                    document=self._get_document_name(),
                    name=self.display_name,
                    obstacles="\n".join(f"- {text}" for text in obstacles),
                )
            )

    def _check_draft(self):
        for record in self:
            if record.state != "draft":
                raise UserError(
                    self.env._(
                        "%(document)s %(name)s has been submitted and stands as it is: withdraw "
                        "it to change it, or make another one.",
                        document=self._get_document_name(),
                        name=record.display_name,
                    )
                )

    def _check_decider(self):
        if self.env.su:
            return
        for record in self:
            if not record.can_decide:
                raise AccessError(
                    self.env._(
                        "%(document)s %(name)s: only those asked to approve it can decide on it, "
                        "while it is submitted.",
                        document=self._get_document_name(),
                        name=record.display_name,
                    )
                )

    def _check_reason(self, refusing=False):
        """Refuse a decision that says no reason where one is owed.

        :param refusing: whether the record is about to be refused
        """
        for record in self:
            if refusing and not record.decision_reason:
                raise UserError(
                    self.env._(
                        "%(document)s %(name)s: give the reason for refusing it.",
                        document=self._get_document_name(),
                        name=record.display_name,
                    )
                )

    def _decide(self, state, **values):
        values = {**self._prepare_decision_values(state), **values}
        self._move(state, decision_date=fields.Date.context_today(self), **values)
        if state == "approved":
            self._after_approve()
        else:
            self._after_refuse()

    def _move(self, state, **values):
        """Take one step of the workflow, past what only protects a record from editing by hand."""
        self.ensure_one()
        self.check_access("write")
        self.sudo().with_context(skip_validation_check=True).write({**values, "state": state})
