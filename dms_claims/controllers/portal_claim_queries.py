from odoo import http
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request

from .portal_claim_files import ClaimFilesPortal
from .portal_claims import MESSAGE_LIMIT

# Files that can be sent with one answer.
ANSWER_FILES = 10


class ClaimQueriesPortal(ClaimFilesPortal):
    """Answering what is asked about a claim, and disputing what was decided."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "dms_claim_query_count" in counters:
            distributor = self._get_portal_distributor()
            values["dms_claim_query_count"] = distributor and request.env[
                "dms.claim"
            ].sudo().search_count([
                ("claimant_id", "=", distributor.id), ("unanswered_count", ">", 0),
                ("company_id", "=", request.env.company.id),
            ]) or 0
        return values

    def _get_claims_searchbar_filters(self):
        filters = super()._get_claims_searchbar_filters()
        return {
            **filters,
            "query": {
                "label": request.env._("Questions to answer"),
                "domain": Domain("unanswered_count", ">", 0),
            },
            "dispute": {
                "label": request.env._("In dispute"),
                "domain": Domain("is_disputed", "=", True),
            },
        }

    @http.route(
        "/my/dms/claims/<int:claim_id>/answer", type="http", auth="user", website=True,
        methods=["POST"], sitemap=False,
    )
    def portal_my_claim_answer(self, claim_id, query_id="", message="", **params):
        """Answer what was asked about a claim, with files where they help."""
        claim = self._find_own_claim(claim_id)
        wanted = self._parse_id(query_id)
        query = claim.query_ids.filtered(
            lambda query: query.id == wanted and query.kind == "query"
        )
        if not query:
            raise request.not_found()
        return self._say(claim, lambda files: query._answer(message[:MESSAGE_LIMIT], files))

    @http.route(
        "/my/dms/claims/<int:claim_id>/dispute", type="http", auth="user", website=True,
        methods=["POST"], sitemap=False,
    )
    def portal_my_claim_dispute(self, claim_id, line_id="", message="", **params):
        """Say why a decision is not accepted; a dispute that goes on is gone on with."""
        claim = self._find_own_claim(claim_id)
        text = message[:MESSAGE_LIMIT]
        dispute = claim.query_ids.filtered(
            lambda query: query.kind == "dispute" and query.state != "closed"
        )
        wanted = self._parse_id(line_id)
        line = claim.line_ids.filtered(lambda line: line.id == wanted)
        return self._say(
            claim,
            lambda files: dispute._ask_again(text, attachments=files)
            if dispute else claim._dispute(text, line, files),
        )

    def _say(self, claim, step):
        """Take a step of a conversation; what stands against it is told on the claim's page.

        :param step: called with the files that the form sends along
        """
        try:
            with request.env.cr.savepoint():
                step(self._keep_message_files())
        except UserError as error:
            request.env.invalidate_all(flush=False)
            request.session["dms_claim_notice"] = error.args[0]
        return request.redirect(f"{claim._get_portal_path()}#history")

    def _keep_message_files(self):
        """Files that a form sends with a message, which belong to no record yet.

        :raise UserError: when one is refused, or there are too many
        """
        sent = [file for file in request.httprequest.files.getlist("files") if file.filename]
        if len(sent) > ANSWER_FILES:
            raise UserError(request.env._(
                "Send at most %s files with one message.", ANSWER_FILES
            ))
        return request.env["ir.attachment"].sudo().with_context(
            image_no_postprocess=True
        ).create(
            [{"name": file.filename[-200:], "raw": self._read_file(file)} for file in sent]
        )
