from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class DmsSchemeAudit(models.Model):
    """One look at a display: was it there as promised? Its photos are its attachments."""

    _name = "dms.scheme.audit"
    _description = "Display Audit"
    _inherit = ["dms.scheme.file.mixin", "mail.thread"]
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _check_company_auto = True
    _file_field = "photo_ids"

    scheme_id = fields.Many2one(
        "dms.scheme", required=True, index=True, ondelete="restrict",
        domain=[("mechanism", "=", "display"), ("state", "in", ["running", "ended", "stopped"])],
    )
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", string="Outlet", required=True, index=True, ondelete="restrict",
        domain=[("dms_tier_id", "!=", False)],
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    is_passed = fields.Boolean("Passed", tracking=True)
    user_id = fields.Many2one(
        "res.users", string="Audited by", required=True, default=lambda self: self.env.user,
        index=True,
    )
    photo_ids = fields.Many2many("ir.attachment", string="Photos")
    photo_count = fields.Integer(compute="_compute_photo_count")
    note = fields.Text()

    _day_unique = models.UniqueIndex(
        "(scheme_id, partner_id, date)", "This display has been audited on that day already."
    )

    @api.depends("photo_ids")
    def _compute_photo_count(self):
        for audit in self:
            audit.photo_count = len(audit.photo_ids)

    @api.constrains("is_passed", "photo_ids", "scheme_id")
    def _check_photos(self):
        for audit in self.filtered("is_passed"):
            missing = audit.scheme_id.photos_required - len(audit.photo_ids)
            if missing > 0:
                raise ValidationError(self.env._(
                    "%(scheme)s asks for %(count)s photos of each display: add %(missing)s more "
                    "before the audit of %(outlet)s passes.",
                    scheme=audit.scheme_id.display_name, count=audit.scheme_id.photos_required,
                    missing=missing, outlet=audit.partner_id.display_name,
                ))

    @api.constrains("date", "scheme_id")
    def _check_date(self):
        for audit in self:
            if audit.scheme_id.mechanism != "display":
                raise ValidationError(self.env._(
                    "%s pays for no display: choose a display scheme.",
                    audit.scheme_id.display_name,
                ))
            if not audit.scheme_id._is_in_force(audit.date):
                raise ValidationError(self.env._(
                    "%(scheme)s was not in force on %(date)s: correct the date of the audit.",
                    scheme=audit.scheme_id.display_name, date=audit.date,
                ))

    @api.ondelete(at_uninstall=False)
    def _unlink_by_manager(self):
        if not self.env.su and not self.env.user.has_group("dms_distributor.group_manager"):
            raise UserError(self.env._("Only a manager of the network removes an audit."))
