from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class DmsSchemeExtension(models.Model):
    """A later last day for a scheme that runs, approved like the scheme itself."""

    _name = "dms.scheme.extension"
    _description = "Extension of a Scheme"
    _inherit = ["dms.approval.mixin"]
    _order = "id desc"
    _rec_name = "scheme_id"

    scheme_id = fields.Many2one(
        "dms.scheme", required=True, index=True, ondelete="restrict",
        domain=[("state", "in", ["approved", "running"]), ("date_end", "!=", False)],
    )
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, index=True)
    date_end_before = fields.Date(
        "Last Day so far", compute="_compute_date_end_before", store=True, precompute=True,
    )
    date_end = fields.Date("New Last Day", required=True, tracking=True)
    reason = fields.Text("Why", required=True)

    _open_unique = models.UniqueIndex(
        "(scheme_id) WHERE state IN ('draft', 'submitted')",
        "An extension of this scheme is under way already: go on with that one.",
    )

    @api.depends("scheme_id")
    def _compute_date_end_before(self):
        """The scheme's own when the extension was made: it tells later what has been changed."""
        for extension in self:
            extension.date_end_before = (
                extension.date_end_before or extension.scheme_id.date_effective_end
            )

    @api.depends("scheme_id", "date_end")
    def _compute_display_name(self):
        for extension in self:
            extension.display_name = self.env._(
                "%(scheme)s to %(date)s",
                scheme=extension.scheme_id.display_name,
                date=fields.Date.to_string(extension.date_end),
            )

    @api.constrains("date_end", "scheme_id")
    def _check_later(self):
        for extension in self:
            before = extension.scheme_id.date_effective_end
            if extension.state == "draft" and before and extension.date_end <= before:
                raise ValidationError(self.env._(
                    "%(scheme)s lasts to %(before)s already: choose a later day, or stop it to "
                    "end it sooner.",
                    scheme=extension.scheme_id.display_name, before=before,
                ))

    def action_extend(self):
        """Hand extensions in, and approve them at once where nobody else has to."""
        self.action_submit()
        self.filtered(lambda extension: not extension.review_ids).action_approve()

    @api.model
    def _get_locked_fields(self) -> set:
        return super()._get_locked_fields() | {"scheme_id", "date_end", "reason"}

    @api.model
    def _get_document_name(self) -> str:
        return self.env._("Extension")

    def _get_obstacles(self) -> list:
        obstacles = super()._get_obstacles()
        scheme = self.scheme_id
        if scheme.state not in ("approved", "running"):
            obstacles.append(self.env._(
                "%s is over: duplicate it for another period instead", scheme.display_name
            ))
        elif not scheme.date_end:
            obstacles.append(self.env._(
                "%s lasts until it is stopped: there is nothing to extend", scheme.display_name
            ))
        if scheme.next_ids.filtered(lambda version: version.state in ("approved", "running")):
            obstacles.append(self.env._(
                "another version takes over from %s: extend that one", scheme.display_name
            ))
        return obstacles

    def _after_approve(self):
        result = super()._after_approve()
        for extension in self:
            scheme = extension.scheme_id
            if scheme.state not in ("approved", "running"):
                raise UserError(self.env._(
                    "%s has ended meanwhile: refuse its extension, and duplicate it for another "
                    "period.", scheme.display_name,
                ))
            scheme._write_past_validation(extended_to=extension.date_end)
            scheme.sudo().message_post(body=self.env._(
                "Extended: %(reason)s", reason=extension.reason
            ))
        return result
