from odoo import api, fields, models


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

    @api.model_create_multi
    def create(self, vals_list):
        requirements = super().create(vals_list)
        requirements._add_to_drafts()
        return requirements

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
