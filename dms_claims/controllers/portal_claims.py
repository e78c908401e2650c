from odoo import http
from odoo.addons.dms_distributor.controllers.portal import DistributorPortal
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import request

MESSAGE_LIMIT = 5000


class ClaimsPortal(DistributorPortal):
    """The claims of a distributor and those below it: where they stand and what became of them.

    Portal users may read what ``PORTAL_FIELDS`` names; pages read the rest of a claim past the
    rules once access to it is checked. Only the claimant itself changes a claim.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "dms_claim_draft_count" in counters:
            distributor = self._get_portal_distributor()
            values["dms_claim_draft_count"] = distributor and request.env[
                "dms.claim"
            ].sudo().search_count([
                ("claimant_id", "=", distributor.id), ("state", "=", "draft"),
                ("company_id", "=", request.env.company.id), ("reversal_of_id", "=", False),
            ]) or 0
        return values

    def _find_claim(self, claim_id, is_own=False):
        """The claim of that id, past the rules, when the user may see it.

        :param is_own: whether it must be the distributor's own, which is more than to see it
        :return: the claim; empty when there is none such
        """
        claims = request.env["dms.claim"].sudo()
        distributor = self._get_portal_distributor()
        if not distributor:
            return claims
        try:
            self._document_check_access("dms.claim", claim_id)
        except (AccessError, MissingError):
            return claims
        # What it gives back acts as the superuser: what is done here the user does.
        claim = claims.browse(claim_id)
        is_foreign = is_own and claim.claimant_id != distributor
        return claims if is_foreign or claim.company_id != request.env.company else claim

    def _find_own_claim(self, claim_id):
        """The distributor's own claim of that id, past the rules.

        :raise NotFound: when there is none, or it is another's
        """
        claim = self._find_claim(claim_id, is_own=True)
        if not claim:
            raise request.not_found()
        return claim

    def _find_changeable_claim(self, claim_id):
        """The distributor's own claim of that id, when it is the distributor who makes it.

        :raise NotFound: when there is none, or it takes back what was settled: that is ours
        """
        claim = self._find_own_claim(claim_id)
        if claim.reversal_of_id:
            raise request.not_found()
        return claim

    # The list

    @http.route(
        ["/my/dms/claims", "/my/dms/claims/page/<int:page>"],
        type="http", auth="user", website=True, readonly=True, sitemap=False,
    )
    def portal_my_claims(self, page=1, **params):
        """The claims of the user's network."""
        if not self._get_portal_distributor():
            return request.redirect("/my")
        return request.render(
            "dms_claims.portal_my_claims", self._prepare_claims_values(page, params)
        )

    def _get_claims_searchbar_filters(self):
        waiting = Domain("state", "=", "submitted")
        return {
            "all": {"label": request.env._("All"), "domain": Domain.TRUE},
            "draft": {
                "label": request.env._("To submit"), "domain": Domain("state", "=", "draft"),
            },
            "submitted": {"label": request.env._("Waiting for a decision"), "domain": waiting},
            "approved": {
                "label": request.env._("To be settled"),
                "domain": Domain("state", "=", "approved"),
            },
            "settled": {
                "label": request.env._("Settled"), "domain": Domain("state", "=", "settled"),
            },
            "refused": {
                "label": request.env._("Refused"), "domain": Domain("state", "=", "refused"),
            },
        }

    def _prepare_claims_values(self, page, params):
        """Values of the list, from the parameters of its address."""
        searchbar = self._prepare_searchbar_values(
            params,
            {
                "newest": {"label": request.env._("Newest"), "order": "id desc"},
                "oldest": {
                    "label": request.env._("Waiting longest"), "order": "submit_date, id",
                },
                "amount": {
                    "label": request.env._("Amount"), "order": "claimed_amount desc, id desc",
                },
            },
            self._get_claims_searchbar_filters(),
            {
                "none": {"label": request.env._("None")},
                "type_id": {"label": request.env._("Type")},
                "claimant_id": {"label": request.env._("Claimant")},
            },
            {
                "name": {"input": "name", "label": request.env._("Search by number")},
                "external_reference": {
                    "input": "external_reference",
                    "label": request.env._("Search by your reference"),
                },
            },
        )
        claims = request.env["dms.claim"]
        shown = claims._get_portal_domain()
        domain = shown & searchbar["searchbar_filters"][searchbar["filterby"]]["domain"]
        if searchbar["search"]:
            domain &= Domain(searchbar["search_in"], "ilike", searchbar["search"])
        pager, found = self._read_page("dms.claim", domain, searchbar, page, "/my/dms/claims")
        return {
            **self._prepare_portal_layout_values(),
            **searchbar,
            "page_name": "dms_claims",
            "default_url": "/my/dms/claims",
            "pager": pager,
            "grouped_claims": self._group_records(found, searchbar["groupby"]),
            "claim_totals": self._prepare_claim_totals(shown),
            "today": self._get_today(),
        }

    def _prepare_claim_totals(self, domain):
        """What waits for a decision and what is still to be settled, by currency.

        :return: dicts of ``label``, ``amount``, ``currency``, ``count`` and ``filterby``
        """
        labels = {
            "submitted": (request.env._("Waiting for a decision"), "claimed_amount"),
            "approved": (request.env._("To be settled"), "remaining_amount"),
        }
        rows = request.env["dms.claim"].sudo()._read_group(
            domain & Domain("state", "in", tuple(labels)) & Domain("reversal_of_id", "=", False),
            ["state", "currency_id"],
            ["claimed_amount:sum", "remaining_amount:sum", "__count"],
        )
        return [
            {
                "label": labels[state][0], "filterby": state, "currency": currency,
                "count": count,
                "amount": claimed if labels[state][1] == "claimed_amount" else remaining,
            }
            for state, currency, claimed, remaining, count in sorted(
                rows, key=lambda row: list(labels).index(row[0])
            )
        ]

    # One claim

    @http.route(
        "/my/dms/claims/<int:claim_id>", type="http", auth="user", website=True, readonly=True,
        sitemap=False,
    )
    def portal_my_claim(self, claim_id, **params):
        """A claim: what was claimed and approved, why, and what has happened to it."""
        claim = self._find_claim(claim_id)
        if not claim:
            return request.redirect(
                "/my/dms/claims" if self._get_portal_distributor() else "/my"
            )
        is_own = claim.claimant_id == self._get_portal_distributor()
        if claim.state == "draft" and is_own and not claim.reversal_of_id:
            return request.redirect(f"{claim._get_portal_path()}/edit")
        return request.render("dms_claims.portal_my_claim", self._prepare_claim_values(claim))

    def _prepare_claim_values(self, claim) -> dict:
        """What the page of a claim shows.

        :param claim: one that the user may see, past the rules
        """
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_claim",
            "claim": claim,
            "lines": claim._prepare_portal_lines(),
            "events": claim._prepare_portal_events(),
            "is_own": claim.claimant_id == self._get_portal_distributor(),
            "today": self._get_today(),
            "notice": request.session.pop("dms_claim_notice", None),
        }

    @http.route(
        "/my/dms/claims/<int:claim_id>/pdf", type="http", auth="user", website=True,
        readonly=True, sitemap=False,
    )
    def portal_my_claim_pdf(self, claim_id, **params):
        """A claim to print or to keep."""
        claim = self._find_claim(claim_id)
        if not claim:
            raise request.not_found()
        content, _kind = request.env["ir.actions.report"].sudo()._render_qweb_pdf(
            "dms_claims.report_claim", claim.ids
        )
        return request.make_response(content, headers=[
            ("Content-Type", "application/pdf"),
            ("Content-Disposition", http.content_disposition(
                f"{claim.name.replace('/', '-')}.pdf"
            )),
        ])

    @http.route(
        "/my/dms/claims/<int:claim_id>/message", type="http", auth="user", website=True,
        methods=["POST"], sitemap=False,
    )
    def portal_my_claim_message(self, claim_id, message="", **params):
        """Write to those who decide on the claim."""
        claim = self._find_own_claim(claim_id)
        if text := message.strip()[:MESSAGE_LIMIT]:
            claim.message_post(
                body=text, author_id=request.env.user.partner_id.id,
                message_type="comment", subtype_xmlid="mail.mt_comment",
            )
        return request.redirect(f"{claim._get_portal_path()}#history")

    @http.route(
        "/my/dms/claims/<int:claim_id>/withdraw", type="http", auth="user", website=True,
        methods=["POST"], sitemap=False,
    )
    def portal_my_claim_withdraw(self, claim_id, **params):
        """Take a claim back that nobody has decided on, to mend it."""
        claim = self._find_changeable_claim(claim_id)
        try:
            with request.env.cr.savepoint():
                claim.action_withdraw()
        except UserError as error:
            request.env.invalidate_all(flush=False)
            request.session["dms_claim_notice"] = error.args[0]
        return request.redirect(claim._get_portal_path())
