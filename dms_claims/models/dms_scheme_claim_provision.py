from odoo import api, models
from odoo.addons.dms_schemes.models.dms_scheme_provision import Provision
from odoo.addons.dms_schemes.tools.exact import exact
from odoo.tools import SQL

OPEN_CLAIMS = """
    WITH booked AS (
        SELECT dms_claim_id AS id,
               COALESCE(SUM(-amount_currency) FILTER (WHERE dms_provision = 'accrual'), 0)
                   AS accrued,
               COALESCE(SUM(amount_currency) FILTER (WHERE dms_provision = 'settlement'), 0)
                   AS settled,
               SUM(-balance) AS carrying
          FROM account_move_line
         WHERE company_id = %(company)s AND dms_provision IS NOT NULL
           AND dms_claim_id IS NOT NULL AND dms_scheme_id IS NULL
           AND parent_state = 'posted' AND date <= %(date)s
      GROUP BY dms_claim_id),
    approved AS (
        SELECT id, CASE WHEN reversal_of_id IS NULL THEN approved_amount ELSE -approved_amount END
                   AS amount
          FROM dms_claim
         WHERE company_id = %(company)s AND state IN ('approved', 'settled')
           AND NOT is_from_scheme AND decision_date <= %(date)s)
    SELECT id, COALESCE(approved.amount, 0), COALESCE(booked.accrued, 0),
           COALESCE(booked.settled, 0), COALESCE(booked.carrying, 0)
      FROM approved FULL JOIN booked USING (id)
     WHERE COALESCE(approved.amount, 0) <> COALESCE(booked.settled, 0)
        OR COALESCE(booked.accrued, 0) <> COALESCE(booked.settled, 0)
  ORDER BY id"""


class DmsScheme(models.Model):
    """Beside schemes and points, approved claims are owed."""

    _inherit = "dms.scheme"

    @api.model
    def _get_open_balances(self, company, date):
        """Beside schemes and points, claims that accrue by themselves and are not settled."""
        balances = super()._get_open_balances(company, date)
        self.env["account.move.line"].flush_model()
        self.env["dms.claim"].flush_model()
        rows = self.env.execute_query(SQL(OPEN_CLAIMS, company=company.id, date=date))
        claims = self.env["dms.claim"].sudo().browse([row[0] for row in rows])
        for claim, (_id, *figures) in zip(claims, rows, strict=True):
            approved, accrued, settled, carrying = map(exact, figures)
            balances[claim, claim.claimant_id] = (
                approved, approved - settled, Provision(accrued, settled, carrying)
            )
        return balances

    @api.model
    def _prepare_source_values(self, source):
        return {
            **super()._prepare_source_values(source),
            "claim_id": source.id if source._name == "dms.claim" else False,
        }
