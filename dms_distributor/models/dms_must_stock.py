from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class DmsMustStock(models.Model):
    """Products that partners of some kind must always have in stock."""

    _name = "dms.must.stock"
    _description = "Must-Stock List"
    _inherit = ["mail.thread"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    tier_ids = fields.Many2many(
        "dms.tier", string="Tiers", help="Empty: all tiers.", check_company=True
    )
    outlet_class_ids = fields.Many2many(
        "dms.outlet.class",
        string="Outlet Classes",
        help="Empty: partners of any class and of none.",
        check_company=True,
    )
    territory_ids = fields.Many2many(
        "dms.territory",
        string="Territories",
        help="These and all below them. Empty: everywhere.",
        check_company=True,
    )
    date_start = fields.Date("From", tracking=True)
    date_end = fields.Date("To", tracking=True)
    line_ids = fields.One2many("dms.must.stock.line", "must_stock_id", copy=True)
    product_count = fields.Integer("Products", compute="_compute_product_count")

    _dates_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A must-stock list cannot end before it begins."
    )

    @api.depends("line_ids")
    def _compute_product_count(self):
        counts = dict(
            self.env["dms.must.stock.line"]._read_group(
                [("must_stock_id", "in", self.ids)], ["must_stock_id"], ["__count"]
            )
        )
        for record in self:
            record.product_count = counts.get(record, len(record.line_ids))

    @api.constrains("active", "line_ids")
    def _check_lines(self):
        for record in self:
            if record.active and not record.line_ids:
                raise ValidationError(
                    self.env._("%s names no product: add one, or archive the list.", record.name)
                )

    def copy_data(self, default=None):
        return [
            {**vals, "name": self.env._("%s (copy)", record.name)}
            for record, vals in zip(self, super().copy_data(default), strict=True)
        ]

    @api.model
    def _get_in_force_domain(self, company, date) -> Domain:
        """Domain of the lists of a company that hold on a day, whomever they are for."""
        return (
            Domain("company_id", "=", company.id)
            & (Domain("date_start", "=", False) | Domain("date_start", "<=", date))
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", date))
        )

    def _is_for(self, partner) -> bool:
        """Whether the list is for a partner: whatever the list names, the partner is one of it."""
        self.ensure_one()
        path = partner.dms_territory_id.parent_path or ""
        return (
            (not self.tier_ids or partner.dms_tier_id in self.tier_ids)
            and (
                not self.outlet_class_ids
                or partner.dms_outlet_class_id in self.outlet_class_ids
            )
            and (
                not self.territory_ids
                or any(path.startswith(place.parent_path) for place in self.territory_ids)
            )
        )
