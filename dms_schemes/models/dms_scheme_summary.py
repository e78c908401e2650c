from odoo import api, models
from odoo.tools import format_amount, format_date
from odoo.tools.i18n import format_list


class DmsScheme(models.Model):
    """The sentence of a scheme, whatever the way in which it is earned."""

    _inherit = "dms.scheme"

    @api.depends(
        "assortment_distinct", "assortment_each", "assortment_quantity", "assortment_value",
        "audits_required", "beneficiary", "combo_ids", "excluded_category_ids",
        "excluded_product_ids", "grade_ids", "growth_compare", "is_all_or_nothing", "mechanism",
        "extended_to", "partner_ids", "price_ids", "window",
    )
    def _compute_summary(self):
        return super()._compute_summary()

    def _word_slabs(self):
        """What is earned, led by the way in which it is earned."""
        prices = [self._word_price(price) for price in self.price_ids if not self.has_slabs]
        if prices:
            return format_list(self.env, prices)
        lead = self._word_mechanism()
        slabs = super()._word_slabs()
        return f"{lead}: {slabs}" if lead and slabs else slabs

    def _word_mechanism(self):
        """What has to be done before the slabs count; nothing for a plain order."""
        self.ensure_one()
        match self.mechanism:
            case "period":
                return {
                    "month": self.env._("purchases of each month"),
                    "quarter": self.env._("purchases of each quarter"),
                    "year": self.env._("purchases of each year"),
                }.get(self.window, self.env._("purchases of the whole period"))
            case "target":
                return self.env._("share of the target")
            case "growth" if self.growth_compare == "before":
                return self.env._("growth over the period before")
            case "growth":
                return self.env._("growth over the year before")
            case "combo":
                parts = [part._get_title() for part in self.combo_ids]
                return self.env._("sets of %s", format_list(self.env, parts)) if parts else ""
            case "assortment":
                return self._word_assortment()
            case "display" if self.is_all_or_nothing:
                return self.env._("display, only if all %s audits pass", self.audits_required)
            case "display":
                return self.env._("display, by the share of %s audits passed", self.audits_required)
        return ""

    def _word_assortment(self):
        """Which assortment a purchase must hold."""
        parts = [
            self.env._(
                "%(count)s different products, %(quantity)s of each",
                count=self.assortment_distinct,
                quantity=f"{self._word_number(self.assortment_each)} {self.uom_id.name or ''}",
            )
            if self.assortment_each
            else self.env._("%s different products", self.assortment_distinct)
        ]
        if self.assortment_quantity:
            parts.append(f"{self._word_number(self.assortment_quantity)} {self.uom_id.name or ''}")
        if self.assortment_value:
            parts.append(format_amount(self.env, self.assortment_value, self.currency_id))
        return self.env._("with at least %s", format_list(self.env, parts))

    def _word_dates(self):
        if not self.extended_to:
            return super()._word_dates()
        return self.env._(
            "%(dates)s, extended to %(end)s", dates=super()._word_dates(),
            end=format_date(self.env, self.extended_to),
        )

    def _word_slab(self, slab):
        # A display has one fee, and no figure to reach.
        if self.mechanism == "display" and not slab.threshold:
            return self._word_rate(slab.rate)
        if self.mechanism == "combo" and self.calculation == "recurring" and slab.threshold == 1:
            return self.env._("for every set: %s", self._word_rate(slab.rate))
        return super()._word_slab(slab)

    def _word_price(self, price):
        product = price.product_id
        return self.env._(
            "%(product)s from %(old)s to %(new)s",
            product=product.name if price.uom_id == product.uom_id
            else f"{product.name} ({price.uom_id.name})",
            old=format_amount(self.env, price.old_price, self.currency_id),
            new=format_amount(self.env, price.new_price, self.currency_id),
        )

    def _word_eligibility(self):
        """Names of what and who is let in, and of the goods that are left out."""
        words = super()._word_eligibility()
        partners = self.partner_ids[:3].mapped("name")
        if len(self.partner_ids) > 3:
            partners.append(self.env._("%s more", len(self.partner_ids) - 3))
        left_out = (self.excluded_category_ids.mapped("name")
                    + self.excluded_product_ids.mapped("name"))
        without = left_out and self.env._("without %s", format_list(self.env, left_out))
        listed = [
            format_list(self.env, names)
            for names in (self.grade_ids.mapped("name"), partners) if names
        ]
        return " · ".join(filter(None, [words, *listed, without]))

    def _get_threshold_unit(self):
        """What a threshold of this scheme is counted in, short."""
        match self._get_figure_kind():
            case "percent":
                return "%"
            case "sets":
                return self.env._("sets")
            case "value":
                return self.currency_id.symbol or self.currency_id.name or ""
        return self.uom_id.name or ""
