from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from ..arithmetic import share


class DmsClaim(models.Model):
    """What is claimed, expected, approved and settled: the sums of the claim's lines."""

    _inherit = "dms.claim"

    line_ids = fields.One2many("dms.claim.line", "claim_id", "Lines", copy=True)
    line_count = fields.Integer(compute="_compute_line_count")
    claimed_amount = fields.Monetary(
        "Claimed", compute="_compute_claimed_amount", inverse="_inverse_claimed_amount",
        store=True, readonly=False, tracking=True,
        help="The sum of the lines; of a claim without lines, what is typed here.",
    )
    expected_amount = fields.Monetary(
        "Expected", compute="_compute_expected_amount", store=True,
        help="What the figures at hand give, as far as there are any.",
    )
    has_expected = fields.Boolean(
        "Can Be Compared", compute="_compute_expected_amount", store=True,
        help="Whether there is something to compare the whole claim with.",
    )
    difference_amount = fields.Monetary(
        "Above Expected", compute="_compute_expected_amount", store=True,
        help="Claimed less expected, of the lines that can be compared.",
    )
    proposed_amount = fields.Monetary(
        "To Approve", compute="_compute_proposed_amount", inverse="_inverse_proposed_amount",
        store=True, readonly=False, copy=False, tracking=True,
        help="What is approved when all agree. Less than what is claimed needs a reason.",
    )
    approved_amount = fields.Monetary(
        "Approved", compute="_compute_approved_amount", store=True, copy=False, tracking=True
    )
    settled_amount = fields.Monetary(
        "Settled", readonly=True, copy=False, tracking=True,
        help="What has been paid, credited or given so far.",
    )
    remaining_amount = fields.Monetary(
        "To Settle", compute="_compute_remaining_amount", store=True,
        help="Approved and not settled yet.",
    )

    _claimed_positive = models.Constraint(
        "CHECK (claimed_amount > 0 OR state IN ('draft', 'cancelled') AND claimed_amount >= 0)",
        "A claim is for an amount above zero.",
    )
    _approved_within_claimed = models.Constraint(
        "CHECK (approved_amount BETWEEN 0 AND claimed_amount "
        "AND proposed_amount BETWEEN 0 AND claimed_amount)",
        "The amount approved cannot be more than the amount claimed, nor negative.",
    )
    _approved_positive = models.Constraint(
        "CHECK (approved_amount > 0 OR state NOT IN ('approved', 'settled'))",
        "An approved claim is approved for an amount above zero: refuse it otherwise.",
    )
    _settled_within_approved = models.Constraint(
        "CHECK (settled_amount BETWEEN 0 AND approved_amount)",
        "A claim cannot be settled for more than is approved, nor for less than nothing.",
    )

    @api.depends("line_ids")
    def _compute_line_count(self):
        for claim in self:
            claim.line_count = len(claim.line_ids)

    @api.depends("line_ids.claimed_amount")
    def _compute_claimed_amount(self):
        for claim in self:
            if claim.line_ids:
                claim.claimed_amount = sum(claim.line_ids.mapped("claimed_amount"))
            else:
                claim.claimed_amount = claim.claimed_amount or 0

    def _inverse_claimed_amount(self):
        for claim in self.filtered("line_ids"):
            whole = claim.line_ids.filtered("is_whole")
            if whole and whole == claim.line_ids:
                whole.claimed_amount = claim.claimed_amount
            elif claim.currency_id.compare_amounts(
                claim.claimed_amount, sum(claim.line_ids.mapped("claimed_amount"))
            ):
                raise UserError(
                    self.env._(
                        "Claim %s: the amount claimed is the sum of its lines. Change the lines.",
                        claim.name,
                    )
                )

    @api.depends(
        "line_ids.claimed_amount", "line_ids.expected_amount", "line_ids.has_expected",
    )
    def _compute_expected_amount(self):
        for claim in self:
            known = claim.line_ids.filtered("has_expected")
            claim.has_expected = bool(known) and known == claim.line_ids
            claim.expected_amount = sum(known.mapped("expected_amount"))
            claim.difference_amount = sum(known.mapped("difference_amount"))

    @api.depends("line_ids.proposed_amount")
    def _compute_proposed_amount(self):
        for claim in self:
            claim.proposed_amount = sum(claim.line_ids.mapped("proposed_amount"))

    def _inverse_proposed_amount(self):
        """Share what is to be approved over the lines, by what each claims, to the cent."""
        for claim in self.filtered("line_ids"):
            lines = claim.line_ids
            if not claim.currency_id.compare_amounts(
                claim.proposed_amount, sum(lines.mapped("proposed_amount"))
            ):
                # The sum of what was decided line by line: it stays as it is.
                continue
            parts = share(
                Decimal(str(claim.currency_id.round(claim.proposed_amount))),
                [Decimal(str(amount)) for amount in lines.mapped("claimed_amount")],
                Decimal(str(claim.currency_id.rounding)),
            )
            for line, part in zip(lines, parts, strict=True):
                line.proposed_amount = float(part)

    @api.depends("line_ids.approved_amount")
    def _compute_approved_amount(self):
        for claim in self:
            claim.approved_amount = sum(claim.line_ids.mapped("approved_amount"))

    @api.depends("approved_amount", "settled_amount")
    def _compute_remaining_amount(self):
        for claim in self:
            claim.remaining_amount = claim.approved_amount - claim.settled_amount

    @api.model
    def _get_locked_fields(self) -> set:
        # Lines guard themselves: those who decide write to them.
        return super()._get_locked_fields() | {"claimed_amount"}

    @api.model
    def _get_under_validation_exceptions(self):
        return [*super()._get_under_validation_exceptions(), "line_ids", "settled_amount"]

    @api.model
    def _get_system_fields(self) -> set:
        return super()._get_system_fields() | {"approved_amount", "settled_amount"}

    @api.model
    def _get_decision_fields(self) -> set:
        return super()._get_decision_fields() | {"approved_amount", "proposed_amount"}

    def _get_obstacles(self) -> list:
        obstacles = super()._get_obstacles()
        if self.claimed_amount <= 0:
            obstacles.append(self.env._("the amount claimed is missing"))
        return obstacles

    def _ensure_lines(self):
        """Give claims that were entered as one amount a line for the whole."""
        self.env["dms.claim.line"].sudo().create(
            [
                claim._prepare_whole_line_values()
                for claim in self
                if claim.state == "draft" and not claim.line_ids and claim.claimed_amount > 0
            ]
        )

    def _prepare_whole_line_values(self) -> dict:
        """Values of the one line of a claim that was entered as an amount."""
        self.ensure_one()
        return {
            "claim_id": self.id,
            "name": self.type_id.name,
            "is_whole": True,
            "claimed_amount": self.claimed_amount,
        }

    def _prepare_submit_values(self) -> dict:
        return {**super()._prepare_submit_values(), "proposed_amount": self.claimed_amount}

    def _prepare_withdraw_values(self) -> dict:
        return {**super()._prepare_withdraw_values(), "proposed_amount": 0}

    def _decide(self, state, **values):
        lines = self.sudo().line_ids
        for line in lines:
            line.approved_amount = line.proposed_amount if state == "approved" else 0
        return super()._decide(state, **values)

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
