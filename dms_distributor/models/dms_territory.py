from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DmsTerritory(models.Model):
    """A node of the tree of sales territories; users and rules work on whole subtrees."""

    _name = "dms.territory"
    _description = "Territory"
    _inherit = ["mail.thread"]
    _parent_store = True
    _order = "complete_name, id"
    _rec_name = "complete_name"
    _rec_names_search = ["complete_name", "code"]

    name = fields.Char(required=True, translate=True, tracking=True)
    complete_name = fields.Char(compute="_compute_complete_name", store=True, recursive=True)
    code = fields.Char(required=True, tracking=True)
    parent_id = fields.Many2one(
        "dms.territory", string="Parent Territory", index=True, ondelete="restrict", tracking=True
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("dms.territory", "parent_id", string="Child Territories")
    user_id = fields.Many2one(
        "res.users", string="Territory Manager", domain=[("share", "=", False)], tracking=True
    )
    country_id = fields.Many2one("res.country")
    state_id = fields.Many2one(
        "res.country.state", string="State", domain="[('country_id', '=?', country_id)]"
    )
    area = fields.Float("Area (km²)", digits=(12, 2))
    population = fields.Integer(help="Inhabitants, for densities per 1,000.")
    color = fields.Integer()
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, help="Empty: shared by all companies."
    )
    partner_ids = fields.One2many("res.partner", "dms_territory_id", string="Partners")
    distributor_count = fields.Integer(compute="_compute_partner_counts")
    outlet_count = fields.Integer(compute="_compute_partner_counts")

    _code_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)", "Two territories of a company cannot have the same code."
    )
    _area_positive = models.Constraint("CHECK (area >= 0)", "An area cannot be negative.")
    _population_positive = models.Constraint(
        "CHECK (population >= 0)", "A population cannot be negative."
    )

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for territory in self:
            parent = territory.parent_id.complete_name
            territory.complete_name = f"{parent} / {territory.name}" if parent else territory.name

    @api.depends("partner_ids", "child_ids.partner_ids")
    def _compute_partner_counts(self):
        """Distributors and outlets of the whole subtree, in one query."""
        rows = self.env["res.partner"]._read_group(
            [("dms_territory_id", "child_of", self.ids), ("dms_role", "!=", False)],
            ["dms_territory_id", "dms_role"],
            ["__count"],
        )
        for territory in self:
            counts = {"distributor": 0, "outlet": 0}
            for node, role, count in rows:
                if role in counts and node.parent_path.startswith(territory.parent_path or "-"):
                    counts[role] += count
            territory.distributor_count = counts["distributor"]
            territory.outlet_count = counts["outlet"]

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A territory cannot lie inside itself: choose another parent.")
            )

    def action_open_partners(self):
        """Open the partners of the whole subtree."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dms_distributor.action_network_partner"
        )
        role = self.env.context.get("dms_role")
        domain = [("dms_territory_id", "child_of", self.id)]
        if role:
            domain.append(("dms_role", "=", role))
        return {**action, "domain": domain, "context": {"default_dms_territory_id": self.id}}
