from odoo import http
from odoo.addons.dms_distributor.controllers.portal import DistributorPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.http import request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class StatementPortal(DistributorPortal):
    """The distributor's account in our books, with its claims and what settled them."""

    _entries_per_page = 100
    # Entries that a download has at most: beyond them, a shorter period is asked for.
    _entries_at_most = {"pdf": 2000, "xlsx": 50000}

    @http.route(
        ["/my/dms/statement", "/my/dms/statement/page/<int:page>"],
        type="http", auth="user", website=True, readonly=True, sitemap=False,
    )
    def portal_my_statement(self, page=1, date_from=None, date_to=None, **params):
        """What was invoiced, paid and credited in a period, and what is left."""
        distributor = self._get_portal_distributor()
        if not distributor:
            return request.redirect("/my")
        first, last = self._get_statement_period(date_from, date_to)
        return request.render(
            "dms_claims.portal_my_statement",
            self._prepare_statement_values(distributor.sudo(), first, last, page),
        )

    @http.route(
        "/my/dms/statement/<any(pdf, xlsx):kind>", type="http", auth="user", website=True,
        readonly=True, sitemap=False,
    )
    def portal_my_statement_download(self, kind, date_from=None, date_to=None, **params):
        """The statement of a period to keep: as a PDF, or as a spreadsheet."""
        distributor = self._get_portal_distributor()
        if not distributor:
            return request.redirect("/my")
        distributor = distributor.sudo()
        first, last = self._get_statement_period(date_from, date_to)
        if self._count_entries(distributor, first, last) > self._entries_at_most[kind]:
            return request.render("dms_claims.portal_my_statement", {
                **self._prepare_statement_values(distributor, first, last, 1),
                "too_many": self._entries_at_most[kind],
            })
        content = getattr(self, f"_make_statement_{kind}")(distributor, first, last)
        name = f"{request.env._('Statement')} {first} {last}.{kind}"
        return request.make_response(content, headers=[
            ("Content-Type", XLSX if kind == "xlsx" else "application/pdf"),
            ("Content-Disposition", http.content_disposition(name)),
        ])

    def _get_statement_period(self, date_from, date_to) -> tuple:
        return request.env["dms.claim.statement"]._get_period(
            self._parse_date(date_from), self._parse_date(date_to)
        )

    def _count_entries(self, distributor, first, last) -> int:
        return request.env["account.move.line"].sudo().search_count(
            request.env["dms.claim.statement"]._get_domain_within(
                distributor, request.env.company, first, last
            )
        )

    def _make_statement_pdf(self, distributor, first, last) -> bytes:
        content, _kind = request.env["ir.actions.report"].sudo()._render_qweb_pdf(
            "dms_claims.report_statement", distributor.ids,
            data={"date_from": first.isoformat(), "date_to": last.isoformat()},
        )
        return content

    def _make_statement_xlsx(self, distributor, first, last) -> bytes:
        statements = request.env["dms.claim.statement"].sudo()
        return statements._write(
            statements._prepare(distributor, request.env.company, first, last)
        )

    def _prepare_statement_values(self, distributor, first, last, page) -> dict:
        """Values of the page.

        :param distributor: the user's own, past the rules
        :param first: first day of the period
        :param last: its last day
        :param page: number of the page of entries
        """
        period = {"date_from": first.isoformat(), "date_to": last.isoformat()}
        pager = portal_pager(
            url="/my/dms/statement", page=page, url_args=period, step=self._entries_per_page,
            total=self._count_entries(distributor, first, last),
        )
        return {
            **self._prepare_portal_layout_values(),
            **request.env["dms.claim.statement"].sudo()._prepare(
                distributor, request.env.company, first, last, limit=self._entries_per_page,
                offset=max(pager["offset"], 0),
            ),
            "page_name": "dms_statement",
            "pager": pager,
            "period": period,
        }
