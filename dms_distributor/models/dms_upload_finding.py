from odoo import api, fields, models
from odoo.exceptions import UserError

OUTLET_KINDS = ("outlet_unknown", "outlet_ambiguous", "outlet_new")


class DmsUploadFinding(models.Model):
    """Something of a file that is unknown or doubtful, how much depends on it, and its remedy."""

    _name = "dms.upload.finding"
    _description = "Upload Finding"
    _order = "upload_id desc, id"
    _rec_name = "code"
    _log_access = False

    upload_id = fields.Many2one("dms.upload", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True)
    kind = fields.Selection(
        [
            ("product_unknown", "Unknown product"),
            ("product_ambiguous", "Several products with the code"),
            ("outlet_new", "New outlet, to be registered"),
            ("outlet_unknown", "Unknown outlet"),
            ("outlet_ambiguous", "Several outlets with the code"),
            ("outlet_missing", "Rows without outlet"),
            ("unit_unknown", "Unknown unit"),
            ("unit_unrelated", "Unit that cannot be converted"),
            ("case_unknown", "Product without one case"),
            ("lot_unknown", "Unknown lot, left out"),
            ("repeated", "Repeated rows"),
        ],
        required=True,
        readonly=True,
    )
    code = fields.Char("In the File", readonly=True)
    name = fields.Char(readonly=True)
    row_count = fields.Integer("Rows", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    net_amount = fields.Float("Amount", digits=(16, 2), readonly=True)
    product_id = fields.Many2one("product.product", string="Is Product", ondelete="set null")
    outlet_id = fields.Many2one(
        "res.partner", string="Is Outlet", ondelete="set null",
        domain=[("dms_role", "=", "outlet")],
    )
    uom_id = fields.Many2one("uom.uom", string="Is Unit", ondelete="set null")
    state = fields.Selection(
        [("open", "Open"), ("mapped", "Mapped"), ("ignored", "Rejected for good")],
        required=True,
        default="open",
        readonly=True,
    )
    asks_product = fields.Boolean(compute="_compute_asks")
    asks_outlet = fields.Boolean(compute="_compute_asks")
    asks_unit = fields.Boolean(compute="_compute_asks")

    @api.depends("kind")
    def _compute_asks(self):
        for finding in self:
            finding.asks_product = finding.kind in ("product_unknown", "product_ambiguous")
            finding.asks_outlet = finding.kind in OUTLET_KINDS
            finding.asks_unit = finding.kind in ("unit_unknown", "unit_unrelated", "case_unknown")

    def write(self, vals):
        result = super().write(vals)
        if {"product_id", "outlet_id", "uom_id"} & vals.keys():
            self._apply()
        return result

    def action_ignore(self):
        """Reject the rows of these codes from now on without asking."""
        for finding in self:
            if not finding.asks_product:
                raise UserError(
                    self.env._("Only products can be rejected for good: %s.", finding.display_name)
                )
            finding.upload_id.profile_id._ignore_code(finding.code)
            finding.state = "ignored"

    def action_create_product(self):
        """Create products for these codes, and remember the codes.

        :raise AccessError: when the user may not create products
        """
        findings = self.filtered(lambda finding: finding.asks_product and not finding.product_id)
        products = self.env["product.product"].create(
            [finding._prepare_product_values() for finding in findings]
        )
        for finding, product in zip(findings, products, strict=True):
            finding.product_id = product

    def _prepare_product_values(self) -> dict:
        """Values of the product that the code is to stand for.

        :return: a dict for ``create``
        """
        self.ensure_one()
        return {
            "name": self.name or self.code,
            "default_code": self.code,
            "type": "consu",
            "company_id": self.company_id.id,
        }

    def action_register_outlet(self):
        """Register the outlets of these codes as pending, and remember the codes."""
        for upload, findings in self.filtered("asks_outlet").grouped("upload_id").items():
            outlets = upload._register_outlets(
                [{"code": finding.code, "name": finding.name} for finding in findings]
            )
            for finding, outlet in zip(findings, outlets, strict=True):
                finding.outlet_id = outlet

    def _apply(self):
        """Remember for the distributor what each mapped code stands for."""
        for finding in self:
            if finding.asks_product and finding.product_id:
                finding._remember("dms.product.alias", "product_id")
            elif finding.asks_outlet and finding.outlet_id:
                finding._remember("dms.outlet.alias", "outlet_id")
            elif finding.asks_unit and finding.uom_id:
                finding._remember_unit()
            else:
                continue
            finding.state = "mapped"

    def _remember(self, model: str, field: str):
        """Keep the code as the distributor's own word for the record in ``field``."""
        upload = self.upload_id
        aliases = self.env[model]
        key = {
            "company_id": upload.company_id.id,
            "distributor_id": upload.distributor_id.id,
            "code": self.code,
        }
        alias = aliases.search([(name, "=", value) for name, value in key.items()])
        if alias:
            alias[field] = self[field]
        else:
            aliases.create({**key, field: self[field].id})

    def _remember_unit(self):
        """Keep in the profile what the word for a unit means."""
        profile = self.upload_id.profile_id
        values = {"kind": "uom", "uom_id": self.uom_id.id}
        unit = profile.unit_ids.filtered(lambda unit: unit.word.upper() == self.code.upper())
        if unit:
            unit.write(values)
        else:
            unit.create({**values, "profile_id": profile.id, "word": self.code})
