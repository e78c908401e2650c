import base64

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import human_size

from ..onboarding import detect_file_kind

MEBIBYTE = 2**20
SIZE_LIMIT = 8 * MEBIBYTE


class DmsApplicationDocument(models.Model):
    """A document of an application, with the name that stands on it."""

    _name = "dms.application.document"
    _description = "Application Document"
    _order = "application_id, sequence, id"
    _rec_name = "type_id"

    application_id = fields.Many2one(
        "dms.application", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="application_id.company_id", store=True, index=True)
    type_id = fields.Many2one(
        "dms.application.document.type", string="Document", required=True, ondelete="restrict"
    )
    sequence = fields.Integer(related="type_id.sequence", store=True)
    file = fields.Binary(required=True, attachment=True)
    file_name = fields.Char()
    holder_name = fields.Char(string="Name on It", help="As it is written on the document.")
    number = fields.Char()
    date_expiry = fields.Date(string="Valid until")
    name_score = fields.Float(
        string="Name Match", compute="_compute_name_score", digits=(5, 1),
        help="How alike the name on it and the company's are: 0 to 100.",
    )
    state = fields.Selection(
        [("received", "Received"), ("accepted", "Accepted"), ("rejected", "Rejected")],
        required=True, default="received",
    )
    note = fields.Char(help="Why it was rejected: the applicant reads it.")

    @api.depends("holder_name", "application_id.company_name", "application_id.contact_name")
    def _compute_name_score(self):
        for document in self:
            document.name_score = document.application_id._get_name_score(document.holder_name)

    @api.constrains("file", "file_name")
    def _check_file(self):
        for document in self:
            content = base64.b64decode(document.with_context(bin_size=False).file)
            document._check_content(content, document.file_name)

    @api.model
    def _check_content(self, content, file_name):
        """Refuse files that are too large or that are no document or picture.

        :param content: bytes
        :param file_name: as the sender calls it
        :return: the ``FileKind``
        :raise ValidationError: naming the file and what to send instead
        """
        if len(content) > SIZE_LIMIT:
            raise ValidationError(self.env._(
                "%(file)s has %(size)s, %(limit)s at most are taken: send a smaller scan or photo.",
                file=file_name, size=human_size(len(content)), limit=human_size(SIZE_LIMIT),
            ))
        kind = detect_file_kind(content)
        if not kind:
            raise ValidationError(self.env._(
                "%s is neither a PDF nor a picture (JPEG, PNG, WebP): scan or photograph the "
                "document and send that.",
                file_name,
            ))
        return kind

    def action_accept(self):
        """The document is what it should be."""
        self.write({"state": "accepted", "note": False})

    def action_reject(self):
        """Ask the applicant for another one: the note tells why."""
        for document in self:
            if not document.note:
                raise ValidationError(self.env._(
                    "Write in the note of %s what is wrong with it: the applicant reads it.",
                    document.type_id.name,
                ))
        self.write({"state": "rejected"})
        for application in self.application_id:
            application._send_mail("dms_distributor.mail_template_application_document")
