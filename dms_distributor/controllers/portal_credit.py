from odoo import fields, http
from odoo.http import request

from .portal import DistributorPortal


class CreditPortal(DistributorPortal):
    @http.route(
        "/my/dms/credit", type="http", auth="user", website=True, readonly=True, sitemap=False
    )
    def portal_my_credit(self):
        """The credit of the user's distributor: limits, what it owes, what it may still order."""
        distributor = self._get_portal_distributor()
        if not distributor:
            return request.redirect("/my")
        return request.render(
            "dms_distributor.portal_my_credit", self._prepare_credit_values(distributor)
        )

    def _prepare_credit_values(self, distributor) -> dict:
        """What the page of credit shows. The distributor is the user's own: figures are read past
        the rules.
        """
        partner = distributor.sudo().commercial_partner_id
        company = request.env.company.root_id
        statement = partner._get_dms_credit_statements(company)[partner]
        limits = request.env["dms.credit.limit"].sudo().search(
            [("partner_id", "=", partner.id), ("company_id", "=", company.id),
             ("is_in_force", "=", True)],
        )
        invoices = request.env["account.move"].sudo().search(
            partner._prepare_dms_invoice_action(partner, company, "receivable")["domain"],
            order="invoice_date_due, id",
        )
        orders = request.env["sale.order"].sudo().search(
            [("dms_credit_partner_id", "=", partner.id), ("company_id", "child_of", company.id),
             ("dms_hold_state", "=", "held"), ("state", "in", ("draft", "sent"))],
        )
        return {
            "page_name": "dms_credit",
            "statement": statement,
            "panel": partner._prepare_dms_credit_panel(statement, company),
            "currency": company.currency_id,
            "limits": limits,
            "invoices": invoices,
            "held_orders": orders,
            "today": fields.Date.context_today(partner),
        }
