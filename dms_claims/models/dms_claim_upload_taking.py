from dataclasses import dataclass, field
from datetime import date
from typing import Any

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.claim_file import LINE_FIELDS, ClaimRow
from .dms_claim_intake import TEXT_LENGTH
from .dms_claim_portal_form import ROW_LIMIT


@dataclass
class Answer:
    """What a row of the file means, and what became of it."""

    row: ClaimRow
    status: str = "accepted"
    head: dict = field(default_factory=dict)
    line: dict = field(default_factory=dict)
    claim: Any = None
    column: str = ""
    value: str = ""
    reason: str = ""

    def reject(self, reason: str, column: str = "", value: str = ""):
        self.status, self.reason, self.column, self.value = "rejected", reason, column, value

    @property
    def is_good(self) -> bool:
        return self.status == "accepted"


class DmsClaimUpload(models.Model):
    """Makes claims of the rows of a file: those with one reference are one claim."""

    _inherit = "dms.claim.upload"

    def _take_rows(self, table) -> list[Answer]:
        """Record what the good rows claim.

        :param table: a ``ClaimFile``
        :return: an answer for each row, in their order
        """
        self.ensure_one()
        intake = self.env["dms.claim.intake"]
        books = intake._open_books(
            self.company_id, self.distributor_id, [row.values for row in table.rows]
        )
        names = {**self._get_words(), **table.columns}
        answers = [self._read_row(books, names, row) for row in table.rows]
        groups = {}
        for answer in answers:
            if answer.is_good:
                groups.setdefault(answer.head["reference"], []).append(answer)
        claims = intake._find_by_reference(books, groups)
        for reference, group in groups.items():
            self._check_heads(names, group)
            if good := [answer for answer in group if answer.is_good]:
                self._take_group(books, reference, good, claims.get(reference))
        return answers

    def _read_row(self, books, names, row) -> Answer:
        """What one row means by itself.

        :param names: what the file calls each field
        """
        answer = Answer(row)
        path = names.__getitem__
        try:
            answer.head = self._read_head(books, row.values, path)
            line = {name: row.values[name] for name in LINE_FIELDS if name in row.values}
            answer.line = {
                **self.env["dms.claim.intake"]._prepare_line_values(
                    books, answer.head["type"], line, path
                ),
                "source_key": row.key,
            }
        except UserError as error:
            _code, column, value = getattr(error, "dms_details", ("refused", "", ""))
            answer.reject(str(error.args[0]), column, str(value or ""))
        return answer

    def _get_words(self) -> dict:
        """What columns are called by us: a file may call them so, in the user's language."""
        return {
            "reference": self.env._("Claim Reference"),
            "type": self.env._("Claim Type"),
            "scheme": self.env._("Scheme Code"),
            "date_from": self.env._("Period From"),
            "date_to": self.env._("Period To"),
            "description": self.env._("Explanation"),
            "product": self.env._("Product Code"),
            "lot": self.env._("Lot"),
            "outlet": self.env._("Outlet Code"),
            "date": self.env._("Date"),
            "quantity": self.env._("Quantity"),
            "unit": self.env._("Unit"),
            "price": self.env._("Unit Price"),
            "amount": self.env._("Claimed Amount"),
            "name": self.env._("Description"),
            "invoice": self.env._("Invoice Number"),
        }

    def _read_head(self, books, values, path) -> dict:
        """What a row says of its claim as a whole."""
        intake = self.env["dms.claim.intake"]
        reference = intake._read_reference(path("reference"), values.get("reference"))
        claim_type = intake._read_type(books, path("type"), values.get("type"))
        first, last = intake._read_period(
            (path("date_from"), path("date_to")), values.get("date_from"), values.get("date_to")
        )
        if not (first or last or values.get("date")):
            self.env["dms.api"]._reject(
                "period_missing", path("date_from"), None,
                self.env._("%(name)s: give the first and the last day of the period, or the date.",
                           name=path("date_from")),
            )
        scheme = intake._read_scheme(
            books, claim_type, path("scheme"), values.get("scheme"), (first, last)
        )
        return {
            "reference": reference, "type": claim_type, "scheme": scheme,
            "date_from": first, "date_to": last,
            "description": values.get("description", "")[:TEXT_LENGTH],
        }

    def _check_heads(self, names, group):
        """Reject rows that say something else of their claim than the first one with it."""
        first = group[0]
        for answer in group[1:]:
            for name in ("type", "scheme", "date_from", "date_to"):
                if answer.head[name] != first.head[name]:
                    column, value = names[name], answer.row.values.get(name, "")
                    answer.reject(
                        self.env._(
                            "%(name)s: “%(value)s” is not what row %(row)s says of the claim "
                            "%(reference)s: rows of one claim say the same; give another one "
                            "another reference.",
                            name=column, value=value, row=first.row.number,
                            reference=first.head["reference"],
                        ),
                        column, value,
                    )
                    break

    def _take_group(self, books, reference, group, claim):
        """Record the lines of one claim: of a new one, or of its draft that is there already.

        :param group: answers that are good, of one reference
        :param claim: that holds the reference, None where there is none
        """
        if claim:
            group = self._check_draft_of(claim, group)
        group = self._check_room(claim, group)
        if not group:
            return
        intake = self.env["dms.claim.intake"]
        try:
            if claim:
                intake._add_lines(claim, [answer.line for answer in group])
            else:
                claim = intake._create_claim(
                    books, self._prepare_claim_values(books, reference, group)
                )
        except UserError as error:
            for answer in group:
                answer.reject(str(error.args[0]))
            return
        for answer in group:
            answer.claim = claim

    def _check_draft_of(self, claim, group) -> list[Answer]:
        """Which rows are to be added to a claim that holds their reference.

        Rows that it holds already are known; of a claim that is no longer a draft, or is of another
        type, the others are rejected.
        """
        held = set(claim.line_ids.mapped("source_key"))
        rest = []
        for answer in group:
            if answer.row.key in held:
                answer.status, answer.claim = "known", claim
            elif claim.state != "draft":
                answer.reject(self.env._(
                    "Claim %(claim)s has the reference %(reference)s and is no draft any more: "
                    "claim the rest with another reference.",
                    claim=claim.name, reference=claim.external_reference,
                ))
            elif claim.type_id != answer.head["type"] or claim.scheme_id != answer.head["scheme"]:
                answer.reject(self.env._(
                    "Claim %(claim)s has the reference %(reference)s, but is of type %(type)s or "
                    "of another scheme: give this one another reference.",
                    claim=claim.name, reference=claim.external_reference, type=claim.type_id.name,
                ))
            else:
                rest.append(answer)
        return rest

    def _check_room(self, claim, group) -> list[Answer]:
        """Which rows a claim has room for: the portal shows no more lines; the rest is rejected."""
        room = max(ROW_LIMIT - len(claim.line_ids if claim else ()), 0)
        for answer in group[room:]:
            answer.reject(self.env._(
                "Claim %(reference)s would have more than %(limit)s lines: give the rest another "
                "reference.", reference=answer.head["reference"], limit=ROW_LIMIT,
            ))
        return group[:room]

    def _prepare_claim_values(self, books, reference, group) -> dict:
        """Values of a new claim."""
        head = group[0].head
        return {
            **self.env["dms.claim.intake"]._prepare_claim_values(
                books, head["type"], head["scheme"], self._get_period(group), reference,
                [answer.line for answer in group],
            ),
            "origin": "upload",
            "source_key": f"upload:{self.id}:{reference}",
            "description": "\n".join(dict.fromkeys(
                answer.head["description"] for answer in group if answer.head["description"]
            )),
        }

    def _get_period(self, group) -> tuple[date, date]:
        """First and last day of a claim: as it says, else those of its lines."""
        head = group[0].head
        days = [answer.line["date"] for answer in group if answer.line.get("date")]
        first, last = head["date_from"], head["date_to"]
        today = fields.Date.context_today(self)
        start = first or min(days, default=last or today)
        return (min(start, last), last) if last else (start, max([start, *days]))
