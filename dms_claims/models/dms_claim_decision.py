from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError


class DmsClaim(models.Model):
    """Deciding on claims: in part by line, many at once, and telling the claimant."""

    _inherit = "dms.claim"

    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    company_claimed_amount = fields.Monetary(
        "Claimed (Company Currency)", currency_field="company_currency_id",
        compute="_compute_company_claimed_amount",
        help="What approval tiers go by, at the rate of the day of submission.",
    )
    has_excess = fields.Boolean(
        compute="_compute_has_excess", help="Whether a line is proposed for more than expected."
    )

    @api.depends("claimed_amount", "currency_id", "company_id", "submit_date")
    def _compute_company_claimed_amount(self):
        today = fields.Date.context_today(self)
        for claim in self:
            claim.company_claimed_amount = claim.currency_id._convert(
                claim.claimed_amount, claim.company_id.currency_id, claim.company_id,
                claim.submit_date or today,
            )

    @api.depends("line_ids.proposed_amount", "line_ids.expected_amount", "line_ids.has_expected")
    def _compute_has_excess(self):
        for claim in self:
            claim.has_excess = bool(claim._get_excess_lines())

    def action_propose_expected(self):
        """Propose for each line what the figures at hand give, where more is claimed."""
        self._check_decider()
        reason = self.env.ref("dms_claims.claim_reason_above_expected", raise_if_not_found=False)
        for line in self._get_excess_lines():
            line.write({
                "proposed_amount": max(line.expected_amount, 0),
                "reason_id": line.reason_id.id or (reason and reason.id),
            })

    def action_open_refusal(self):
        """Refuse claims, with a reason."""
        return {
            "name": self.env._("Refuse Claims"),
            "type": "ir.actions.act_window",
            "res_model": "dms.claim.decision",
            "view_mode": "form",
            "target": "new",
            "context": {"default_decision": "refused", "dms_claim_ids": self.ids},
        }

    def _get_excess_lines(self):
        """Lines that are proposed for more than the figures at hand give."""
        return self.line_ids.filtered(
            lambda line: line.has_expected
            and line.currency_id.compare_amounts(line.proposed_amount, line.expected_amount) > 0
        )

    def _get_short_lines(self):
        """Lines that are proposed for less than is claimed."""
        return self.line_ids.filtered(
            lambda line: line.currency_id.compare_amounts(
                line.proposed_amount, line.claimed_amount
            ) < 0
        )

    def _get_approval_partner(self):
        return self.claimant_id

    # Whether, and how

    def _get_decision_obstacles(self, decision) -> list:
        """What stands against deciding on the claim now, in words; extended by checks.

        :param decision: ``approved`` or ``refused``
        :return: sentences; none when this user can take the decision
        """
        self.ensure_one()
        if self.state != "submitted":
            states = dict(self._fields["state"]._description_selection(self.env))
            return [self.env._("it does not wait for a decision: %s", states[self.state])]
        if not self.env.su and not self.can_decide:
            waiting = self.sudo().review_ids.filtered(lambda review: review.status == "pending")
            return [
                self.env._("it waits for the approval of %s", waiting[0].todo_by or "")
                if waiting else self.env._("only Distribution managers decide on it")
            ]
        if decision != "approved":
            return []
        obstacles = self._get_approval_obstacles()
        if self.blocking_count:
            obstacles.append(self.env._(
                "checks found %s errors: have them overridden, or refuse it", self.blocking_count
            ))
        return obstacles

    def _get_approval_obstacles(self) -> list:
        """What stands against approving the claim, whoever does it; extended by checks.

        :return: sentences; none when it can be approved
        """
        self.ensure_one()
        obstacles = []
        if self.unanswered_count:
            obstacles.append(self.env._(
                "the claimant has not answered yet: wait for the answer, or close the question"
            ))
        if self.currency_id.is_zero(self.proposed_amount):
            obstacles.append(self.env._("nothing is proposed to be approved: refuse it instead"))
        return obstacles

    def _take_decision(self, decision):
        """Approve or refuse the claim as the user of the environment: a step, or the whole.

        :param decision: ``approved`` or ``refused``
        :raise AccessError: when the user is not asked to decide
        :raise UserError: when something stands against it, or a reason is missing
        """
        self.ensure_one()
        if not self.review_ids:
            return self.action_approve() if decision == "approved" else self.action_refuse()
        self._check_decider()
        sequences = self._get_sequences_to_approve(self.env.user)
        reviews = self.review_ids.filtered(
            lambda review: review.sequence in sequences or review.approve_sequence_bypass
        )
        if decision == "approved":
            self._validate_tier(reviews)
        else:
            self._rejected_tier(reviews)
        return self._update_counter({"review_deleted": True})

    def _validate_tier(self, tiers=False):
        self._check_approval_obstacles()
        return super()._validate_tier(tiers)

    def _check_transition(self, state):
        result = super()._check_transition(state)
        if (self.state, state) == ("submitted", "approved"):
            self._check_approval_obstacles()
        return result

    def _check_approval_obstacles(self):
        for claim in self:
            if obstacles := claim._get_approval_obstacles():
                raise UserError(self.env._(
                    "Claim %(claim)s cannot be approved now:\n%(obstacles)s",
                    claim=claim.name, obstacles="\n".join(f"- {text}" for text in obstacles),
                ))

    def _check_reason(self, refusing=False):
        """Reasons of the lines are reason enough, where each line that gets less has one."""
        unexplained = self
        if not refusing:
            unexplained = self.filtered(lambda claim: not claim._is_explained_by_lines())
        return super(DmsClaim, unexplained)._check_reason(refusing)

    def _is_reason_missing(self) -> bool:
        """Whether less than claimed is proposed and nothing says why."""
        self.ensure_one()
        return bool(
            self._get_short_lines()
            and not self.decision_reason
            and not self._is_explained_by_lines()
        )

    def _is_explained_by_lines(self) -> bool:
        """Whether some lines get less than claimed, and each of them says why."""
        self.ensure_one()
        lines = self._get_short_lines()
        return bool(lines) and all(line.reason_id or line.reason for line in lines)

    def _prepare_decision_values(self, state) -> dict:
        values = super()._prepare_decision_values(state)
        if state == "approved" and not self.decision_reason and (lines := self._get_short_lines()):
            values["decision_reason"] = "\n".join(
                f"{line.name}: {line._get_reason_text()}" for line in lines
            )
        return values

    # Telling

    def _after_approve(self):
        result = super()._after_approve()
        for claim in self:
            claim._tell_claimant(lambda told: told._get_approval_message())
        return result

    def _after_refuse(self):
        result = super()._after_refuse()
        for claim in self:
            claim._tell_claimant(lambda told: told._get_refusal_message())
        return result

    def _tell_claimant(self, get_message):
        """Post what was decided to the claimant, in the claimant's language.

        :param get_message: function of the claim that gives the message, as safe HTML
        """
        self.ensure_one()
        claim = self.with_context(lang=self.claimant_id.lang or self.env.lang)
        claim.sudo().message_post(
            author_id=self.env.user.partner_id.id, body=get_message(claim),
            partner_ids=claim._get_claimant_contacts().ids, subtype_xmlid="mail.mt_comment",
        )

    def _get_approval_message(self):
        """What the claimant is told of an approval, as safe HTML."""
        amount = self.currency_id.format(self.approved_amount)
        if not self._is_short_of_claim():
            return Markup("<p>%s</p>") % self.env._(
                "Claim %(claim)s is approved: %(amount)s.", claim=self.name, amount=amount
            )
        lines = self.line_ids.filtered(
            lambda line: self.currency_id.compare_amounts(
                line.approved_amount, line.claimed_amount
            ) < 0
        )
        return Markup("<p>%s</p><ul>%s</ul>") % (
            self.env._(
                "Claim %(claim)s is approved in part: %(amount)s of %(claimed)s.",
                claim=self.name, amount=amount,
                claimed=self.currency_id.format(self.claimed_amount),
            ),
            Markup().join(Markup("<li>%s</li>") % line._get_decision_text() for line in lines),
        )

    def _get_refusal_message(self):
        """What the claimant is told of a refusal, as safe HTML."""
        return Markup("<p>%s</p>") % self.env._(
            "Claim %(claim)s is refused: %(reason)s",
            claim=self.name, reason=self.decision_reason or "",
        )
