from typing import Any, NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from psycopg2.errors import UniqueViolation

REFERENCE_LENGTH = 64
TEXT_LENGTH = 5000
NAME_LENGTH = 200
# States of claims that no longer hold their reference.
DEAD_STATES = ("refused", "cancelled")


class Books(NamedTuple):
    """What the words of a claimant mean: read once for all that it sends together."""

    company: Any
    claimant: Any
    types: dict
    schemes: Any
    products: dict
    outlets: dict
    lots: dict
    invoice_lines: dict


class DmsClaimIntake(models.AbstractModel):
    """Reads claims that come in another program's words, from a file or through the API.

    What is wrong with a row is raised by ``dms.api._reject``: a sentence that says what to do,
    with a code, the field and its value in ``dms_details``.
    """

    _name = "dms.claim.intake"
    _description = "Intake of Claims"

    @api.model
    def _open_books(self, company, claimant, lines) -> Books:
        """What the words of a claimant mean, with as many queries for one line as for all.

        :param company: in whose books it claims
        :param lines: dicts, as for ``_prepare_line_values``
        """
        def collect(name):
            return sorted({str(line[name]) for line in lines if line.get(name)})

        self = self.sudo().with_company(company)
        staging = self.env["dms.upload.staging"]
        codes, outlets = collect("product"), collect("outlet")
        schemes = self.env["dms.scheme"]
        for period in ("running", "past"):
            schemes |= schemes._get_network_schemes(claimant, period)
        return Books(
            company, claimant, self._get_types(),
            schemes.filtered("is_claimable").sorted("date_start", reverse=True),
            staging._find_products(company, claimant, codes) if codes else {},
            self._get_outlets(company, claimant, outlets),
            self._get_lots(company, collect("lot")),
            self._get_invoice_lines(company, claimant, collect("invoice")),
        )

    @api.model
    def _get_types(self) -> dict:
        """Types of claim by code and by name, in capitals; the company's own before shared ones."""
        types = self.env["dms.claim"]._get_portal_types().sorted(lambda one: bool(one.company_id))
        names = {(one.name or "").upper(): one for one in types}
        return names | {one.code.upper(): one for one in types}

    @api.model
    def _get_outlets(self, company, claimant, codes) -> dict:
        """Outlets below the claimant, by the codes that its books or ours have for them."""
        if not codes:
            return {}
        found = self.env["dms.upload.staging"]._find_outlets(company, claimant, codes)
        below = self.env["res.partner"].search([
            ("id", "in", [identifier for identifier, _problem in found.values() if identifier]),
            ("dms_network_path", "=like", f"{claimant.dms_network_path}%"),
        ])
        outlets = {outlet.id: outlet for outlet in below}
        return {
            code: outlets[identifier]
            for code, (identifier, _problem) in found.items() if identifier in outlets
        }

    @api.model
    def _get_lots(self, company, names) -> dict:
        """Lots by product and name."""
        lots = self.env["stock.lot"].search(
            [("name", "in", names), ("company_id", "in", (False, company.id))]
        ) if names else ()
        return {(lot.product_id, lot.name): lot for lot in lots}

    @api.model
    def _get_invoice_lines(self, company, claimant, names) -> dict:
        """Lines of goods on invoices that the claimant was sent, by the invoice's number."""
        if not names:
            return {}
        lines = self.env["account.move.line"].search([
            ("move_id.name", "in", sorted({*names, *(name.upper() for name in names)})),
            ("move_id.commercial_partner_id", "=", claimant.commercial_partner_id.id),
            ("move_id.move_type", "=", "out_invoice"), ("parent_state", "=", "posted"),
            ("company_id", "=", company.id), ("display_type", "=", "product"),
        ])
        return lines.grouped(lambda line: line.move_id.name.upper())

    # The claim

    @api.model
    def _read_reference(self, name, value, is_required=True):
        """The claimant's own number of a claim; None where there is none and none is needed."""
        text = str(value or "").strip()
        if is_required and not text:
            self.env["dms.api"]._reject(
                "reference_missing", name, value,
                self.env._("%(name)s: give your own number of the claim; rows with the same number "
                           "make one claim.", name=name),
            )
        if len(text) > REFERENCE_LENGTH:
            self.env["dms.api"]._reject(
                "reference_too_long", name, value,
                self.env._("%(name)s: “%(value)s” is too long, at most %(most)s characters are "
                           "kept.", name=name, value=text, most=REFERENCE_LENGTH),
            )
        return text or None

    @api.model
    def _read_type(self, books, name, value):
        """The type of claim that ``value`` names by its code or name."""
        claim_type = books.types.get(str(value or "").strip().upper())
        if not claim_type:
            codes = sorted({one.code for one in books.types.values()})
            self.env["dms.api"]._reject(
                "type_unknown", name, value,
                self.env._("%(name)s: “%(value)s” is no type of claim, one of %(codes)s is "
                           "expected.", name=name, value=value or "", codes=", ".join(codes)),
            )
        return claim_type

    @api.model
    def _read_period(self, names, first, last):
        """First and last day of a period, either of them None where it is blank.

        :param names: pair of the names of both
        """
        api_calls = self.env["dms.api"]
        start, end = api_calls._read_day(names[0], first), api_calls._read_day(names[1], last)
        if start and end and end < start:
            api_calls._reject(
                "period_reversed", names[1], last,
                self.env._("%(name)s: the period ends on %(end)s, before it begins on %(start)s.",
                           name=names[1], end=end.isoformat(), start=start.isoformat()),
            )
        return start, end

    @api.model
    def _read_scheme(self, books, claim_type, name, value, period):
        """The scheme that a claim is made under; empty where it needs none and names none.

        Of the versions of a scheme that is the one in force in the period.
        """
        schemes = books.schemes
        if not value and not claim_type.needs_scheme:
            return schemes.browse()
        code = str(value or "").strip().upper()
        start, end = period
        found = schemes.filtered(lambda scheme: (scheme.code or "").upper() == code)
        in_force = found.filtered(lambda scheme: (
            (not end or scheme.date_start <= end)
            and (not start or not scheme.date_effective_end or scheme.date_effective_end >= start)
        ))
        if not found:
            codes = sorted(set(filter(None, schemes.mapped("code"))))
            self.env["dms.api"]._reject(
                "scheme_unknown", name, value,
                self.env._("%(name)s: “%(value)s” is no scheme under which %(claimant)s may claim; "
                           "these are: %(codes)s.", name=name, value=value or "",
                           claimant=books.claimant.name, codes=", ".join(codes) or "–"),
            )
        return (in_force or found)[:1]

    @api.model
    def _prepare_claim_values(self, books, claim_type, scheme, period, reference, lines) -> dict:
        """Values of a new draft.

        :param period: pair of days
        :param lines: values of its lines
        """
        return {
            "company_id": books.company.id,
            "claimant_id": books.claimant.id,
            "type_id": claim_type.id,
            "scheme_id": scheme.id,
            "date_from": period[0],
            "date_to": period[1],
            "external_reference": reference,
            "line_ids": [Command.create(line) for line in lines],
        }

    @api.model
    def _find_by_reference(self, books, references) -> dict:
        """Claims of the claimant that hold one of these references, by it."""
        claims = self.env["dms.claim"].sudo().search(
            Domain("company_id", "=", books.company.id)
            & Domain("claimant_id", "=", books.claimant.id)
            & Domain("external_reference", "in", list(references))
            & Domain("state", "not in", DEAD_STATES)
        )
        return {claim.external_reference: claim for claim in claims}

    @api.model
    def _create_claim(self, books, values):
        """Record a draft past the rules of a claimant's log-in.

        :return: the claim
        :raise UserError: where what stands in the database forbids it
        """
        claims = self.env["dms.claim"].sudo().with_company(books.company)
        return self._record(lambda: claims.create(values))

    @api.model
    def _add_lines(self, claim, lines):
        """Add lines to a draft.

        :param lines: values of them
        :raise UserError: as ``_create_claim``
        """
        commands = [Command.create(line) for line in lines]
        self._record(lambda: claim.write({"line_ids": commands}))

    @api.model
    def _record(self, write):
        """Write something at once, all or nothing.

        :param write: does it
        :return: what ``write`` returns
        :raise UserError: where another transaction is writing the same
        """
        try:
            with self.env.cr.savepoint():
                result = write()
                self.env.flush_all()
        except UniqueViolation as error:
            raise UserError(self.env._(
                "A claim with this reference or key is just being recorded: send it again in a "
                "moment."
            )) from error
        return result
