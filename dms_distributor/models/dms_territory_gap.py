from odoo import api, fields, models
from odoo.tools import SQL

# What a territory is worth: its shares of the best one's outlets, sales and inhabitants.
WEIGHTS = {"outlet_count": 40, "sales_amount": 40, "population": 20}


class DmsTerritoryGap(models.Model):
    """A territory at the end of the tree that no active distributor of a tier covers.

    Kept as a table and refreshed by a cron: outlets and sales are too many to add up on a screen.
    """

    _name = "dms.territory.gap"
    _description = "Territory Gap"
    _order = "score desc, territory_id"
    _rec_name = "territory_id"

    territory_id = fields.Many2one(
        "dms.territory", required=True, readonly=True, ondelete="cascade"
    )
    region_id = fields.Many2one(
        related="territory_id.parent_id", string="Within", help="The territory in which it lies."
    )
    tier_id = fields.Many2one(
        "dms.tier", string="Tier Missing", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(related="territory_id.user_id", string="Territory Manager")
    population = fields.Integer(readonly=True)
    outlet_count = fields.Integer(string="Outlets", readonly=True)
    sales_amount = fields.Monetary(
        string="Sales of 12 Months", readonly=True,
        help="Net secondary sales to the outlets there, in the last twelve months.",
    )
    score = fields.Float(
        readonly=True, aggregator="max", digits=(5, 1),
        help="40 % outlets, 40 % sales, 20 % inhabitants, each as a share of the highest among the "
        "gaps of the tier: 100 is the gap most worth filling.",
    )
    prospect_count = fields.Integer(string="Prospects", compute="_compute_prospect_count")

    _key_unique = models.UniqueIndex(
        "(territory_id, tier_id, company_id)", "A territory lacks a tier once."
    )

    @api.depends("territory_id", "tier_id")
    def _compute_prospect_count(self):
        counts = {
            (territory, tier): count
            for territory, tier, count in self.env["crm.lead"]._read_group(
                self._get_prospects_domain(), ["dms_territory_id", "dms_tier_id"], ["__count"]
            )
        }
        for gap in self:
            gap.prospect_count = counts.get((gap.territory_id, gap.tier_id), 0)

    def action_create_prospect(self):
        """Make a prospect that would fill the gap, and open it."""
        self.ensure_one()
        team = self.env["crm.team"]._get_dms_team()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_distributor.action_prospect"),
            "view_mode": "form",
            "views": [(self.env.ref("dms_distributor.view_prospect_form").id, "form")],
            "context": {
                "default_type": "opportunity",
                "default_team_id": team.id,
                "default_dms_territory_id": self.territory_id.id,
                "default_dms_tier_id": self.tier_id.id,
                "default_dms_expected_outlets": self.outlet_count,
                "default_name": self.env._(
                    "%(tier)s for %(territory)s",
                    tier=self.tier_id.name, territory=self.territory_id.name,
                ),
            },
        }

    def action_open_prospects(self):
        """Open the prospects that would fill these gaps."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_distributor.action_prospect"),
            "domain": self._get_prospects_domain(),
        }

    def _get_prospects_domain(self):
        return [
            ("dms_is_prospect", "=", True),
            ("won_status", "=", "pending"),
            ("dms_territory_id", "in", self.territory_id.ids),
            ("dms_tier_id", "in", self.tier_id.ids),
        ]

    @api.model
    def action_refresh(self):
        """Look for gaps now. The cron does so every night and after a partner has come or gone."""
        self.sudo()._refresh()

    @api.model
    def _refresh(self):
        """Bring the table up to date, in one statement: gaps that stay keep their identity."""
        self.env["res.partner"].flush_model()
        self.env["dms.territory"].flush_model()
        self.env["dms.tier"].flush_model()
        self.env["dms.secondary.outlet.month"].flush_model()
        self.env.execute_query(SQL(
            """
            WITH company AS (
                SELECT id FROM res_company WHERE active AND parent_id IS NULL
            ), covered AS (
                -- Where the partners of a tier sit; each covers all below.
                SELECT DISTINCT partner.dms_tier_id AS tier_id, territory.parent_path,
                       partner.company_id
                  FROM res_partner partner
                  JOIN dms_territory territory ON territory.id = partner.dms_territory_id
                 WHERE partner.active AND partner.dms_role = 'distributor'
                   AND partner.dms_state IN ('onboarding', 'active')
            ), outlet AS (
                SELECT dms_territory_id AS territory_id, company_id, COUNT(*) AS outlet_count
                  FROM res_partner
                 WHERE active AND dms_role = 'outlet' AND dms_territory_id IS NOT NULL
                   AND dms_state IN ('active', 'pending')
              GROUP BY 1, 2
            ), sale AS (
                SELECT outlet.dms_territory_id AS territory_id, month.company_id,
                       SUM(month.net_amount) AS sales_amount
                  FROM dms_secondary_outlet_month month
                  JOIN res_partner outlet ON outlet.id = month.outlet_id
                 WHERE month.month >= date_trunc('month', CURRENT_DATE) - INTERVAL '12 months'
                   AND outlet.dms_territory_id IS NOT NULL
              GROUP BY 1, 2
            ), gap AS (
                SELECT territory.id AS territory_id, tier.id AS tier_id, company.id AS company_id,
                       COALESCE(territory.population, 0) AS population,
                       COALESCE((
                           SELECT SUM(outlet.outlet_count) FROM outlet
                            WHERE outlet.territory_id = territory.id
                              AND COALESCE(outlet.company_id, company.id) = company.id
                       ), 0) AS outlet_count,
                       COALESCE((
                           SELECT SUM(sale.sales_amount) FROM sale
                            WHERE sale.territory_id = territory.id
                              AND sale.company_id = company.id
                       ), 0) AS sales_amount
                  FROM dms_territory territory
            CROSS JOIN company
                  JOIN dms_tier tier ON tier.role = 'distributor' AND tier.active
                                    AND COALESCE(tier.company_id, company.id) = company.id
                 WHERE territory.active
                   AND COALESCE(territory.company_id, company.id) = company.id
                   AND NOT EXISTS (
                       SELECT FROM dms_territory child
                        WHERE child.parent_id = territory.id AND child.active
                   )
                   AND NOT EXISTS (
                       SELECT FROM covered
                        WHERE covered.tier_id = tier.id
                          AND territory.parent_path LIKE covered.parent_path || '%%'
                          AND COALESCE(covered.company_id, company.id) = company.id
                   )
            ), scored AS (
                SELECT gap.*,
                       %(outlets)s * COALESCE(outlet_count
                           / NULLIF(MAX(outlet_count) OVER peers, 0)::numeric, 0)
                       + %(sales)s * GREATEST(COALESCE(sales_amount
                           / NULLIF(MAX(sales_amount) OVER peers, 0), 0), 0)
                       + %(population)s * COALESCE(population
                           / NULLIF(MAX(population) OVER peers, 0)::numeric, 0) AS score
                  FROM gap
                WINDOW peers AS (PARTITION BY company_id, tier_id)
            ), gone AS (
                DELETE FROM dms_territory_gap old
                 WHERE NOT EXISTS (
                       SELECT FROM gap
                        WHERE gap.territory_id = old.territory_id AND gap.tier_id = old.tier_id
                          AND gap.company_id = old.company_id
                 )
            )
            INSERT INTO dms_territory_gap (
                territory_id, tier_id, company_id, population, outlet_count, sales_amount, score,
                create_uid, create_date, write_uid, write_date
            )
            SELECT territory_id, tier_id, company_id, population, outlet_count, sales_amount,
                   score, %(uid)s, NOW() AT TIME ZONE 'UTC', %(uid)s, NOW() AT TIME ZONE 'UTC'
              FROM scored
                ON CONFLICT (territory_id, tier_id, company_id) DO UPDATE
               SET population = EXCLUDED.population, outlet_count = EXCLUDED.outlet_count,
                   sales_amount = EXCLUDED.sales_amount, score = EXCLUDED.score,
                   write_date = EXCLUDED.write_date
            RETURNING id
            """,
            uid=self.env.uid,
            outlets=WEIGHTS["outlet_count"],
            sales=WEIGHTS["sales_amount"],
            population=WEIGHTS["population"],
        ))
        self.invalidate_model()
        self.env["crm.lead"].invalidate_model(["dms_gap_id", "dms_gap_score"])
