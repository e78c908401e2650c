"""Rows for models of which one side of the network has none, made from the table's own columns."""

import json
from datetime import date, datetime

from odoo.tools import SQL, sql

from .owners import Owners

# What cannot be guessed from a column's kind, because a constraint wants more: from whose row it
# is and the values guessed, what to set.
VALUES = {
    "dms.agreement.claim": lambda rows, values: {
        "territory_path": rows.env["dms.territory"].browse(values["territory_id"]).parent_path,
    },
    "dms.agreement.target": lambda rows, values: {"date_to": date(2026, 1, 31)},
    "dms.application.reference": lambda rows, values: {"phone": "1"},
    "dms.approval.delegation": lambda rows, values: {
        "user_id": rows.env.ref("base.user_root").id,
        "delegate_id": rows.env.ref("base.user_admin").id,
    },
    "dms.automation.rule": lambda rows, values: {"first_hour": 8, "last_hour": 18},
    "dms.claim.rule": lambda rows, values: {"outcome": "review"},
    "dms.dunning.level": lambda rows, values: {"action": "call"},
    "dms.claim.file": lambda rows, values: {"attachment_id": rows.make_attachment().id},
    "dms.outlet.duplicate": lambda rows, values: {"state": "merged"},
    "dms.scheme": lambda rows, values: {"basis": "value"},
    "dms.stock.transfer": lambda rows, values: {"target_id": rows.outlet.id},
}
NUMBERS = {"integer": 1, "float": 1, "monetary": 1}


class Rows:
    """Inserts rows past the ORM: whose they are matters here, not what they say."""

    def __init__(self, env, company, distributor, outlet):
        self.env = env(su=True, context={"active_test": False})
        self.company, self.distributor, self.outlet = company, distributor, outlet
        self.made = {}

    def make(self, model):
        """A record of the model that belongs to this side of the network; made once.

        :return: the record
        :raise AssertionError: naming the model, when its table refuses the row
        """
        if model not in self.made:
            # A model that refers to itself does not ask for itself again.
            self.made[model] = self.env[model]
            self.made[model] = self._find(model) or self._insert(model)
        return self.made[model]

    def _find(self, model):
        """A record that is there already, be it that a trigger has made it."""
        records = self.env[model]
        company = [("company_id", "=", self.company.id)] if "company_id" in records._fields else []
        for name in Owners(self.env).get_partner_fields(model):
            own = [(name, "in", (self.distributor | self.outlet).ids)]
            if found := records.search(company + own, limit=1):
                return found
        return records

    def _insert(self, model):
        records = self.env[model]
        columns = sql.table_columns(self.env.cr, records._table)
        values = {}
        for field in records._fields.values():
            if field.name in columns and field.column_type and field.name != "id":
                value = self._guess(field, columns[field.name]["is_nullable"] == "NO")
                if value is not None:
                    values[field.name] = value
        if model in VALUES:
            values.update(VALUES[model](self, values))
        try:
            with self.env.cr.savepoint():
                [(identifier,)] = self.env.execute_query(SQL(
                    "INSERT INTO %s (%s) VALUES (%s) RETURNING id",
                    SQL.identifier(records._table),
                    SQL(", ").join(map(SQL.identifier, values)),
                    SQL(", ").join(SQL("%s", value) for value in values.values()),
                ))
        except Exception as error:
            raise AssertionError(
                f"{model} has no demo record of {self.distributor.name}, and none can be made: "
                f"{error}. Add demo data, or what its constraints want to VALUES in {__file__}."
            ) from error
        self.env.invalidate_all()
        return records.browse(identifier)

    def _guess(self, field, is_required):
        """A value for a column: references are always given, the rest where it is required."""
        if field.type == "many2one":
            return self._guess_reference(field, is_required)
        if field.company_dependent or not is_required:
            return None
        return {
            "boolean": False, "date": date(2026, 1, 1), "datetime": datetime(2026, 1, 1),
            "json": json.dumps({}),
        }.get(field.type, NUMBERS.get(field.type, self._guess_text(field)))

    def _guess_text(self, field):
        if field.type == "selection":
            return next(iter(field.get_values(self.env)))
        text = f"access {self.distributor.id}"
        return json.dumps({"en_US": text}) if field.translate else text

    def _guess_reference(self, field, is_required):
        comodel = field.comodel_name
        if comodel == "res.company":
            return self.company.id
        if comodel == "res.partner":
            return (self.outlet if "outlet" in field.name else self.distributor).id
        if comodel == "sale.order":
            return self.make_order().id
        if comodel == "crm.lead":
            return self._make_lead().id
        if comodel.startswith("dms.") and Owners(self.env).is_owned(comodel):
            return self.make(comodel).id or None
        if not is_required:
            return None
        records = self.env[comodel]
        if not comodel.startswith("dms."):
            return records.search([], limit=1).id
        companies = Owners(self.env).companies_of(records.search([]))
        known = (
            identifier for identifier, company in companies.items()
            if company in (0, self.company.id)
        )
        return next(known, None) or self.make(comodel).id

    def make_attachment(self):
        """A file of its own for this side."""
        return self.env["ir.attachment"].create({"name": "access", "raw": b"access"})

    def make_order(self):
        """A sale order of this side's distributor."""
        orders = self.env["sale.order"]
        order = orders.search([("partner_id", "=", self.distributor.id)], limit=1)
        return order or orders.with_company(self.company).create(
            {"partner_id": self.distributor.id, "company_id": self.company.id}
        )

    def _make_lead(self):
        """A prospect whose contact is this side's distributor."""
        return self.env["crm.lead"].create({
            "name": self.distributor.name, "partner_id": self.distributor.id,
            "company_id": self.company.id,
        })
