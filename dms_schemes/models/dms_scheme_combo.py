from odoo import fields, models


class DmsSchemeCombo(models.Model):
    """One part of a combo: so much of these products, for each set."""

    _name = "dms.scheme.combo"
    _description = "Part of a Combo"
    _inherit = ["dms.scheme.part"]
    _order = "scheme_id, sequence, id"

    sequence = fields.Integer(default=10)
    quantity = fields.Float(required=True, default=1, digits="Product Unit")
    uom_id = fields.Many2one(
        "uom.uom", string="Unit", required=True,
        default=lambda self: self.env.ref("uom.product_uom_unit", raise_if_not_found=False),
    )
    product_ids = fields.Many2many(
        "product.product", "dms_scheme_combo_product_rel", string="Products",
        help="Any of these products fills this part.",
    )
    category_ids = fields.Many2many(
        "product.category", "dms_scheme_combo_category_rel", string="Categories",
        help="Any product of these categories, and of those below them, fills this part.",
    )

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "A part of a combo needs a quantity above zero."
    )

    def _get_title(self, quantity=None):
        """The part in words: "2 Units of Biscuits".

        :param quantity: another one than a set needs
        """
        self.ensure_one()
        number = self.scheme_id._word_number(self.quantity if quantity is None else quantity)
        names = self.category_ids.mapped("name") + self.product_ids.mapped("name")
        return self.env._(
            "%(quantity)s %(unit)s of %(goods)s",
            quantity=number, unit=self.uom_id.name,
            goods=self.env._(" or ").join(names) or self.env._("any product"),
        )
