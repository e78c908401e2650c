from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import content_disposition, request

from ..ingest import Limits
from .portal import DistributorPortal

MEBIBYTE = 2**20
# What the browser offers to choose; what a file truly is, its content tells.
FILE_TYPES = ".xlsx,.xls,.ods,.csv,.tsv,.txt,.gz,.zip"


class UploadsPortal(DistributorPortal):
    _shown_details = 50

    @http.route(
        "/my/uploads/new",
        type="http", auth="user", website=True, methods=["GET"], readonly=True, sitemap=False,
    )
    def portal_my_uploads_new(self, **params):
        """The form by which a file is sent."""
        if not self._get_portal_distributor():
            return request.redirect("/my")
        return request.render(
            "dms_distributor.portal_my_uploads_new", self._prepare_upload_form_values(params)
        )

    @http.route(
        "/my/uploads/new",
        type="http", auth="user", website=True, methods=["POST"], sitemap=False,
    )
    def portal_my_uploads_send(self, ufile=None, **params):
        """Take a file; its check begins at once. What is wrong is said in the form again."""
        if not self._get_portal_distributor():
            return request.redirect("/my")
        values = self._prepare_upload_form_values(params)
        try:
            content, file_name = self._read_sent_file(ufile)
        except UserError as error:
            return request.render(
                "dms_distributor.portal_my_uploads_new", {**values, "error": error.args[0]}
            )
        upload = request.env["dms.upload"]._create_from_portal(
            values["chosen_distributor"],
            file_name,
            content,
            is_automatic=values["is_automatic"],
        )
        return request.redirect(f"/my/uploads/{upload.id}")

    @http.route(
        "/my/uploads/<int:upload_id>",
        type="http", auth="user", website=True, readonly=True, sitemap=False,
    )
    def portal_my_upload(self, upload_id, **params):
        """What became of a file, or how far its check or load has come."""
        if not self._get_portal_distributor():
            return request.redirect("/my")
        upload = self._find_upload(upload_id)
        if not upload:
            return request.redirect("/my/uploads")
        return request.render(
            "dms_distributor.portal_my_upload", self._prepare_upload_values(upload)
        )

    @http.route(
        "/my/uploads/<int:upload_id>/progress",
        type="jsonrpc", auth="user", website=True, readonly=True,
    )
    def portal_my_upload_progress(self, upload_id):
        """How far the work on a file has come: ``done`` of ``total``, ``label`` and ``is_busy``."""
        upload = self._get_upload_or_not_found(upload_id)
        return {**upload._get_progress(), "is_busy": self._is_upload_busy(upload)}

    @http.route(
        "/my/uploads/<int:upload_id>/<any(check,load,cancel):step>",
        type="http", auth="user", website=True, methods=["POST"], sitemap=False,
    )
    def portal_my_upload_step(self, upload_id, step, conflict_choice=None, **params):
        """Go on with a file: check it again, load it or give it up."""
        upload = self._get_upload_or_not_found(upload_id)
        if step in self._get_upload_steps(upload):
            choices = upload._fields["conflict_choice"].get_values(request.env)
            if step == "load" and conflict_choice in choices:
                upload.with_context(dms_conflict_choice=conflict_choice).action_choose()
            getattr(upload, f"action_{step}")()
        # Otherwise it was pressed twice or in another window: the page shows where it stands.
        return request.redirect(f"/my/uploads/{upload.id}")

    @http.route(
        "/my/uploads/<int:upload_id>/rejected",
        type="http", auth="user", website=True, readonly=True, sitemap=False,
    )
    def portal_my_upload_rejected(self, upload_id, **params):
        """The rejected rows as a spreadsheet, to be mended and sent again."""
        upload = self._get_upload_or_not_found(upload_id)
        if not upload.rejected_count:
            raise request.not_found()
        content, file_name = upload._get_rejected_spreadsheet()
        return request.make_response(
            content,
            [
                ("Content-Type",
                 "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                ("Content-Disposition", content_disposition(file_name)),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    # Access

    def _find_upload(self, upload_id):
        """The upload past the rules; empty when the user's distributor may not see it."""
        try:
            return self._document_check_access("dms.upload", upload_id).with_user(
                request.env.user
            ).sudo()
        except (AccessError, MissingError):
            return request.env["dms.upload"]

    def _get_upload_or_not_found(self, upload_id):
        """As ``_find_upload``.

        :raise NotFound: for anyone who may not see the upload, whether or not there is one
        """
        upload = self._get_portal_distributor() and self._find_upload(upload_id)
        if not upload:
            raise request.not_found()
        return upload

    @staticmethod
    def _is_upload_busy(upload):
        """Whether a job is at work on the upload, or about to be."""
        return upload.state in ("checking", "loading")

    @staticmethod
    def _get_upload_steps(upload):
        """What the distributor may do with an upload now; with one of its manufacturer, nothing."""
        if upload.source != "portal":
            return ()
        if upload.state == "checked":
            is_loadable = upload.new_count or upload.conflict_count
            return ("load", "check", "cancel") if is_loadable else ("check", "cancel")
        return ("check", "cancel") if upload.state == "failed" else ()

    # What is sent

    def _get_upload_size_limit(self):
        """How many bytes a file may have: what can be read, or less when the server takes less."""
        limit = request.env["ir.config_parameter"].sudo().get_param("web.max_file_upload_size")
        return min(Limits().size, int(limit or http.DEFAULT_MAX_CONTENT_LENGTH))

    def _read_sent_file(self, ufile):
        """The content and the name of a file as a form sends it.

        :raise UserError: when there is none, it is empty or too large
        """
        if not ufile or not ufile.filename:
            raise UserError(request.env._("Choose a file first."))
        limit = self._get_upload_size_limit()
        content = ufile.read(limit + 1)
        name = ufile.filename.replace("\\", "/").rpartition("/")[2]
        if not content:
            raise UserError(
                request.env._(
                    "The file “%s” is empty. Send the file that holds the sales.", name
                )
            )
        if len(content) > limit:
            raise UserError(
                request.env._(
                    "The file “%(name)s” is larger than %(limit)s MiB. Split it, by month for "
                    "instance, and send the parts.", name=name, limit=limit // MEBIBYTE,
                )
            )
        return content, name

    def _prepare_upload_form_values(self, params):
        """Values of the form, with the distributor chosen: the own one unless another is given."""
        distributors = request.env["res.partner"].search(
            self._get_network_partners_domain() & Domain("dms_role", "=", "distributor"),
            order="dms_network_path",
        ).sudo()
        own = self._get_portal_distributor()
        wanted = distributors & distributors.browse(self._parse_id(params.get("distributor_id")))
        limit = self._get_upload_size_limit()
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_uploads_new",
            "distributors": distributors,
            "chosen_distributor": wanted or own,
            "file_types": FILE_TYPES,
            "size_limit": limit,
            "size_limit_mebibytes": limit // MEBIBYTE,
            "is_automatic": bool(params.get("is_automatic")),
            "error": None,
        }

    # What is shown

    def _prepare_upload_values(self, upload):
        """Values of the page of one file.

        :param upload: one that the user may see, past the rules
        """
        details = {
            "findings": ("dms.upload.finding", "row_count desc, id"),
            "conflicts": ("dms.upload.conflict", "row_number, id"),
            "rejected_rows": ("dms.upload.row", "row_number, id"),
        }
        domain = Domain("upload_id", "=", upload.id)
        conditions = {"rejected_rows": Domain("is_voucher", "=", False)}
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_upload",
            "dms_upload": upload,
            "is_busy": self._is_upload_busy(upload),
            "steps": self._get_upload_steps(upload),
            "progress": upload._get_progress(),
            "shown_details": self._shown_details,
            **{
                name: request.env[model].search(
                    domain & conditions.get(name, Domain.TRUE),
                    order=order, limit=self._shown_details,
                ).sudo()
                for name, (model, order) in details.items()
            },
        }
