from odoo import fields, models


class DmsSchemeRoiLine(models.Model):
    """What a scheme has brought in and cost at one distributor."""

    _name = "dms.scheme.roi.line"
    _description = "Return on a Scheme by Distributor"
    _order = "roi_id, incremental_margin desc, id"
    _rec_name = "distributor_id"

    roi_id = fields.Many2one(
        "dms.scheme.roi", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="roi_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    scheme_id = fields.Many2one(related="roi_id.scheme_id", store=True, index=True)
    distributor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade", index=True
    )
    territory_id = fields.Many2one(related="distributor_id.dms_territory_id")
    actual_value = fields.Monetary("Actual", readonly=True)
    baseline_value = fields.Monetary("Baseline", readonly=True)
    pull_forward_value = fields.Monetary("Pulled Forward", readonly=True)
    cannibalised_value = fields.Monetary("Cannibalised", readonly=True)
    incremental_value = fields.Monetary("Incremental", readonly=True)
    incremental_margin = fields.Monetary(readonly=True)
    spend = fields.Monetary(readonly=True)
