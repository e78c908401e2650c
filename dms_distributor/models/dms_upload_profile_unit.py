from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DmsUploadProfileUnit(models.Model):
    """What a word that a distributor writes for a unit means."""

    _name = "dms.upload.profile.unit"
    _description = "Upload Profile Unit"
    _order = "word, id"
    _rec_name = "word"

    profile_id = fields.Many2one(
        "dms.upload.profile", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="profile_id.company_id", store=True)
    word = fields.Char(required=True, help="As written in the file; capitals make no difference.")
    kind = fields.Selection(
        [
            ("piece", "The product's smallest unit"),
            ("case", "The product's case"),
            ("uom", "A given unit"),
        ],
        string="Meaning",
        required=True,
        default="uom",
        help="A product's case is its only packaging, or its own unit when that is made of others.",
    )
    uom_id = fields.Many2one("uom.uom", string="Unit", ondelete="restrict")

    _word_unique = models.UniqueIndex(
        "(profile_id, upper(word))", "The profile explains the same word twice."
    )

    @api.constrains("kind", "uom_id")
    def _check_uom(self):
        for unit in self:
            if unit.kind == "uom" and not unit.uom_id:
                raise ValidationError(
                    self.env._("Say which unit the word %s means.", unit.word)
                )
