import io
from datetime import date

import xlsxwriter
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.addons.dms_distributor.models.dms_upload_spreadsheet import TEXT_ONLY
from odoo.fields import Domain

ORDER = "date, move_name, id"
# Nothing is told of days before; spreadsheets could not tell them either.
EARLIEST = date(1970, 1, 1)


class DmsClaimStatement(models.AbstractModel):
    """A claimant's account in a company's books, with its claims and what settled them.

    Whoever asks has checked that the user may see the account, or reads with the user's own rights.
    """

    _name = "dms.claim.statement"
    _description = "Statement of Account"

    @api.model
    def _get_period(self, first=None, last=None) -> tuple:
        """The period asked for, of one day at least; by default this month and two before it."""
        last = max(last or fields.Date.context_today(self), EARLIEST)
        first = first or last.replace(day=1) - relativedelta(months=2)
        return max(min(first, last), EARLIEST), last

    @api.model
    def _get_domain(self, partner, company) -> Domain:
        """Domain of the posted entries on a partner's receivable account."""
        return Domain([
            ("partner_id", "child_of", partner.id), ("parent_state", "=", "posted"),
            ("account_type", "=", "asset_receivable"), ("company_id", "=", company.id),
        ])

    @api.model
    def _get_domain_within(self, partner, company, first, last) -> Domain:
        return self._get_domain(partner, company) & Domain("date", ">=", first) & Domain(
            "date", "<=", last
        )

    @api.model
    def _prepare(self, partner, company, first, last, limit=None, offset=0) -> dict:
        """What a statement shows.

        :param limit: entries shown at most; the others are in the opening and closing balance
        :return: records and figures by name, in the company's currency
        """
        entries = self.env["account.move.line"]
        own = self._get_domain(partner, company)
        within = self._get_domain_within(partner, company, first, last)
        opening = self._sum_balance(own & Domain("date", "<", first))
        if offset:
            opening += sum(
                entries.search(within, order=ORDER, limit=offset).mapped("balance")
            )
        shown = entries.search(within, order=ORDER, limit=limit, offset=offset)
        settled, rows, balance = self._get_settled_claims(shown.move_id), [], opening
        for entry in shown:
            balance += entry.balance
            rows.append({
                "entry": entry, "balance": balance, "claims": settled.get(entry.move_id),
                **self._word_entry(entry),
            })
        return {
            "partner": partner,
            "company": company,
            "currency": company.currency_id,
            "date_from": first,
            "date_to": last,
            "opening": opening,
            "rows": rows,
            "closing": self._sum_balance(own & Domain("date", "<=", last)),
            "now": self._sum_balance(own),
            "open_claims": self._prepare_open_claims(partner, company),
        }

    @api.model
    def _sum_balance(self, domain) -> float:
        [(balance,)] = self.env["account.move.line"]._read_group(domain, [], ["balance:sum"])
        return balance or 0.0

    @api.model
    def _word_entry(self, entry) -> dict:
        """What an entry is, in words, and where it leads.

        :return: dict of ``label`` and ``url`` (None: nowhere)
        """
        move = entry.move_id
        labels = {
            "out_invoice": self.env._("Invoice"), "out_refund": self.env._("Credit note"),
        }
        label = labels.get(move.move_type)
        if not label:
            is_payment = bool(entry.payment_id or move.origin_payment_id)
            label = self.env._("Payment") if is_payment else self.env._("Entry")
        return {
            "label": label,
            "url": move.get_portal_url() if move.move_type in labels else None,
        }

    @api.model
    def _get_settled_claims(self, moves) -> dict:
        """Claims that entries settle, by entry; those that settle none are left out."""
        settlements = self.env["dms.claim.settlement"].search([
            "|", ("move_id", "in", moves.ids), ("payment_id.move_id", "in", moves.ids),
            ("state", "!=", "cancelled"),
        ])
        claims = {}
        for settlement in settlements:
            move = settlement.move_id or settlement.payment_id.move_id
            claims[move] = claims.get(move, settlement.claim_id) | settlement.claim_id
        return claims

    @api.model
    def _prepare_open_claims(self, partner, company) -> dict:
        """What claims will still bring: those approved and not settled.

        :return: dict of ``claims`` and ``remaining`` in the company's currency
        """
        claims = self.env["dms.claim"].search([
            ("claimant_id", "=", partner.id), ("company_id", "=", company.id),
            ("state", "=", "approved"), ("remaining_amount", ">", 0),
        ], order="decision_date, id")
        today = fields.Date.context_today(self)
        return {
            "claims": claims,
            "remaining": sum(
                claim._get_direction() * claim.currency_id._convert(
                    claim.remaining_amount, company.currency_id, company, today
                )
                for claim in claims
            ),
        }

    @api.model
    def _write(self, statement) -> bytes:
        """A prepared statement as an .xlsx: figures are numbers, all else stays text."""
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, TEXT_ONLY) as workbook:
            formats = {
                name: workbook.add_format(values) for name, values in {
                    "bold": {"bold": True}, "date": {"num_format": "yyyy-mm-dd"},
                    "money": {"num_format": self._get_money_format(statement["currency"])},
                    "total": {
                        "num_format": self._get_money_format(statement["currency"]), "bold": True,
                    },
                }.items()
            }
            self._write_entries(workbook.add_worksheet(self.env._("Statement")), formats, statement)
            self._write_claims(workbook.add_worksheet(self.env._("Claims")), formats, statement)
        return buffer.getvalue()

    @api.model
    def _get_money_format(self, currency) -> str:
        places = currency.decimal_places
        return f"#,##0.{'0' * places}" if places else "#,##0"

    @api.model
    def _write_entries(self, sheet, formats, statement):
        env, currency = self.env, statement["currency"]
        for line, (label, text) in enumerate((
            (env._("Statement of account"), statement["partner"].name),
            (env._("In the books of"), statement["company"].name),
            (env._("Currency"), currency.name),
        )):
            sheet.write_string(line, 0, label, formats["bold"])
            sheet.write_string(line, 1, text or "")
        headings = (
            env._("Date"), env._("Kind"), env._("Document"), env._("Reference"), env._("Claims"),
            env._("Charged"), env._("Paid or credited"), env._("Balance"),
        )
        for column, text in enumerate(headings):
            sheet.write_string(4, column, text, formats["bold"])
        self._write_balance(
            sheet, formats, 5, statement["date_from"], env._("Brought forward"),
            statement["opening"],
        )
        for line, row in enumerate(statement["rows"], 6):
            entry = row["entry"]
            sheet.write_datetime(line, 0, entry.date, formats["date"])
            texts = (
                row["label"], entry.move_name, entry.move_id.ref,
                ", ".join(row["claims"].mapped("name")) if row["claims"] else "",
            )
            for column, text in enumerate(texts, 1):
                sheet.write_string(line, column, text or "")
            amount = currency.round(entry.balance)
            sheet.write_number(line, 5 if amount > 0 else 6, abs(amount), formats["money"])
            sheet.write_number(line, 7, currency.round(row["balance"]), formats["money"])
        self._write_balance(
            sheet, formats, 6 + len(statement["rows"]), statement["date_to"], env._("Balance"),
            statement["closing"],
        )
        sheet.freeze_panes(5, 0)
        sheet.autofit()

    @api.model
    def _write_balance(self, sheet, formats, line, date, text, amount):
        sheet.write_datetime(line, 0, date, formats["date"])
        sheet.write_string(line, 1, text, formats["bold"])
        sheet.write_number(line, 7, amount, formats["total"])

    @api.model
    def _write_claims(self, sheet, formats, statement):
        env = self.env
        headings = (
            env._("Claim"), env._("Type"), env._("Approved on"), env._("Currency"),
            env._("Approved"), env._("Settled"), env._("Still to come"),
        )
        for column, text in enumerate(headings):
            sheet.write_string(0, column, text, formats["bold"])
        for line, claim in enumerate(statement["open_claims"]["claims"], 1):
            for column, text in ((0, claim.name), (1, claim.type_id.name),
                                 (3, claim.currency_id.name)):
                sheet.write_string(line, column, text)
            if claim.decision_date:
                sheet.write_datetime(line, 2, claim.decision_date, formats["date"])
            for column, amount in enumerate(
                (claim.approved_amount, claim.settled_amount, claim.remaining_amount), 4
            ):
                sheet.write_number(
                    line, column, claim._get_direction() * amount, formats["money"]
                )
        sheet.freeze_panes(1, 0)
        sheet.autofit()
