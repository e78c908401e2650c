from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import AccessError, MissingError
from odoo.http import request
from odoo.tools import consteq

from .application_values import read_document

MEBIBYTE = 2**20


class ApplicationStatus(CustomerPortal):
    """What an applicant sees of its application, and what it may still do."""

    @http.route(
        "/distributors/application/<int:application_id>",
        type="http", auth="public", website=True, methods=["GET"], sitemap=False,
    )
    def application_status(self, application_id, access_token=None, **params):
        """Where an application stands, for who has its address."""
        application = self._get_application(application_id, access_token)
        return request.render(
            "dms_distributor.application_status",
            self._prepare_status_values(application, access_token),
        )

    @http.route(
        "/distributors/application/<int:application_id>/confirm",
        type="http", auth="public", website=True, methods=["POST"], sitemap=False,
    )
    def application_confirm(self, application_id, access_token=None, **params):
        """The mail address is right: the application counts."""
        application = self._get_application(application_id, access_token)
        application._confirm_address()
        return request.redirect(self._get_status_path(application, access_token))

    @http.route(
        "/distributors/application/<int:application_id>/document",
        type="http", auth="public", website=True, methods=["POST"], sitemap=False,
        max_content_length=12 * MEBIBYTE,
    )
    def application_document(self, application_id, access_token=None, **params):
        """Take a document that was missing or rejected."""
        application = self._get_application(application_id, access_token)
        form = request.httprequest.form
        kind = application._get_wanted_documents().filtered(
            lambda record: str(record.id) == form.get("type_id")
        )
        upload = request.httprequest.files.get("file")
        error = ""
        if kind and upload and upload.filename:
            values, error = read_document(request.env(su=True), upload)
            if not error:
                application._receive_document(
                    kind, {**values, "holder_name": form.get("holder", "").strip()[:120] or False}
                )
        if error:
            return request.render(
                "dms_distributor.application_status",
                {**self._prepare_status_values(application, access_token), "error": error},
            )
        return request.redirect(self._get_status_path(application, access_token))

    @http.route(
        "/distributors/outreach/<int:enrolment_id>/stop",
        type="http", auth="public", website=True, methods=["GET"], readonly=True, sitemap=False,
    )
    def outreach_stop(self, enrolment_id, token=None, **params):
        """Ask whether no more mails are wanted: programs that look at links must not decide it."""
        enrolment = self._get_enrolment(enrolment_id, token)
        return request.render("dms_distributor.outreach_stop", {
            "enrolment": enrolment, "token": token,
            "is_stopped": enrolment.lead_id.is_blacklisted,
        })

    @http.route(
        "/distributors/outreach/<int:enrolment_id>/stop",
        type="http", auth="public", website=True, methods=["POST"], sitemap=False,
    )
    def outreach_stop_confirmed(self, enrolment_id, token=None, **params):
        """Send no more mails to this address."""
        enrolment = self._get_enrolment(enrolment_id, token)
        enrolment._opt_out()
        return request.redirect(f"/distributors/outreach/{enrolment.id}/stop?token={token}")

    def _prepare_portal_layout_values(self):
        values = super()._prepare_portal_layout_values()
        application = request.env["dms.application"]
        if request.env.user._is_portal():
            application = application.search([], limit=1)
        return {**values, "dms_application": application}

    # Access

    def _get_application(self, application_id, access_token):
        """The application past the rules.

        :raise NotFound: for anyone who may not see it, whether or not there is one
        """
        try:
            return self._document_check_access(
                "dms.application", application_id, access_token
            ).with_user(request.env.user).sudo()
        except (AccessError, MissingError):
            raise request.not_found() from None

    def _get_enrolment(self, enrolment_id, token):
        """The enrolment past the rules.

        :raise NotFound: when the token is not that of the enrolment, whether or not there is one
        """
        enrolment = request.env["dms.outreach.enrolment"].sudo().browse(enrolment_id).exists()
        if not enrolment or not consteq(enrolment._get_opt_out_token(), token or ""):
            raise request.not_found()
        return enrolment

    @staticmethod
    def _get_status_path(application, access_token):
        token = f"?access_token={access_token}" if access_token else ""
        return f"{application.access_url}{token}"

    def _prepare_status_values(self, application, access_token):
        """Values of the page that says where an application stands."""
        partner = application.partner_id
        agreed = partner.dms_state not in (False, "pending", "onboarding")
        is_submitted = application.state in ("submitted", "approved", "refused")
        is_decided = application.state in ("approved", "refused")
        return {
            "application": application,
            "access_token": access_token,
            "wanted_documents": application._get_wanted_documents(),
            "error": "",
            "steps": [
                (request.env._("Received"), application.is_confirmed and is_submitted,
                 application.submit_time),
                (request.env._("Looked at"), is_decided, application.decision_date),
                (request.env._("Approved"), application.state == "approved",
                 application.decision_date if application.state == "approved" else False),
                (request.env._("Agreement"), agreed, False),
            ],
        }
