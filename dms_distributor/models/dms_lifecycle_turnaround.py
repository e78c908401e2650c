from odoo import fields, models
from odoo.tools import SQL

from .dms_lifecycle_change import STAGES


class DmsLifecycleTurnaround(models.Model):
    """How long partners stayed in each stage, by the quarter in which they left it.

    A median cannot be added up: it is computed for each row from the changes themselves.
    """

    _name = "dms.lifecycle.turnaround"
    _description = "Turnaround by Stage"
    _auto = False
    _log_access = False
    _order = "quarter desc, stage_order"
    _rec_name = "stage"

    quarter = fields.Date(string="Quarter from", readonly=True)
    stage = fields.Selection(STAGES, readonly=True)
    stage_order = fields.Integer(readonly=True)
    tier_id = fields.Many2one("dms.tier", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    change_count = fields.Integer(string="Partners", readonly=True)
    median_days = fields.Float(readonly=True, aggregator=None, digits=(10, 1))
    p90_days = fields.Float(readonly=True, aggregator=None, digits=(10, 1))
    mean_days = fields.Float(readonly=True, aggregator="avg", digits=(10, 1))

    _depends = {
        "dms.lifecycle.change": ["partner_id", "company_id", "state_from", "date", "days"],
        "res.partner": ["dms_tier_id"],
    }

    @property
    def _table_query(self):
        order = SQL(" ").join(
            SQL("WHEN %s THEN %s", stage, number) for number, (stage, _label) in enumerate(STAGES)
        )
        return SQL(
            """
            SELECT MIN(change.id) AS id,
                   date_trunc('quarter', change.date)::date AS quarter,
                   change.state_from AS stage,
                   CASE change.state_from %s END AS stage_order,
                   partner.dms_tier_id AS tier_id,
                   change.company_id,
                   COUNT(*) AS change_count,
                   PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY change.days) AS median_days,
                   PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY change.days) AS p90_days,
                   AVG(change.days) AS mean_days
              FROM dms_lifecycle_change change
              JOIN res_partner partner ON partner.id = change.partner_id
             WHERE change.state_from IS NOT NULL
          GROUP BY 2, 3, 4, 5, 6
            """,
            order,
        )

    def action_open_changes(self):
        """Open the changes of which the row is made."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "dms_distributor.action_lifecycle_change"
            ),
            "domain": [
                ("state_from", "=", self.stage),
                ("tier_id", "=", self.tier_id.id),
                ("date", ">=", self.quarter),
                ("date", "<", fields.Date.add(self.quarter, months=3)),
            ],
            "context": {},
        }
