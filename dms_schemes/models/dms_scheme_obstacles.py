from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools.i18n import format_list

from ..arithmetic import Basis, Kind
from .dms_scheme_eligibility import AUDIENCE


class DmsScheme(models.Model):
    """What keeps a scheme from being promised, each with the remedy."""

    _inherit = "dms.scheme"

    @api.constrains("excluded_scheme_ids")
    def _check_circle(self):
        """Refuse schemes that rule each other out: which of them pays could not be told."""
        for scheme in self:
            if circle := scheme._get_circle():
                names = " → ".join(member.name for member in circle)
                raise ValidationError(self.env._(
                    "These schemes rule each other out in a circle: %s. Remove one of the links, "
                    "or put them into one exclusive group, of which the best pays.", names,
                ))

    def _get_obstacles(self) -> list:
        obstacles = super()._get_obstacles()
        for find in (
            self._get_benefit_obstacles,
            self._get_mechanism_obstacles,
            self._get_unit_obstacles,
            self._get_eligibility_obstacles,
            self._get_stacking_obstacles,
        ):
            obstacles += find()
        return obstacles

    def _get_benefit_obstacles(self) -> list:
        """Why the scheme would give nothing, or nothing that could be told."""
        self.ensure_one()
        if self.has_slabs and not self.slab_ids:
            return [self.env._("it pays nothing yet: add at least one slab")]
        obstacles = []
        if self.has_slabs and not any(self.slab_ids.mapped("rate")):
            obstacles.append(self.env._(
                "all its slabs pay nothing: give at least one of them a rate"
            ))
        if self.benefit_kind == Kind.GOODS and not self.free_product_ids:
            if self.mechanism == "combo":
                obstacles.append(self.env._(
                    "it gives free goods for sets: say which product is given"
                ))
        elif self.benefit_kind == Kind.GOODS and (
            barred := self.free_product_ids.filtered(lambda product: not product.active)
        ):
            obstacles.append(self.env._(
                "%s is archived and cannot be given: choose another free product",
                format_list(self.env, barred.mapped("display_name")),
            ))
        return obstacles

    def _get_mechanism_obstacles(self) -> list:
        """What the way in which it is earned still lacks."""
        self.ensure_one()
        obstacles = []
        if self.mechanism == "combo":
            if not self.combo_ids:
                obstacles.append(self.env._("a combo needs its parts: say what makes one set"))
            elif len(self.combo_ids) == 1:
                obstacles.append(self.env._(
                    "a combo of one part is no combo: add another, or earn it in one order"
                ))
        if self.mechanism == "assortment" and self.product_count < self.assortment_distinct:
            obstacles.append(self.env._(
                "it asks for %(asked)s different products of which only %(count)s count: ask for "
                "fewer, or admit more",
                asked=self.assortment_distinct, count=self.product_count,
            ))
        if self.mechanism == "target" and not self.target_ids:
            obstacles.append(self.env._("a target scheme needs targets: add one for each partner"))
        if self.mechanism == "growth" and self.growth_new_slab > len(self.slab_ids):
            obstacles.append(self.env._(
                "new partners would be paid slab %(slab)s of %(count)s: name one that exists",
                slab=self.growth_new_slab, count=len(self.slab_ids),
            ))
        if not self.has_slabs and not self.price_ids:
            obstacles.append(self.env._(
                "it pays the difference of prices: add at least one product"
            ))
        if self.mechanism == "price_protection" and self.beneficiary != "distributor":
            obstacles.append(self.env._(
                "it pays for stock, which is known of distributors only: let the distributor earn "
                "it"
            ))
        if self.mechanism == "period" and not self.date_end and self.window == "whole":
            obstacles.append(self.env._(
                "its figures are added up from the first to the last day, and it has no last day: "
                "give it one, or count each month, quarter or year"
            ))
        return obstacles

    def _get_unit_obstacles(self) -> list:
        """Units that cannot be converted into one another."""
        self.ensure_one()
        obstacles = []
        if self.has_slabs and self.mechanism != "combo" and self.basis == Basis.QUANTITY:
            for uom, product in self._get_foreign_units(self._get_product_domain(), self.uom_id):
                obstacles.append(self.env._(
                    "%(product)s is counted in %(unit)s, which cannot be converted to "
                    "%(scheme_unit)s: choose another unit, or only products of such a unit",
                    product=product.display_name, unit=uom.name, scheme_unit=self.uom_id.name,
                ))
        for part in self.combo_ids if self.mechanism == "combo" else ():
            domain = self._get_products_of(part.product_ids, part.category_ids)
            if not part.product_ids and not part.category_ids:
                domain = self._get_product_domain()
            for uom, product in self._get_foreign_units(domain, part.uom_id):
                obstacles.append(self.env._(
                    "%(part)s: %(product)s is counted in %(unit)s, which cannot be converted: "
                    "give the part another unit, or other products",
                    part=part._get_title(), product=product.display_name, unit=uom.name,
                ))
        unit = self.free_uom_id or self.uom_id
        given = self.free_product_ids if self.benefit_kind == Kind.GOODS else ()
        return obstacles + [
            self.env._(
                "%(product)s is counted in %(unit)s and cannot be given in %(free_unit)s: choose "
                "another free unit",
                product=product.display_name, unit=product.uom_id.name, free_unit=unit.name,
            )
            for product in given
            if unit and not product.uom_id._has_common_reference(unit)
        ]

    def _get_foreign_units(self, domain, unit) -> list:
        """Units of products that cannot be converted to a unit.

        :return: pairs of a unit and a product that is counted in it
        """
        groups = self.env["product.product"]._read_group(domain, ["uom_id"], ["id:max"])
        return [
            (uom, self.env["product.product"].browse(product_id))
            for uom, product_id in groups
            if not uom._has_common_reference(unit)
        ]

    def _get_eligibility_obstacles(self) -> list:
        """What is both let in and kept out, and what leaves nobody or nothing over."""
        self.ensure_one()
        included = ["product_ids", "category_ids", "partner_ids", *(name for *_r, name in AUDIENCE)]
        obstacles = [
            self.env._(
                "%(field)s: %(names)s is let in and kept out at once: remove it from one of "
                "them",
                field=self._fields[name]._description_string(self.env),
                names=format_list(self.env, both.mapped("display_name")),
            )
            for name in included
            if (both := self[name] & self[f"excluded_{name}"])
        ]
        if obstacles:
            return obstacles
        if self.has_slabs and self.mechanism != "combo" and not self.product_count:
            obstacles.append(self.env._("no product counts for it: admit more, or keep out fewer"))
        if self.env["dms.tier"].search_count([], limit=1) and not self.partner_count:
            obstacles.append(self.env._("no partner of the network may earn it: admit more"))
        if self.target_ids and self.mechanism == "target":
            allowed = self.target_ids.partner_id.filtered_domain(self._get_partner_domain())
            if strangers := self.target_ids.partner_id - allowed:
                obstacles.append(self.env._(
                    "%s has a target and may not earn the scheme: remove the target, or admit the "
                    "partner", format_list(self.env, strangers.mapped("display_name")),
                ))
        return obstacles

    def _get_stacking_obstacles(self) -> list:
        """What is contradictory in how it goes together with others."""
        self.ensure_one()
        obstacles = []
        if together := self.excluded_scheme_ids.filtered("group_id") & self.group_id.scheme_ids:
            obstacles.append(self.env._(
                "it rules out %s of its own exclusive group, where the best pays anyway: remove "
                "the link, or leave the group",
                format_list(self.env, together.mapped("display_name")),
            ))
        if self.group_id.scope == "line" and not self._is_comparable_by_line():
            obstacles.append(self.env._(
                "the group %s keeps the best scheme of each line, and only money earned on a "
                "single order can be compared so: let the group choose one scheme for the whole "
                "order, or leave it", self.group_id.display_name,
            ))
        return obstacles

    def _is_comparable_by_line(self) -> bool:
        """Whether what it gives can be set against what another gives on the same line."""
        self.ensure_one()
        return self.mechanism in ("order", "combo", "assortment") and (
            self.benefit_kind not in ("goods", "points")
        )

    def _get_circle(self):
        """Schemes that rule each other out, from this one back to it; an empty list for none."""
        self.ensure_one()

        def follow(scheme, path):
            for ruled_out in scheme.sudo().excluded_scheme_ids:
                if ruled_out == self:
                    return [*path, self]
                if ruled_out not in path and (found := follow(ruled_out, [*path, ruled_out])):
                    return found
            return []

        return follow(self, [self])
