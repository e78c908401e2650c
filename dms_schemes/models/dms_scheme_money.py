from odoo import api, fields, models
from odoo.exceptions import UserError


class DmsScheme(models.Model):
    """What a scheme may cost, and what it has cost."""

    _inherit = "dms.scheme"

    budget_scope = fields.Selection(
        [
            ("none", "no limit"),
            ("scheme", "a cap in all"),
            ("distributor", "a cap for each distributor"),
        ],
        string="Budget", required=True, default="none", tracking=True,
    )
    budget_amount = fields.Monetary(
        "Cap", tracking=True,
        help="In all, or for each distributor that has no cap of its own. It can be raised while "
        "the scheme runs.",
    )
    budget_warning = fields.Float(
        "Warn at", default=80, help="Per cent of the cap; 0: only when it is used up."
    )
    budget_ids = fields.One2many("dms.scheme.budget", "scheme_id", string="Budgets")
    budget_level = fields.Selection(
        [("open", "Open"), ("warning", "Running Low"), ("used_up", "Used Up")],
        compute="_compute_budget_level", search="_search_budget_level",
    )
    budget_reserved = fields.Monetary("Promised", compute="_compute_grants")
    budget_consumed = fields.Monetary("Used", compute="_compute_grants")
    granted_amount = fields.Monetary("Granted", compute="_compute_grants")
    budget_left = fields.Monetary("Left", compute="_compute_grants")
    budget_percent = fields.Float("In Use", compute="_compute_grants")
    grant_count = fields.Integer("Grants", compute="_compute_grants")

    _budget_positive = models.Constraint(
        "CHECK (budget_scope = 'none' OR COALESCE(budget_amount, 0) > 0)",
        "Say what the budget of the scheme is: its cap is zero.",
    )
    _budget_warning_percent = models.Constraint(
        "CHECK (budget_warning BETWEEN 0 AND 100)",
        "The warning is a percentage of the budget, from 0 to 100.",
    )

    @api.depends("budget_scope", "budget_ids.level", "budget_ids.distributor_id")
    def _compute_budget_level(self):
        for scheme in self:
            budget = scheme.sudo().budget_ids.filtered(lambda budget: not budget.distributor_id)
            scheme.budget_level = budget.level if scheme.budget_scope == "scheme" else False

    def _search_budget_level(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            ("budget_scope", "=", "scheme"),
            ("budget_ids", "any!", [("distributor_id", "=", False), ("level", "in", value)]),
        ]

    @api.depends("budget_amount", "budget_scope")
    def _compute_grants(self):
        sums = {
            scheme: figures
            for scheme, *figures in self.env["dms.scheme.grant"].sudo()._read_group(
                [("scheme_id", "in", self.ids)], ["scheme_id"],
                ["reserved:sum", "consumed:sum", "amount:sum", "__count"],
            )
        }
        for scheme in self:
            reserved, consumed, amount, count = sums.get(scheme._origin, (0, 0, 0, 0))
            used = reserved + consumed
            is_capped = scheme.budget_scope == "scheme" and scheme.budget_amount
            scheme.budget_reserved, scheme.budget_consumed = reserved, consumed
            scheme.granted_amount, scheme.grant_count = amount, count
            scheme.budget_left = max(0, scheme.budget_amount - used) if is_capped else 0
            scheme.budget_percent = 100 * used / scheme.budget_amount if is_capped else 0

    @api.model_create_multi
    def create(self, vals_list):
        schemes = super().create(vals_list)
        schemes._open_budgets()
        return schemes

    def write(self, vals):
        result = super().write(vals)
        if "budget_scope" in vals:
            self._open_budgets()
        if {"budget_amount", "budget_warning"} & vals.keys():
            self._job_check_budgets()
        return result

    @api.model
    def _get_locked_fields(self):
        # The cap itself may be raised while a scheme runs; what is counted against it stands.
        return super()._get_locked_fields() | {"budget_scope"}

    def _open_budgets(self):
        """Open the budget of each scheme that has one in all."""
        whole = self.filtered(lambda scheme: scheme.budget_scope == "scheme")
        if missing := whole - whole.sudo().budget_ids.filtered(
            lambda budget: not budget.distributor_id
        ).scheme_id:
            self.env["dms.scheme.budget"].sudo()._open([(scheme.id, None) for scheme in missing])

    def _job_check_budgets(self):
        """Job: keep the levels of these schemes' budgets."""
        self.sudo().budget_ids._job_check_level()

    def action_open_grants(self):
        """Open what this scheme has promised and given."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_schemes.action_scheme_grant"),
            "domain": [("scheme_id", "=", self.id)],
            "context": {},
        }

    def action_open_budgets(self):
        """Open the budgets of this scheme."""
        self.ensure_one()
        if self.budget_scope == "none":
            raise UserError(self.env._("%s has no budget: it grants without limit.", self.name))
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_schemes.action_scheme_budget"),
            "domain": [("scheme_id", "=", self.id)],
            "context": {"default_scheme_id": self.id},
        }
