"""What a visitor typed into the application form: read, checked, and told what is wrong with."""

import base64

from odoo.exceptions import ValidationError
from odoo.http import request
from odoo.tools import email_normalize

from ..onboarding import BankVerdict, check_bank_account, is_tax_number_valid

TEXTS = {
    "company_name": 120, "contact_name": 120, "contact_function": 80, "email": 200, "phone": 40,
    "vat": 32, "street": 200, "street2": 200, "city": 80, "zip": 16, "brands": 300,
    "message": 4000, "bank_account_number": 40, "bank_account_holder": 120, "bank_name": 120,
    "bank_code": 16,
}
REQUIRED = (
    "company_name", "contact_name", "email", "phone", "vat", "street", "city", "country_id",
    "territory_id", "bank_account_number", "bank_account_holder",
)
NUMBERS = {
    "years_in_trade": 200, "warehouse_area": 10_000_000, "vehicle_count": 100_000,
    "sales_staff": 100_000, "outlet_count": 10_000_000,
}
RECORDS = {
    "country_id": "res.country", "state_id": "res.country.state", "territory_id": "dms.territory",
}
REFERENCE_FIELDS = ("name", "organisation", "relation", "phone", "email")
REFERENCES_AT_MOST = 5


class ApplicationValues:
    """One submission of the form.

    ``typed`` is what was typed, for the form to show again; ``errors`` are sentences by name of
    the input; ``values``, ``references`` and ``documents`` are what an application is made of.
    """

    def __init__(self, form, files, company):
        self.env = request.env(su=True)
        self.company = company
        self.typed = {name: form.get(name, "").strip() for name in (*TEXTS, *NUMBERS, *RECORDS)}
        self.errors = {}
        self.values = {}
        self._read_texts()
        self._read_numbers()
        self._read_records()
        self._check_required()
        self._check_meaning()
        self.references = self._read_references(form)
        self.documents = self._read_documents(form, files)

    def _read_texts(self):
        for name, limit in TEXTS.items():
            text = self.typed[name]
            if len(text) > limit:
                self.errors[name] = self.env._("%s characters at most.", limit)
            # PostgreSQL holds no null characters.
            self.values[name] = text[:limit].replace("\x00", "") or False

    def _read_numbers(self):
        for name, limit in NUMBERS.items():
            text = self.typed[name]
            self.values[name] = int(text) if text.isascii() and text.isdigit() else 0
            if text and not (text.isascii() and text.isdigit() and int(text) <= limit):
                self.values[name] = 0
                self.errors[name] = self.env._("A whole number, please.")

    def _read_records(self):
        for name, model in RECORDS.items():
            text = self.typed[name]
            is_id = text.isascii() and text.isdigit() and len(text) < 10
            record = self.env[model].browse(int(text) if is_id else ()).exists()
            if name == "territory_id":
                record &= get_offered_territories(self.company)
            self.values[name] = record.id
            if text and not record:
                self.errors[name] = self.env._("Choose one of the list.")
        state = self.env["res.country.state"].browse(self.values["state_id"] or ())
        if state and state.country_id.id != self.values["country_id"]:
            self.errors["state_id"] = self.env._("%s is not in that country.", state.name)

    def _check_required(self):
        for name in REQUIRED:
            if not self.values[name]:
                self.errors.setdefault(name, self.env._("Please fill this in."))

    def _check_meaning(self):
        values = self.values
        if values["email"] and not email_normalize(values["email"]):
            self.errors["email"] = self.env._("This is no e-mail address: name@example.com.")
        country = self.env["res.country"].browse(values["country_id"] or ())
        if values["vat"] and is_tax_number_valid(values["vat"], country.code) is False:
            self.errors["vat"] = self.env._(
                "This is no tax number of %s: look for a wrong or missing digit.", country.name
            )
        verdict = check_bank_account(values["bank_account_number"], values["bank_code"])
        sentences = {
            BankVerdict.BAD_IBAN: (
                "bank_account_number",
                self.env._("The check digits of this IBAN are wrong: look for a wrong digit."),
            ),
            BankVerdict.BAD_NUMBER: (
                "bank_account_number", self.env._("An account number has 5 to 34 characters.")
            ),
            BankVerdict.BAD_CODE: ("bank_code", self.env._("This is neither a BIC nor an IFSC.")),
        }
        if verdict in sentences:
            name, sentence = sentences[verdict]
            self.errors.setdefault(name, sentence)

    def _read_references(self, form):
        """The rows of references that were filled in; each needs a name and a way to reach it."""
        columns = [form.getlist(f"reference_{name}") for name in REFERENCE_FIELDS]
        rows = [
            dict(zip(REFERENCE_FIELDS, (cell.strip()[:200] for cell in row), strict=True))
            for row in zip(*columns, strict=False)
        ][:REFERENCES_AT_MOST]
        self.typed["references"] = rows
        filled = [row for row in rows if row["name"] or row["phone"] or row["email"]]
        relations = self.env["dms.application.reference"]._fields["relation"].get_values(self.env)
        minimum = self.company.dms_reference_minimum
        if any(not (row["name"] and (row["phone"] or row["email"])) for row in filled):
            self.errors["references"] = self.env._(
                "Each reference needs a name and a phone number or e-mail address."
            )
        elif len(filled) < minimum:
            self.errors["references"] = self.env._("Name %s references at least.", minimum)
        return [
            {
                **{name: text or False for name, text in row.items()},
                "relation": row["relation"] if row["relation"] in relations else "other",
            }
            for row in filled
        ]

    def _read_documents(self, form, files):
        """The documents that were sent, each looked at by content."""
        documents = []
        for kind in self.env["dms.application.document.type"]._get_types(self.company):
            holder = form.get(f"holder_{kind.id}", "").strip()[:120]
            self.typed[f"holder_{kind.id}"] = holder
            upload = files.get(f"document_{kind.id}")
            country = self.env["res.country"].browse(self.values["country_id"] or ())
            is_asked = not kind.country_ids or country in kind.country_ids
            if not upload or not upload.filename:
                if kind.is_required and is_asked:
                    self.errors[f"document_{kind.id}"] = self.env._("Please add this document.")
                continue
            values, error = read_document(self.env, upload)
            if error:
                self.errors[f"document_{kind.id}"] = error
            elif kind.has_holder and not holder:
                self.errors[f"holder_{kind.id}"] = self.env._("Type the name that stands on it.")
            else:
                documents.append({**values, "type_id": kind.id, "holder_name": holder or False})
        return documents


def get_offered_territories(company):
    """Territories that an applicant to a company may ask for: those at the end of the tree.

    :return: ``dms.territory`` records
    """
    return request.env["dms.territory"].sudo().search([
        ("company_id", "in", (False, *company.parent_ids.ids)), ("child_ids", "=", False),
    ])


def read_document(env, upload):
    """A sent file, taken for what its content is and not for what it is called.

    :param upload: of werkzeug
    :return: pair of the values of a document and a sentence that says what is wrong, one of them
        empty
    """
    content = upload.read()
    name = (upload.filename or "").replace("\x00", "").rpartition("/")[2][-100:]
    try:
        kind = env["dms.application.document"]._check_content(content, name)
    except ValidationError as error:
        return {}, error.args[0]
    stem = name.rpartition(".")[0] or name
    return {"file": base64.b64encode(content), "file_name": stem + kind.extension}, ""
