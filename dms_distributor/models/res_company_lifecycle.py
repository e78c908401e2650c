from odoo import fields, models


class ResCompany(models.Model):
    """How applications to a company are checked."""

    _inherit = "res.company"

    dms_name_match_threshold = fields.Integer(
        string="Names Agree from", default=80,
        help="Names on documents count as the applicant's when they are alike by so many per cent.",
    )
    dms_reference_minimum = fields.Integer(
        string="References", default=2, help="How many references an applicant names at least."
    )
    dms_application_tier_id = fields.Many2one(
        "dms.tier", string="Tier of Applicants", domain=[("role", "=", "distributor")],
        help="The tier that public applications propose.",
    )

    _dms_application_limits = models.Constraint(
        "CHECK (dms_name_match_threshold BETWEEN 0 AND 100 AND dms_reference_minimum >= 0)",
        "Names agree from 0 to 100 per cent, and references are not fewer than none.",
    )
