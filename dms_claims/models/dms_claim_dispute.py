from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date


class DmsClaim(models.Model):
    """A decision that the claimant does not accept; granted, a new claim takes up the rest."""

    _inherit = "dms.claim"

    disputed_claim_id = fields.Many2one(
        "dms.claim", "Disputes", readonly=True, copy=False, ondelete="restrict",
        index="btree_not_null", help="The claim whose decision was disputed.",
    )
    can_dispute = fields.Boolean(compute="_compute_can_dispute")
    dispute_by = fields.Date(
        compute="_compute_can_dispute", help="The last day on which the decision can be disputed."
    )

    @api.depends_context("tz")
    @api.depends("state", "claimed_amount", "approved_amount", "decision_date", "query_ids.state",
                 "type_id.dispute_days")
    def _compute_can_dispute(self):
        today = fields.Date.context_today(self)
        for claim in self:
            days = claim.type_id.dispute_days
            claim.dispute_by = (
                bool(claim.decision_date and days) and claim.decision_date + timedelta(days=days)
            )
            claim.can_dispute = (
                claim._is_short_of_claim()
                and not claim.reversal_of_id
                and (not claim.dispute_by or today <= claim.dispute_by)
                and not claim.query_ids.filtered(
                    lambda query: query.kind == "dispute" and query.outcome != "withdrawn"
                )
            )

    def action_dispute(self):
        """Write down that the claimant does not accept the decision."""
        self.ensure_one()
        return self._open_query_dialog("dispute", self.env._("Dispute of the Claimant"))

    @api.model
    def _get_system_fields(self) -> set:
        return super()._get_system_fields() | {"disputed_claim_id"}

    def _dispute(self, text, line=None, attachments=None):
        """Record that the claimant does not accept what was refused.

        :param text: plain text: why
        :param line: the ``dms.claim.line`` that it is about; none: the whole claim
        :param attachments: ``ir.attachment`` records that belong to no record yet, or none
        :return: the ``dms.claim.query`` of kind ``dispute``
        :raise UserError: when nothing was refused, it is too late, it was disputed before, or the
            text is empty
        """
        self.ensure_one()
        if reason := self._get_dispute_obstacle():
            raise UserError(reason)
        return self._open_query("dispute", text, line, None, attachments)

    def _get_dispute_obstacle(self):
        """Why the decision cannot be disputed, in words; nothing when it can be."""
        self.ensure_one()
        if self.can_dispute:
            return None
        if self.reversal_of_id or not self._is_short_of_claim():
            return self.env._("Claim %s: nothing was refused that could be disputed.", self.name)
        if self.query_ids.filtered(
            lambda query: query.kind == "dispute" and query.outcome != "withdrawn"
        ):
            return self.env._("Claim %s has been disputed already: see there.", self.name)
        return self.env._(
            "Claim %(claim)s: its decision could be disputed until %(date)s.",
            claim=self.name, date=format_date(self.env, self.dispute_by),
        )

    def _is_short_of_claim(self) -> bool:
        """Whether it was decided that less than claimed, or nothing, is approved."""
        self.ensure_one()
        return self.state == "refused" or (
            self.state in ("approved", "settled")
            and self.currency_id.compare_amounts(self.approved_amount, self.claimed_amount) < 0
        )

    # Judging disputes

    def _get_judges(self):
        """Who is asked to judge a dispute: whoever decided, else the claimant's manager."""
        self.ensure_one()
        deciders = self.sudo().review_ids.done_by.filtered("active")
        return deciders or self.claimant_id.sudo()._get_dms_managers()[self.claimant_id]

    def _check_judge(self):
        """Refuse who may not judge a dispute: that is for managers and those who approve it."""
        if self.env.su or self.env.user.has_group(self._get_approver_group()):
            return
        for claim in self:
            if self.env.user not in claim.review_ids.reviewer_ids:
                raise AccessError(self.env._(
                    "Claim %s: only those who decide on such claims can judge a dispute.",
                    claim.name,
                ))

    def _get_disputed_claims(self):
        """The claims that were disputed one after another until this one."""
        self.ensure_one()
        claims, before = self.browse(), self.disputed_claim_id
        while before:
            claims |= before
            before = before.disputed_claim_id
        return claims

    def _create_disputed_claim(self, lines=None):
        """A draft for what was not approved, with the files of this claim.

        :param lines: ``dms.claim.line`` records that are disputed; none: all
        :return: the new claim
        """
        self.ensure_one()
        claim = self.create(self._prepare_disputed_claim_values(lines or self.line_ids))
        claim.sudo().write({"disputed_claim_id": self.id, "is_late_allowed": True})
        for evidence in self.evidence_ids.filtered("attachment_ids"):
            evidence._copy_files_to(claim)
        return claim

    def _prepare_disputed_claim_values(self, lines) -> dict:
        """Values of the claim that takes up a dispute.

        :param lines: of this claim, those that are disputed
        """
        self.ensure_one()
        return {
            "claimant_id": self.claimant_id.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "type_id": self.type_id.id,
            "scheme_id": self.scheme_id.id,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "description": self.env._(
                "Taken up from claim %(claim)s, whose decision was disputed: %(reason)s",
                claim=self.name, reason=self.decision_reason or "",
            ),
            "line_ids": [
                Command.create(self._prepare_disputed_line_values(line))
                for line in lines
                if self.currency_id.compare_amounts(line.claimed_amount, line.approved_amount) > 0
            ],
        }

    def _prepare_disputed_line_values(self, line) -> dict:
        """Values of a line of the new claim: what ``line`` was not approved for."""
        [values] = line.copy_data()
        values.pop("claim_id", None)
        if not line.currency_id.is_zero(line.approved_amount):
            # The goods stand on the claim that was approved; here is the rest of their amount.
            values |= {"quantity": 0, "price_unit": 0}
        return {
            **values,
            "disputed_line_id": line.id,
            "claimed_amount": line.claimed_amount - line.approved_amount,
        }
