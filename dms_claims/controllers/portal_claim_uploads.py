from odoo import http
from odoo.addons.dms_distributor.controllers.portal_uploads import (
    FILE_TYPES,
    MEBIBYTE,
    UploadsPortal,
)
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from .claim_upload import make_spreadsheet_response

LATEST = 10


class ClaimUploadsPortal(UploadsPortal):
    """Claiming by a spreadsheet."""

    @http.route(
        "/my/dms/claims/upload", type="http", auth="user", website=True, methods=["GET"],
        readonly=True, sitemap=False,
    )
    def portal_claim_upload(self, **params):
        """The form by which a file of claims is sent, and the files that were sent."""
        distributor = self._get_portal_distributor()
        if not distributor:
            return request.redirect("/my")
        return request.render(
            "dms_claims.portal_claim_upload", self._prepare_claim_upload_form_values(distributor)
        )

    @http.route(
        "/my/dms/claims/upload", type="http", auth="user", website=True, methods=["POST"],
        sitemap=False,
    )
    def portal_claim_upload_send(self, ufile=None, **params):
        """Take a file of claims; what is wrong with sending it is said in the form again."""
        distributor = self._get_portal_distributor()
        if not distributor:
            return request.redirect("/my")
        try:
            content, file_name = self._read_sent_file(ufile)
        except UserError as error:
            return request.render(
                "dms_claims.portal_claim_upload",
                self._prepare_claim_upload_form_values(distributor, error.args[0]),
            )
        upload = request.env["dms.claim.upload"]._create_from_portal(
            distributor, file_name, content
        )
        return request.redirect(f"/my/dms/claims/upload/{upload.id}")

    @http.route(
        "/my/dms/claims/upload/<int:upload_id>", type="http", auth="user", website=True,
        readonly=True, sitemap=False,
    )
    def portal_claim_upload_result(self, upload_id, **params):
        """What became of the rows of a file of claims."""
        upload = self._get_own_claim_upload(upload_id)
        return request.render("dms_claims.portal_claim_upload_result", {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_claim_upload",
            "claim_upload": upload,
            "progress": upload._get_progress(),
            "rejected_rows": upload.rejected_row_ids[:self._shown_details],
            "upload_claims": upload.row_ids.claim_id,
        })

    @http.route(
        "/my/dms/claims/upload/<int:upload_id>/progress", type="jsonrpc", auth="user",
        website=True, readonly=True,
    )
    def portal_claim_upload_progress(self, upload_id):
        """How far the work is: ``done`` of ``total``, ``label`` and ``is_busy``."""
        upload = self._get_own_claim_upload(upload_id)
        return {**upload._get_progress(), "is_busy": upload.state == "loading"}

    @http.route(
        "/my/dms/claims/upload/<int:upload_id>/rejected", type="http", auth="user", website=True,
        readonly=True, sitemap=False,
    )
    def portal_claim_upload_rejected(self, upload_id, **params):
        """The rejected rows as a spreadsheet, to be mended and sent again."""
        upload = self._get_own_claim_upload(upload_id)
        if not upload.rejected_count:
            raise request.not_found()
        return make_spreadsheet_response(*upload._get_rejected_spreadsheet())

    def _prepare_claim_upload_form_values(self, distributor, error=None):
        """Values of the form.

        :param error: what was wrong with the file that was sent
        """
        limit = self._get_upload_size_limit()
        uploads = request.env["dms.claim.upload"].sudo()
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_claim_upload_new",
            "file_types": FILE_TYPES,
            "size_limit": limit,
            "size_limit_mebibytes": limit // MEBIBYTE,
            "error": error,
            "claim_types": request.env["dms.claim"]._get_portal_types(),
            "claim_uploads": uploads.search(
                [
                    ("distributor_id", "=", distributor.id),
                    ("company_id", "=", request.env.company.id),
                ],
                limit=LATEST,
            ),
        }

    def _get_own_claim_upload(self, upload_id):
        """A file of the user's own distributor, past the rules.

        :raise NotFound: for anyone else, whether or not there is one
        """
        distributor = self._get_portal_distributor()
        try:
            upload = distributor and self._document_check_access("dms.claim.upload", upload_id)
        except (AccessError, MissingError):
            upload = None
        if not upload or upload.distributor_id != distributor:
            raise request.not_found()
        return upload.with_user(request.env.user).sudo()
