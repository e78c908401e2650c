from odoo import http
from odoo.addons.dms_distributor.controllers.portal import DistributorPortal
from odoo.exceptions import UserError
from odoo.http import request

# Entries of a wallet shown on the page, the newest first.
ENTRIES_SHOWN = 30


class PointsPortal(DistributorPortal):
    """A distributor's points: what it has, what lapses soon, what they buy."""

    def _prepare_portal_layout_values(self):
        values = super()._prepare_portal_layout_values()
        wallets = self._get_points_wallets() if values["dms_distributor"] else ()
        return {**values, "dms_has_points": bool(wallets)}

    @http.route(
        "/my/dms/points", type="http", auth="user", website=True, readonly=True, sitemap=False
    )
    def portal_my_points(self, sent=None, problem=None, **params):
        """The wallets of the user's distributor."""
        if not self._get_portal_distributor():
            return request.redirect("/my")
        wallets = self._get_points_wallets()
        return request.render("dms_schemes.portal_my_points", {
            "page_name": "dms_points",
            "wallets": wallets,
            "entries": {wallet: wallet.entry_ids[:ENTRIES_SHOWN] for wallet in wallets},
            "redemptions": request.env["dms.points.redemption"].sudo().search([
                ("partner_id", "in", wallets.partner_id.ids), ("state", "=", "draft"),
            ]),
            "sent": sent,
            "problem": problem,
        })

    @http.route(
        "/my/dms/points/redeem", type="http", auth="user", website=True, methods=["POST"],
        sitemap=False,
    )
    def portal_redeem_points(self, wallet_id=None, points=None, **params):
        """Ask for a credit note for points of the distributor's own; the staff redeems them."""
        if not self._get_portal_distributor():
            return request.redirect("/my")
        wallet = self._get_points_wallets().filtered(lambda one: str(one.id) == wallet_id)
        try:
            redemption = wallet._request_redemption(points)
        except UserError as error:
            return self.portal_my_points(problem=str(error))
        return request.redirect(f"/my/dms/points?sent={redemption.name}")

    def _get_points_wallets(self):
        """The wallets of the distributor itself, past the rules of what they refer to."""
        distributor = self._get_portal_distributor()
        return request.env["dms.points.wallet"].sudo().search([
            ("partner_id", "=", distributor.id), ("company_id", "=", request.env.company.id),
        ])
