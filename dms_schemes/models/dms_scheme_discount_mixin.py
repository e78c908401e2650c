from odoo import api, models


class DmsSchemeDiscountMixin(models.AbstractModel):
    """A line of an order or a document from which schemes take a per cent off.

    A model that inherits it has ``price_subtotal``, ``company_id`` and ``currency_id``, and brings
    ``dms_scheme_discount``, ``dms_scheme_amount`` and ``_prepare_dms_base_line``.
    """

    _name = "dms.scheme.discount.mixin"
    _description = "Line That Schemes Make Cheaper"

    @api.depends("dms_scheme_discount", "price_subtotal")
    def _compute_dms_scheme_amount(self):
        for line in self:
            line.dms_scheme_amount = (
                line.currency_id.round(line._get_dms_value() - line.price_subtotal)
                if line.dms_scheme_discount else 0.0
            )

    def _prepare_dms_base_line(self, scheme_discount, quantity) -> dict:
        """The line as the taxes take it.

        :param scheme_discount: per cent that schemes take off
        :param quantity: of the line; None: its own
        """
        raise NotImplementedError

    def _get_dms_value(self, scheme_discount=0.0, quantity=None) -> float:
        """Value of the line without tax in its currency, rounded.

        :param scheme_discount: per cent that schemes take off
        :param quantity: of the line; None: its own
        """
        self.ensure_one()
        if quantity is None and scheme_discount == self.dms_scheme_discount:
            # Odoo has worked it out.
            return self.price_subtotal
        taxes = self.env["account.tax"]
        company = self.company_id or self.env.company
        base_line = self._prepare_dms_base_line(scheme_discount, quantity)
        taxes._add_tax_details_in_base_line(base_line, company)
        taxes._round_base_lines_tax_details([base_line], company)
        return base_line["tax_details"]["total_excluded_currency"]
