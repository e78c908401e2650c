from odoo import fields, models


class DmsApplicationDocumentType(models.Model):
    """A document that an applicant hands in."""

    _name = "dms.application.document.type"
    _description = "Application Document Type"
    _order = "sequence, id"
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    description = fields.Char(translate=True, help="Shown to the applicant below the name.")
    is_required = fields.Boolean(string="Required", default=True)
    has_holder = fields.Boolean(
        string="Names a Holder", default=True,
        help="The applicant types the name that stands on it; it is compared with the company's.",
    )
    has_expiry = fields.Boolean(string="Expires")
    country_ids = fields.Many2many("res.country", string="Countries", help="Empty: all countries.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, help="Empty: shared by all companies."
    )

    _code_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)",
        "Two types of document of a company cannot have the same code.",
    )

    def _get_types(self, company):
        """The types that an applicant to a company is asked for.

        :param company: ``res.company``
        """
        return self.search([("company_id", "in", (False, *company.parent_ids.ids))])
