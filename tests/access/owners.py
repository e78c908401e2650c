"""Whom a record concerns, told from its references alone and without asking any rule."""

from odoo.tools import SQL

# What a record may hang on, beside what is ours.
CARRIERS = ("sale.order", "sale.order.line", "crm.lead", "account.move", "stock.move")
# Records of a model that are looked at; a fixed choice among many.
SAMPLE = 400


class Owners:
    """Partners of the network, and the company, that records belong to."""

    def __init__(self, env):
        self.env = env(su=True, context={"active_test": False})
        self.network = dict(
            self.env.execute_query(SQL(
                "SELECT id, dms_network_path FROM res_partner"
                " WHERE dms_role IN ('distributor', 'outlet')"
            ))
        )

    def sample(self, model):
        """Records of a model, the same ones each time and spread over it."""
        table = SQL.identifier(self.env[model]._table)
        rows = self.env.execute_query(SQL(
            "SELECT id FROM %s ORDER BY id > (SELECT MAX(id) - 50 FROM %s) DESC, md5(id::text)"
            " LIMIT %s", table, table, SAMPLE,
        ))
        return self.env[model].browse([row[0] for row in rows])

    def get_partner_fields(self, model):
        """Fields by which a record belongs to partners of the network."""
        return [
            field.name
            for field in self.env[model]._fields.values()
            if field.type == "many2one" and field.store and field.comodel_name == "res.partner"
        ]

    def get_carrier_fields(self, model):
        """Fields by which a record hangs on another that may have an owner."""
        return [
            field.name
            for field in self.env[model]._fields.values()
            if field.type == "many2one" and field.store
            and (field.comodel_name.startswith("dms.") or field.comodel_name in CARRIERS)
        ]

    def is_owned(self, model, depth=3):
        """Whether records of a model belong to partners, by their own fields or their carriers'."""
        return bool(self.get_partner_fields(model)) or (depth > 0 and any(
            self.is_owned(comodel, depth - 1) for comodel in self._get_carriers(model)
        ))

    def has_company(self, model, depth=3):
        """Whether records of a model belong to a company, by their own field or their carriers'."""
        field = self.env[model]._fields.get("company_id")
        return bool(field and field.store) or (depth > 0 and any(
            self.has_company(comodel, depth - 1) for comodel in self._get_carriers(model)
        ))

    def _get_carriers(self, model):
        """Names of the models on which records of a model hang, without the model itself."""
        fields = self.env[model]._fields
        return {
            fields[name].comodel_name for name in self.get_carrier_fields(model)
        } - {model}

    def of(self, records, depth=3):
        """Owners of records: the partners that they name, else those of what they hang on.

        :return: sets of partner ids by record id
        """
        if records._name == "res.partner":
            return {record.id: {record.id} & self.network.keys() for record in records}
        owners = {record.id: set() for record in records}
        for name in self.get_partner_fields(records._name):
            for record in records:
                owners[record.id] |= {record[name].id} & self.network.keys()
        if depth:
            for name in self.get_carrier_fields(records._name):
                orphans = records.filtered(lambda record: not owners[record.id])
                carried = self.of(orphans[name], depth - 1)
                for record in orphans:
                    owners[record.id] |= carried.get(record[name].id, set())
        return owners

    def companies_of(self, records, depth=3):
        """The company of each record: its own, else that of what it hangs on; 0: shared.

        :return: company ids by record id
        """
        if "company_id" in records._fields and records._fields["company_id"].store:
            return {record.id: record.company_id.id or 0 for record in records}
        companies = dict.fromkeys(records.ids, 0)
        if depth:
            for name in self.get_carrier_fields(records._name):
                carried = self.companies_of(records[name], depth - 1)
                for record in records:
                    companies[record.id] = (
                        companies[record.id] or carried.get(record[name].id, 0)
                    )
        return companies
