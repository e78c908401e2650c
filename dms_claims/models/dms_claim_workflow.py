from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date


class BookLater:
    """Says that a caller further up books what is approved. No caller of the API can make one."""


class DmsClaimWorkflow(models.AbstractModel):
    """What the approval of a claim adds to any other: the window, the SLA, the settlement."""

    _name = "dms.claim.workflow"
    _description = "Workflow of Claims"
    _inherit = ["dms.approval.mixin"]

    state = fields.Selection(
        selection_add=[("settled", "Settled"), ("refused",)], ondelete={"settled": "set default"}
    )
    is_late_allowed = fields.Boolean(
        "Late Submission Allowed", copy=False, tracking=True, readonly=True
    )
    is_late = fields.Boolean(compute="_compute_is_late")
    decide_by = fields.Date(
        compute="_compute_decide_by", store=True, help="The last day to decide on the claim."
    )

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

    def action_approve(self):
        """Approve claims together: they are booked together too."""
        result = super(DmsClaimWorkflow, self._with_booking_later()).action_approve()
        self._book_together()
        return result

    def action_allow_late(self):
        """Let late claims in all the same; only a manager may, and the log tells who."""
        if not self.env.user.has_group("dms_distributor.group_manager"):
            raise AccessError(self.env._("Only a Distribution manager can let a late claim in."))
        self._check_draft()
        self.sudo().is_late_allowed = True

    @api.model
    def _get_transitions(self) -> dict:
        """A claim of which nothing remains to be settled is settled; only that leads there."""
        return {**super()._get_transitions(), "approved": {"settled"}}

    @api.model
    def _get_locked_fields(self) -> set:
        return super()._get_locked_fields() | {"is_late_allowed"}

    def _get_obstacles(self) -> list:
        obstacles = super()._get_obstacles()
        if self.is_late:
            obstacles.append(
                self.env._(
                    "it had to be submitted by %(date)s, %(days)s days after the end of its "
                    "period: ask a Distribution manager to allow the late submission",
                    date=format_date(self.env, self.submit_by), days=self.type_id.window_days,
                )
            )
        return obstacles

    def _with_booking_later(self):
        """These records for a caller that decides on many and calls :meth:`_book_together` then."""
        return self.with_context(dms_book_later=BookLater())

    def _book_together(self):
        """Book what of these is approved, unless a caller further up does it for more of them."""
        if not isinstance(self.env.context.get("dms_book_later"), BookLater):
            self.sudo().filtered(lambda claim: claim.state == "approved")._book_approved()

    def _book_approved(self):
        """What it brings about in the books that these claims were approved, past the rules.

        Called once for all that are approved together, in the transaction that approves them.
        """

    def _after_approve(self):
        self._book_together()
        return super()._after_approve()
