from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request

from .portal_uploads import FILE_TYPES, MEBIBYTE, UploadsPortal


class OrderUploadsPortal(UploadsPortal):
    """Ordering by a spreadsheet."""

    @http.route(
        "/my/dms/order/upload", type="http", auth="user", website=True, methods=["GET"],
        readonly=True, sitemap=False,
    )
    def portal_order_upload(self, **params):
        """The form by which an order file is sent."""
        if not self._get_portal_distributor():
            return request.redirect("/my")
        return request.render(
            "dms_distributor.portal_order_upload", self._prepare_order_upload_form_values()
        )

    @http.route(
        "/my/dms/order/upload", type="http", auth="user", website=True, methods=["POST"],
        sitemap=False,
    )
    def portal_order_upload_send(self, ufile=None, **params):
        """Take an order file; what is wrong with it as a whole is said in the form again."""
        distributor = self._get_portal_distributor()
        if not distributor:
            return request.redirect("/my")
        try:
            content, file_name = self._read_sent_file(ufile)
            with request.env.cr.savepoint():
                upload = request.env["dms.order.upload"].sudo()._take(
                    distributor.sudo(), file_name, content
                )
        except UserError as error:
            return request.render(
                "dms_distributor.portal_order_upload",
                self._prepare_order_upload_form_values(error.args[0]),
            )
        return request.redirect(f"/my/dms/order/upload/{upload.id}")

    @http.route(
        "/my/dms/order/upload/<int:upload_id>", type="http", auth="user", website=True,
        readonly=True, sitemap=False,
    )
    def portal_order_upload_result(self, upload_id, **params):
        """What became of the rows of an order file."""
        upload = self._get_own_order_upload(upload_id)
        return request.render("dms_distributor.portal_order_upload_result", {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_order_upload",
            "order_upload": upload,
            "rejected_rows": upload.row_ids.filtered("reason"),
            "accepted_rows": upload.row_ids.filtered(lambda row: not row.reason),
        })

    @http.route(
        "/my/dms/order/upload/<int:upload_id>/rejected", type="http", auth="user", website=True,
        readonly=True, sitemap=False,
    )
    def portal_order_upload_rejected(self, upload_id, **params):
        """The rejected rows as a spreadsheet, to be mended and sent again."""
        upload = self._get_own_order_upload(upload_id)
        if not upload.rejected_count:
            raise request.not_found()
        name = f"{upload.file_name.rpartition('.')[0] or upload.file_name}-rejected.xlsx"
        return request.make_response(upload._get_rejected_spreadsheet(), [
            ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("Content-Disposition", content_disposition(name)),
            ("X-Content-Type-Options", "nosniff"),
        ])

    def _prepare_order_upload_form_values(self, error=None):
        """Values of the form."""
        limit = self._get_upload_size_limit()
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_order_upload_new",
            "file_types": FILE_TYPES,
            "size_limit": limit,
            "size_limit_mebibytes": limit // MEBIBYTE,
            "error": error,
        }

    def _get_own_order_upload(self, upload_id):
        """An order file of the user's own distributor, past the rules.

        :raise NotFound: for anyone else, whether or not there is one
        """
        distributor = self._get_portal_distributor()
        try:
            upload = distributor and self._document_check_access("dms.order.upload", upload_id)
        except (AccessError, MissingError):
            upload = None
        if not upload or upload.distributor_id != distributor:
            raise request.not_found()
        return upload
