from odoo import http
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.http import request

from .portal_claims import ClaimsPortal

MEBIBYTE = 2**20
# What a browser may show by itself; anything else is only saved.
SHOWN = ("image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf")


class ClaimFilesPortal(ClaimsPortal):
    """Photos and papers of a claim: each is reached through its claim only.

    A file is named by its checksum, so that no number leads from one to the next.
    """

    @http.route(
        "/my/dms/claims/<int:claim_id>/files", type="http", auth="user", website=True,
        methods=["POST"], sitemap=False,
    )
    def portal_claim_file_add(self, claim_id, evidence_id="", file=None, **params):
        """Take one file in for a line of the checklist; what is sent twice is kept once.

        :return: JSON of the ``file`` and of what is still missing, or of an ``error``
        """
        claim = self._find_changeable_claim(claim_id)
        evidence = self._find_evidence(claim, evidence_id)
        if not (evidence and file and file.filename):
            return request.make_json_response(
                {"error": request.env._("Choose a file.")}, status=400
            )
        try:
            with request.env.cr.savepoint():
                attachment = self._attach_file(evidence, file)
        except UserError as error:
            request.env.invalidate_all(flush=False)
            return request.make_json_response({"error": error.args[0]}, status=422)
        return request.make_json_response({
            "file": self._prepare_file(claim, attachment),
            **self._prepare_progress(claim, evidence),
        })

    @http.route(
        "/my/dms/claims/<int:claim_id>/files/<string:checksum>/remove", type="http",
        auth="user", website=True, methods=["POST"], sitemap=False,
    )
    def portal_claim_file_remove(self, claim_id, checksum, **params):
        """Take a file of a draft away again."""
        claim = self._find_changeable_claim(claim_id)
        attachment = self._find_file(claim.evidence_ids.attachment_ids, checksum)
        if not attachment:
            raise request.not_found()
        evidence = claim.evidence_ids.filtered(lambda line: attachment in line.attachment_ids)
        if claim.state == "draft":
            attachment.unlink()
        return request.make_json_response(self._prepare_progress(claim, evidence))

    @http.route(
        "/my/dms/claims/<int:claim_id>/files/<string:checksum>", type="http", auth="user",
        website=True, readonly=True, sitemap=False,
    )
    def portal_claim_file(self, claim_id, checksum, thumbnail="", download="", **params):
        """A file of a claim: shown where a browser can do so safely, else to be saved."""
        claim = self._find_claim(claim_id)
        attachment = claim and self._find_file(claim._get_portal_files(), checksum)
        if not attachment:
            raise request.not_found()
        return self._show_file(attachment, bool(thumbnail), bool(download))

    # Files

    def _get_file_limit(self) -> int:
        """How many bytes a file may have."""
        return request.env["dms.claim.file"]._get_limits().size

    @staticmethod
    def _show_file(attachment, is_thumbnail, is_saved):
        """The answer that holds a file, or a copy of it that every browser shows.

        :param is_thumbnail: whether a small copy will do
        :param is_saved: whether the file itself is wanted, as it was sent
        """
        known = request.env["dms.claim.file"].sudo().search(
            [("attachment_id", "=", attachment.id)], limit=1
        )
        needs_copy = is_thumbnail or attachment.mimetype not in SHOWN
        if known.image_1280 and needs_copy and not is_saved:
            size = "image_256" if is_thumbnail else "image_1280"
            stream = request.env["ir.binary"].sudo()._get_stream_from(known, size)
            return stream.get_response(as_attachment=False)
        stream = request.env["ir.binary"].sudo()._get_stream_from(attachment)
        return stream.get_response(as_attachment=is_saved or attachment.mimetype not in SHOWN)

    @staticmethod
    def _find_evidence(claim, evidence_id):
        """The line of the claim's checklist that a form names; empty when there is none such."""
        wanted = ClaimsPortal._parse_id(str(evidence_id))
        return claim.evidence_ids.filtered(lambda evidence: evidence.id == wanted)

    @staticmethod
    def _find_file(files, checksum):
        """The file of that checksum among some, past the rules."""
        return files.filtered(lambda attachment: attachment.checksum == checksum)[:1]

    def _read_file(self, file) -> bytes:
        """The content of a sent file.

        :raise UserError: when it is empty or too large
        """
        limit = self._get_file_limit()
        content = file.read(limit + 1)
        if len(content) > limit:
            raise UserError(request.env._(
                "“%(name)s” is larger than %(limit)s MB: send a smaller file.",
                name=file.filename, limit=limit // MEBIBYTE,
            ))
        if not content:
            raise UserError(request.env._("“%s” is empty: choose it again.", file.filename))
        return content

    def _attach_file(self, evidence, file):
        """Keep a sent file as a proof.

        :return: the attachment; the one that is there when the same has been sent before
        :raise UserError: when it is too large, or refused by what looks into files
        """
        content, known = self._read_file(file), evidence.attachment_ids
        checksum = known._compute_checksum(content)
        same = known.filtered(lambda attachment: attachment.checksum == checksum)
        if same:
            return same[:1]
        evidence.write({"attachment_ids": [
            Command.create({"name": file.filename[-200:], "raw": content})
        ]})
        return evidence.attachment_ids - known

    def _attach_sent_files(self, claim, problems):
        """Keep the files that a form sends along, as browsers without scripts do.

        :param problems: list to which is added what is refused
        """
        for evidence in claim.evidence_ids:
            for file in request.httprequest.files.getlist(f"files_{evidence.id}"):
                if not file.filename:
                    continue
                try:
                    with request.env.cr.savepoint():
                        self._attach_file(evidence, file)
                except UserError as error:
                    request.env.invalidate_all(flush=False)
                    problems.append(error.args[0])

    @staticmethod
    def _prepare_progress(claim, evidence) -> dict:
        """What a page tells once a file of a checklist's line has come or gone."""
        return {
            "obstacles": claim._get_portal_obstacles([]),
            "is_complete": all(line.status == "provided" for line in evidence),
        }

    @staticmethod
    def _prepare_file(claim, attachment) -> dict:
        """What a page tells of a file."""
        path = f"{claim._get_portal_path()}/files/{attachment.checksum}"
        return {
            "name": attachment.name,
            "url": path,
            "is_image": attachment.mimetype.startswith("image/"),
        }
