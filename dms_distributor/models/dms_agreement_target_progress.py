from odoo import api, fields, models
from odoo.tools import SQL

from .dms_agreement_target import MEASURES

# Sums of months are read through their indexes by distributor; no fact of a sale is.
PROGRESS = """
    SELECT target.*,
           ROUND((100 * target.achieved_amount / target.amount)::numeric, 1) AS achieved_percent,
           CASE WHEN target.achieved_amount >= target.amount THEN 'reached'
                WHEN target.date_to < CURRENT_DATE THEN 'missed'
                WHEN target.date_from > CURRENT_DATE THEN 'upcoming'
                WHEN target.achieved_amount >= target.amount * (CURRENT_DATE - target.date_from)
                     / (target.date_to - target.date_from + 1) THEN 'on_track'
                ELSE 'behind' END AS status
      FROM (
        SELECT target.id, target.agreement_id, target.distributor_id, target.company_id,
               company.currency_id, distributor.dms_territory_id AS territory_id,
               target.measure, target.category_id, target.date_from, target.date_to,
               target.amount,
               agreement.state IN
                   ('approved', 'active', 'expired', 'terminated', 'superseded')
               AND LEAST(target.date_to, agreement.date_end) BETWEEN agreement.date_start
                   AND COALESCE(agreement.date_effective_end, 'infinity') AS is_binding,
               COALESCE(
                   CASE target.measure
                        WHEN 'primary_value' THEN purchases.net
                        WHEN 'secondary_value' THEN sales.net
                        WHEN 'secondary_quantity' THEN sales.quantity
                        ELSE outlets.number END, 0
               ) AS achieved_amount
          FROM dms_agreement_target target
          JOIN dms_agreement agreement ON agreement.id = target.agreement_id
          JOIN res_company company ON company.id = target.company_id
          JOIN res_partner distributor ON distributor.id = target.distributor_id
     LEFT JOIN product_category category ON category.id = target.category_id
     LEFT JOIN LATERAL (
                SELECT SUM(month.net_amount) AS net, SUM(month.quantity) AS quantity
                  FROM dms_secondary_product_month month
             LEFT JOIN product_product product ON product.id = month.product_id
             LEFT JOIN product_template template ON template.id = product.product_tmpl_id
             LEFT JOIN product_category own ON own.id = template.categ_id
                 WHERE month.distributor_id = target.distributor_id
                   AND month.company_id = target.company_id
                   AND month.month BETWEEN target.date_from AND target.date_to
                   AND (category.id IS NULL OR own.parent_path LIKE category.parent_path || '%')
               ) sales ON target.measure IN ('secondary_value', 'secondary_quantity')
     LEFT JOIN LATERAL (
                SELECT -SUM(line.balance) AS net
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
             LEFT JOIN product_product product ON product.id = line.product_id
             LEFT JOIN product_template template ON template.id = product.product_tmpl_id
             LEFT JOIN product_category own ON own.id = template.categ_id
                 WHERE line.partner_id = target.distributor_id
                   AND line.company_id = target.company_id
                   AND line.parent_state = 'posted'
                   AND line.display_type = 'product'
                   AND move.move_type IN ('out_invoice', 'out_refund')
                   AND move.invoice_date BETWEEN target.date_from AND target.date_to
                   AND (category.id IS NULL OR own.parent_path LIKE category.parent_path || '%')
               ) purchases ON target.measure = 'primary_value'
     LEFT JOIN LATERAL (
                SELECT COUNT(*) AS number
                  FROM (
                    SELECT 1
                      FROM dms_secondary_outlet_month month
                     WHERE month.distributor_id = target.distributor_id
                       AND month.company_id = target.company_id
                       AND month.outlet_id IS NOT NULL
                       AND month.net_amount > 0
                  GROUP BY month.outlet_id
                    HAVING MIN(month.month) BETWEEN target.date_from AND target.date_to
                       ) new_outlet
               ) outlets ON target.measure = 'new_outlets'
           ) target
"""


class DmsAgreementTargetProgress(models.Model):
    """Targets beside what has been achieved; one row for each target, with its identifier."""

    _name = "dms.agreement.target.progress"
    _description = "Progress of Targets"
    _auto = False
    _rec_name = "agreement_id"
    _order = "date_from desc, distributor_id, measure, id"
    _depends = {
        "account.move": ["invoice_date", "move_type"],
        "account.move.line": [
            "balance", "company_id", "display_type", "parent_state", "partner_id", "product_id",
        ],
        "dms.agreement": ["date_effective_end", "date_end", "date_start", "state"],
        "dms.agreement.target": [
            "agreement_id", "amount", "category_id", "company_id", "date_from", "date_to",
            "distributor_id", "measure",
        ],
        "dms.secondary.outlet.month": [],
        "dms.secondary.product.month": [],
        "product.category": ["parent_path"],
        "product.template": ["categ_id"],
        "res.partner": ["dms_territory_id"],
    }

    agreement_id = fields.Many2one("dms.agreement", readonly=True)
    distributor_id = fields.Many2one("res.partner", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    territory_id = fields.Many2one("dms.territory", readonly=True)
    measure = fields.Selection(MEASURES, readonly=True)
    category_id = fields.Many2one("product.category", readonly=True)
    date_from = fields.Date("From", readonly=True)
    date_to = fields.Date("To", readonly=True)
    amount = fields.Float("Target", digits=(16, 2), readonly=True)
    achieved_amount = fields.Float("Achieved", digits=(16, 2), readonly=True)
    achieved_percent = fields.Float("Achieved (%)", readonly=True, aggregator="avg")
    status = fields.Selection(
        lambda self: self.env["dms.agreement.target"]._fields["progress_status"].selection,
        string="Progress", readonly=True,
    )
    is_binding = fields.Boolean(
        "Counts", readonly=True,
        help="The version of the agreement is in force when the period of the target ends.",
    )

    @property
    def _table_query(self):
        return SQL(PROGRESS.replace("%", "%%"))

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """The share of a group is that of its sums: an average of shares would not say it."""
        if aggregate_spec == "achieved_percent:avg":
            return SQL(
                "ROUND((100 * SUM(%s) / NULLIF(SUM(%s), 0))::numeric, 1)",
                self._field_to_sql(self._table, "achieved_amount", query),
                self._field_to_sql(self._table, "amount", query),
            )
        return super()._read_group_select(aggregate_spec, query)

    def action_open_agreement(self):
        """Open the agreement that the target is part of."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "dms.agreement",
            "res_id": self.agreement_id.id,
            "views": [(False, "form")],
        }
