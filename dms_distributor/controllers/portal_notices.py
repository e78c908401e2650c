from odoo import http
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.http import request
from odoo.tools.misc import verify_hash_signed

from ..models.dms_automation_message import OPTOUT_SCOPE
from .portal import DistributorPortal


class NoticePortal(DistributorPortal):
    """What automation rules tell a distributor, and what it wants to be told."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "dms_notice_new_count" in counters:
            values["dms_notice_new_count"] = self._count_new_notices()
        return values

    def _count_new_notices(self):
        """How many notices the distributor has not opened."""
        if not self._get_portal_distributor():
            return 0
        return request.env["dms.automation.message"].search_count([("read_date", "=", False)])

    @http.route(
        ["/my/notices", "/my/notices/page/<int:page>"], type="http", auth="user", website=True
    )
    def portal_notices(self, page=1, **_parameters):
        """The distributor's notices, the newest first; shown once, they are read."""
        if not self._get_portal_distributor():
            return request.redirect("/my")
        notices = request.env["dms.automation.message"]
        pager = portal_pager(
            url="/my/notices", total=notices.search_count([]), page=page, step=20
        )
        found = notices.search([], limit=20, offset=pager["offset"])
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_notices",
            "notices": found,
            "new_ids": found.filtered(lambda notice: not notice.read_date).ids,
            "pager": pager if pager["page_count"] > 1 else False,
            "default_url": "/my/notices",
        }
        response = request.render("dms_distributor.portal_notices", values)
        response.flatten()
        found._set_read()
        return response

    @http.route("/my/notices/preferences", type="http", auth="user", website=True,
                methods=["GET", "POST"])
    def portal_notice_preferences(self, **_parameters):
        """What the distributor wants to be told, and its choice anew."""
        distributor = self._get_portal_distributor()
        if not distributor:
            return request.redirect("/my")
        is_saved = request.httprequest.method == "POST"
        company = distributor.company_id or request.env.company
        optouts = request.env["dms.automation.optout"].sudo()
        kinds = request.env["dms.automation.rule"].sudo()._selection_kind()
        if is_saved:
            wanted = set(request.httprequest.form.getlist("kinds"))
            optouts.search(
                [("partner_id", "=", distributor.id), ("kind", "=", False)]
            ).unlink()
            for code, _label in kinds:
                optouts._set_wish(
                    distributor, company, code, wants=code in wanted, source="portal"
                )
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_notice_preferences",
            "is_saved": is_saved,
            "kinds": [
                {"code": code, "label": label,
                 "is_wanted": distributor.id not in optouts._get_partner_ids(code, company)}
                for code, label in kinds
            ],
        }
        return request.render("dms_distributor.portal_notice_preferences", values)

    @http.route("/dms/messages/stop", type="http", auth="public", website=True, csrf=False,
                methods=["GET", "POST"], save_session=False)
    def stop_messages(self, token="", **_parameters):
        """The link of a mail: asks first, since programs that check links open it too.

        A mail program that stops messages with one click sends a POST at once (RFC 8058); the
        signed token stands for the receiver.
        """
        env = request.env(su=True)
        wish = self._read_token(env, token)
        values = {"token": token, "partner": False, "is_stopped": False}
        if wish:
            partner, kind, company = wish
            labels = dict(env["dms.automation.rule"]._selection_kind())
            values.update(partner=partner, kind_label=labels.get(kind, kind))
            if request.httprequest.method == "POST":
                env["dms.automation.optout"]._set_wish(
                    partner, company, kind, wants=False, source="mail"
                )
                values["is_stopped"] = True
        return request.render("dms_distributor.automation_stop", values)

    def _read_token(self, env, token: str):
        """Partner, kind and company of a signed token; None when it is not ours."""
        try:
            content = verify_hash_signed(env, OPTOUT_SCOPE, token)
        except ValueError:
            return None
        if not content:
            return None
        partner_id, kind, company_id = content
        partner = env["res.partner"].browse(partner_id).exists()
        return partner and (partner, kind, env["res.company"].browse(company_id))
