from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .dms_scheme import BINDING_STATES


class DmsScheme(models.Model):
    """How a scheme is approved, comes into force, and ends."""

    _inherit = "dms.scheme"

    date_start = fields.Date(
        "Starts on", required=True, default=fields.Date.context_today, tracking=True
    )
    date_end = fields.Date("Ends on", tracking=True, help="The last day. Empty: until stopped.")
    extended_to = fields.Date(
        readonly=True, copy=False, tracking=True, help="The last day that was agreed on since."
    )
    stopped_on = fields.Date(
        readonly=True, copy=False, tracking=True, help="The last day on which it was earned."
    )
    stop_reason = fields.Text(readonly=True, copy=False, tracking=True)
    date_effective_end = fields.Date(
        "In Force until", compute="_compute_date_effective_end", store=True,
        help="The agreed end; earlier when it was stopped or a later version took over.",
    )
    is_upcoming = fields.Boolean(compute="_compute_is_upcoming")
    is_retroactive = fields.Boolean(
        "Entered Afterwards", copy=False, tracking=True,
        help="The scheme ran before it was entered here; it is kept for claims and reports.",
    )
    approved_by_id = fields.Many2one("res.users", string="Approved by", readonly=True, copy=False)
    needs_approval = fields.Boolean(compute="_compute_needs_approval")

    @api.depends(
        "date_end", "extended_to", "stopped_on",
        "next_ids.state", "next_ids.date_start",
    )
    def _compute_date_effective_end(self):
        for scheme in self:
            followers = scheme.sudo().next_ids.filtered(
                lambda version: version.state in BINDING_STATES
            )
            ends = [scheme.extended_to or scheme.date_end, scheme.stopped_on] + [
                follower.date_start - timedelta(days=1) for follower in followers
            ]
            scheme.date_effective_end = min(filter(None, ends), default=False)

    @api.depends_context("tz")
    @api.depends("state", "date_start")
    def _compute_is_upcoming(self):
        today = fields.Date.context_today(self)
        for scheme in self:
            scheme.is_upcoming = (
                scheme.state in ("approved", "running") and scheme.date_start > today
            )

    @api.depends_context("company")
    @api.depends("company_id", "mechanism", "priority")
    def _compute_needs_approval(self):
        """Whether approval tiers are defined that a draft would have to pass."""
        definitions = self.env["tier.definition"].sudo().search([("model", "=", self._name)])
        for scheme in self:
            scheme.needs_approval = any(
                definition.company_id in (definition.company_id.browse(), scheme.company_id)
                and scheme.evaluate_tier(definition)
                for definition in definitions
            )

    def action_start(self):
        """Hand drafts in, and approve them at once where nobody else has to."""
        for scheme in self:
            if scheme.state != "draft":
                raise UserError(self.env._("%s has been started already.", scheme.display_name))
        self.action_submit()
        self.filtered(lambda scheme: not scheme.review_ids).action_approve()

    def action_stop(self):
        """Take schemes out of force: today is the last day of those that run."""
        self._stop()

    @api.model
    def _cron_end_schemes(self):
        """Start schemes whose first day has come, end those whose last day has passed."""
        today = fields.Date.context_today(self)
        self.search([
            ("state", "=", "approved"), ("date_start", "<=", today)
        ])._bring_into_force()
        self.search([
            ("state", "=", "running"), ("date_effective_end", "<", today)
        ])._end()

    @api.model
    def _get_transitions(self) -> dict:
        over = {"stopped", "ended", "superseded"}
        return {
            **super()._get_transitions(),
            "approved": {"running", "cancelled", *over},
            "running": over,
        }

    @api.model
    def _get_decision_fields(self) -> set:
        # By approval, or by the action that stops a scheme, and never by hand.
        return super()._get_decision_fields() | {"extended_to", "stopped_on", "stop_reason"}

    @api.model
    def _get_document_name(self) -> str:
        return self.env._("Scheme")

    def _prepare_decision_values(self, state) -> dict:
        values = super()._prepare_decision_values(state)
        if state == "approved":
            values["approved_by_id"] = self.env.uid
            values["code"] = self.code or self.env["ir.sequence"].sudo().with_company(
                self.company_id
            ).next_by_code("dms.scheme")
        return values

    def _after_approve(self):
        result = super()._after_approve()
        self._bring_into_force()
        return result

    def _check_transition(self, state):
        if state == "cancelled" and self.state == "approved" and not self.is_upcoming:
            raise UserError(self.env._(
                "%s is in force already: stop it instead.", self.display_name
            ))
        return super()._check_transition(state)

    def _check_draft(self):
        for scheme in self:
            if scheme.state != "draft":
                raise UserError(scheme._get_locked_message())

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        for scheme in self:
            if scheme.state not in ("draft", "refused", "cancelled"):
                raise UserError(self.env._(
                    "%s has been submitted or in force and is kept for the record: archive it "
                    "once it is over.", scheme.display_name,
                ))

    def _get_obstacles(self) -> list:
        obstacles = super()._get_obstacles()
        today = fields.Date.context_today(self)
        if self.date_end and self.date_end < today and not self.is_retroactive:
            obstacles.append(self.env._(
                "its last day has passed: correct its dates, or mark it as entered afterwards"
            ))
        return obstacles

    def _is_in_force(self, day) -> bool:
        """Whether the scheme binds on a day, whatever the day today is."""
        self.ensure_one()
        last_day = self.date_effective_end
        return (
            self.state in BINDING_STATES
            and self.date_start <= day
            and (not last_day or day <= last_day)
        )

    def _stop(self, reason=False):
        """Take schemes out of force; today is the last day of those that have started.

        :param reason: why, for the record
        :raise UserError: when a scheme is not in force
        """
        today = fields.Date.context_today(self)
        self.check_access("write")
        for scheme in self:
            if scheme.state not in ("approved", "running"):
                raise UserError(self.env._(
                    "%s is not running: there is nothing to stop.", scheme.display_name
                ))
            if scheme.is_upcoming:
                raise UserError(self.env._(
                    "%s has not started: cancel it instead.", scheme.display_name
                ))
            scheme._move("stopped", stopped_on=today, stop_reason=reason)

    def _bring_into_force(self):
        """Bring into force those approved schemes whose first day has come.

        One whose time has passed already is recorded as what it has become since.
        """
        today = fields.Date.context_today(self)
        for scheme in self.filtered(lambda scheme: scheme.state == "approved").sorted("date_start"):
            if scheme.date_start > today:
                continue
            scheme._move("running")
            former = scheme.previous_id
            if former.state in ("approved", "running"):
                former.sudo()._end()
        self.filtered(
            lambda scheme: scheme.state == "running"
            and scheme.date_effective_end and scheme.date_effective_end < today
        )._end()

    def _end(self):
        """Move schemes whose last day has passed to the state that tells why."""
        for scheme in self:
            agreed = scheme.extended_to or scheme.date_end
            is_followed = scheme.date_effective_end != agreed and not scheme.stopped_on
            scheme._move("superseded" if is_followed else "ended")

    def _write_past_validation(self, **values):
        """Write what belongs to the workflow, past the lock of the terms."""
        self.check_access("write")
        return self.sudo().with_context(skip_validation_check=True).write(values)
