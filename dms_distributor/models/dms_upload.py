import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class DmsUpload(models.Model):
    """A file of secondary sales that a distributor sent, from its arrival to its load."""

    _name = "dms.upload"
    _description = "Sales Upload"
    _inherit = [
        "dms.numbered.mixin", "dms.upload.job.mixin", "dms.upload.load.mixin", "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    distributor_id = fields.Many2one(
        "res.partner", required=True, index=True, domain=[("dms_role", "=", "distributor")],
        ondelete="restrict", tracking=True,
    )
    profile_id = fields.Many2one(
        "dms.upload.profile", index="btree_not_null", ondelete="restrict", copy=False,
        domain="[('distributor_id', 'in', [distributor_id, False])]",
        help="How the file is read; empty: the distributor's last one, or one made from the file.",
    )
    column_ids = fields.One2many(related="profile_id.column_ids", readonly=False)
    user_id = fields.Many2one(
        "res.users", string="Responsible", default=lambda self: self.env.user, tracking=True,
        index="btree_not_null",
    )
    file = fields.Binary(attachment=True, copy=False)
    file_name = fields.Char(copy=False)
    source = fields.Selection(
        [("upload", "Upload"), ("portal", "Portal"), ("api", "API")],
        required=True, default="upload", readonly=True,
    )
    state = fields.Selection(
        [
            ("draft", "New"),
            ("checking", "Checking"),
            ("checked", "Checked"),
            ("loading", "Loading"),
            ("loaded", "Loaded"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True, default="draft", copy=False, tracking=True, index=True, readonly=True,
    )
    message = fields.Text(copy=False, readonly=True, help="Why it failed, and what to do.")
    is_automatic = fields.Boolean(
        copy=False, readonly=True, help="Loaded as soon as it is checked, without being asked."
    )
    load_date = fields.Datetime("Loaded on", copy=False, readonly=True)

    row_count = fields.Integer("Rows", copy=False, readonly=True)
    new_count = fields.Integer("New", copy=False, readonly=True)
    known_count = fields.Integer("Known", copy=False, readonly=True, help="Loaded before.")
    conflict_count = fields.Integer("Conflicts", copy=False, readonly=True)
    rejected_count = fields.Integer("Rejected", copy=False, readonly=True)
    ignored_count = fields.Integer(
        "Left Out", copy=False, readonly=True, help="Titles, blank rows and totals."
    )
    repeated_count = fields.Integer("Repeated", copy=False, readonly=True)
    date_from = fields.Date("From", copy=False, readonly=True)
    date_to = fields.Date("To", copy=False, readonly=True)
    file_currency_id = fields.Many2one(
        "res.currency", compute="_compute_file_currency_id", string="Currency of the File"
    )
    quantity_total = fields.Float(
        "Quantity", digits="Product Unit", copy=False, readonly=True,
        help="Of all rows, rejected ones included, as the file counts.",
    )
    file_total = fields.Monetary(
        "Value of the File", currency_field="file_currency_id", copy=False, readonly=True,
        help="Of all rows, rejected ones included.",
    )
    rejected_total = fields.Monetary(
        "Rejected Value", currency_field="file_currency_id", copy=False, readonly=True
    )
    net_total = fields.Monetary(
        "Net Value", copy=False, readonly=True, help="Of the rows that are not rejected."
    )
    conflict_choice = fields.Selection(
        [
            ("keep", "Keep what is recorded"),
            ("replace", "Replace it by the file's"),
            ("add", "Keep both"),
        ],
        string="Conflicts Are Solved by", required=True, default="keep", copy=False,
    )

    finding_ids = fields.One2many("dms.upload.finding", "upload_id", string="Findings")
    conflict_ids = fields.One2many("dms.upload.conflict", "upload_id", string="Contradictions")
    row_ids = fields.One2many(
        "dms.upload.row", "upload_id", string="Rejected Rows", domain=[("is_voucher", "=", False)]
    )
    sale_ids = fields.One2many("dms.secondary.sale", "upload_id", string="Sales")
    sale_count = fields.Integer(compute="_compute_counts")
    finding_count = fields.Integer(compute="_compute_counts")
    job_count = fields.Integer(compute="_compute_job_count")
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    preview_message = fields.Char(compute="_compute_preview")

    @api.depends("profile_id.currency_id", "company_id")
    def _compute_file_currency_id(self):
        for upload in self:
            upload.file_currency_id = upload._get_file_currency()

    @api.depends("sale_ids", "finding_ids")
    def _compute_counts(self):
        sales, findings = (
            dict(self.env[model]._read_group(
                [("upload_id", "in", self.ids)], ["upload_id"], ["__count"]))
            for model in ("dms.secondary.sale", "dms.upload.finding")
        )
        for upload in self:
            upload.sale_count = sales.get(upload, 0)
            upload.finding_count = findings.get(upload, 0)

    def _compute_job_count(self):
        for upload in self:
            upload.job_count = self.env["queue.job"].sudo().search_count(upload._get_job_domain())

    @api.depends("file", "file_name", "state", "profile_id", "column_ids.role",
                 "column_ids.heading", "column_ids.fill_down")
    def _compute_preview(self):
        for upload in self:
            shown = upload.file and upload.state in ("draft", "checked", "failed")
            upload.preview, upload.preview_message = (
                self.env["dms.upload.preview"]._render(upload) if shown else (False, False)
            )

    @api.constrains("distributor_id", "company_id")
    def _check_distributor(self):
        for upload in self:
            company = upload.distributor_id.company_id
            if upload.distributor_id.dms_role != "distributor":
                raise UserError(
                    self.env._(
                        "%s is no distributor: sales are uploaded for distributors.",
                        upload.distributor_id.display_name,
                    )
                )
            if company and company != upload.company_id:
                raise UserError(
                    self.env._(
                        "%(distributor)s belongs to %(company)s: upload its sales there.",
                        distributor=upload.distributor_id.display_name, company=company.name,
                    )
                )

    @api.onchange("distributor_id", "file")
    def _onchange_file(self):
        if self.profile_id.distributor_id not in (self.distributor_id, self.env["res.partner"]):
            self.profile_id = False

    @api.ondelete(at_uninstall=False)
    def _unlink_except_loaded(self):
        if self.sale_ids:
            raise UserError(
                self.env._("An upload whose sales are recorded cannot be deleted: reverse them.")
            )

    def action_check(self):
        """Check the files in the background."""
        self._begin("checking", ("draft", "checked", "failed"))
        for upload in self:
            upload._enqueue("_job_check")

    def action_load(self):
        """Load the checked files in the background."""
        self._begin("loading", ("checked", "failed"))
        for upload in self:
            upload._enqueue("_job_load")

    def action_cancel(self):
        """Give up uploads that have not been loaded."""
        if self.filtered(lambda upload: upload.state in ("loading", "loaded")):
            raise UserError(
                self.env._("A loaded upload cannot be cancelled: reverse its sales instead.")
            )
        self.state = "cancelled"

    def action_reset(self):
        """Start again with the same file."""
        if self.filtered(lambda upload: upload.state not in ("checked", "failed", "cancelled")):
            raise UserError(self.env._("Only what is not being loaded can be started again."))
        self._clear_results()
        self.state = "draft"

    def action_read_file(self):
        """Choose a profile where none is given; the form then shows how the file is understood."""
        self._ensure_profile()

    def action_choose(self):
        """Solve all conflicts in the way the context names."""
        choice = self.env.context["dms_conflict_choice"]
        self.conflict_choice = choice
        self.conflict_ids.choice = choice

    def action_open(self):
        """Open what the context names: the sales, rejected rows, findings, conflicts or jobs."""
        self.ensure_one()
        subject = self.env.context["dms_subject"]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            {
                "sales": "dms_distributor.action_secondary_sale",
                "rejected": "dms_distributor.action_upload_row",
                "findings": "dms_distributor.action_upload_finding",
                "jobs": "queue_job.action_queue_job",
            }[subject]
        )
        domain = self._get_job_domain() if subject == "jobs" else [("upload_id", "=", self.id)]
        if subject == "rejected":
            domain.append(("is_voucher", "=", False))
        return {**action, "domain": domain, "context": {"create": False}}

    def action_download_rejected(self):
        """Download the rejected rows, to be mended and uploaded again."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/dms/upload/{self.id}/rejected.xlsx",
            "target": "download",
        }

    @api.model
    def _create_from_portal(
        self, distributor, file_name: str, content: bytes, *, is_automatic=False
    ):
        """Take a file from a distributor's log-in; it is checked in the background.

        :param distributor: the partner whose sales they are
        :param content: the file as it was sent
        :param is_automatic: load it too, without asking again
        :return: the upload, readable by the user
        :raise AccessError: when the distributor does not belong to the user's own network
        """
        scope = self.env.user._get_network_domain() & Domain("dms_role", "=", "distributor")
        if not distributor.sudo().filtered_domain(scope):
            raise AccessError(self.env._("You can only upload sales of your own company."))
        company = distributor.sudo().company_id or self.env.company
        upload = self.sudo().with_company(company).create(
            {
                "distributor_id": distributor.id,
                "company_id": company.id,
                "file": base64.b64encode(content),
                "file_name": file_name,
                "source": "portal",
                "user_id": distributor.sudo().user_id.id,
                "is_automatic": is_automatic,
            }
        )
        upload.action_check()
        return self.browse(upload.id)

    def _get_content(self) -> bytes:
        """The file as it was sent.

        :raise UserError: when there is none
        """
        self.ensure_one()
        content = self.with_context(bin_size=False).file
        if not content:
            raise UserError(self.env._("Choose a file first."))
        return base64.b64decode(content)

    def _get_file_currency(self):
        """The currency of the file's amounts."""
        self.ensure_one()
        return self.profile_id.currency_id or self.company_id.currency_id
