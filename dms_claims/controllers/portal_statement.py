from dateutil.relativedelta import relativedelta
from odoo import http
from odoo.addons.dms_distributor.controllers.portal import DistributorPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.fields import Domain
from odoo.http import request


class StatementPortal(DistributorPortal):
    """The distributor's account in our books, with its claims and what settled them."""

    _entries_per_page = 100

    @http.route(
        ["/my/dms/statement", "/my/dms/statement/page/<int:page>"],
        type="http", auth="user", website=True, readonly=True, sitemap=False,
    )
    def portal_my_statement(self, page=1, date_from=None, date_to=None, **params):
        """What was invoiced, paid and credited in a period, and what is left."""
        distributor = self._get_portal_distributor()
        if not distributor:
            return request.redirect("/my")
        today = self._get_today()
        last = self._parse_date(date_to) or today
        first = self._parse_date(date_from) or last.replace(day=1) - relativedelta(months=2)
        return request.render(
            "dms_claims.portal_my_statement",
            self._prepare_statement_values(distributor.sudo(), min(first, last), last, page),
        )

    def _get_statement_domain(self, distributor) -> Domain:
        """Domain of the posted entries on a distributor's receivable account."""
        return Domain([
            ("partner_id", "child_of", distributor.id), ("parent_state", "=", "posted"),
            ("account_type", "=", "asset_receivable"),
            ("company_id", "=", request.env.company.id),
        ])

    def _prepare_statement_values(self, distributor, first, last, page) -> dict:
        """Values of the page.

        :param distributor: the user's own, past the rules
        :param first: first day of the period
        :param last: its last day
        :param page: number of the page of entries
        """
        entries = request.env["account.move.line"].sudo()
        own = self._get_statement_domain(distributor)
        within = own & Domain("date", ">=", first) & Domain("date", "<=", last)
        pager = portal_pager(
            url="/my/dms/statement", page=page, total=entries.search_count(within),
            url_args={"date_from": first.isoformat(), "date_to": last.isoformat()},
            step=self._entries_per_page,
        )
        offset, order = max(pager["offset"], 0), "date, move_name, id"
        opening = self._sum_balance(own & Domain("date", "<", first))
        if offset:
            before = entries.search(within, order=order, limit=offset)
            opening += sum(before.mapped("balance"))
        shown = entries.search(
            within, order=order, limit=self._entries_per_page, offset=offset
        )
        settled, rows, balance = self._get_settled_claims(shown.move_id), [], opening
        for entry in shown:
            balance += entry.balance
            rows.append({
                "entry": entry, "balance": balance, "claims": settled.get(entry.move_id),
                **self._word_entry(entry),
            })
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_statement",
            "pager": pager,
            "date_from": first,
            "date_to": last,
            "opening": opening,
            "rows": rows,
            "closing": self._sum_balance(own & Domain("date", "<=", last)),
            "now": self._sum_balance(own),
            "currency": request.env.company.currency_id,
            "open_claims": self._prepare_open_claims(distributor),
        }

    @staticmethod
    def _sum_balance(domain) -> float:
        [(balance,)] = request.env["account.move.line"].sudo()._read_group(
            domain, [], ["balance:sum"]
        )
        return balance or 0.0

    def _word_entry(self, entry) -> dict:
        """What an entry is, in words, and where it leads.

        :return: dict of ``label`` and ``url`` (None: nowhere)
        """
        move = entry.move_id
        labels = {
            "out_invoice": request.env._("Invoice"), "out_refund": request.env._("Credit note"),
        }
        label = labels.get(move.move_type)
        if not label:
            is_payment = bool(entry.payment_id or move.origin_payment_id)
            label = request.env._("Payment") if is_payment else request.env._("Entry")
        return {
            "label": label,
            "url": move.get_portal_url() if move.move_type in labels else None,
        }

    def _get_settled_claims(self, moves) -> dict:
        """Claims that entries settle, by entry; those that settle none are left out."""
        settlements = request.env["dms.claim.settlement"].sudo().search([
            "|", ("move_id", "in", moves.ids), ("payment_id.move_id", "in", moves.ids),
            ("state", "!=", "cancelled"),
        ])
        claims = {}
        for settlement in settlements:
            move = settlement.move_id or settlement.payment_id.move_id
            claims[move] = claims.get(move, settlement.claim_id) | settlement.claim_id
        return claims

    def _prepare_open_claims(self, distributor) -> dict:
        """What claims will still bring: those approved and not settled, and those that wait.

        :return: dict of ``claims`` (approved, to be settled) and ``remaining`` in the company's
            currency
        """
        company = request.env.company
        claims = request.env["dms.claim"].sudo().search([
            ("claimant_id", "=", distributor.id), ("company_id", "=", company.id),
            ("state", "=", "approved"), ("remaining_amount", ">", 0),
        ], order="decision_date, id")
        today = self._get_today()
        return {
            "claims": claims,
            "remaining": sum(
                claim.currency_id._convert(
                    claim.remaining_amount, company.currency_id, company, today
                )
                for claim in claims
            ),
        }
