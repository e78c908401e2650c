from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

# Fields that refer to something of a company, or shared by all.
COMPANY_FIELDS = (
    "dms_tier_id", "dms_upstream_id", "dms_territory_id", "dms_channel_id", "dms_outlet_class_id",
)
# What only a manager of the network decides, whoever else may edit contacts.
MANAGED_FIELDS = {*COMPANY_FIELDS, "dms_code", "dms_state"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    dms_tier_id = fields.Many2one("dms.tier", string="Tier", index="btree_not_null", tracking=True)
    dms_role = fields.Selection(
        related="dms_tier_id.role", string="Network Role", store=True, index="btree_not_null"
    )
    dms_upstream_id = fields.Many2one(
        "res.partner",
        string="Upstream Partner",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Who supplies this partner.",
    )
    dms_downstream_ids = fields.One2many(
        "res.partner", "dms_upstream_id", string="Downstream Partners"
    )
    dms_supplier_ids = fields.One2many(
        "res.partner",
        "dms_upstream_id",
        string="Downstream Suppliers",
        domain=[("dms_role", "!=", "outlet")],
        help="Downstream partners that supply others in turn; without the outlets, which are many.",
    )
    dms_downstream_count = fields.Integer(
        string="Downstream", compute="_compute_dms_downstream_counts"
    )
    dms_outlet_count = fields.Integer(string="Outlets", compute="_compute_dms_downstream_counts")
    dms_territory_id = fields.Many2one(
        "dms.territory", string="Territory", index="btree_not_null", tracking=True
    )
    dms_channel_id = fields.Many2one("dms.channel", string="Channel", index="btree_not_null")
    dms_outlet_class_id = fields.Many2one(
        "dms.outlet.class", string="Outlet Class", index="btree_not_null"
    )
    dms_code = fields.Char("Network Code", copy=False, tracking=True)
    dms_state = fields.Selection(
        [
            ("pending", "Pending"),
            ("onboarding", "Onboarding"),
            ("active", "Active"),
            ("suspended", "Suspended"),
            ("ended", "Ended"),
        ],
        string="Network State",
        compute="_compute_dms_state",
        store=True,
        readonly=False,
        index="btree_not_null",
        tracking=True,
        copy=False,
        help="Pending: met in an upload and not yet confirmed. Onboarding: approved, and not yet "
        "supplied under an agreement.",
    )
    dms_is_managed = fields.Boolean("Managed by Me", compute="_compute_dms_is_managed")
    dms_map_url = fields.Char(string="Map", compute="_compute_dms_map_url")

    _dms_code_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), dms_code) WHERE dms_code IS NOT NULL",
        "Another partner of the network has this code.",
    )
    _dms_latitude_range = models.Constraint(
        "CHECK (partner_latitude >= -90 AND partner_latitude <= 90)",
        "A latitude lies between -90° (south) and 90° (north).",
    )
    _dms_longitude_range = models.Constraint(
        "CHECK (partner_longitude >= -180 AND partner_longitude <= 180)",
        "A longitude lies between -180° (west) and 180° (east).",
    )

    @property
    def _rec_names_search(self):
        return [*super()._rec_names_search, "dms_code"]

    def _compute_dms_downstream_counts(self):
        rows = self._read_group(
            [("dms_upstream_id", "in", self.ids)], ["dms_upstream_id", "dms_role"], ["__count"]
        )
        counts = {partner: {"all": 0, "outlet": 0} for partner in self}
        for upstream, role, count in rows:
            counts[upstream]["all"] += count
            if role == "outlet":
                counts[upstream]["outlet"] += count
        for partner in self:
            partner.dms_downstream_count = counts[partner]["all"]
            partner.dms_outlet_count = counts[partner]["outlet"]

    @api.depends("dms_tier_id")
    def _compute_dms_state(self):
        """A partner of the network is active unless someone says otherwise."""
        for partner in self:
            if not partner.dms_tier_id:
                partner.dms_state = False
            elif not partner.dms_state:
                partner.dms_state = "active"

    @api.depends_context("uid")
    def _compute_dms_is_managed(self):
        self.dms_is_managed = self.env.user.has_group("dms_distributor.group_manager")

    @api.depends("partner_latitude", "partner_longitude")
    def _compute_dms_map_url(self):
        for partner in self:
            latitude, longitude = partner.partner_latitude, partner.partner_longitude
            partner.dms_map_url = bool(latitude or longitude) and (
                f"https://www.openstreetmap.org/?mlat={latitude:.6f}&mlon={longitude:.6f}"
                f"#map=16/{latitude:.6f}/{longitude:.6f}"
            )

    @api.constrains("dms_upstream_id", "dms_tier_id")
    def _check_dms_upstream(self):
        if self._has_cycle("dms_upstream_id"):
            raise ValidationError(
                self.env._("A partner cannot supply itself, not even through others.")
            )
        for partner in self.sudo().filtered("dms_upstream_id"):
            upstream = partner.dms_upstream_id
            outsider = (upstream | partner).filtered(lambda member: not member.dms_tier_id)[:1]
            if outsider:
                raise ValidationError(self.env._(
                    "%(upstream)s cannot supply %(partner)s: %(outsider)s has no tier. Give it "
                    "one, or remove the upstream partner first.",
                    upstream=upstream.display_name,
                    partner=partner.display_name,
                    outsider=outsider.display_name,
                ))
            if upstream.dms_tier_id.sequence >= partner.dms_tier_id.sequence:
                raise ValidationError(self.env._(
                    "%(upstream)s (%(upper)s) cannot supply %(partner)s (%(lower)s): choose an "
                    "upstream partner of a tier above.",
                    upstream=upstream.display_name,
                    upper=upstream.dms_tier_id.name,
                    partner=partner.display_name,
                    lower=partner.dms_tier_id.name,
                ))

    @api.constrains("dms_tier_id")
    def _check_dms_downstream(self):
        """A new tier must still stand above the tiers of those supplied."""
        everyone = self.sudo().with_context(active_test=False)
        for tier, partners in everyone.grouped("dms_tier_id").items():
            everyone.search(
                Domain("dms_upstream_id", "in", partners.ids)
                & (Domain(not tier) | Domain("dms_tier_id.sequence", "<=", tier.sequence)),
                limit=1,
            )._check_dms_upstream()

    @api.constrains("company_id", *COMPANY_FIELDS)
    def _check_dms_company(self):
        """What a company's partner refers to is shared, the company's, or of a company above it."""
        for partner in self.sudo().filtered("company_id"):
            for name in COMPANY_FIELDS:
                company = partner[name].company_id
                if company and company not in partner.company_id.parent_ids:
                    raise ValidationError(self.env._(
                        "%(partner)s belongs to %(company)s, but its %(field)s %(value)s to "
                        "%(other)s: choose one of the same company or one shared by all.",
                        partner=partner.display_name,
                        company=partner.company_id.name,
                        field=self._fields[name]._description_string(self.env),
                        value=partner[name].display_name,
                        other=company.name,
                    ))

    @api.constrains("company_id")
    def _check_dms_downstream_company(self):
        """A new company must still be that of those supplied."""
        everyone = self.sudo().with_context(active_test=False)
        for company, partners in everyone.grouped("company_id").items():
            everyone.search(
                Domain("dms_upstream_id", "in", partners.ids)
                & Domain("company_id", "!=", False)
                & ~Domain("company_id", "child_of", company.ids),
                limit=1,
            )._check_dms_company()

    @api.model
    def default_get(self, fields):
        """A screen of one role proposes the first tier of that role."""
        values = super().default_get(fields)
        role = self.env.context.get("dms_default_role")
        if role and "dms_tier_id" in fields and not values.get("dms_tier_id"):
            values["dms_tier_id"] = self.env["dms.tier"].search([("role", "=", role)], limit=1).id
        return values

    @api.model
    def hierarchy_read(self, domain, specification, parent_field, child_field=None, order=None):
        """Let the tree end where the user's sight ends, and hold no outlets where it is of
        suppliers.
        """
        if parent_field != "dms_upstream_id":
            return super().hierarchy_read(domain, specification, parent_field, child_field, order)
        specification.setdefault(parent_field, {"fields": {"display_name": {}}})
        partners = self.search(domain, order=order, limit=2)
        if len(partners) == 1:
            partners |= partners.dms_upstream_id._filtered_access("read")
            family = Domain("dms_upstream_id", "in", partners.ids)
            if child_field == "dms_supplier_ids":
                family &= Domain("dms_role", "!=", "outlet")
            partners |= self.search(family, order=order)
            rows = partners.web_read(specification)
        else:
            rows = super().hierarchy_read(domain, specification, parent_field, child_field, order)
        upstream = self.browse({row[parent_field]["id"] for row in rows if row[parent_field]})
        seen = set(upstream._filtered_access("read").ids)
        for row in rows:
            if row[parent_field] and row[parent_field]["id"] not in seen:
                row[parent_field] = False
        return rows

    @api.model_create_multi
    def create(self, vals_list):
        self._check_dms_managed({name for vals in vals_list for name in vals if vals[name]})
        return super().create(vals_list)

    def write(self, vals):
        self._check_dms_managed(vals.keys())
        return super().write(vals)

    def action_open_downstream(self):
        """Open the partners supplied by this one, at any depth; or its own outlets, when the
        context names that role.
        """
        self.ensure_one()
        if self.env.context.get("dms_role") == "outlet":
            domain = [("dms_upstream_id", "=", self.id), ("dms_role", "=", "outlet")]
        else:
            domain = [
                ("dms_network_path", "=like", f"{self.dms_network_path or '-'}%"),
                ("id", "!=", self.id),
            ]
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "dms_distributor.action_network_partner"
            ),
            "name": self.env._("Supplied by %s", self.name),
            "domain": domain,
            "context": {
                "default_dms_upstream_id": self.id,
                "default_dms_territory_id": self.dms_territory_id.id,
            },
        }

    def action_open_secondary_sales(self):
        """Open what this partner sold as a distributor, or bought as an outlet."""
        self.ensure_one()
        name = "outlet_id" if self.dms_role == "outlet" else "distributor_id"
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "dms_distributor.action_secondary_sale"
            ),
            "domain": [(name, "=", self.id)],
        }

    def action_confirm_network(self):
        """Make partners active: pending ones, and those suspended or ended that come back."""
        self.write({"dms_state": "active"})

    def _check_dms_managed(self, names):
        """Let only managers of the network place a partner in it.

        :param names: names of the fields to be set
        :raise AccessError: when one of them is for managers and the user is none
        """
        managed = sorted(MANAGED_FIELDS & set(names))
        if not managed or self.env.su or self.env.user.has_group("dms_distributor.group_manager"):
            return
        raise AccessError(self.env._(
            "Only a manager of the Distribution network may set %(fields)s of a contact: ask one, "
            "or leave it as it is.",
            fields=", ".join(self._fields[name]._description_string(self.env) for name in managed),
        ))
