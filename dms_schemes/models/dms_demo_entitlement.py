from datetime import datetime, time, timedelta

from odoo import Command, api, models

# Cases of 1 l under way when the price of the mango drink fell, and when they left.
SHIPPED, LEFT_AT = 20, time(9)


class DmsDemoEntitlement(models.AbstractModel):
    """What the demo network has earned from its sales."""

    _name = "dms.demo.entitlement"
    _description = "Demo Entitlements"

    @api.model
    def _ship(self):
        """Have a delivery under way on the day on which the price of the mango drink fell."""
        scheme = self.env.ref("dms_schemes.demo_scheme_mango_protection")
        product = self.env.ref("dms_distributor.demo_product_jui_02")
        distributor = self.env.ref("dms_distributor.demo_distributor_sunrise")
        company = scheme.company_id
        goal = self.env["dms.stock.ledger"]._open(company, distributor).location_id
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        road = self.env.ref("dms_schemes.demo_location_transit")
        lot = self.env["stock.lot"].search([("product_id", "=", product.id)], order="id desc")[:1]
        sent, arriving = self.env["stock.picking"].create([
            {
                "partner_id": distributor.id, "picking_type_id": warehouse.out_type_id.id,
                "location_id": start.id, "location_dest_id": end.id,
                "origin": self.env._("By way of the depot"),
                "move_ids": [Command.create({
                    "product_id": product.id, "product_uom": product.uom_id.id,
                    "product_uom_qty": SHIPPED * 12, "location_id": start.id,
                    "location_dest_id": end.id, "location_final_id": goal.id,
                })],
            }
            for start, end in ((warehouse.lot_stock_id, road), (road, goal))
        ])
        sent.move_ids.move_line_ids = [Command.create({
            "product_id": product.id, "product_uom_id": product.uom_id.id, "lot_id": lot.id,
            "quantity": SHIPPED * 12, "picked": True, "location_id": sent.location_id.id,
            "location_dest_id": road.id,
        })]
        sent.move_ids.picked = True
        sent.move_ids._action_done()
        moment = datetime.combine(scheme.date_start - timedelta(days=1), LEFT_AT)
        sent.move_ids.date = sent.move_ids.move_line_ids.date = sent.date_done = moment
        arriving.action_confirm()
        arriving.action_assign()

    @api.model
    def _load(self):
        """Count the sales, grant the first windows, simulate and tell the return."""
        company = self.env.ref("base.main_company")
        entitlements = self.env["dms.scheme.entitlement"].with_company(company)
        entitlements._refresh(company)
        entitlements._grant_due(self.env.ref("dms_schemes.demo_scheme_monsoon"))
        self.env.ref("dms_schemes.demo_simulation_club").action_run()
        self.env.ref("dms_schemes.demo_roi_monsoon").action_compute()
        # All has been counted: jobs would run beside tests and whoever looks at the demo first.
        self.env["queue.job"].sudo().search(
            [("model_name", "=", "dms.scheme.entitlement"), ("state", "=", "pending")]
        ).unlink()
