from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .dms_claim_type_evidence import KINDS


class DmsClaimEvidence(models.Model):
    """A line of a claim's checklist, with the files that answer it."""

    _name = "dms.claim.evidence"
    _description = "Claim Evidence"
    _order = "claim_id, sequence, id"

    claim_id = fields.Many2one("dms.claim", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="claim_id.company_id", store=True, index=True)
    requirement_id = fields.Many2one(
        "dms.claim.type.evidence", ondelete="set null", index="btree_not_null", readonly=True,
        help="The line of the type's checklist that this answers. Empty: added by hand.",
    )
    name = fields.Char(required=True)
    hint = fields.Char(related="requirement_id.hint")
    sequence = fields.Integer(default=10)
    is_required = fields.Boolean(related="requirement_id.is_required")
    attachment_ids = fields.Many2many("ir.attachment", string="Files")
    file_ids = fields.One2many("dms.claim.file", "evidence_id", "What Is Known of the Files")
    status = fields.Selection(
        [("provided", "Provided"), ("missing", "Missing"), ("optional", "Optional")],
        compute="_compute_status",
    )
    shortcoming = fields.Char(
        "Still Missing", compute="_compute_shortcoming",
        help="What this line of the checklist lacks, in words.",
    )

    @api.depends("attachment_ids", "is_required", "shortcoming")
    def _compute_status(self):
        for evidence in self:
            if evidence.attachment_ids and not evidence.shortcoming:
                evidence.status = "provided"
            else:
                has_to_be = evidence.is_required or evidence.attachment_ids
                evidence.status = "missing" if has_to_be else "optional"

    @api.depends(
        "attachment_ids", "file_ids.kind", "file_ids.sha256", "file_ids.taken_date",
        "requirement_id.file_kind", "requirement_id.min_files", "requirement_id.is_per_line",
        "requirement_id.max_age_days", "claim_id.line_ids", "is_required",
    )
    def _compute_shortcoming(self):
        for evidence in self:
            evidence.shortcoming = "; ".join(evidence._get_shortcomings())

    @api.model_create_multi
    def create(self, vals_list):
        # Photos are kept as they came: scaling them would take their time and place away.
        records = super(
            DmsClaimEvidence, self.with_context(image_no_postprocess=True)
        ).create(vals_list).with_env(self.env)
        records.claim_id._check_draft()
        records._adopt_attachments()
        return records

    def write(self, vals):
        self.claim_id._check_draft()
        result = super(
            DmsClaimEvidence, self.with_context(image_no_postprocess=True)
        ).write(vals)
        if "attachment_ids" in vals:
            self._adopt_attachments()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_of_draft_only(self):
        self.claim_id._check_draft()

    def _adopt_attachments(self):
        """Make the files the evidence's own, so that whoever may see the claim may see them.

        Fresh uploads are taken over: writing as the user refuses files that are not the user's own.
        Of another record's file a copy is taken, which needs the right to read it: naming a file
        gives nobody a view of it, and who deletes it elsewhere takes no evidence away. What is no
        longer named goes.

        :raise UserError: naming each file that is no evidence, and why
        """
        for evidence in self:
            fresh = evidence.attachment_ids.filtered(lambda attachment: not attachment.res_id)
            fresh.write({"res_model": self._name, "res_id": evidence.id, "public": False})
            if commands := evidence._copy_foreign_attachments():
                evidence.write({"attachment_ids": commands})
        files = self.env["dms.claim.file"].sudo().search([("evidence_id", "in", self.ids)])
        dropped = files.filtered(
            lambda file: file.attachment_id not in file.evidence_id.attachment_ids
        )
        dropped.attachment_id.unlink()
        self.env["dms.claim.file"]._adopt(self)

    def _copy_foreign_attachments(self) -> list:
        """Copies of the files that belong to other records.

        :return: commands that name them instead
        """
        self.ensure_one()
        owned = self.attachment_ids.sudo().filtered(
            lambda attachment: attachment.res_model == self._name and attachment.res_id == self.id
        )
        foreign = self.attachment_ids - owned.sudo(self.env.su)
        copies = [
            attachment.copy({
                "name": attachment.name, "res_model": self._name, "res_id": self.id,
                "res_field": False, "public": False, "access_token": False,
            })
            for attachment in foreign
        ]
        return [
            *(Command.unlink(attachment.id) for attachment in foreign),
            *(Command.link(copied.id) for copied in copies),
        ]

    def _check_kind(self, kind, name):
        """Refuse a file of a kind that the checklist does not ask for.

        :param kind: as ``dms.claim.file`` tells it
        :param name: of the file
        :raise UserError: naming both
        """
        requirement = self.requirement_id
        if requirement and kind not in requirement._get_kinds():
            field = self.env["dms.claim.file"]._fields["kind"]
            kinds = dict(field._description_selection(self.env))
            wanted = dict(requirement._fields["file_kind"]._description_selection(self.env))
            raise UserError(self.env._(
                "“%(name)s” (%(kind)s) does not answer “%(evidence)s”. What is asked for: "
                "%(wanted)s.",
                name=name, kind=kinds[kind], evidence=self.name,
                wanted=wanted[requirement.file_kind],
            ))

    def _get_shortcomings(self) -> list:
        """What the files of this line lack to answer it, in words; nothing given lacks nothing."""
        self.ensure_one()
        requirement = self.requirement_id
        if not requirement or not (self.attachment_ids or self.is_required):
            return []
        allowed = requirement._get_kinds()
        files = self.file_ids.filtered(lambda file: file.kind in allowed)
        # In a form that is not saved yet, files are named that nobody has looked into.
        fresh = self.attachment_ids._origin - self.file_ids.attachment_id._origin
        given = len({*files.mapped("sha256"), *fresh.ids})
        needed = requirement.min_files * (
            max(1, len(self.claim_id.line_ids)) if requirement.is_per_line else 1
        )
        shortcomings = []
        if given < needed:
            shortcomings.append(self.env._(
                "%(given)s of %(needed)s different files", given=given, needed=needed
            ))
        if requirement.max_age_days:
            shortcomings += files._get_age_shortcomings(requirement.max_age_days)
        return shortcomings

    def _get_accepted_types(self) -> str:
        """What a form's file field offers to choose: media types and endings of names."""
        self.ensure_one()
        types = {
            "photo": "image/jpeg,image/png,image/webp,image/heic,image/heif",
            "pdf": ".pdf", "document": ".docx,.doc,.odt", "sheet": ".xlsx,.xls,.ods,.csv",
            "text": ".txt",
        }
        kinds = self.requirement_id._get_kinds() if self.requirement_id else KINDS["any"]
        return ",".join(types[kind] for kind in kinds)
