from odoo import api, models

TEXT_FIELDS = (
    "name", "contact_name", "phone", "email", "vat", "street", "street2", "zip", "city", "note",
)
CODE_FIELDS = {
    "channel": "dms.channel", "outlet_class": "dms.outlet.class", "territory": "dms.territory",
}
OUTLET_FIELDS = ("source_key", *TEXT_FIELDS, "latitude", "longitude", *CODE_FIELDS)


class DmsApi(models.AbstractModel):
    """Outlets that other programs have met."""

    _inherit = "dms.api"

    @api.model
    def register_outlets(self, batch_key: str, distributor: str, rows: list[dict]) -> dict:
        """Register outlets of a distributor; they join the network when they are approved.

        :param batch_key: names the batch for good; the same key again gives the same answer
        :param distributor: code of who is to supply them
        :param rows: ``source_key``, ``name``; ``contact_name``, ``phone``, ``email``, ``vat``,
            ``street``, ``street2``, ``zip``, ``city``, ``latitude``, ``longitude``, ``note``, and
            ``channel``, ``outlet_class``, ``territory`` by code
        """
        partner = self._get_distributor(distributor, write=True)
        self._check_rows(rows, OUTLET_FIELDS)

        def run(batch):
            batch._finish(self._run_each(rows, lambda row: self._register_outlet(batch, row)))

        return self._run_batch("register_outlets", partner, batch_key, rows, run)

    @api.model
    def _register_outlet(self, batch, row: dict) -> dict:
        """Register one outlet, unless the distributor has registered one with the same key.

        :return: the answer of the row
        """
        registrations = self.env["dms.outlet.registration"].with_company(batch.company_id)
        values = self._prepare_registration_values(batch, row)
        known = registrations.sudo().search(
            [
                ("company_id", "=", batch.company_id.id), ("source", "=", "api"),
                ("source_key", "=", values["source_key"]),
            ], limit=1,
        )
        found = known or registrations._register_outlets([values], source="api").sudo()
        answer = {
            "status": "known" if known else "accepted",
            "id": found.id,
            "state": found.state,
            "possible_duplicates": found.match_count,
        }
        if found.outlet_id:
            answer["outlet"] = {
                "id": found.outlet_id.id, "code": found.outlet_id.dms_code or None
            }
        return answer

    @api.model
    def _prepare_registration_values(self, batch, row: dict) -> dict:
        """Values of a registration.

        :return: a dict for ``_register_outlets``
        :raise UserError: when the row cannot be understood, naming the field
        """
        for name in ("source_key", "name"):
            if not isinstance(row.get(name), str) or not row[name].strip():
                self._reject(
                    f"{name}_missing", name, row.get(name),
                    self.env._("The outlet needs a %s: a text that is not empty.", name),
                )
        values = {
            "distributor_id": batch.distributor_id.id,
            # Each distributor counts its outlets from one.
            "source_key": f"{batch.distributor_id.id}:{row['source_key'].strip()}",
            **{name: str(row[name]).strip() for name in TEXT_FIELDS if row.get(name)},
        }
        for name in ("latitude", "longitude"):
            if row.get(name) is not None:
                values[name] = self._read_degrees(name, row[name])
        for name, model in CODE_FIELDS.items():
            if row.get(name):
                values[f"{name}_id"] = self._find_by_code(batch, name, model, row[name]).id
        return values

    @api.model
    def _read_degrees(self, name: str, value) -> float:
        """``value`` as degrees; a row is rejected where it is none."""
        most = 90 if name == "latitude" else 180
        is_figure = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_figure or not -most <= value <= most:
            self._reject(
                f"{name}_out_of_range", name, value,
                self.env._("%(name)s: “%(value)s” is not a number from -%(most)s to %(most)s.",
                           name=name, value=value, most=most),
            )
        return float(value)

    @api.model
    def _find_by_code(self, batch, name: str, model: str, code):
        """The record of ``model`` that has ``code``; a row is rejected where none has."""
        found = self.env[model].sudo().search(
            [("code", "=", str(code)), ("company_id", "in", [False, batch.company_id.id])], limit=1
        )
        if not found:
            self._reject(
                f"{name}_unknown", name, code,
                self.env._("%(name)s: no one has the code “%(code)s”.", name=name, code=code),
            )
        return found
