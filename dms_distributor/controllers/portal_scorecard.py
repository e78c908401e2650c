from odoo import http
from odoo.fields import Domain
from odoo.http import request

from .portal import DistributorPortal


class ScorecardPortal(DistributorPortal):
    @http.route(
        "/my/dms/scorecard", type="http", auth="user", website=True, readonly=True, sitemap=False
    )
    def portal_my_scorecard(self, month=None, distributor=None, **params):
        """The scorecard of the user's distributor, or of one that it supplies."""
        if not self._get_portal_distributor():
            return request.redirect("/my")
        return request.render(
            "dms_distributor.portal_my_scorecard",
            self._prepare_scorecard_values(self._parse_date(month), self._parse_id(distributor)),
        )

    @http.route(
        "/my/dms/scorecard/<int:card_id>/pdf",
        type="http", auth="user", website=True, readonly=True, sitemap=False,
    )
    def portal_my_scorecard_pdf(self, card_id, **params):
        """A scorecard to print."""
        card = request.env["dms.scorecard"].search([("id", "=", card_id)])
        if not self._get_portal_distributor() or not card:
            return request.redirect("/my/dms/scorecard")
        content, _kind = request.env["ir.actions.report"].sudo()._render_qweb_pdf(
            "dms_distributor.report_scorecard_document", card.ids
        )
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", http.content_disposition(f"{card.display_name}.pdf")),
            ],
        )

    def _prepare_scorecard_values(self, month, distributor_id):
        """Values of the page.

        :param month: any day of the month wanted; None: the last whole month, else the latest
        :param distributor_id: of a distributor below; 0 for one's own
        """
        own = self._get_portal_distributor()
        cards = request.env["dms.scorecard"]
        visible = Domain("company_id", "=", request.env.company.id)
        # Names are read past the rules: who may see a card may know whose it is.
        distributors = own | cards.search(visible).distributor_id.sudo()
        chosen = distributors.filtered(lambda partner: partner.id == distributor_id) or own
        mine = cards.search(visible & Domain("distributor_id", "=", chosen.id), limit=24)
        whole = mine.filtered(lambda card: card.date_from < self._get_today().replace(day=1))
        wanted = mine.filtered(lambda card: card.date_from == (month and month.replace(day=1)))
        card = wanted or whole[:1] or mine[:1]
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_scorecard",
            "card": card,
            "cards": mine,
            "groups": card.get_groups() if card else [],
            "chosen": chosen,
            "distributors": distributors,
            "league_size": card and card.sudo().search_count([
                ("company_id", "=", card.company_id.id), ("date_from", "=", card.date_from),
            ]),
        }
