import base64
from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import code_translations
from pytz import UnknownTimeZoneError, timezone

from .. import inspection

MEBIBYTE = 2**20
SIZE_PARAMETER = "dms_claims.file_size"
BANDS = tuple(f"phash_{number}" for number in range(1, inspection.BAND_COUNT + 1))


class DmsClaimFile(models.Model):
    """What is known of a file that was handed in as evidence: kept for every claim.

    Rows are made when evidence adopts a file, from its bytes; nobody writes them.
    """

    _name = "dms.claim.file"
    _description = "Evidence File"
    _order = "id desc"
    _rec_name = "name"

    attachment_id = fields.Many2one(
        "ir.attachment", "File", required=True, readonly=True, ondelete="cascade"
    )
    evidence_id = fields.Many2one(
        "dms.claim.evidence", required=True, readonly=True, ondelete="cascade", index=True
    )
    claim_id = fields.Many2one(related="evidence_id.claim_id", store=True, index=True)
    company_id = fields.Many2one(related="evidence_id.company_id", store=True, index=True)
    claimant_id = fields.Many2one(related="claim_id.claimant_id", store=True, index=True)
    type_id = fields.Many2one(related="claim_id.type_id", store=True)
    state = fields.Selection(related="claim_id.state")
    name = fields.Char(related="attachment_id.name")
    kind = fields.Selection(
        [
            ("photo", "Photo"), ("pdf", "PDF"), ("document", "Document"),
            ("sheet", "Spreadsheet"), ("text", "Text"),
        ],
        required=True, readonly=True,
    )
    mimetype = fields.Char("Content", required=True, readonly=True)
    size = fields.Integer("Size (bytes)", required=True, readonly=True, aggregator="sum")
    sha256 = fields.Char("Digest (SHA-256)", required=True, readonly=True)
    pages = fields.Integer(readonly=True, aggregator="sum")
    width = fields.Integer(readonly=True, aggregator=None)
    height = fields.Integer(readonly=True, aggregator=None)
    # The perceptual hash in bands that indexes find; empty where there is nothing to compare.
    phash_1 = fields.Integer(readonly=True, aggregator=None)
    phash_2 = fields.Integer(readonly=True, aggregator=None)
    phash_3 = fields.Integer(readonly=True, aggregator=None)
    phash_4 = fields.Integer(readonly=True, aggregator=None)
    taken_on = fields.Datetime(
        readonly=True, help="When the photo says that it was taken. A camera's clock may be wrong."
    )
    taken_date = fields.Date(
        "Day Taken", readonly=True, help="The day on which it was taken, where it was taken."
    )
    has_place = fields.Boolean("Tells Its Place", readonly=True)
    latitude = fields.Float(digits=(10, 7), readonly=True, aggregator=None)
    longitude = fields.Float(digits=(10, 7), readonly=True, aggregator=None)
    problems = fields.Char(readonly=True)
    image_1280 = fields.Image("Picture", max_width=1280, max_height=1280, readonly=True)
    image_256 = fields.Image(
        "Thumbnail", related="image_1280", max_width=256, max_height=256, store=True
    )

    _attachment_unique = models.UniqueIndex("(attachment_id)", "A file is evidence only once.")
    _sha256_idx = models.Index("(company_id, sha256)")
    _phash_1_idx = models.Index("(company_id, phash_1) WHERE phash_1 IS NOT NULL")
    _phash_2_idx = models.Index("(company_id, phash_2) WHERE phash_2 IS NOT NULL")
    _phash_3_idx = models.Index("(company_id, phash_3) WHERE phash_3 IS NOT NULL")
    _phash_4_idx = models.Index("(company_id, phash_4) WHERE phash_4 IS NOT NULL")

    def action_download(self):
        """The file as it was handed in."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url", "target": "download",
            "url": f"/web/content/{self.attachment_id.id}?download=true",
        }

    def action_open_claim(self):
        """The claim that the file speaks for."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "dms.claim",
            "res_id": self.claim_id.id, "view_mode": "form",
        }

    @api.model
    def _adopt(self, evidence):
        """Look into the files of evidence that nobody has looked into yet, and keep what is found.

        :param evidence: ``dms.claim.evidence`` that own their attachments
        :return: the rows made
        :raise UserError: naming each file that is not taken, and why
        """
        files = self.sudo()
        known = files.search([("evidence_id", "in", evidence.ids)]).attachment_id
        vals_list, refusals = [], []
        for line in evidence.sudo():
            for attachment in line.attachment_ids - known:
                try:
                    vals_list.append(files._prepare_file_values(line, attachment))
                except UserError as refusal:
                    refusals.append(refusal.args[0])
        if refusals:
            raise UserError("\n".join(refusals))
        created = files.create(vals_list)
        for file in created.filtered(lambda file: file.attachment_id.mimetype != file.mimetype):
            # What a browser is told is what the content is.
            file.attachment_id.mimetype = file.mimetype
        return created

    def _renew(self):
        """Look again into files of which the content has changed."""
        for file in self.sudo():
            file.write(file._prepare_file_values(file.evidence_id, file.attachment_id))

    @api.model
    def _prepare_file_values(self, evidence, attachment):
        """Values of the row of a file, from its bytes.

        :raise UserError: when it is not taken, or not what the checklist asks for
        """
        if attachment.type != "binary" or attachment.url:
            raise UserError(self.env._(
                "“%s” is a link, which may show something else tomorrow. Send the file itself.",
                attachment.name,
            ))
        told = self._inspect(attachment.raw or b"", attachment.name)
        evidence._check_kind(told.kind.value, attachment.name)
        values = {
            "attachment_id": attachment.id, "evidence_id": evidence.id, "kind": told.kind.value,
            **{name: getattr(told, name) for name in (
                "mimetype", "size", "sha256", "pages", "width", "height",
            )},
            "problems": ",".join(told.problems),
            "has_place": told.latitude is not None,
            "latitude": told.latitude or 0, "longitude": told.longitude or 0,
            **self._prepare_time_values(told.taken_on, evidence.claim_id),
        }
        if told.phash is not None:
            values |= dict(zip(BANDS, inspection.split_bands(told.phash), strict=True))
        if told.shown:
            values["image_1280"] = base64.b64encode(told.shown)
        return values

    @api.model
    def _prepare_time_values(self, taken, claim):
        """When a photo was taken: the moment, and the day at the place.

        :param taken: aware or naive ``datetime``, or None; a clock without an offset is read as the
            claimant's
        """
        if taken is None:
            return {"taken_on": False, "taken_date": False}
        if taken.tzinfo is None:
            taken = self._get_time_zone(claim).localize(taken)
        local = taken.astimezone(self._get_time_zone(claim)) if taken.tzinfo is UTC else taken
        return {
            "taken_on": taken.astimezone(UTC).replace(tzinfo=None), "taken_date": local.date(),
        }

    @api.model
    def _get_time_zone(self, claim):
        """The time zone at the claimant's place, as far as it is known."""
        try:
            return timezone(claim.claimant_id.tz or claim.company_id.partner_id.tz or "UTC")
        except UnknownTimeZoneError:
            return timezone("UTC")

    @api.model
    def _get_limits(self) -> inspection.Limits:
        """What files may be, by the settings."""
        limit = self.env["ir.config_parameter"].sudo().get_param(SIZE_PARAMETER)
        size = int(limit) if (limit or "").isdecimal() and int(limit) else 0
        return inspection.Limits(size=size * MEBIBYTE) if size else inspection.Limits()

    @api.model
    def _inspect(self, content: bytes, name: str) -> inspection.Inspection:
        """What a file is.

        :raise UserError: naming it, why it is not taken and what to send instead
        """
        try:
            return inspection.inspect(content, name, self._get_limits())
        except inspection.InspectionError as error:
            # The messages are literals marked where they stand, in a package that knows no Odoo.
            message = inspection.MESSAGES[error.code]
            translations = code_translations.get_python_translations(
                self._original_module, self.env.lang or "en_US"
            )
            raise UserError(error.explain(translations.get(message, message))) from error
