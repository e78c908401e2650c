from decimal import Decimal

from odoo import models

from ..arithmetic import share
from .dms_claim_line_expected import Expected

ZERO = Decimal(0)


class DmsClaimLine(models.Model):
    """What lines come to by the engine of schemes, over the claimant's own sales."""

    _inherit = "dms.claim.line"

    def _get_expected_by_engine(self) -> dict:
        """What the claimants' sales have earned under the schemes in the periods of the claims, as
        far as the schemes' budgets reach."""
        expected = dict.fromkeys(self, Expected(None, "no_scheme"))
        under = self.filtered("scheme_id").claim_id
        for company, claims in under.grouped("company_id").items():
            measuring = self.env["dms.claim.measuring"]
            measured = measuring._measure(company, claims)
            held = measuring._hold_to_budgets(company, measured)
            for claim in claims:
                found = claim.line_ids._split_earned(held.get(claim, measured[claim]))
                for line in claim.line_ids & self:
                    is_held = claim in held and found[line].code == "engine"
                    expected[line] = found[line]._replace(code="budget") if is_held else found[line]
        return expected

    def _split_earned(self, earned) -> dict:
        """What was earned in a claim's period, by its lines.

        A line stands for the earner, or the earner and window, that it names; one that names none
        for all that no other line stands for.

        :param earned: pairs of an amount and a number of sales, by partner id and first day of
            window
        :return: an :class:`Expected` by line
        """
        parts, rest = self._assign_earned(earned)
        expected = {
            line: line._prepare_earned([earned[key] for key in keys]) if keys is not None
            else Expected(ZERO, "taken")
            for line, keys in parts.items()
        }
        open_lines = self - self.browse([line.id for line in parts])
        if not open_lines:
            return expected
        left = open_lines[:1]._prepare_earned([earned[key] for key in rest])
        step = Decimal(str(open_lines.currency_id.rounding))
        amounts = share(
            left.amount, [Decimal(str(line.claimed_amount)) for line in open_lines], step
        )
        for line, amount in zip(open_lines, amounts, strict=True):
            expected[line] = left._replace(amount=amount)
        return expected

    def _assign_earned(self, keys):
        """Which line of a claim stands for which earner and window.

        :param keys: of what was earned: partner id and first day of window
        :return: lists of keys by line that names an earner, None where other lines have all that
            it names; and the keys that no line names
        """
        left, parts = set(keys), {}
        for line in self.sorted(lambda line: (not line.entitlement_id, line.sequence, line.id)):
            partner = line._get_earner()
            if not partner:
                continue
            window = line.entitlement_id.date_from
            named = {
                key for key in keys if key[0] == partner.id and window in (False, None, key[1])
            }
            parts[line] = sorted(named & left) if named & left or not named else None
            left -= named
        return parts, sorted(left)

    def _get_earner(self):
        """Who earned what the line asks for; empty: all whom no other line names."""
        self.ensure_one()
        return self.entitlement_id.partner_id or self.outlet_id

    def _prepare_earned(self, parts) -> Expected:
        """What was earned, summed up and in the claim's currency."""
        self.ensure_one()
        amount = self._convert_to_claim(sum((amount for amount, _sales in parts), ZERO))
        sales = sum(sales for _amount, sales in parts)
        return Expected(max(amount, ZERO), "engine", {"sales": str(sales)})
