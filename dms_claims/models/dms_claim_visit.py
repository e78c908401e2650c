from odoo import api, models
from odoo.fields import Command


class DmsClaim(models.Model):
    """Claims that were raised on a visit."""

    _inherit = "dms.claim"

    @api.model
    def default_get(self, fields):
        """A claim that is raised on a visit begins with a line for it.

        Not by ``default_line_ids``: what has lines too would take it for its own.
        """
        values = super().default_get(fields)
        line = self.env.context.get("dms_visit_line")
        if line and "line_ids" in fields and not values.get("line_ids"):
            values["line_ids"] = [Command.create(line)]
        return values

    @api.model_create_multi
    def create(self, vals_list):
        are_found = [self._is_of_visit(vals) for vals in vals_list]
        claims = super().create(vals_list)
        found = claims.browse(
            claim.id for claim, is_found in zip(claims, are_found, strict=True) if is_found
        )
        if found:
            found.sudo().origin = "visit"
        return claims

    @api.model
    def _is_of_visit(self, vals) -> bool:
        """Whether values of a claim that somebody enters have a line that names a visit."""
        return "origin" not in vals and any(
            command[0] == Command.CREATE and command[2].get("visit_reference")
            for command in vals.get("line_ids") or ()
        )
