from odoo import api, fields, models
from odoo.tools import email_normalize

from ..onboarding import compare_names, normalise_tax_number


class DmsApplication(models.Model):
    """A company asks to become a distributor: who it is, its documents, what was checked of it."""

    _name = "dms.application"
    _description = "Distributor Application"
    _inherit = ["dms.approval.mixin", "dms.numbered.mixin", "portal.mixin"]
    _order = "create_date desc, id desc"
    _rec_names_search = ["name", "company_name", "email", "vat"]
    _check_company_auto = True
    _mail_post_access = "read"
    _primary_email = "email"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    source = fields.Selection(
        [("office", "Back Office"), ("form", "Application Form")],
        required=True, default="office", readonly=True,
    )
    is_confirmed = fields.Boolean(
        string="E-Mail Confirmed", default=True, readonly=True, copy=False, tracking=True,
        help="An application sent by the public form counts once its e-mail address is confirmed.",
    )
    submit_time = fields.Datetime(string="Received on", readonly=True, copy=False)
    user_id = fields.Many2one(
        "res.users", string="Responsible", domain=[("share", "=", False)], tracking=True,
        index="btree_not_null",
    )
    lead_id = fields.Many2one(
        "crm.lead", string="Prospect", domain=[("dms_is_prospect", "=", True)],
        index="btree_not_null", ondelete="set null", copy=False, check_company=True,
    )
    partner_id = fields.Many2one(
        "res.partner", string="Distributor", readonly=True, copy=False, index="btree_not_null",
        ondelete="restrict",
    )
    lang = fields.Char(string="Language", default=lambda self: self.env.lang)

    # Who applies
    company_name = fields.Char(required=True, tracking=True)
    contact_name = fields.Char(string="Contact", required=True)
    contact_function = fields.Char(string="Position")
    email = fields.Char(required=True, tracking=True)
    email_normalized = fields.Char(
        compute="_compute_email_normalized", store=True, index="btree_not_null"
    )
    phone = fields.Char()
    vat = fields.Char(string="Tax Number", tracking=True)
    vat_key = fields.Char(
        "Tax Number to Compare", compute="_compute_vat_key", store=True, index="btree_not_null",
        help="The tax number's letters and digits, by which duplicates are found.",
    )
    street = fields.Char()
    street2 = fields.Char()
    city = fields.Char()
    zip = fields.Char(string="ZIP")
    state_id = fields.Many2one(
        "res.country.state", string="Federal State", domain="[('country_id', '=?', country_id)]"
    )
    country_id = fields.Many2one(
        "res.country", default=lambda self: self.env.company.country_id
    )

    # What it wants and has
    territory_id = fields.Many2one(
        "dms.territory", tracking=True, index="btree_not_null",
        check_company=True,
    )
    tier_id = fields.Many2one(
        "dms.tier", domain=[("role", "=", "distributor")], tracking=True,
        default=lambda self: self._get_default_tier(), check_company=True,
    )
    upstream_id = fields.Many2one(
        "res.partner", string="Supplied by", tracking=True, check_company=True,
        domain=[("dms_role", "in", ("manufacturer", "distributor"))],
        help="Who will supply the new distributor.",
    )
    years_in_trade = fields.Integer()
    warehouse_area = fields.Float(string="Warehouse (m²)", digits=(12, 0))
    vehicle_count = fields.Integer(string="Vehicles")
    sales_staff = fields.Integer()
    outlet_count = fields.Integer(string="Outlets Served")
    brands = fields.Char(string="Brands Carried")
    message = fields.Text(string="Message of the Applicant")

    # Its bank
    bank_account_number = fields.Char(string="Account Number or IBAN")
    bank_account_holder = fields.Char(string="Account Holder")
    bank_name = fields.Char(string="Bank")
    bank_code = fields.Char(help="BIC, or IFSC of the branch in India.")

    document_ids = fields.One2many("dms.application.document", "application_id", copy=False)
    reference_ids = fields.One2many("dms.application.reference", "application_id", copy=False)
    check_ids = fields.One2many("dms.application.check", "application_id", copy=False)
    verdict = fields.Selection(
        [("pass", "Passed"), ("warning", "To Look at"), ("fail", "Failed")],
        string="Checks", compute="_compute_verdict", store=True,
        help="The worst of the checks that nobody has accepted.",
    )
    missing_document_ids = fields.Many2many(
        "dms.application.document.type", string="Missing Documents",
        compute="_compute_missing_document_ids",
    )

    status_url = fields.Char(
        string="Applicant's Page", compute="_compute_status_url",
        groups="dms_distributor.group_manager",
        help="Where the applicant sees how far it is: who has the address may look.",
    )

    _figures_positive = models.Constraint(
        "CHECK (years_in_trade >= 0 AND warehouse_area >= 0 AND vehicle_count >= 0"
        " AND sales_staff >= 0 AND outlet_count >= 0)",
        "Years, areas, vehicles, staff and outlets cannot be negative.",
    )

    @api.model
    def _get_default_tier(self):
        return self.env.company.dms_application_tier_id or self.env.ref(
            "dms_distributor.tier_distributor", raise_if_not_found=False
        )

    @api.depends("name", "company_name")
    def _compute_display_name(self):
        for application in self:
            company = application.company_name or ""
            application.display_name = f"{application.name} {company}".strip()

    @api.depends("email")
    def _compute_email_normalized(self):
        for application in self:
            application.email_normalized = email_normalize(application.email)

    @api.depends("vat")
    def _compute_vat_key(self):
        for application in self:
            application.vat_key = normalise_tax_number(application.vat) or False

    @api.depends("check_ids.verdict", "check_ids.is_accepted")
    def _compute_verdict(self):
        for application in self:
            verdicts = set(
                application.check_ids.filtered(lambda check: not check.is_accepted)
                .mapped("verdict")
            )
            application.verdict = next(
                (verdict for verdict in ("fail", "warning") if verdict in verdicts),
                application.check_ids and "pass",
            )

    @api.depends("document_ids.type_id", "document_ids.state", "country_id", "company_id")
    def _compute_missing_document_ids(self):
        for application in self:
            held = application.document_ids.filtered(lambda doc: doc.state != "rejected").type_id
            application.missing_document_ids = application._get_required_documents() - held

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for application in self:
            application.access_url = f"/distributors/application/{application.id}"
        return result

    def _compute_status_url(self):
        for application in self:
            application.status_url = (
                f"{application.get_base_url()}{application.access_url}"
                f"?access_token={application._portal_ensure_token()}"
            )

    def action_open_partner(self):
        """Open the distributor that came of the application."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "view_mode": "form",
        }

    def action_grant_portal(self):
        """Offer the distributor's contacts access to the portal."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("portal.partner_wizard_action"),
            "context": {"active_ids": (self.partner_id | self.partner_id.child_ids).ids},
        }

    def _get_required_documents(self):
        """Types of document that this applicant has to hand in."""
        self.ensure_one()
        return self.env["dms.application.document.type"].sudo()._get_types(
            self.company_id
        ).filtered(
            lambda kind: kind.is_required
            and (not kind.country_ids or self.country_id in kind.country_ids)
        )

    def _get_name_score(self, name):
        """How alike a name and the applicant's are: 0 to 100; a sole trader goes by its person."""
        self.ensure_one()
        return max(
            compare_names(name, self.company_name), compare_names(name, self.contact_name)
        )
