from odoo import api, fields, models


class SaleOrder(models.Model):
    """The credit that an order meets, and the releases it has been given."""

    _inherit = "sale.order"

    dms_credit_panel = fields.Json(
        "Credit Panel", compute="_compute_dms_credit_panel", compute_sudo=True
    )
    dms_is_release_requested = fields.Boolean(
        "Release Requested", compute="_compute_dms_is_release_requested", compute_sudo=True
    )

    @api.depends_context("lang", "tz")
    @api.depends("amount_total", "company_id", "currency_id", "dms_credit_partner_id", "state")
    def _compute_dms_credit_panel(self):
        for company, orders in self.grouped(lambda order: order.company_id.root_id).items():
            partners = orders.dms_credit_partner_id
            statements = partners and partners._get_dms_credit_statements(company)
            for order in orders:
                partner = order.dms_credit_partner_id
                is_open = order.state in ("draft", "sent")
                order.dms_credit_panel = bool(partner) and partner._prepare_dms_credit_panel(
                    statements[partner], company,
                    order._get_dms_credit_amount() if is_open else None,
                )

    @api.depends("dms_release_ids.state")
    def _compute_dms_is_release_requested(self):
        for order in self:
            releases = order.sudo().dms_release_ids
            order.dms_is_release_requested = "submitted" in releases.mapped("state")

    @api.model
    def get_view(self, view_id=None, view_type="form", **options):
        """Who has no right to sell gets our own form: core's reads what only sellers may read."""
        if not view_id and view_type == "form":
            user = self.env.user
            is_seller = user.has_group("sales_team.group_sale_salesman")
            if not is_seller and user.has_group("dms_distributor.group_user"):
                view_id = self.env.ref("dms_distributor.view_primary_order_form").id
        return super().get_view(view_id, view_type, **options)

    def action_open_dms_credit(self, key):
        """Open the records behind one line of the credit panel."""
        self.ensure_one()
        return self.dms_credit_partner_id.with_company(self.company_id).action_open_dms_credit(key)

    def action_open_dms_releases(self):
        """Open the releases of this order."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_distributor.action_order_release"),
            "domain": [("order_id", "=", self.id)],
            "context": {"default_order_id": self.id},
        }
