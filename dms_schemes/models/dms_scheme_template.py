from odoo import api, fields, models

# What is of the one scheme, and no part of its kind.
OWN_FIELDS = {
    "name", "code", "company_id", "currency_id", "user_id", "date_start", "date_end", "color",
    "active", "target_ids", "price_ids", "document_ids", "is_retroactive",
}


class DmsSchemeTemplate(models.Model):
    """A usual kind of scheme, from which one is made without starting from nothing."""

    _name = "dms.scheme.template"
    _description = "Scheme Template"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Text(
        translate=True, help="What such a scheme promises, in one sentence."
    )
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    icon = fields.Char(default="fa-gift", help="An icon of Font Awesome.")
    company_id = fields.Many2one("res.company", help="Empty: offered in all companies.")
    mechanism = fields.Selection(
        selection=lambda self: self.env["dms.scheme"]._fields["mechanism"].selection,
        required=True, default="order",
    )
    months = fields.Integer(
        default=3, help="How long such a scheme usually runs. 0: until it is stopped."
    )
    terms = fields.Json(
        "Values", help="Values of a scheme's fields; slabs and parts of a combo as lists."
    )

    _months_positive = models.Constraint(
        "CHECK (months >= 0)", "A scheme cannot run for less than no month."
    )

    def action_use(self):
        """Open a scheme with these values, not yet saved."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Scheme"),
            "res_model": "dms.scheme",
            "views": [(False, "form")],
            "context": {
                f"default_{name}": value for name, value in self._prepare_scheme_values().items()
            },
        }

    def _prepare_scheme_values(self) -> dict:
        """Values of a new scheme of this kind, starting today.

        What a value refers to and has been deleted since is left out.
        """
        self.ensure_one()
        scheme = self.env["dms.scheme"]
        today = fields.Date.context_today(self)
        values = {"mechanism": self.mechanism, "date_start": fields.Date.to_string(today)}
        if self.months:
            last = fields.Date.end_of(fields.Date.add(today, months=self.months - 1), "month")
            values["date_end"] = fields.Date.to_string(last)
        for name, value in (self.terms or {}).items():
            field = scheme._fields.get(name)
            if not field:
                continue
            if field.type == "one2many":
                value = [(0, 0, line) for line in value]
            elif field.relational:
                known = self.env[field.comodel_name].browse(value).exists()
                value = [(6, 0, known.ids)] if field.type == "many2many" else known.id
            values[name] = value
        return values

    @api.model
    def _prepare_terms(self, scheme) -> dict:
        """What of a scheme belongs to its kind.

        :return: values for ``terms``
        """
        [data] = scheme.copy_data()
        terms = {}
        for name, value in data.items():
            field = scheme._fields[name]
            if name in OWN_FIELDS or not value or field.type in ("date", "datetime", "html"):
                continue
            if field.type == "one2many":
                value = [
                    {key: part for key, part in command[2].items() if key != "scheme_id"}
                    for command in value
                ]
            elif field.type == "many2many":
                value = scheme[name].ids
            terms[name] = value
        return terms


class DmsScheme(models.Model):
    _inherit = "dms.scheme"

    def action_save_as_template(self):
        """Keep the kind of a scheme for others to come."""
        self.ensure_one()
        template = self.env["dms.scheme.template"].create({
            "name": self.name,
            "description": self.summary,
            "mechanism": self.mechanism,
            "company_id": self.company_id.id,
            "terms": self.env["dms.scheme.template"]._prepare_terms(self),
        })
        return {
            "type": "ir.actions.act_window",
            "res_model": "dms.scheme.template",
            "res_id": template.id,
            "views": [(False, "form")],
        }
