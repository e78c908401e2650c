from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..matching import name_key, phone_key, tax_key
from ..tools.notification import RELOAD, notify


class ResPartner(models.Model):
    """Outlets: what they are compared by, and how new ones come into the network."""

    _inherit = "res.partner"

    # Filled for outlets only, so that an index on one holds outlets only.
    dms_match_name = fields.Char("Name to Compare", compute="_compute_dms_match_keys", store=True)
    dms_match_phone = fields.Char("Phone to Compare", compute="_compute_dms_match_keys", store=True)
    dms_match_tax = fields.Char(
        "Tax Number to Compare", compute="_compute_dms_match_keys", store=True
    )
    dms_is_match_due = fields.Boolean(
        "To Be Compared", compute="_compute_dms_is_match_due", store=True,
        help="New or changed since it was last compared with other outlets.",
    )
    dms_duplicate_count = fields.Integer(
        string="Possible Duplicates",
        compute="_compute_dms_duplicate_count",
        search="_search_dms_duplicate_count",
        groups="dms_distributor.group_user",
    )

    _dms_match_phone_idx = models.Index("(dms_match_phone) WHERE dms_match_phone IS NOT NULL")
    _dms_match_tax_idx = models.Index("(dms_match_tax) WHERE dms_match_tax IS NOT NULL")
    _dms_match_zip_idx = models.Index("(zip) WHERE dms_match_name IS NOT NULL AND zip IS NOT NULL")
    _dms_match_place_idx = models.Index(
        "USING gist (point(partner_longitude::float8, partner_latitude::float8))"
        " WHERE dms_match_name IS NOT NULL AND partner_latitude <> 0"
    )
    _dms_match_due_idx = models.Index("(id) WHERE dms_is_match_due")

    def _auto_init(self):
        # Odoo has it in the databases that it creates itself; others come without.
        self.env.cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        return super()._auto_init()

    @api.depends("dms_role", "name", "phone", "vat")
    def _compute_dms_match_keys(self):
        for partner in self:
            is_outlet = partner.dms_role == "outlet"
            partner.dms_match_name = (is_outlet and name_key(partner.name)) or False
            partner.dms_match_phone = (is_outlet and phone_key(partner.phone)) or False
            partner.dms_match_tax = (is_outlet and tax_key(partner.vat)) or False

    @api.depends(
        "dms_role", "active", "name", "phone", "vat", "zip", "dms_upstream_id", "company_id",
        "partner_latitude", "partner_longitude",
    )
    def _compute_dms_is_match_due(self):
        for partner in self:
            partner.dms_is_match_due = partner.dms_role == "outlet" and partner.active

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_dms_duplicate_count(self):
        pairs = self.env["dms.outlet.duplicate"]
        counts = dict.fromkeys(self.ids, 0)
        for side in ("outlet_a_id", "outlet_b_id"):
            for outlet, count in pairs._read_group(
                [(side, "in", self.ids), ("state", "=", "open")], [side], ["__count"]
            ):
                counts[outlet.id] += count
        for partner in self:
            partner.dms_duplicate_count = counts.get(partner.id, 0)

    @api.model
    def _search_dms_duplicate_count(self, operator, value):
        """Tell those that have possible duplicates from those that have none."""
        is_none = operator == "in" and not any(value)
        if not is_none and (operator, value) != (">", 0):
            return NotImplemented
        query = self.env["dms.outlet.duplicate"]._search([("state", "=", "open")])
        found = Domain("id", "in", query.subselect("outlet_a_id")) | Domain(
            "id", "in", query.subselect("outlet_b_id")
        )
        return ~found if is_none else found

    def action_confirm_network(self):
        """Confirmed outlets get a network code, unless they have one."""
        result = super().action_confirm_network()
        for outlet in self.filtered(lambda partner: partner._is_dms_code_missing()):
            outlet.dms_code = self._get_next_dms_outlet_code()
        return result

    def action_confirm_without_duplicates(self):
        """Confirm the pending outlets of the selection that resemble no other outlet."""
        pending = self.filtered(
            lambda partner: partner.dms_role == "outlet" and partner.dms_state == "pending"
        )
        # Those that came since the last comparison are compared before anything is decided.
        self.env["dms.outlet.duplicate"]._compare(pending.filtered("dms_is_match_due"))
        clear = pending.filtered(lambda partner: not partner.dms_duplicate_count)
        clear.action_confirm_network()
        left = len(pending - clear)
        message = self.env._("%s outlets are active now.", len(clear))
        if left:
            message += " " + self.env._(
                "%s resemble others and stay pending: compare them under Duplicate Outlets.", left
            )
        return notify(message, "warning" if left else "success", RELOAD)

    def action_open_duplicates(self):
        """Open the pairs in which one of these outlets stands."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "dms_distributor.action_outlet_duplicate"
            ),
            "domain": ["|", ("outlet_a_id", "in", self.ids), ("outlet_b_id", "in", self.ids)],
        }

    def _get_dms_comparison(self) -> list:
        """What is put side by side to tell whether outlets are one.

        :return: dicts of ``name`` (of the field), ``label``, ``values`` (in words, in the order of
            these outlets) and ``differs``
        """
        rows = []
        for name, label in self._get_dms_compared_fields():
            values = [partner._format_dms_compared(name) for partner in self]
            if any(values):
                said = {value.casefold() for value in values if value}
                rows.append(
                    {"name": name, "label": label, "values": values, "differs": len(said) > 1}
                )
        return rows

    @api.model
    def _get_dms_compared_fields(self) -> list:
        """Fields of outlets that are compared by eye, with their labels.

        :return: pairs of a field's name and its label
        """
        names = (
            "name", "phone", "email", "vat", "street", "zip", "city", "partner_latitude",
            "dms_channel_id", "dms_outlet_class_id", "dms_upstream_id", "dms_territory_id",
            "dms_code", "dms_state", "create_date",
        )
        labels = {"partner_latitude": self.env._("Position")}
        return [
            (name, labels.get(name) or self._fields[name]._description_string(self.env))
            for name in names
        ]

    def _format_dms_compared(self, name) -> str:
        """The value of a compared field in words; empty when there is none."""
        self.ensure_one()
        value = self[name]
        if name == "partner_latitude":
            has_place = self.partner_latitude or self.partner_longitude
            return f"{value:.6f}, {self.partner_longitude:.6f}" if has_place else ""
        if isinstance(value, models.BaseModel):
            return value.display_name or ""
        if name == "create_date":
            return format_date(self.env, value)
        if name == "dms_state":
            return dict(self._fields[name]._description_selection(self.env)).get(value, "")
        return value or ""

    def _is_dms_code_missing(self):
        """Whether this is an outlet in service without a network code."""
        return self.dms_role == "outlet" and self.dms_state == "active" and not self.dms_code

    @api.model
    def _get_next_dms_outlet_code(self):
        """The network code of a new outlet: the next number that no partner has been given.

        :raise UserError: when the sequence of outlet codes has been deleted
        """
        sequence = self.env["ir.sequence"].sudo()
        while code := sequence.next_by_code("dms.outlet.code"):
            if not self.sudo().with_context(active_test=False).search_count(
                [("dms_code", "=", code)], limit=1
            ):
                return code
        raise UserError(self.env._(
            "There is no sequence with the code dms.outlet.code to number outlets by: make one "
            "under Settings, Technical, Sequences."
        ))

    def _prepare_dms_outlet_values(self, company) -> dict:
        """Values that the outlets supplied by this distributor have in common.

        :param company: the company whose network they join
        :return: a dict for ``create``
        :raise UserError: when no tier of outlets is defined below the distributor's
        """
        self.ensure_one()
        tier = self._get_dms_outlet_tier(company)
        if not tier:
            raise UserError(self.env._(
                "There are outlets to register for %(distributor)s: define a tier of outlets "
                "below %(tier)s first.",
                distributor=self.display_name, tier=self.dms_tier_id.name,
            ))
        return {
            "is_company": True,
            "dms_tier_id": tier.id,
            "dms_upstream_id": self.id,
            "dms_territory_id": self.dms_territory_id.id,
            "company_id": self.company_id.id,
            "country_id": self.country_id.id,
            "user_id": self.user_id.id,
        }

    def _get_dms_outlet_tier(self, company):
        """The tier of the outlets that this distributor supplies; empty when none is defined."""
        return self.env["dms.tier"].sudo().search(
            [
                ("role", "=", "outlet"),
                ("company_id", "in", [company.id, False]),
                ("sequence", ">", self.dms_tier_id.sequence),
            ],
            limit=1,
        )
