from odoo import api, fields, models
from odoo.fields import Domain

# What of a partner is asked for: the field of partners, how it is compared, the field of schemes.
AUDIENCE = (
    ("dms_tier_id", "in", "tier_ids"),
    ("grade_id", "in", "grade_ids"),
    ("dms_channel_id", "in", "channel_ids"),
    ("dms_outlet_class_id", "in", "outlet_class_ids"),
    ("dms_territory_id", "child_of", "territory_ids"),
)


def _excluded(comodel, table, column, label):
    """A relation of what is left out, for one of what is taken in."""
    return fields.Many2many(comodel, f"dms_scheme_{table}_out_rel", "scheme_id", column, label)


class DmsSchemeEligibility(models.AbstractModel):
    """What counts for a scheme, and who may earn it: what is empty takes all, what is left out
    never counts."""

    _name = "dms.scheme.eligibility"
    _description = "Eligibility for a Scheme"

    product_ids = fields.Many2many("product.product", string="Products")
    category_ids = fields.Many2many(
        "product.category", string="Categories", help="With all the categories below them."
    )
    tier_ids = fields.Many2many("dms.tier", string="Tiers")
    grade_ids = fields.Many2many("res.partner.grade", string="Grades")
    channel_ids = fields.Many2many("dms.channel", string="Channels")
    outlet_class_ids = fields.Many2many("dms.outlet.class", string="Outlet Classes")
    territory_ids = fields.Many2many(
        "dms.territory", string="Territories", help="With all the territories below them."
    )
    partner_ids = fields.Many2many(
        "res.partner", "dms_scheme_partner_in_rel", "scheme_id", "partner_id", string="Partners",
        domain=[("dms_tier_id", "!=", False)],
    )
    excluded_product_ids = _excluded("product.product", "product", "product_id", "Not Products")
    excluded_category_ids = _excluded(
        "product.category", "category", "category_id", "Not Categories"
    )
    excluded_tier_ids = _excluded("dms.tier", "tier", "tier_id", "Not Tiers")
    excluded_grade_ids = _excluded("res.partner.grade", "grade", "grade_id", "Not Grades")
    excluded_channel_ids = _excluded("dms.channel", "channel", "channel_id", "Not Channels")
    excluded_outlet_class_ids = _excluded(
        "dms.outlet.class", "outlet_class", "class_id", "Not Outlet Classes"
    )
    excluded_territory_ids = _excluded(
        "dms.territory", "territory", "territory_id", "Not Territories"
    )
    excluded_partner_ids = _excluded("res.partner", "partner", "partner_id", "Not Partners")
    product_count = fields.Integer(compute="_compute_product_count")
    partner_count = fields.Integer(compute="_compute_partner_count")

    @api.depends(
        "product_ids", "category_ids", "excluded_product_ids", "excluded_category_ids"
    )
    def _compute_product_count(self):
        for scheme in self:
            scheme.product_count = self.env["product.product"].search_count(
                scheme._get_product_domain()
            )

    @api.depends(lambda self: sorted(self._get_audience_fields()))
    def _compute_partner_count(self):
        for scheme in self:
            scheme.partner_count = self.env["res.partner"].search_count(
                scheme._get_partner_domain()
            )

    def action_open_products(self):
        """Open the products that count for this scheme."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Products of %s", self.name),
            "res_model": "product.product",
            "view_mode": "list,kanban,form",
            "domain": list(self._get_product_domain()),
        }

    def action_open_partners(self):
        """Open the partners that may earn this scheme."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dms_distributor.action_network_partner"
        )
        name = self.env._("Partners of %s", self.name)
        return {**action, "name": name, "domain": list(self._get_partner_domain())}

    @api.model
    def _get_audience_fields(self) -> set:
        """Names of the fields that say who may earn."""
        included = {"partner_ids", *(name for *_rest, name in AUDIENCE)}
        return included | {f"excluded_{name}" for name in included}

    @api.model
    def _get_eligibility_fields(self) -> set:
        """Names of the fields that say what counts and who may earn."""
        goods = {"product_ids", "category_ids"}
        return self._get_audience_fields() | goods | {f"excluded_{name}" for name in goods}

    def _get_product_domain(self) -> Domain:
        """Domain of the products that count: those named, and those of the categories named.

        A scheme that pays the difference of two prices counts the products that have them.
        """
        self.ensure_one()
        domain = Domain("type", "=", "consu") & Domain("sale_ok", "=", True)
        if not self.has_slabs:
            domain &= Domain("id", "in", self.price_ids.product_id.ids)
        if self.product_ids or self.category_ids:
            domain &= self._get_products_of(self.product_ids, self.category_ids)
        if self.excluded_product_ids or self.excluded_category_ids:
            domain &= ~self._get_products_of(
                self.excluded_product_ids, self.excluded_category_ids
            )
        return domain

    @api.model
    def _get_products_of(self, products, categories) -> Domain:
        """Domain of products named by themselves or by a category above them."""
        return Domain("id", "in", products.ids) | Domain("categ_id", "child_of", categories.ids)

    def _get_partner_domain(self) -> Domain:
        """Domain of the partners of the network that may earn; what is left empty admits all."""
        self.ensure_one()
        domain = Domain("dms_tier_id", "!=", False)
        for name, operator, allowed in AUDIENCE:
            if records := self[allowed]:
                domain &= Domain(name, operator, records.ids)
            if records := self[f"excluded_{allowed}"]:
                domain &= Domain(name, "=", False) | ~Domain(name, operator, records.ids)
        if self.partner_ids:
            domain &= Domain("id", "in", self.partner_ids.ids)
        if self.excluded_partner_ids:
            domain &= Domain("id", "not in", self.excluded_partner_ids.ids)
        return domain
