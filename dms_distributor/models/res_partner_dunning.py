from odoo import fields, models


class ResPartner(models.Model):
    """Whether a partner is reminded of what it owes."""

    _inherit = "res.partner"

    dms_is_dunning_excluded = fields.Boolean(
        "No Reminders", tracking=True, groups="dms_distributor.group_user",
        help="The partner is left out of reminders, calls and holds for what is overdue.",
    )
    dms_dunning_note = fields.Char("Why No Reminders", groups="dms_distributor.group_user")
    dms_dunning_ids = fields.One2many(
        "dms.dunning", "partner_id", string="Dunnings", groups="dms_distributor.group_user"
    )
