from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DmsTerritory(models.Model):
    """A node of the tree of sales territories; users and rules work on whole subtrees."""

    _name = "dms.territory"
    _description = "Territory"
    _inherit = ["dms.partner.attribute.mixin", "mail.thread", "mail.activity.mixin"]
    _parent_store = True
    _order = "complete_name, id"
    _rec_name = "complete_name"
    _rec_names_search = ["complete_name", "code"]
    _check_company_auto = True
    _partner_field = "dms_territory_id"

    name = fields.Char(tracking=True)
    complete_name = fields.Char(compute="_compute_complete_name", store=True, recursive=True)
    code = fields.Char(tracking=True)
    parent_id = fields.Many2one(
        "dms.territory",
        string="Parent Territory",
        index=True,
        ondelete="restrict",
        tracking=True,
        check_company=True,
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("dms.territory", "parent_id", string="Child Territories")
    user_id = fields.Many2one(
        "res.users", string="Territory Manager", domain=[("share", "=", False)], tracking=True
    )
    country_id = fields.Many2one("res.country")
    state_id = fields.Many2one(
        "res.country.state", domain="[('country_id', '=?', country_id)]"
    )
    area = fields.Float("Area (km²)", digits=(12, 2))
    population = fields.Integer(help="Inhabitants, for densities per 1,000.")
    color = fields.Integer()
    distributor_count = fields.Integer(string="Distributors", compute="_compute_partner_counts")
    outlet_count = fields.Integer(string="Outlets", compute="_compute_partner_counts")

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

    @api.depends_context("hierarchical_naming")
    def _compute_display_name(self):
        """The whole path, or the name alone where a tree shows the rest."""
        if self.env.context.get("hierarchical_naming", True):
            return super()._compute_display_name()
        for territory in self:
            territory.display_name = territory.name

    @api.depends("parent_path")
    def _compute_partner_counts(self):
        """Distributors and outlets of the whole subtree, in one query."""
        rows = self.env["res.partner"]._read_group(
            [("dms_territory_id", "child_of", self.ids), ("dms_role", "!=", False)],
            ["dms_territory_id", "dms_role"],
            ["__count"],
        )
        counts = Counter()
        for node, role, count in rows:
            for identifier in node.sudo().parent_path.rstrip("/").split("/"):
                counts[int(identifier), role] += count
        for territory in self:
            territory.distributor_count = counts[territory.id, "distributor"]
            territory.outlet_count = counts[territory.id, "outlet"]

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A territory cannot lie inside itself: choose another parent.")
            )

    @api.constrains("company_id")
    def _check_children_company(self):
        self.with_context(active_test=False).child_ids._check_company(["parent_id"])

    @api.constrains("active")
    def _check_active(self):
        """A territory in use does not lie in an archived one, out of everyone's sight."""
        archived = self.filtered(lambda territory: not territory.active)
        active = self.search([("parent_id", "in", archived.ids)], limit=1)
        if active:
            raise ValidationError(self.env._(
                "Archive %(child)s, which lies in %(territory)s, first.",
                child=active.name, territory=active.parent_id.name,
            ))

    def action_open_partners(self):
        """Open the partners of the whole subtree; of one role when the context names it."""
        self.ensure_one()
        role = self.env.context.get("dms_role")
        xml_id = {
            "distributor": "action_network_distributor", "outlet": "action_network_outlet",
        }.get(role, "action_network_partner")
        action = self.env["ir.actions.act_window"]._for_xml_id(f"dms_distributor.{xml_id}")
        return {
            **action,
            "domain": [
                ("dms_territory_id", "child_of", self.id),
                ("dms_role", "=", role) if role else ("dms_tier_id", "!=", False),
            ],
            "context": {"default_dms_territory_id": self.id},
        }
