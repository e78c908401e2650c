from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class DmsSchemeEligibility(models.AbstractModel):
    """What counts for a scheme, and who may earn it."""

    _name = "dms.scheme.eligibility"
    _description = "Eligibility for a Scheme"

    product_ids = fields.Many2many("product.product", string="Products")
    category_ids = fields.Many2many(
        "product.category", string="Categories", help="With all the categories below them."
    )
    tier_ids = fields.Many2many("dms.tier", string="Tiers")
    channel_ids = fields.Many2many("dms.channel", string="Channels")
    outlet_class_ids = fields.Many2many("dms.outlet.class", string="Outlet Classes")
    territory_ids = fields.Many2many(
        "dms.territory", string="Territories", help="With all the territories below them."
    )
    product_count = fields.Integer(compute="_compute_product_count")
    partner_count = fields.Integer(compute="_compute_partner_count")

    @api.depends("product_ids", "category_ids")
    def _compute_product_count(self):
        for scheme in self:
            scheme.product_count = self.env["product.product"].search_count(
                scheme._get_product_domain()
            )

    @api.depends("tier_ids", "channel_ids", "outlet_class_ids", "territory_ids")
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

    def _get_product_domain(self) -> Domain:
        """Domain of the products that count: those named, and those of the categories named."""
        self.ensure_one()
        goods = Domain("type", "=", "consu") & Domain("sale_ok", "=", True)
        if not self.product_ids and not self.category_ids:
            return goods
        return goods & (
            Domain("id", "in", self.product_ids.ids)
            | Domain("categ_id", "child_of", self.category_ids.ids)
        )

    def _get_partner_domain(self) -> Domain:
        """Domain of the partners of the network that may earn; what is left empty admits all."""
        self.ensure_one()
        domain = Domain("dms_tier_id", "!=", False)
        for name, operator, allowed in (
            ("dms_tier_id", "in", self.tier_ids),
            ("dms_channel_id", "in", self.channel_ids),
            ("dms_outlet_class_id", "in", self.outlet_class_ids),
            ("dms_territory_id", "child_of", self.territory_ids),
        ):
            if allowed:
                domain &= Domain(name, operator, allowed.ids)
        return domain

    def _check_units(self):
        """Refuse products whose unit cannot be converted to the scheme's."""
        groups = self.env["product.product"]._read_group(
            self._get_product_domain(), ["uom_id"], ["id:max"]
        )
        for uom, product_id in groups:
            if not uom._has_common_reference(self.uom_id):
                raise UserError(
                    self.env._(
                        "%(product)s is counted in %(unit)s, which cannot be converted to "
                        "%(scheme_unit)s: choose another unit, or only products of such a unit.",
                        product=self.env["product.product"].browse(product_id).display_name,
                        unit=uom.name,
                        scheme_unit=self.uom_id.name,
                    )
                )
