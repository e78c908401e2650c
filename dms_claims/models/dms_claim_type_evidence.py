from odoo import api, fields, models

# Kinds of ``dms.claim.file`` by what a checklist asks for.
KINDS = {
    "any": ("photo", "pdf", "document", "sheet", "text"),
    "photo": ("photo",),
    "scan": ("photo", "pdf"),
    "document": ("pdf", "document", "text"),
    "sheet": ("sheet", "pdf"),
}


class DmsClaimTypeEvidence(models.Model):
    """One document or photo that claims of a type are proved by."""

    _name = "dms.claim.type.evidence"
    _description = "Evidence of a Claim Type"
    _order = "type_id, sequence, id"

    type_id = fields.Many2one("dms.claim.type", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="type_id.company_id", store=True, index="btree_not_null")
    name = fields.Char(required=True, translate=True)
    hint = fields.Char(translate=True, help="What it must show to count.")
    sequence = fields.Integer(default=10)
    is_required = fields.Boolean("Required", default=True)
    file_kind = fields.Selection(
        [
            ("any", "Any file"),
            ("photo", "Photos"),
            ("scan", "Photos or PDFs"),
            ("document", "PDFs or documents"),
            ("sheet", "Spreadsheets or PDFs"),
        ],
        "Files", required=True, default="any",
    )
    min_files = fields.Integer(
        "At Least", required=True, default=1, help="How many different files answer this."
    )
    is_per_line = fields.Boolean(
        "For Each Line", help="So many files are needed for each line of the claim."
    )
    max_age_days = fields.Integer(
        "Not Older Than (days)",
        help="How old photos may be on the day of submission, as far as they tell when they were "
        "taken. 0: any age.",
    )

    _min_files_positive = models.Constraint(
        "CHECK (min_files > 0)", "Evidence that is asked for is one file at least."
    )
    _max_age_positive = models.Constraint(
        "CHECK (max_age_days >= 0)", "A number of days cannot be negative."
    )

    @api.model_create_multi
    def create(self, vals_list):
        requirements = super().create(vals_list)
        requirements._add_to_drafts()
        return requirements

    def _get_kinds(self) -> tuple:
        """Kinds of files that answer this, as ``dms.claim.file`` tells them."""
        self.ensure_one()
        return KINDS[self.file_kind]

    def _add_to_drafts(self):
        """Ask for the new evidence on the drafts that exist, whoever's they are."""
        drafts = self.env["dms.claim"].sudo().search(
            [("type_id", "in", self.type_id.ids), ("state", "=", "draft")]
        )
        self.env["dms.claim.evidence"].sudo().create(
            [
                {"claim_id": claim.id, **claim._prepare_evidence_values(requirement)}
                for claim in drafts
                for requirement in self
                if requirement.type_id == claim.type_id
            ]
        )
