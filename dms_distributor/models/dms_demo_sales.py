import base64

import polars as pl
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import date_utils

from ..demo_sales import Market, Outlet, Product, add_unknown_product, generate, write_file

MONTHS = 18
# Distributors, counted in the order of their codes, whose last file names an unknown product.
CARELESS = (1, 6)


class DmsDemoSales(models.AbstractModel):
    """Eighteen months of sales for the demo network, uploaded as its distributors would."""

    _name = "dms.demo.sales"
    _description = "Demo Sales"

    @api.model
    def _load(self):
        """Upload and load each distributor's files: all up to last month, and the month running."""
        lines = generate(self._get_market())
        month = date_utils.start_of(fields.Date.context_today(self), "month")
        partners = self._get_demo_records("res.partner", "demo_").filtered(
            lambda partner: partner.dms_role == "distributor"
        )
        for number, distributor in enumerate(partners.sorted("dms_code")):
            own = lines.filter(pl.col("distributor") == distributor.dms_code)
            now = own.filter(pl.col("date") >= month)
            if number in CARELESS:
                now = add_unknown_product(now)
            for part in (own.filter(pl.col("date") < month), now):
                if part.height:
                    self._upload(distributor, *write_file(number, distributor.name, part))

    @api.model
    def _upload(self, distributor, file_name, content):
        """Load one file as if somebody had uploaded it.

        :return: the ``dms.upload``
        """
        upload = self.env["dms.upload"].create(
            {
                "distributor_id": distributor.id,
                "file_name": file_name,
                "file": base64.b64encode(content),
            }
        )
        upload._run_load()
        return upload

    @api.model
    def _get_market(self):
        """The demo network and its products, as the generator takes them."""
        today = fields.Date.context_today(self)
        first = date_utils.start_of(today - relativedelta(months=MONTHS - 1), "month")
        outlets = self._get_demo_records("res.partner", "demo_outlet_")
        products = self._get_demo_records("product.product", "demo_product_")
        suspended = outlets.dms_upstream_id.filtered(lambda partner: partner.dms_state != "active")
        return Market(
            outlets=[
                Outlet(
                    outlet.dms_code, outlet.name, outlet.dms_upstream_id.dms_code,
                    outlet.dms_outlet_class_id.code,
                )
                for outlet in outlets
            ],
            products=[
                Product(
                    product.default_code, product.name, product.list_price,
                    int(product.uom_ids[:1].relative_factor or 1),
                )
                for product in products
            ],
            first=first,
            last=today,
            ended={partner.dms_code: today - relativedelta(months=4) for partner in suspended},
        )

    @api.model
    def _get_demo_records(self, model, prefix):
        """Records of this add-on's demo data, in the order of their identifiers."""
        data = self.env["ir.model.data"].search(
            [
                ("module", "=", "dms_distributor"),
                ("model", "=", model),
                ("name", "=like", f"{prefix}%"),
            ],
            order="name",
        )
        return self.env[model].browse(data.mapped("res_id"))
