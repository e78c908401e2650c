from itertools import zip_longest

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import format_amount

from ..models.dms_claim_portal_form import ROW_LIMIT
from .portal_claim_files import ClaimFilesPortal

# Inputs of a line, in the form as ``line_<name>``; ids are numbers.
LINE_TEXTS = ("name", "product", "lot", "quantity", "price", "amount")
LINE_IDS = ("unit", "move_line_id")


class ClaimFormPortal(ClaimFilesPortal):
    """Entering a claim: a draft of the server that is saved as one types."""

    @http.route(
        "/my/dms/claims/new", type="http", auth="user", website=True, methods=["GET"],
        readonly=True, sitemap=False,
    )
    def portal_claim_new(self, **params):
        """What one can claim for, and the drafts to go on with."""
        distributor = self._get_portal_distributor()
        if not distributor:
            return request.redirect("/my")
        claims = request.env["dms.claim"].sudo()
        return request.render("dms_claims.portal_claim_new", {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_claim_new",
            "types": claims._get_portal_types(),
            "drafts": claims.search([
                ("claimant_id", "=", distributor.id), ("state", "=", "draft"),
                ("company_id", "=", request.env.company.id), ("reversal_of_id", "=", False),
            ], limit=self._items_per_page),
        })

    @http.route(
        "/my/dms/claims/new", type="http", auth="user", website=True, methods=["POST"],
        sitemap=False,
    )
    def portal_claim_begin(self, type_id="", **params):
        """Begin a claim of a type."""
        distributor = self._get_portal_distributor()
        if not distributor:
            return request.redirect("/my")
        claims = request.env["dms.claim"].sudo()
        types = claims._get_portal_types()
        claim_type = types & types.browse(self._parse_id(type_id))
        if not claim_type:
            return request.redirect("/my/dms/claims/new")
        claim = claims._create_from_portal(distributor, claim_type)
        return request.redirect(f"{claim._get_portal_path()}/edit")

    @http.route(
        "/my/dms/claims/<int:claim_id>/edit", type="http", auth="user", website=True,
        methods=["GET"], readonly=True, sitemap=False,
    )
    def portal_claim_edit(self, claim_id, **params):
        """The form of a draft, as it was left."""
        claim = self._find_claim(claim_id, is_own=True)
        if not claim:
            return request.redirect(
                "/my/dms/claims" if self._get_portal_distributor() else "/my"
            )
        if claim.state != "draft" or claim.reversal_of_id:
            return request.redirect(claim._get_portal_path())
        return self._render_claim_form(claim, claim._get_portal_obstacles([]))

    @http.route(
        "/my/dms/claims/<int:claim_id>/edit", type="http", auth="user", website=True,
        methods=["POST"], sitemap=False,
    )
    def portal_claim_send(self, claim_id, step="save", **params):
        """Keep what was typed, or submit it; what is missing is said in the form again."""
        claim = self._find_changeable_claim(claim_id)
        if claim.state != "draft":
            return request.redirect(claim._get_portal_path())
        problems = claim._write_from_portal(self._read_claim_form())
        self._attach_sent_files(claim, problems)
        obstacles = claim._get_portal_obstacles(problems)
        if step == "submit" and not obstacles:
            try:
                with request.env.cr.savepoint():
                    claim._submit_from_portal(problems)
                return request.redirect(claim._get_portal_path())
            except UserError as error:
                request.env.invalidate_all(flush=False)
                obstacles = [error.args[0]]
        return self._render_claim_form(claim, obstacles, is_refused=step == "submit")

    @http.route(
        "/my/dms/claims/<int:claim_id>/save", type="http", auth="user", website=True,
        methods=["POST"], sitemap=False,
    )
    def portal_claim_save(self, claim_id, **params):
        """Keep what was typed so far; called while one types.

        :return: JSON of ``obstacles``, ``total``, ``amounts`` (of the lines, in words) and the
            period; ``error`` when nothing can be kept any more
        """
        claim = self._find_changeable_claim(claim_id)
        try:
            with request.env.cr.savepoint():
                problems = claim._write_from_portal(self._read_claim_form())
        except UserError as error:
            return request.make_json_response({"error": error.args[0]})
        return request.make_json_response({
            "obstacles": claim._get_portal_obstacles(problems),
            "total": self._word_amount(claim, claim.claimed_amount),
            "amounts": [
                self._word_amount(claim, line.claimed_amount) if line.claimed_amount else ""
                for line in claim.line_ids.sorted("sequence") if not line.entitlement_id
            ],
            "date_from": claim.date_from.isoformat(),
            "date_to": claim.date_to.isoformat(),
        })

    @http.route(
        "/my/dms/claims/<int:claim_id>/delete", type="http", auth="user", website=True,
        methods=["POST"], sitemap=False,
    )
    def portal_claim_delete(self, claim_id, **params):
        """Throw a draft away."""
        claim = self._find_changeable_claim(claim_id)
        if claim.state == "draft":
            claim.action_cancel()
        return request.redirect("/my/dms/claims")

    # The form

    @staticmethod
    def _word_amount(claim, amount):
        return format_amount(request.env, amount, claim.currency_id)

    def _read_claim_form(self) -> dict:
        """What the form that was sent holds, as ``_write_from_portal`` takes it."""
        form = request.httprequest.form
        texts = {name: form.getlist(f"line_{name}") for name in LINE_TEXTS}
        ids = {name: form.getlist(f"line_{name}") for name in LINE_IDS}
        rows = [
            {
                **{name: (value or "").strip() for name, value in zip(texts, row, strict=False)},
                **{
                    name: self._parse_id(value)
                    for name, value in zip(ids, row[len(texts):], strict=True)
                },
                "entitlement_id": 0,
            }
            for row in zip_longest(*texts.values(), *ids.values())
        ]
        chosen = [
            {
                **dict.fromkeys(LINE_TEXTS, ""), **dict.fromkeys(LINE_IDS, 0),
                "entitlement_id": self._parse_id(value),
                "amount": form.get(f"entitlement_amount_{self._parse_id(value)}", "").strip(),
            }
            for value in form.getlist("entitlement_id")
        ]
        return {
            "external_reference": form.get("external_reference", ""),
            "description": form.get("description", ""),
            "date_from": self._parse_date(form.get("date_from")),
            "date_to": self._parse_date(form.get("date_to")),
            "scheme_id": self._parse_id(form.get("scheme_id")),
            "rows": [*chosen, *rows],
        }

    def _render_claim_form(self, claim, obstacles, is_refused=False):
        layout = claim._get_portal_layout()
        lines = claim.line_ids.filtered(lambda line: not line.is_whole)
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_claim_edit",
            "claim": claim,
            "layout": layout,
            "lines": lines.filtered(lambda line: not line.entitlement_id),
            "line_limit": ROW_LIMIT,
            "is_long": claim._is_long_for_portal(),
            "chosen": {line.entitlement_id.id: line for line in lines if line.entitlement_id},
            "obstacles": obstacles,
            "is_refused": is_refused,
            "schemes": claim._get_portal_schemes() if layout == "entitlement" else [],
            "entitlements": claim._get_portal_entitlements() if layout == "entitlement" else [],
            "size_limit": self._get_file_limit(),
        }
        if layout == "goods":
            products = claim._get_portal_products()
            values.update(
                products=products, lots=claim._get_portal_lots(),
                units=products.uom_id | products.uom_ids,
            )
        if layout == "price":
            values["invoice_lines"] = claim._get_portal_invoice_lines()
        return request.render("dms_claims.portal_claim_form", values)
