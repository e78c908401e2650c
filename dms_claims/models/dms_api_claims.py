from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.claim_file import LINE_FIELDS
from .dms_claim_intake import TEXT_LENGTH
from .dms_claim_portal_form import ROW_LIMIT

CLAIM_FIELDS = (
    "source_key", "type", "scheme", "reference", "date_from", "date_to", "description", "submit",
    "lines",
)
# Claims of one call: each is written by itself.
CLAIM_LIMIT = 500
KEY_LENGTH = 120


class DmsApi(models.AbstractModel):
    """Claims of a distributor: made by its own program, and how far they are."""

    _inherit = "dms.api"

    @api.model
    def _get_documents(self):
        return [*super()._get_documents(), "dms_claims/readme/API.rst"]

    @api.model
    def create_claims(self, batch_key: str, distributor: str, rows: list[dict]) -> dict:
        """Make claims of a distributor; each row is a claim with its lines and is answered.

        A claim is a draft: photos and papers are added in the portal, and its answer says what it
        still wants. One that wants nothing can be submitted at once.

        :param batch_key: names the batch for good; the same key again gives the same answer
        :param distributor: code of the distributor that claims
        :param rows: ``source_key`` (the distributor's own key of the claim), ``type`` (its code),
            ``scheme`` (its code, where the type needs one), ``reference`` (the number in the
            distributor's books), ``date_from``, ``date_to``, ``description``, ``lines`` of
            ``product``, ``lot``, ``outlet``, ``date``, ``quantity``, ``unit``, ``price``,
            ``amount``, ``name`` and ``invoice``; ``submit``: true submits it
        """
        partner = self._get_distributor(distributor, write=True)
        self._check_rows(rows, CLAIM_FIELDS, limit=CLAIM_LIMIT)

        def run(batch):
            lines = [
                line for row in rows if isinstance(row.get("lines"), list)
                for line in row["lines"] if isinstance(line, dict)
            ]
            books = self.env["dms.claim.intake"]._open_books(batch.company_id, partner, lines)
            known = self._get_known_claims(
                batch.company_id, partner, [row.get("source_key") for row in rows]
            )
            batch._finish(self._run_each(rows, lambda row: self._take_claim(books, known, row)))

        return self._run_batch("create_claims", partner, batch_key, rows, run)

    @api.model
    @api.readonly
    def list_claims(
        self, distributor: str, state: str | None = None, changed_since: str | None = None,
        source_keys: list[str] | None = None, after: int = 0, limit: int = 100,
    ) -> dict:
        """Claims of a distributor, with their lines: what was approved, why less, what was settled.

        :param distributor: its code
        :param state: ``draft``, ``submitted``, ``approved``, ``settled``, ``refused`` or
            ``cancelled``
        :param changed_since: as for ``get_outlets``
        :param source_keys: only those that were made with these keys
        :param after: ``next`` of the previous page
        :param limit: at most 1000
        :return: ``rows`` and ``next``
        """
        partner = self._get_distributor(distributor)
        company = self._get_company(partner)
        claims = self.env["dms.claim"].sudo().with_company(company)
        states = claims._fields["state"].get_values(self.env)
        if state and state not in states:
            raise UserError(self.env._(
                "state: “%(value)s” is not possible, one of %(names)s is expected.",
                value=state, names=", ".join(states),
            ))
        domain = Domain("claimant_id", "=", partner.id) & Domain("company_id", "=", company.id)
        if state:
            domain &= Domain("state", "=", state)
        if changed_since:
            domain &= Domain("write_date", ">=", self._read_moment("changed_since", changed_since))
        if source_keys is not None:
            keys = self._get_claim_keys(partner, source_keys)
            domain &= Domain("source_key", "in", list(keys))
        page, following = self._get_page(claims, domain, after, limit)
        return {"rows": [self._prepare_claim(claim) for claim in page], "next": following}

    @api.model
    def _get_claim_keys(self, distributor, keys) -> dict:
        """What the caller's keys are called among the keys of all claims: the caller's by ours.

        :raise UserError: when they are no list of texts
        """
        if not isinstance(keys, list) or not all(map(self._is_text, keys)):
            raise UserError(self.env._("source_keys: a list of texts is expected."))
        return {f"api:{distributor.id}:{key.strip()}": key.strip() for key in keys}

    @api.model
    def _get_known_claims(self, company, distributor, keys) -> dict:
        """Claims that the distributor has made with one of these keys, by its key."""
        names = self._get_claim_keys(distributor, [key for key in keys if self._is_text(key)])
        claims = self.env["dms.claim"].sudo().search(
            [("company_id", "=", company.id), ("source_key", "in", list(names))]
        )
        return {names[claim.source_key]: claim for claim in claims}

    @api.model
    def _take_claim(self, books, known, row: dict) -> dict:
        """Make one claim, unless the distributor has made one with the same key.

        :param known: claims by key; the new one is added
        :return: the answer of the row
        """
        key = row.get("source_key")
        if not isinstance(key, str) or not 1 <= len(key.strip()) <= KEY_LENGTH:
            self._reject(
                "source_key_missing", "source_key", key,
                self.env._("source_key: the claim needs a text of 1 to %s characters, a key of the "
                           "distributor's own that names it.", KEY_LENGTH),
            )
        if not isinstance(row.get("submit", False), bool):
            self._reject(
                "submit_unreadable", "submit", row["submit"],
                self.env._("submit: “%s” is neither true nor false.", row["submit"]),
            )
        key = key.strip()
        # Past the answer of another row that was undone since.
        if claim := known.get(key, self.env["dms.claim"]).exists():
            return {"status": "known", **self._prepare_claim_answer(claim)}
        intake = self.env["dms.claim.intake"]
        claim = intake._create_claim(books, self._prepare_api_claim_values(books, key, row))
        known[key] = claim
        held = self._submit_claim(claim) if row.get("submit") else None
        answer = {"held": held} if held else {}
        return {"status": "accepted", **answer, **self._prepare_claim_answer(claim)}

    @api.model
    def _submit_claim(self, claim) -> str | None:
        """Submit a claim; one that wants something stays a draft, and its answer says what.

        :return: why a check has held it back, None where none has
        """
        if claim._get_obstacles():
            return None
        try:
            with self.env.cr.savepoint():
                claim.action_submit()
        except UserError as error:
            self.env.invalidate_all(flush=False)
            return str(error.args[0])
        return None

    @api.model
    def _prepare_api_claim_values(self, books, key: str, row: dict) -> dict:
        """Values of a claim of the API.

        :return: a dict for ``create``
        :raise UserError: when something cannot be understood, naming it
        """
        intake = self.env["dms.claim.intake"]
        claim_type = intake._read_type(books, "type", row.get("type"))
        period = intake._read_period(
            ("date_from", "date_to"), row.get("date_from"), row.get("date_to")
        )
        for name, day in zip(("date_from", "date_to"), period, strict=True):
            if not day:
                self._reject(
                    "period_missing", name, None,
                    self.env._("%s: give the first and the last day of the period.", name),
                )
        scheme = intake._read_scheme(books, claim_type, "scheme", row.get("scheme"), period)
        reference = intake._read_reference("reference", row.get("reference"), is_required=False)
        other = reference and intake._find_by_reference(books, [reference]).get(reference)
        if other:
            self._reject(
                "reference_taken", "reference", reference,
                self.env._("reference: claim %(claim)s has the number “%(reference)s” already.",
                           claim=other.name, reference=reference),
            )
        values = intake._prepare_claim_values(
            books, claim_type, scheme, period, reference,
            self._prepare_api_claim_lines(books, claim_type, row.get("lines")),
        )
        return {
            **values,
            "origin": "api",
            "source_key": next(iter(self._get_claim_keys(books.claimant, [key]))),
            "description": str(row.get("description") or "")[:TEXT_LENGTH],
        }

    @api.model
    def _prepare_api_claim_lines(self, books, claim_type, lines) -> list[dict]:
        """Values of the lines of a claim.

        :raise UserError: when one cannot be understood, naming it
        """
        if not isinstance(lines, list) or not 1 <= len(lines) <= ROW_LIMIT:
            self._reject(
                "lines_missing", "lines", None,
                self.env._("lines: a list of 1 to %s objects is expected.", ROW_LIMIT),
            )
        values = []
        for number, line in enumerate(lines, 1):
            if not isinstance(line, dict) or line.keys() - set(LINE_FIELDS):
                self._reject(
                    "line_unreadable", f"lines.{number}", line,
                    self.env._("Line %(number)s: an object of %(names)s is expected.",
                               number=number, names=", ".join(LINE_FIELDS)),
                )
            values.append(self.env["dms.claim.intake"]._prepare_line_values(
                books, claim_type, line, f"lines.{number}.{{}}".format
            ))
        return values

    @api.model
    def _prepare_claim_answer(self, claim) -> dict:
        """What the caller is told of a claim that it has made; ``missing`` is what it wants."""
        return {
            "id": claim.id,
            "name": claim.name,
            "state": claim.state,
            "claimed": claim.claimed_amount,
            "currency": claim.currency_id.name,
            "submit_by": claim.submit_by.isoformat() if claim.submit_by else None,
            "missing": claim._get_obstacles() if claim.state == "draft" else [],
        }
