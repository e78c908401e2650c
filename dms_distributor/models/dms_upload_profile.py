from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from ..ingest import NO_HEADER, Layout


class DmsUploadProfile(models.Model):
    """How a distributor's file is to be read, and what to do with what it does not say."""

    _name = "dms.upload.profile"
    _description = "Upload Profile"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    distributor_id = fields.Many2one(
        "res.partner", index="btree_not_null", domain=[("dms_role", "=", "distributor")],
        help="Empty: offered to every distributor of the company.",
    )

    is_api = fields.Boolean(
        "For the API", copy=False,
        help="Says what words for units, currency, tax and unknown codes mean in what other "
        "programs send.",
    )

    sheet = fields.Char(help="Name of the sheet of a workbook; empty: the first with rows.")
    has_heading = fields.Boolean("Has Headings", default=True, help="One row names the columns.")
    header_row = fields.Integer(
        "Heading Row", help="Row number of the headings, from 1; 0: it is found."
    )
    encoding = fields.Char(help="Of a text file, such as utf-8 or latin-1; empty: it is found.")
    delimiter = fields.Char(help="Between the values of a text file; empty: it is found.")
    column_ids = fields.One2many(
        "dms.upload.profile.column", "profile_id", string="Columns", copy=True
    )
    unit_ids = fields.One2many("dms.upload.profile.unit", "profile_id", copy=True)

    date_formats = fields.Char(
        help="As %d/%m/%Y, several separated by commas, tried in turn; empty: the usual ones, the "
        "day before the month."
    )
    date_min = fields.Date("Earliest Date", help="Rows before are rejected; empty: 1 January 2000.")
    date_max = fields.Date("Latest Date", help="Rows after are rejected; empty: a year from today.")
    decimal_mark = fields.Selection(
        [(".", "Point (1.5)"), (",", "Comma (1,5)")], help="Empty: it is found."
    )
    thousands_mark = fields.Selection(
        [
            (",", "Comma (1,000)"),
            (".", "Point (1.000)"),
            ("space", "Space (1 000)"),
            ("'", "Apostrophe (1'000)"),
        ],
        help="Empty: it is found.",
    )
    voucher = fields.Boolean(
        "Day Book",
        help="One row per voucher gives its number, date and party; its lines stand in the rows "
        "below.",
    )
    quantity_units = fields.Boolean(
        "Units in Quantities", help='A quantity is followed by its unit, as in "12 Pcs".'
    )
    outlet_prefix = fields.Char(
        help='Text to take off the outlet\'s code, as "Party " of "Party 14798".'
    )
    ignore_patterns = fields.Text(
        "Rows to Leave Out",
        help="Regular expressions, one a line: a row is left out when one of its cells matches. "
        "Blank rows and totals are left out anyway.",
    )
    returns = fields.Selection(
        [
            ("negative", "Negative quantities"),
            ("flag", "Marks in a column"),
            ("prefix", "Invoice numbers that begin with a mark"),
        ],
        required=True,
        default="negative",
    )
    return_marks = fields.Char(
        help="Separated by commas; empty: the usual ones, such as Credit Note, or C before the "
        "invoice number."
    )

    currency_id = fields.Many2one(
        "res.currency",
        help="Of the file's amounts, converted at the invoice's date; empty: the company's.",
    )
    tax_percent = fields.Float(
        "Tax Included (%)", digits=(5, 2),
        help="Taken off the file's amounts; 0: they are without tax.",
    )
    unknown_outlet = fields.Selection(
        [("create", "Register it as pending"), ("reject", "Reject the row")],
        required=True,
        default="create",
    )
    missing_outlet = fields.Selection(
        [("accept", "Accept it as a counter sale"), ("reject", "Reject the row")],
        string="Row without Outlet",
        required=True,
        default="accept",
    )
    repeated_row = fields.Selection(
        [("keep", "Keep each"), ("reject", "Reject all but the first")],
        required=True,
        default="keep",
        help="The same invoice, date, outlet, product, quantity and amounts more than once.",
    )
    ignored_codes = fields.Text(
        "Products to Reject",
        help="Codes, one a line, that are no products, such as postage: their rows are rejected "
        "without asking.",
    )
    upload_ids = fields.One2many("dms.upload", "profile_id")
    upload_count = fields.Integer(compute="_compute_upload_count")

    _api_unique = models.UniqueIndex(
        "(company_id, COALESCE(distributor_id, 0)) WHERE is_api AND active",
        "What a distributor's programs send is read with one profile.",
    )
    _header_row_positive = models.Constraint(
        "CHECK (header_row >= 0)", "The heading row is a row number, or 0 to have it found."
    )
    _tax_percent_possible = models.Constraint(
        "CHECK (tax_percent >= 0 AND tax_percent < 1000)", "A tax is a percentage of 0 or more."
    )

    def _compute_upload_count(self):
        counts = dict(
            self.env["dms.upload"]._read_group(
                [("profile_id", "in", self.ids)], ["profile_id"], ["__count"]
            )
        )
        for profile in self:
            profile.upload_count = counts.get(profile, 0)

    @api.constrains("decimal_mark", "thousands_mark")
    def _check_marks(self):
        for profile in self:
            if profile.decimal_mark and profile.decimal_mark == profile.thousands_mark:
                raise ValidationError(
                    self.env._("%s: decimals and thousands need different marks.", profile.name)
                )

    @api.constrains("distributor_id", "company_id")
    def _check_distributor_company(self):
        for profile in self:
            company = profile.distributor_id.company_id
            if company and company != profile.company_id:
                raise ValidationError(
                    self.env._(
                        "%(distributor)s belongs to another company than the profile %(profile)s.",
                        distributor=profile.distributor_id.display_name, profile=profile.name,
                    )
                )

    def action_open_uploads(self):
        """Open the uploads read with this profile."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_distributor.action_upload")
        return {**action, "domain": [("profile_id", "=", self.id)], "context": {}}

    def _get_layout(self) -> Layout:
        """The layout that the reader of files works by."""
        self.ensure_one()
        thousands = {"space": " "}.get(self.thousands_mark, self.thousands_mark)
        return Layout(
            sheet=self.sheet or None,
            header_row=self.header_row if self.has_heading else NO_HEADER,
            columns={
                column.role: column.heading
                for column in self.column_ids
                if column.role != "ignore"
            },
            date_formats=_split(self.date_formats, ","),
            decimal_mark=self.decimal_mark or "",
            thousands_mark=thousands or "",
            fill_down=tuple(self.column_ids.filtered("fill_down").mapped("role")),
            voucher=self.voucher,
            quantity_units=self.quantity_units,
            ignore_patterns=_split(self.ignore_patterns, "\n"),
            returns=self.returns,
            return_marks=_split(self.return_marks, ","),
            outlet_prefix=self.outlet_prefix or "",
            date_min=self.date_min or None,
            date_max=self.date_max or None,
            encoding=self.encoding or "",
            delimiter=self.delimiter or "",
        )

    @api.model
    def _prepare_profile_values(self, layout: Layout, distributor) -> dict:
        """Values of a profile that reads as ``layout`` says.

        :param distributor: the partner whose file it is
        :return: a dict for ``create``
        """
        return {
            "name": self.env._("Files of %s", distributor.display_name),
            "distributor_id": distributor.id,
            "company_id": (distributor.company_id or self.env.company).id,
            "sheet": layout.sheet,
            "has_heading": layout.header_row != NO_HEADER,
            "header_row": max(layout.header_row, 0),
            "column_ids": [
                Command.create(
                    {"role": role, "heading": heading, "fill_down": role in layout.fill_down}
                )
                for role, heading in layout.columns.items()
            ],
            "date_formats": ", ".join(layout.date_formats),
            "date_min": layout.date_min,
            "date_max": layout.date_max,
            "decimal_mark": layout.decimal_mark or False,
            "thousands_mark": {" ": "space"}.get(
                layout.thousands_mark, layout.thousands_mark or False
            ),
            "voucher": layout.voucher,
            "quantity_units": layout.quantity_units,
            "outlet_prefix": layout.outlet_prefix,
            "ignore_patterns": "\n".join(layout.ignore_patterns),
            "returns": layout.returns,
            "return_marks": ", ".join(layout.return_marks),
            "encoding": layout.encoding,
            "delimiter": layout.delimiter,
        }

    @api.model
    def _get_api_profile(self, company, distributor):
        """The profile by which records from the API are understood: the distributor's own, else
        that of the company, which is made when first needed.
        """
        domain = [("company_id", "=", company.id), ("is_api", "=", True), ("active", "=", True)]
        found = self.search([*domain, ("distributor_id", "in", [distributor.id, False])])
        return found.sorted(lambda profile: not profile.distributor_id)[:1] or self.create(
            {"name": self.env._("API"), "company_id": company.id, "is_api": True}
        )

    def _get_ignored_codes(self) -> list[str]:
        """Codes of what is no product, in capitals."""
        self.ensure_one()
        return [code.upper() for code in _split(self.ignored_codes, "\n")]

    def _ignore_code(self, code: str):
        """Reject the rows of ``code`` from now on without asking."""
        self.ensure_one()
        if code.upper() not in self._get_ignored_codes():
            self.ignored_codes = "\n".join([*_split(self.ignored_codes, "\n"), code])


def _split(text: str | bool, mark: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, (text or "").split(mark))))
