from odoo import fields, models


class DmsPointsGift(models.Model):
    """A product that points buy."""

    _name = "dms.points.gift"
    _description = "Gift for Points"
    _order = "program_id, points, id"
    _rec_name = "product_id"
    _check_company_auto = True

    program_id = fields.Many2one(
        "dms.points.program", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)
    product_id = fields.Many2one(
        "product.product", required=True, ondelete="restrict", check_company=True,
        domain=[("sale_ok", "=", True)],
    )
    points = fields.Float("Points for One", required=True, digits=(16, 2))

    _points_positive = models.Constraint(
        "CHECK (points > 0)", "A gift costs points: enter how many."
    )
    _product_unique = models.UniqueIndex(
        "(program_id, product_id)", "This product is among the gifts of the program already."
    )
