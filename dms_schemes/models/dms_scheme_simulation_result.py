from odoo import api, fields, models


class DmsSchemeSimulationResult(models.Model):
    """What a scheme would have cost, had so much more or less been sold."""

    _name = "dms.scheme.simulation.result"
    _description = "Result of a Simulation"
    _order = "simulation_id, scheme_id, uplift"
    _rec_name = "scheme_id"

    simulation_id = fields.Many2one(
        "dms.scheme.simulation", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="simulation_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    scheme_id = fields.Many2one(
        "dms.scheme", required=True, readonly=True, ondelete="cascade", index=True
    )
    uplift = fields.Integer(
        "Volume", readonly=True, aggregator=None, help="Per cent more or less than was sold."
    )
    partner_count = fields.Integer("Buying", readonly=True)
    earning_count = fields.Integer("Paid To", readonly=True)
    quantity = fields.Float(
        digits="Product Unit", readonly=True, aggregator=None, help="In the scheme's unit."
    )
    value = fields.Monetary("Net Value", readonly=True)
    paid_value = fields.Monetary("Of It Paid", readonly=True, help="Of those who earn something.")
    cost = fields.Monetary(readonly=True)
    gain = fields.Monetary(
        readonly=True,
        help="Gross margin of what is sold more, less the whole cost of the scheme.",
    )
    cost_percent = fields.Float("Cost in Per Cent", compute="_compute_cost_percent")

    @api.depends("cost", "value")
    def _compute_cost_percent(self):
        for result in self:
            result.cost_percent = 100 * result.cost / result.value if result.value else 0
