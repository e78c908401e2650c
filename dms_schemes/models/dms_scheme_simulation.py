from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import simulation_sql

# Sales up to which a simulation is run while the user waits.
AT_ONCE = 50_000


class DmsSchemeSimulation(models.Model):
    """What schemes would have cost in a past period, beside each other: nothing else is written."""

    _name = "dms.scheme.simulation"
    _description = "Simulation of Schemes"
    _inherit = ["mail.thread", "mail.activity.mixin", "dms.scheme.simulation.run"]
    _order = "id desc"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    scheme_ids = fields.Many2many(
        "dms.scheme", string="Schemes", check_company=True,
        help="Drafts or schemes in force; several are compared. Those of buyers are run over "
        "their orders, the others over the secondary sales; those that pay for stock as if the "
        "price had fallen on the first day.",
    )
    date_from = fields.Date("From", required=True, default=lambda self: self._get_default_start())
    date_to = fields.Date(
        "Until", required=True, default=lambda self: fields.Date.subtract(
            fields.Date.start_of(fields.Date.context_today(self), "month"), days=1
        ),
    )
    margin_percent = fields.Float(
        "Gross Margin", default=25,
        help="Per cent of the net value that remains before the scheme: what more volume is worth.",
    )
    started_on = fields.Datetime(readonly=True, copy=False)
    message = fields.Text(readonly=True, copy=False)
    result_ids = fields.One2many(
        "dms.scheme.simulation.result", "simulation_id", readonly=True, string="Sensitivity"
    )
    base_ids = fields.One2many(
        "dms.scheme.simulation.result", "simulation_id", string="As It Was Sold",
        domain=[("uplift", "=", 0)], readonly=True,
    )
    slab_ids = fields.One2many(
        "dms.scheme.simulation.slab", "simulation_id", readonly=True, string="By Slab"
    )
    progress = fields.Float(compute="_compute_progress")
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running"), ("done", "Done"), ("failed", "Failed")],
        compute="_compute_progress",
    )
    chart_data = fields.Json(compute="_compute_chart_data")

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A simulation cannot end before it begins."
    )

    @api.model
    def _get_default_start(self):
        """The first day of three whole months before this one."""
        month = fields.Date.start_of(fields.Date.context_today(self), "month")
        return fields.Date.subtract(month, months=3)

    @api.depends("started_on", "message", "scheme_ids", "base_ids")
    def _compute_progress(self):
        for simulation in self:
            done = len(simulation.base_ids.scheme_id & simulation.scheme_ids)
            total = len(simulation.scheme_ids)
            simulation.progress = 100 * done / total if total else 0
            if simulation.message:
                simulation.state = "failed"
            elif not simulation.started_on:
                simulation.state = "draft"
            else:
                simulation.state = "done" if done == total else "running"

    @api.depends_context("lang")
    @api.depends("result_ids", "slab_ids")
    def _compute_chart_data(self):
        for simulation in self:
            simulation.chart_data = {
                "currency": simulation.currency_id.id,
                "schemes": [
                    simulation._prepare_chart(scheme)
                    for scheme in simulation.base_ids.scheme_id
                ],
            }

    def _prepare_chart(self, scheme):
        """What the charts show of one scheme."""
        results = self.result_ids.filtered(lambda result: result.scheme_id == scheme)
        slabs = self.slab_ids.filtered(lambda slab: slab.scheme_id == scheme)
        thresholds = [-1, *scheme.slab_ids.sorted("threshold").mapped("threshold")]
        return {
            "id": scheme.id,
            "name": scheme.display_name,
            "points": [
                {"uplift": result.uplift, "cost": result.cost, "gain": result.gain}
                for result in results.sorted("uplift")
            ],
            "slabs": [
                {
                    "label": slab.label, "threshold": thresholds[slab.slab],
                    "partners": slab.partner_count,
                }
                for slab in slabs.sorted("slab") if slab.slab < len(thresholds)
            ],
        }

    @api.constrains("date_to")
    def _check_past(self):
        today = fields.Date.context_today(self)
        for simulation in self:
            if simulation.date_to > today:
                raise UserError(self.env._(
                    "%(name)s ends on %(date)s: choose a period that has passed, for it is run "
                    "over what was sold.",
                    name=simulation.name, date=simulation.date_to,
                ))

    def action_run(self):
        """Run these: at once where sales are few, else as a job for each scheme."""
        for simulation in self:
            if not simulation.scheme_ids:
                raise UserError(self.env._("Choose at least one scheme to simulate."))
            simulation._forget()
            simulation.write({"started_on": fields.Datetime.now(), "message": False})
            for scheme in simulation.scheme_ids:
                if simulation._is_small():
                    simulation._simulate(scheme)
                else:
                    simulation._enqueue(scheme)

    def action_refresh(self):
        """Look again how far the jobs are."""
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_open_sensitivity(self):
        """Open the cost at each uplift as a graph or a table."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "dms_schemes.action_scheme_simulation_result"
            ),
            "domain": [("simulation_id", "=", self.id)],
        }

    def _is_small(self) -> bool:
        """Whether a user can wait for it."""
        self.ensure_one()
        [(size,)] = self.env.execute_query(SQL(
            simulation_sql.SIZE, company=self.company_id.id, first=self.date_from,
            last=self.date_to,
        ))
        return size <= AT_ONCE

    def _enqueue(self, scheme):
        """Have one scheme simulated in the background."""
        self.ensure_one()
        self.with_delay(
            description=self.env._("%(name)s: %(scheme)s", name=self.name, scheme=scheme.name),
            identity_key=f"dms.scheme.simulation:{self.id}:{scheme.id}",
        )._job_simulate(scheme.id)

    def _job_simulate(self, scheme_id):
        """Job: run one scheme."""
        self._simulate(self.env["dms.scheme"].browse(scheme_id))

    def _on_job_failed(self, exc_name: str, exc_message: str, **_details):
        """Say what stopped the job; it is called in a transaction of its own."""
        self.sudo().message = self.env._(
            "The simulation stopped: %(error)s. Mend it and run it again.",
            error=exc_message or exc_name,
        )

    def _forget(self):
        """Drop earlier results."""
        self.sudo().result_ids.unlink()
        self.sudo().slab_ids.unlink()
