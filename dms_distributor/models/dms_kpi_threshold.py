import numpy as np
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..scoring import Limits


class DmsKpiThreshold(models.Model):
    """Target of a KPI, and where warning and bad begin, for one tier or for all others."""

    _name = "dms.kpi.threshold"
    _description = "KPI Threshold"
    _order = "kpi_id, tier_id, id"
    _rec_name = "kpi_id"

    kpi_id = fields.Many2one("dms.kpi", "KPI", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    tier_id = fields.Many2one(
        "dms.tier", ondelete="cascade", index="btree_not_null",
        domain=[("role", "=", "distributor")],
        help="Empty: for the tiers without a threshold of their own, and for territories.",
    )
    better = fields.Selection(related="kpi_id.better")
    unit = fields.Selection(related="kpi_id.unit")
    target = fields.Float(required=True, digits=(16, 4), help="A percentage of 95 % is 0.95.")
    warning = fields.Float(required=True, digits=(16, 4), help="Worse than this is a warning.")
    bad = fields.Float(
        required=True, digits=(16, 4), help="Worse than this is bad: the manager is told."
    )

    _tier_unique = models.UniqueIndex(
        "(kpi_id, COALESCE(tier_id, 0), COALESCE(company_id, 0))",
        "A KPI has one threshold for a tier.",
    )

    @api.depends("kpi_id.name", "tier_id.name")
    def _compute_display_name(self):
        for threshold in self:
            parts = [threshold.kpi_id.name, threshold.tier_id.name]
            threshold.display_name = ", ".join(filter(None, parts))

    @api.constrains("target", "warning", "bad", "kpi_id")
    def _check_order(self):
        for threshold in self:
            limits = [threshold.bad, threshold.warning, threshold.target]
            wanted = sorted(limits, reverse=threshold.better == "lower")
            if limits != wanted:
                raise ValidationError(
                    self.env._(
                        "%(kpi)s: bad (%(bad)s), warning (%(warning)s) and target (%(target)s) "
                        "must follow each other from worse to better.",
                        kpi=threshold.display_name,
                        bad=threshold.bad, warning=threshold.warning, target=threshold.target,
                    )
                )

    @api.model
    def _get_limits(self, kpi, company, distributor_ids) -> Limits:
        """Limits of a KPI for each distributor, by its tier.

        :param distributor_ids: identifiers; 0 for what is no distributor
        """
        by_tier = self._read_limits(kpi, company)
        default = by_tier.get(0, [np.nan] * 3)
        tiers = dict(self.env.execute_query(SQL(
            "SELECT id, dms_tier_id FROM res_partner WHERE id = ANY(%s)",
            [int(one) for one in distributor_ids],
        )))
        table = np.array(
            [by_tier.get(tiers.get(int(one)) or 0, default) for one in distributor_ids], dtype=float
        ).reshape(-1, 3)
        return Limits(*table.T)

    @api.model
    def _get_common_limits(self, kpi, company, tier_id=None) -> Limits:
        """Limits of a KPI for many distributors together: those of a tier, else the common ones."""
        by_tier = self._read_limits(kpi, company)
        limits = by_tier.get(tier_id) or by_tier.get(0, [np.nan] * 3)
        return Limits(*(np.array([limit], dtype=float) for limit in limits))

    @api.model
    def _read_limits(self, kpi, company):
        """Target, warning and bad by tier; 0 stands for all others. The company's own come first.
        """
        self.flush_model()
        rows = self.env.execute_query(SQL(
            """
            SELECT DISTINCT ON (COALESCE(tier_id, 0))
                   COALESCE(tier_id, 0), target::float, warning::float, bad::float
              FROM dms_kpi_threshold
             WHERE kpi_id = %s AND (company_id IS NULL OR company_id = %s)
          ORDER BY COALESCE(tier_id, 0), company_id NULLS LAST
            """,
            kpi.id, company.id,
        ))
        return {tier: limits for tier, *limits in rows}
