from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

# What the outlet gets from its registration: field of the partner, field of the registration.
OUTLET_FIELDS = {
    "name": "name",
    "phone": "phone",
    "email": "email",
    "vat": "vat",
    "street": "street",
    "street2": "street2",
    "zip": "zip",
    "city": "city",
    "state_id": "state_id",
    "country_id": "country_id",
    "partner_latitude": "latitude",
    "partner_longitude": "longitude",
    "image_1920": "image_1920",
    "dms_channel_id": "channel_id",
    "dms_outlet_class_id": "outlet_class_id",
    "dms_territory_id": "territory_id",
    "dms_upstream_id": "distributor_id",
}


class DmsOutletRegistration(models.Model):
    """An outlet that somebody has met and wants in the network.

    Submission looks for outlets that resemble it; approval makes a new outlet, or finds that it is
    one of those.
    """

    _name = "dms.outlet.registration"
    _description = "Outlet Registration"
    _inherit = ["dms.approval.mixin", "image.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("Outlet", required=True, tracking=True)
    contact_name = fields.Char("Contact Person")
    phone = fields.Char()
    email = fields.Char()
    vat = fields.Char("Tax Number")
    street = fields.Char()
    street2 = fields.Char()
    zip = fields.Char()
    city = fields.Char()
    state_id = fields.Many2one(
        "res.country.state", string="State or Province",
        domain="[('country_id', '=?', country_id)]",
    )
    country_id = fields.Many2one(
        "res.country", compute="_compute_from_distributor", store=True, readonly=False
    )
    latitude = fields.Float(digits=(10, 7), aggregator=None)
    longitude = fields.Float(digits=(10, 7), aggregator=None)
    map_url = fields.Char("Map", compute="_compute_map_url")
    distributor_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict", tracking=True,
        domain=[("dms_role", "=", "distributor")], help="Who is to supply the outlet.",
    )
    territory_id = fields.Many2one(
        "dms.territory", compute="_compute_from_distributor", store=True, readonly=False,
        check_company=True,
    )
    channel_id = fields.Many2one("dms.channel", check_company=True)
    outlet_class_id = fields.Many2one("dms.outlet.class", check_company=True)
    note = fields.Text("Remarks")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    source = fields.Selection(
        [
            ("office", "Back Office"),
            ("portal", "Portal"),
            ("field", "Field Force"),
            ("api", "API"),
        ],
        required=True, default="office", readonly=True, index=True,
    )
    source_key = fields.Char(
        readonly=True, copy=False,
        help="Names the registration at its origin, so that sending it twice adds nothing.",
    )
    outlet_id = fields.Many2one(
        "res.partner", string="Is This Outlet", copy=False, index="btree_not_null", tracking=True,
        domain=[("dms_role", "=", "outlet")],
        help="The outlet that was made of the registration, or that it turned out to be.",
    )
    match_ids = fields.One2many(
        "dms.outlet.registration.match", "registration_id", string="Resembling Outlets",
        readonly=True, copy=False,
    )
    match_count = fields.Integer(
        "Possible Duplicates", compute="_compute_match_count", store=True, compute_sudo=True
    )
    hidden_match_count = fields.Integer(compute="_compute_hidden_match_count")
    comparison = fields.Html(compute="_compute_comparison", sanitize=False)

    _source_key_unique = models.UniqueIndex(
        "(company_id, source, source_key) WHERE source_key IS NOT NULL",
        "This outlet has been registered before.",
    )
    _latitude_range = models.Constraint(
        "CHECK (latitude BETWEEN -90 AND 90)",
        "A latitude lies between -90° (south) and 90° (north).",
    )
    _longitude_range = models.Constraint(
        "CHECK (longitude BETWEEN -180 AND 180)",
        "A longitude lies between -180° (west) and 180° (east).",
    )

    @api.depends("distributor_id")
    def _compute_from_distributor(self):
        for registration in self:
            distributor = registration.distributor_id.sudo()
            if distributor:
                registration.territory_id = distributor.dms_territory_id
                registration.country_id = distributor.country_id

    @api.depends("latitude", "longitude")
    def _compute_map_url(self):
        for registration in self:
            # The partner says how a position is shown on a map.
            place = self.env["res.partner"].new({
                "partner_latitude": registration.latitude,
                "partner_longitude": registration.longitude,
            })
            registration.map_url = place.dms_map_url

    @api.depends("match_ids")
    def _compute_match_count(self):
        for registration in self:
            registration.match_count = len(registration.match_ids)

    @api.depends_context("uid")
    @api.depends("match_count")
    def _compute_hidden_match_count(self):
        """Those that the user may not see: that there are some, a user should know."""
        visible = dict(
            self.env["dms.outlet.registration.match"]._read_group(
                [("registration_id", "in", self.ids)], ["registration_id"], ["__count"]
            )
        )
        for registration in self:
            registration.hidden_match_count = registration.match_count - visible.get(
                registration, 0
            )

    @api.depends_context("uid")
    @api.depends("match_ids", "name", "phone", "street", "city", "zip", "vat")
    def _compute_comparison(self):
        """The registration beside the outlets that resemble it most, what differs marked."""
        for registration in self:
            # One2many lines come from a cache that knows no rules: those of the user are asked for.
            outlets = registration.match_ids._filtered_access("read")[:3].partner_id
            described = registration.sudo()._new_outlet()
            registration.comparison = outlets and self.env["ir.qweb"]._render(
                "dms_distributor.outlet_comparison",
                {
                    "records": [registration, *outlets],
                    "rows": (described + outlets.sudo())._get_dms_comparison(),
                },
            )

    @api.constrains("distributor_id", "company_id")
    def _check_distributor(self):
        for registration in self.sudo():
            distributor, company = registration.distributor_id, registration.company_id
            if distributor.dms_role != "distributor":
                raise ValidationError(self.env._(
                    "%(partner)s cannot supply %(outlet)s: choose a distributor.",
                    partner=distributor.display_name, outlet=registration.name,
                ))
            if distributor.company_id and distributor.company_id != company:
                raise ValidationError(self.env._(
                    "%(distributor)s belongs to %(other)s: register %(outlet)s there, or choose a "
                    "distributor of %(company)s.",
                    distributor=distributor.display_name,
                    other=distributor.company_id.name,
                    outlet=registration.name,
                    company=company.name,
                ))

    def action_submit(self):
        """Approve at once what the settings let through, and tell who is to decide on the rest."""
        result = super().action_submit()
        for registration in self:
            if registration._is_approved_at_once():
                registration.sudo()._decide("approved")
            else:
                registration._notify_approver()
        return result

    def action_search_again(self):
        """Look again for outlets that resemble those submitted."""
        for registration in self.filtered(lambda record: record.state in ("draft", "submitted")):
            registration.sudo().match_ids = registration._prepare_match_commands()

    def action_open_outlet(self):
        """Open the outlet that the registration became."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.outlet_id.id,
            "view_mode": "form",
        }

    @api.model
    def _find_duplicates(self, values_list) -> list:
        """Outlets that resemble those described, past the rules.

        :param values_list: dicts of ``name``, ``phone``, ``vat``, ``zip``, ``latitude``,
            ``longitude``, ``distributor_id``, ``company_id``; what is not known is left out
        :return: for each a list of dicts, best first: ``partner`` (a ``res.partner`` record),
            ``score`` (0 to 100), ``name_similarity``, ``distance`` (metres or None),
            ``same_phone`` and ``same_tax``
        """
        found = [[] for _values in values_list]
        partners = self.env["res.partner"]
        for row in self.env["dms.outlet.matching"]._find_for_values(values_list).to_dicts():
            found[row.pop("number")].append(
                {**row, "partner": partners.browse(row.pop("partner_id"))}
            )
        return found

    @api.model
    def _get_locked_fields(self):
        described = {*OUTLET_FIELDS.values(), "contact_name", "company_id", "source", "source_key"}
        return super()._get_locked_fields() | described

    @api.model
    def _get_decision_fields(self):
        return super()._get_decision_fields() | {"outlet_id"}

    def _get_obstacles(self):
        obstacles = super()._get_obstacles()
        distributor = self.distributor_id.sudo()
        if not (self.phone or self.street or self.latitude or self.longitude):
            obstacles.append(self.env._(
                "nobody would find it: give a phone number, a street or the position"
            ))
        if distributor.dms_state in ("suspended", "ended"):
            obstacles.append(self.env._(
                "%(distributor)s is not in service (%(state)s): choose another distributor",
                distributor=distributor.display_name,
                state=dict(distributor._fields["dms_state"]._description_selection(self.env))[
                    distributor.dms_state
                ],
            ))
        if not distributor._get_dms_outlet_tier(self.company_id):
            obstacles.append(self.env._(
                "no tier of outlets is defined below %s: define one first",
                distributor.dms_tier_id.name,
            ))
        return obstacles

    def _prepare_submit_values(self):
        return {
            **super()._prepare_submit_values(), "match_ids": self._prepare_match_commands()
        }

    def _prepare_match_commands(self) -> list:
        """Commands that replace the resembling outlets by those found now."""
        self.ensure_one()
        names = ("name", "phone", "vat", "zip", "latitude", "longitude")
        [found] = self._find_duplicates([{
            **{name: self[name] for name in names},
            "distributor_id": self.distributor_id.id,
            "company_id": self.company_id.id,
        }])
        return [
            Command.clear(),
            *(
                Command.create({
                    "partner_id": match["partner"].id,
                    "score": match["score"],
                    "name_similarity": match["name_similarity"],
                    "has_distance": match["distance"] is not None,
                    "distance": match["distance"] or 0.0,
                    "same_phone": match["same_phone"],
                    "same_tax": match["same_tax"],
                })
                for match in found
            ),
        ]
