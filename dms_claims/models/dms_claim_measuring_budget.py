from datetime import date
from decimal import Decimal

from odoo import api, models
from odoo.addons.dms_schemes.models.dms_scheme_beneficiary import SECONDARY
from odoo.addons.dms_schemes.tools.exact import exact
from odoo.tools import SQL

from ..arithmetic import hold_to_budget, share

ZERO = Decimal(0)
# What of budgets was granted, to be claimed; and what is claimed, without what was taken back.
GRANTED = """
    SELECT scheme_id, distributor_id, SUM(reserved + consumed)
      FROM dms_scheme_grant
     WHERE scheme_id = ANY(%(schemes)s)
  GROUP BY scheme_id, distributor_id"""
CLAIMED = """
    SELECT scheme_id, claimant_id,
           SUM(CASE WHEN state = 'submitted' AND has_expected
                    THEN LEAST(claimed_amount, expected_amount)
                    WHEN state = 'submitted' THEN claimed_amount
                    ELSE approved_amount - COALESCE(reversed_amount, 0) END)
      FROM dms_claim
     WHERE scheme_id = ANY(%(schemes)s) AND id <> ALL(%(claims)s) AND reversal_of_id IS NULL
       AND state IN ('submitted', 'approved', 'settled')
  GROUP BY scheme_id, claimant_id"""


class DmsClaimMeasuring(models.AbstractModel):
    """Budgets hold claims too: what a scheme may cost is not exceeded by what is claimed."""

    _inherit = "dms.claim.measuring"

    @api.model
    def _hold_to_budgets(self, company, measured) -> dict:
        """What was measured, cut to what the budgets of the schemes leave.

        What the ledger has granted to a claimant, and no claim asks for yet, is the claimant's;
        beyond that claims take what is left of the budget, those first that were submitted first.

        :param measured: of :meth:`_measure`
        :return: what was earned as there, by those claims that are cut
        """
        claims = self.env["dms.claim"].sudo().union(*measured).filtered(
            lambda claim: claim.scheme_id.budget_scope != "none"
        )
        if not claims:
            return {}
        schemes, claimants = claims.scheme_id, claims.claimant_id
        balances = self.env["dms.scheme.budget"].sudo()._read_balances(schemes.ids, claimants.ids)
        granted, claimed = self._read_budget_use(schemes, claims)
        groups = claims.sorted(self._get_budget_order).grouped(
            lambda claim: (
                claim.scheme_id,
                claim.claimant_id.id if claim.scheme_id.budget_scope == "distributor" else None,
            )
        )
        held = {}
        for (scheme, whose), same in groups.items():
            _id, cap, balance, _level = balances.get(
                (scheme.id, whose), (None, exact(scheme.budget_amount), ZERO, None)
            )

            def convert(amount, scheme=scheme, claim=same[:1]):
                return scheme._convert(
                    amount, scheme.currency_id, company.currency_id, company, claim.date_to,
                    down=True,
                )

            totals = [
                sum((amount for amount, _sales in measured[claim].values()), ZERO)
                for claim in same
            ]
            allowed = hold_to_budget(
                [(claim.claimant_id.id, total) for claim, total in zip(same, totals, strict=True)],
                convert(max(cap - balance, ZERO)),
                *(
                    {
                        party: convert(amount) for (key, party), amount in use.items()
                        if key == scheme.id and whose in (None, party)
                    }
                    for use in (granted, claimed)
                ),
            )
            for claim, total, amount in zip(same, totals, allowed, strict=True):
                if amount < total:
                    held[claim] = self._cut_earned(company, measured[claim], total - amount)
        return held

    @api.model
    def _get_budget_order(self, claim):
        return claim.submit_date or date.max, claim.date_from, claim.id

    @api.model
    def _read_budget_use(self, schemes, claims):
        """What was granted under schemes to be claimed, and what other claims ask for, in the
        schemes' currencies.

        :return: two dicts of Decimals by scheme id and claimant id
        """
        self.env["dms.scheme.grant"].flush_model()
        self.env["dms.claim"].flush_model()
        # What the company gives on its own invoices is not claimed.
        to_claim = schemes.filtered(
            lambda scheme: scheme.beneficiary in SECONDARY or scheme.payout == "off_invoice"
        )
        return (
            self._read_amounts(SQL(GRANTED, schemes=to_claim.ids, claims=claims.ids)),
            self._read_amounts(SQL(CLAIMED, schemes=schemes.ids, claims=claims.ids)),
        )

    @api.model
    def _read_amounts(self, query: SQL) -> dict:
        """Decimals by scheme id and claimant id, of a query that gives all three."""
        return {
            (scheme, party): exact(amount)
            for scheme, party, amount in self.env.execute_query(query)
        }

    @api.model
    def _cut_earned(self, company, earned, excess) -> dict:
        """What was earned, less an excess that is shared by what each has earned."""
        keys = [key for key, (amount, _sales) in sorted(earned.items()) if amount > 0]
        amounts = [earned[key][0] for key in keys]
        step = exact(company.currency_id.rounding)
        parts = share(sum(amounts) - excess, amounts, step)
        return earned | {
            key: (part, earned[key][1]) for key, part in zip(keys, parts, strict=True)
        }
