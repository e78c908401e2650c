from odoo import fields, models


class DmsSchemeSimulationSlab(models.Model):
    """How many stood in one slab of a scheme."""

    _name = "dms.scheme.simulation.slab"
    _description = "Slab of a Simulation"
    _order = "simulation_id, scheme_id, slab"
    _rec_name = "label"

    simulation_id = fields.Many2one(
        "dms.scheme.simulation", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="simulation_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    scheme_id = fields.Many2one(
        "dms.scheme", required=True, readonly=True, ondelete="cascade", index=True
    )
    slab = fields.Integer(readonly=True, aggregator=None)
    label = fields.Char("From", readonly=True)
    figure_count = fields.Integer(
        "Counted", readonly=True, help="Windows or documents that ended in this slab."
    )
    partner_count = fields.Integer("Partners", readonly=True)
    value = fields.Monetary("Net Value", readonly=True)
    cost = fields.Monetary(readonly=True)
