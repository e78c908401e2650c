from odoo import api, fields, models
from odoo.fields import Domain

from ..onboarding import normalise_tax_number


class CrmLead(models.Model):
    """A lead of a team for the network is a company that may become a distributor."""

    _inherit = "crm.lead"

    dms_is_prospect = fields.Boolean(
        related="team_id.dms_is_network", string="Prospect of the Network", store=True,
        index="btree_not_null",
    )
    dms_territory_id = fields.Many2one(
        "dms.territory",
        string="Territory to Fill",
        index="btree_not_null",
        tracking=True,
        check_company=True,
    )
    dms_tier_id = fields.Many2one(
        "dms.tier",
        string="As",
        index="btree_not_null",
        domain=[("role", "=", "distributor")],
        tracking=True,
        check_company=True,
        help="The tier in which the prospect would join the network.",
    )
    dms_gap_id = fields.Many2one(
        "dms.territory.gap", string="Territory Gap", compute="_compute_dms_gap_id"
    )
    dms_gap_score = fields.Float(
        string="Gap Score", compute="_compute_dms_gap_id", digits=(5, 1),
        help="How much the territory is worth filling: 0 to 100, and 0 when it is filled.",
    )
    dms_vat = fields.Char(string="Tax Number", tracking=True)
    dms_vat_key = fields.Char(
        "Tax Number to Compare", compute="_compute_dms_vat_key", store=True, index="btree_not_null",
        help="The tax number's letters and digits, by which duplicates are found.",
    )
    dms_expected_outlets = fields.Integer(string="Outlets It Could Serve")
    dms_warehouse_area = fields.Float(string="Warehouse (m²)", digits=(12, 0))
    dms_vehicle_count = fields.Integer(string="Vehicles")
    dms_sales_staff = fields.Integer(string="Sales Staff")
    dms_brands = fields.Char(string="Brands Carried")
    dms_application_ids = fields.One2many("dms.application", "lead_id", string="Applications")
    dms_application_count = fields.Integer(
        "Number of Applications", compute="_compute_dms_application_count"
    )

    _dms_outlets_positive = models.Constraint(
        "CHECK (dms_expected_outlets >= 0 AND dms_warehouse_area >= 0 AND dms_vehicle_count >= 0 "
        "AND dms_sales_staff >= 0)",
        "Outlets, areas, vehicles and staff cannot be negative.",
    )

    def _compute_team_id(self):
        # Whoever looks after a prospect, and of whatever team: it stays a prospect of the network.
        return super(
            CrmLead, self.filtered(lambda lead: not lead.team_id.dms_is_network)
        )._compute_team_id()

    @api.depends_context("company")
    @api.depends("dms_territory_id", "dms_tier_id", "company_id")
    def _compute_dms_gap_id(self):
        gaps = {
            (gap.territory_id, gap.tier_id, gap.company_id): gap
            for gap in self.env["dms.territory.gap"].sudo().search([
                ("territory_id", "in", self.dms_territory_id.ids),
                ("tier_id", "in", self.dms_tier_id.ids),
            ])
        }
        for lead in self:
            company = (lead.company_id or self.env.company).root_id
            gap = gaps.get((lead.dms_territory_id, lead.dms_tier_id, company))
            lead.dms_gap_id = gap
            lead.dms_gap_score = gap.score if gap else 0.0

    @api.depends("dms_vat")
    def _compute_dms_vat_key(self):
        for lead in self:
            lead.dms_vat_key = normalise_tax_number(lead.dms_vat) or False

    def _compute_dms_application_count(self):
        counts = dict(self.env["dms.application"]._read_group(
            [("lead_id", "in", self.ids)], ["lead_id"], ["__count"]
        ))
        for lead in self:
            lead.dms_application_count = counts.get(lead, 0)

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        """The pipeline of a team for the network has that team's stages only."""
        team = self.env["crm.team"].browse(self.env.context.get("default_team_id"))
        if team and team.sudo().dms_is_network:
            own = Domain("team_ids", "in", team.ids)
            return stages.search(own | Domain("id", "in", stages.ids))
        return super()._read_group_stage_ids(stages, domain)

    def _stage_find(self, team_id=False, domain=None, order="sequence, id", limit=1):
        """Leads of a team for the network find that team's stages only."""
        team = self.env["crm.team"].browse(team_id) if team_id else self.team_id
        if team and all(team.sudo().mapped("dms_is_network")):
            return self.env["crm.stage"].search(
                Domain("team_ids", "in", team.ids) & Domain(domain or Domain.TRUE),
                order=order, limit=limit,
            )
        return super()._stage_find(team_id=team_id, domain=domain, order=order, limit=limit)

    def action_open_dms_applications(self):
        """Open the applications of this prospect, or a new one with what is known of it."""
        self.ensure_one()
        action = {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_distributor.action_application"),
            "domain": [("lead_id", "=", self.id)],
            "context": self._prepare_dms_application_context(),
        }
        if not self.dms_application_ids:
            return {**action, "view_mode": "form", "views": [(False, "form")]}
        return action

    def _prepare_dms_application_context(self) -> dict:
        """Defaults of an application, from what is known of the prospect."""
        self.ensure_one()
        values = {
            "lead_id": self.id,
            "company_name": self.partner_name or self.name,
            "contact_name": self.contact_name,
            "email": self.email_from,
            "phone": self.phone,
            "street": self.street,
            "street2": self.street2,
            "city": self.city,
            "zip": self.zip,
            "state_id": self.state_id.id,
            "country_id": self.country_id.id,
            "vat": self.dms_vat,
            "territory_id": self.dms_territory_id.id,
            "tier_id": self.dms_tier_id.id,
            "outlet_count": self.dms_expected_outlets,
            "warehouse_area": self.dms_warehouse_area,
            "vehicle_count": self.dms_vehicle_count,
            "sales_staff": self.dms_sales_staff,
            "brands": self.dms_brands,
        }
        return {f"default_{name}": value for name, value in values.items() if value}
