import binascii

from odoo import fields, http
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import request

from ..models.dms_agreement import BINDING_STATES
from .portal import DistributorPortal


class AgreementsPortal(DistributorPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "dms_agreement_to_sign_count" in counters:
            values["dms_agreement_to_sign_count"] = self._count_agreements_to_sign()
        return values

    def _count_agreements_to_sign(self):
        """How many agreements wait for the distributor's signature."""
        if not self._get_portal_distributor():
            return 0
        return request.env["dms.agreement"].search_count([
            ("state", "=", "approved"), ("is_signature_required", "=", True),
            ("signed_on", "=", False), ("signed_document", "=", False),
        ])

    @http.route(
        ["/my/dms/agreements", "/my/dms/agreements/page/<int:page>"],
        type="http", auth="user", website=True, readonly=True, sitemap=False,
    )
    def portal_my_agreements(self, page=1, **params):
        """The agreements of the user's distributor, of all times."""
        if not self._get_portal_distributor():
            return request.redirect("/my")
        agreements = request.env["dms.agreement"]
        sortings = {
            "date": {"label": request.env._("Newest"), "order": "date_start desc, version desc"},
            "name": {"label": request.env._("Number"), "order": "name desc, version desc"},
        }
        filters = {
            "all": {"label": request.env._("All"), "domain": Domain.TRUE},
            "current": {
                "label": request.env._("In force or to come"),
                "domain": Domain("state", "in", ("approved", "active")),
            },
        }
        searchbar = self._prepare_searchbar_values(
            params, sortings, filters, {"none": {}}, {"all": {}}
        )
        domain = filters[searchbar["filterby"]]["domain"]
        arguments = {name: searchbar[name] for name in ("sortby", "filterby")}
        pager = portal_pager(
            url="/my/dms/agreements", url_args=arguments, page=page,
            total=agreements.search_count(domain), step=self._items_per_page,
        )
        found = agreements.search(
            domain, order=sortings[searchbar["sortby"]]["order"],
            limit=self._items_per_page, offset=max(pager["offset"], 0),
        )
        return request.render("dms_distributor.portal_my_agreements", {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_agreements",
            "default_url": "/my/dms/agreements",
            "searchbar_sortings": sortings,
            "searchbar_filters": filters,
            **arguments,
            "agreements": found.sudo(),
            "pager": pager,
        })

    @http.route(
        "/my/dms/agreements/<int:agreement_id>",
        type="http", auth="public", website=True, readonly=True, sitemap=False,
    )
    def portal_my_agreement(self, agreement_id, access_token=None, report_type=None,
                            download=False, **params):
        """One agreement: its terms, its targets and what has been achieved; or its PDF."""
        agreement = self._get_shown_agreement(agreement_id, access_token)
        if not agreement:
            return request.redirect("/my/dms/agreements")
        if report_type in ("html", "pdf"):
            return self._show_report(
                agreement, report_type, "dms_distributor.action_report_agreement",
                download=bool(download),
            )
        return request.render("dms_distributor.portal_my_agreement", {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_agreement",
            "agreement": agreement,
            "can_sign": self._can_sign(agreement),
            "just_signed": params.get("message") == "signed",
            "access_token": access_token,
        })

    @http.route("/my/dms/agreements/<int:agreement_id>/accept", type="jsonrpc", auth="public")
    def portal_my_agreement_accept(self, agreement_id, access_token=None, name=None,
                                   signature=None):
        """Take the distributor's signature.

        :return: where to go on, or what is wrong
        """
        access_token = access_token or request.httprequest.args.get("access_token")
        agreement = self._get_shown_agreement(agreement_id, access_token)
        if not agreement:
            return {"error": request.env._("There is no such agreement.")}
        if not self._can_sign(agreement):
            return {"error": request.env._("This agreement does not wait for your signature.")}
        if not signature or not (name or "").strip():
            return {"error": request.env._("Give your name and your signature.")}
        try:
            agreement._sign(name.strip(), signature, request.env.user.partner_id)
        except (TypeError, UserError, binascii.Error):
            return {"error": request.env._("The signature cannot be read: draw it again.")}
        return {
            "force_refresh": True,
            "redirect_url": agreement.get_portal_url(query_string="&message=signed"),
        }

    def _get_shown_agreement(self, agreement_id, access_token):
        """The agreement, past the rules, when the user or the token may see it and it binds.

        :return: a ``dms.agreement``, or None
        """
        try:
            agreement = self._document_check_access("dms.agreement", agreement_id, access_token)
        except (AccessError, MissingError):
            return None
        return agreement if agreement.state in BINDING_STATES else None

    def _can_sign(self, agreement):
        """Whether this agreement waits for a signature which is the user's to give.

        The staff of the company sees the page, but does not sign in the distributor's place.
        """
        return (
            agreement.state in ("approved", "active")
            and not agreement.signature
            and not request.env.user._is_internal()
            and (
                not agreement.date_effective_end
                or agreement.date_effective_end >= fields.Date.context_today(agreement)
            )
        )
