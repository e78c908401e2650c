from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class DmsClaimDecision(models.TransientModel):
    """Decide on several claims: those that can be decided on, and of the others why not."""

    _name = "dms.claim.decision"
    _description = "Decision on Claims"

    decision = fields.Selection(
        [("approved", "Approve"), ("refused", "Refuse")], required=True, default="approved",
        readonly=True,
    )
    line_ids = fields.One2many("dms.claim.decision.line", "decision_id", "Claims")
    reason_id = fields.Many2one("dms.claim.reason", ondelete="cascade")
    remark = fields.Text(help="The claimant reads it.")
    is_done = fields.Boolean(readonly=True)
    possible_count = fields.Integer(compute="_compute_counts")
    obstructed_count = fields.Integer(compute="_compute_counts")

    @api.depends("line_ids.obstacle", "line_ids.is_included")
    def _compute_counts(self):
        for wizard in self:
            included = wizard.line_ids.filtered("is_included")
            wizard.possible_count = len(included.filtered(lambda line: not line.obstacle))
            wizard.obstructed_count = len(wizard.line_ids.filtered("obstacle"))

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "line_ids" in fields:
            claims = self.env["dms.claim"].browse(self._get_claim_ids())
            decision = values.get("decision", "approved")
            values["line_ids"] = [
                Command.create(self._prepare_line_values(claim, decision)) for claim in claims
            ]
        return values

    def action_confirm(self):
        """Decide on the claims one by one: what is refused to one does not stop the others."""
        self.ensure_one()
        if self.is_done:
            return {"type": "ir.actions.act_window_close"}
        lines = self.line_ids.filtered(lambda line: line.is_included and not line.obstacle)
        if not lines:
            raise UserError(self.env._("None of these claims can be decided on now."))
        if self.decision == "refused" and not (self.reason_id or self.remark):
            raise UserError(self.env._("Say why: choose a reason, or write a remark."))
        if self.decision == "approved":
            lines.claim_id.filtered("can_decide")._prepare_approval()
        self._decide_lines(lines)
        self.is_done = True
        if len(self.line_ids) == 1 and not self.line_ids.obstacle:
            return {"type": "ir.actions.act_window_close"}
        return {
            "name": self.env._("Result"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _get_claim_ids(self):
        context = self.env.context
        selected = context.get("active_ids") if context.get("active_model") == "dms.claim" else []
        return context.get("dms_claim_ids") or selected or []

    @api.model
    def _prepare_line_values(self, claim, decision) -> dict:
        """Values of the line for a claim.

        :param decision: ``approved`` or ``refused``
        """
        obstacles = claim._get_decision_obstacles(decision)
        if not obstacles and decision == "approved" and claim._is_reason_missing():
            obstacles = [self.env._("less than claimed is proposed, and no reason says why")]
        return {
            "claim_id": claim.id,
            "obstacle": "; ".join(obstacles),
            "is_included": not obstacles,
        }

    def _decide_lines(self, lines):
        """Decide on the claims of lines, and book together what is approved.

        Where it cannot be booked, each claim is decided on and booked by itself, so that the
        trouble is told of the claim that has it.
        """
        try:
            with self.env.cr.savepoint():
                for line in lines.with_env(lines.claim_id._with_booking_later().env):
                    self._decide_line(line)
                lines.claim_id._book_together()
        except (AccessError, UserError, ValidationError):
            lines.invalidate_recordset()
            for line in lines:
                self._decide_line(line)

    def _decide_line(self, line):
        """Decide on the claim of a line; what stands against it is noted on the line."""
        claim = line.claim_id
        try:
            with self.env.cr.savepoint():
                if self.decision == "refused":
                    self._give_reason(claim)
                claim._take_decision(self.decision)
                states = dict(claim._fields["state"]._description_selection(self.env))
                waiting = claim.sudo().review_ids.filtered(lambda one: one.status == "pending")
                line.result = (
                    self.env._("Agreed; it now waits for %s", waiting[0].todo_by or "")
                    if waiting and claim.state == "submitted" else states[claim.state]
                )
        except (AccessError, UserError, ValidationError) as error:
            claim.invalidate_recordset()
            line.obstacle = error.args[0]

    def _give_reason(self, claim):
        """Put the reason on the claim and on each of its lines."""
        texts = (self.reason_id.description or self.reason_id.name, self.remark)
        claim.decision_reason = "\n".join(filter(None, texts))
        values = {"reason_id": self.reason_id.id, "reason": self.remark}
        claim.line_ids.write({name: value for name, value in values.items() if value})
