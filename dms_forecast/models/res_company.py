from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dms_demand_months = fields.Integer(
        "Demand Window (months)", default=12,
        help="Complete months, up to the last one, over which demand is measured.",
    )
    dms_lead_time_days = fields.Float(
        "Lead Time (days)", default=7.0, help="From a distributor's order to its arrival."
    )
    dms_lead_time_deviation = fields.Float(
        "Lead Time Deviation (days)", default=2.0, help="Standard deviation of the lead time."
    )
    dms_review_days = fields.Float(
        "Review Period (days)", default=7.0, help="How often a distributor's stock is reviewed."
    )
    dms_service_level = fields.Float(
        "Service Level (%)", default=95.0,
        help="Share of order cycles in which stock is to last; 95 % needs 1.645 deviations.",
    )

    _dms_demand_months_range = models.Constraint(
        "CHECK (dms_demand_months BETWEEN 2 AND 60)",
        "The demand window lies between 2 and 60 months.",
    )
    _dms_times_positive = models.Constraint(
        "CHECK (dms_lead_time_days >= 0 AND dms_lead_time_deviation >= 0 "
        "AND dms_review_days >= 0)",
        "Lead time, its deviation and the review period cannot be negative.",
    )
    _dms_service_level_range = models.Constraint(
        "CHECK (dms_service_level >= 50 AND dms_service_level < 100)",
        "The service level lies between 50 % and 100 %; 100 % itself would need endless stock.",
    )
