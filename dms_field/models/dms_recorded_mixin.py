from odoo import api, fields, models
from odoo.exceptions import UserError


class DmsRecordedMixin(models.AbstractModel):
    """What may be recorded away from the server, and be sent to it more than once."""

    _name = "dms.recorded.mixin"
    _description = "Recorded away from the Server"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    source_key = fields.Char(
        copy=False, help="Names the record at its origin, so that sending it twice adds nothing."
    )

    _source_key_unique = models.UniqueIndex(
        "(company_id, source_key) WHERE source_key IS NOT NULL",
        "This has been recorded before.",
    )

    @api.model
    def _record(self, vals_list):
        """Create or complete one record for each dict; those complete already stay as they are.

        :param vals_list: dicts with a ``source_key``
        :return: the records, in the order of ``vals_list``
        :raise UserError: when a key is missing or a field is not to be set from outside
        :raise AccessError: when a key is that of a record which the user may not change
        """
        for vals in vals_list:
            self._check_recorded_values(vals)
        # Past the rules, so that another's record is refused and not taken for a new one.
        records = self.sudo().search(
            [
                ("company_id", "=", self.env.company.id),
                ("source_key", "in", [vals["source_key"] for vals in vals_list]),
            ]
        )
        known = {record.source_key: record for record in records}
        for vals in vals_list:
            record = known.get(vals["source_key"])
            if record is None:
                known[vals["source_key"]] = self.create(vals)
            elif not record._is_recorded():
                record.with_env(self.env).write(
                    {key: vals[key] for key in vals.keys() & self._get_recorded_fields()}
                )
        return self.browse([known[vals["source_key"]].id for vals in vals_list])

    @api.model
    def _create_missing(self, vals_list):
        """Create those records whose ``source_key`` is not known yet, without a trace in the log.

        :param vals_list: dicts for ``create``, each with ``company_id`` and ``source_key``
        :return: the records created
        """
        # Past the rules: a key taken by a record that the user may not see is taken nonetheless.
        taken = self.sudo().search_fetch(
            [("source_key", "in", [vals["source_key"] for vals in vals_list])],
            ["company_id", "source_key"],
        )
        known = {(record.company_id.id, record.source_key) for record in taken}
        return self.with_context(tracking_disable=True).create(
            [vals for vals in vals_list if (vals["company_id"], vals["source_key"]) not in known]
        )

    @api.model
    def _check_recorded_values(self, vals):
        """Refuse values without a key, or with a field that is not to be set from outside."""
        label = self.env["ir.model"]._get(self._name).name
        if not vals.get("source_key"):
            raise UserError(
                self.env._("%(model)s: a source_key is missing; send one.", model=label)
            )
        allowed = self._get_recorded_fields() | self._get_origin_fields()
        unknown = vals.keys() - allowed
        if unknown:
            raise UserError(
                self.env._(
                    "%(model)s %(key)s: %(fields)s cannot be recorded; allowed are %(allowed)s.",
                    model=label, key=vals["source_key"],
                    fields=", ".join(sorted(unknown)), allowed=", ".join(sorted(allowed)),
                )
            )

    @api.model
    def _get_recorded_fields(self):
        """Names of the fields that may be recorded, again and again until it is complete."""
        return set()

    @api.model
    def _get_origin_fields(self):
        """Names of the fields that are given once, when a record is new."""
        return {"source_key"}

    def _is_recorded(self):
        """Whether this record is complete, so that what is sent again is not looked at."""
        raise NotImplementedError
