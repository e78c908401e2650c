from odoo import api, fields, models
from odoo.tools import format_amount, format_date, html2plaintext

from .dms_agreement import TERMS


class DmsAgreement(models.Model):
    """What a version changes in the one that it follows."""

    _inherit = "dms.agreement"

    difference_html = fields.Html(
        "Changes", compute="_compute_difference_html", sanitize=False,
        help="What this version changes in the one that it follows.",
    )

    @api.depends(lambda self: ("predecessor_id", "target_ids", *TERMS))
    def _compute_difference_html(self):
        for agreement in self:
            former = agreement.sudo().predecessor_id
            agreement.difference_html = bool(former) and self.env["ir.qweb"]._render(
                "dms_distributor.agreement_differences",
                {
                    "former": former,
                    "agreement": agreement,
                    "differences": agreement._get_differences(former),
                },
            )

    def _get_differences(self, former):
        """The terms in which this agreement differs from another version.

        :param former: the version to compare with
        :return: triples of a term's label, the other version's value and this one's, as text
        """
        self.ensure_one()
        rows = [
            (
                self._fields[name]._description_string(self.env),
                former._format_term(name), self._format_term(name),
            )
            for name in TERMS
        ]
        rows.append((self.env._("Targets"), former._format_targets(), self._format_targets()))
        return [row for row in rows if row[1] != row[2]]

    def _format_term(self, name):
        """A term as people read it; empty when nothing is agreed on."""
        self.ensure_one()
        field, value = self._fields[name], self[name]
        if field.relational:
            text = ", ".join(value.sudo().mapped("display_name"))
        elif field.type == "boolean":
            text = self.env._("Yes") if value else self.env._("No")
        elif not value:
            text = ""
        elif field.type == "selection":
            text = dict(field._description_selection(self.env))[value]
        elif field.type == "date":
            text = format_date(self.env, value)
        elif field.type == "monetary":
            text = format_amount(self.env, value, self.currency_id)
        elif field.type == "html":
            text = html2plaintext(value)
        else:
            text = f"{value:g}" if field.type == "float" else str(value)
            unit = "%" if name.endswith("_percent") else self.env._("days")
            text = f"{text} {unit}"
        return text

    def _format_targets(self):
        """The sum of the targets by measure and category, as people read it."""
        rows = self.target_ids.grouped(lambda target: (target.measure, target.category_id))
        measures = dict(self.target_ids._fields["measure"]._description_selection(self.env))
        return "\n".join(sorted(
            "{}: {:g} ({})".format(
                ", ".join(filter(None, [measures[measure], category.sudo().display_name])),
                sum(targets.mapped("amount")), len(targets),
            )
            for (measure, category), targets in rows.items()
        ))
