from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class DmsPartnerAttributeMixin(models.AbstractModel):
    """By what the partners of the network are sorted: has a code, is a company's or shared by all.

    A model that inherits it names in ``_partner_field`` the field of ``res.partner`` that points
    to it.
    """

    _name = "dms.partner.attribute.mixin"
    _description = "Attribute of Network Partners"
    _check_company_domain = models.check_company_domain_parent_of
    _rec_names_search = ["name", "code"]
    _partner_field: str

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, help="Empty: shared by all companies."
    )
    partner_count = fields.Integer(string="Partners", compute="_compute_partner_count")

    def _compute_partner_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [(self._partner_field, "in", self.ids)], [self._partner_field], ["__count"]
            )
        )
        for record in self:
            record.partner_count = counts.get(record, 0)

    @api.constrains("company_id")
    def _check_company_of_partners(self):
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        for company, records in self.filtered("company_id").grouped("company_id").items():
            stranger = partners.search(
                Domain(self._partner_field, "in", records.ids)
                & Domain("company_id", "!=", False)
                & ~Domain("company_id", "child_of", company.id),
                limit=1,
            )
            if stranger:
                raise ValidationError(self.env._(
                    "%(record)s cannot become %(company)s's own: %(partner)s of %(other)s uses it.",
                    record=stranger[self._partner_field].display_name,
                    company=company.name,
                    partner=stranger.display_name,
                    other=stranger.company_id.name,
                ))

    def copy_data(self, default=None):
        """A copy says so in its name and in its code, which must differ."""
        return [
            {
                **vals,
                "name": self.env._("%s (copy)", record.name),
                "code": self._get_free_code(record.code, record.company_id),
                **(default or {}),
            }
            for record, vals in zip(self, super().copy_data(default=default), strict=True)
        ]

    def action_open_partners(self):
        """Open the partners that have one of these."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "dms_distributor.action_network_partner"
            ),
            "name": ", ".join(self.mapped("name")),
            "domain": [(self._partner_field, "in", self.ids)],
            "context": {f"default_{self._partner_field}": self.id} if len(self) == 1 else {},
        }

    def _get_free_code(self, code, company):
        """A code like the given one that no other record of the company has.

        :param code: the code to begin with
        :param company: ``res.company``; empty: shared by all
        :return: the code with the lowest free number behind it
        """
        taken = set(
            self.sudo()
            .with_context(active_test=False)
            .search([("code", "=like", f"{code}-%"), ("company_id", "=", company.id)])
            .mapped("code")
        )
        return next(
            f"{code}-{number}" for number in range(2, len(taken) + 3)
            if f"{code}-{number}" not in taken
        )
