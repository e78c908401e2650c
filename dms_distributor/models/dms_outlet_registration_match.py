from odoo import fields, models


class DmsOutletRegistrationMatch(models.Model):
    """A registered outlet that resembles one to be registered."""

    _name = "dms.outlet.registration.match"
    _description = "Outlet Resembling a Registration"
    _order = "score desc, id"
    _rec_name = "partner_id"

    registration_id = fields.Many2one(
        "dms.outlet.registration", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Outlet", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="registration_id.company_id", store=True)
    dms_code = fields.Char(related="partner_id.dms_code")
    dms_state = fields.Selection(related="partner_id.dms_state")
    dms_upstream_id = fields.Many2one(related="partner_id.dms_upstream_id", string="Supplied by")
    phone = fields.Char(related="partner_id.phone")
    city = fields.Char(related="partner_id.city")
    score = fields.Integer(help="How likely it is that both are one, from 0 to 100.")
    name_similarity = fields.Float("Similar Names")
    has_distance = fields.Boolean("Both Places Known")
    distance = fields.Float("Distance (m)", digits=(16, 0))
    same_phone = fields.Boolean()
    same_tax = fields.Boolean("Same Tax Number")
    registration_state = fields.Selection(related="registration_id.state")
    is_chosen = fields.Boolean(compute="_compute_is_chosen")

    def _compute_is_chosen(self):
        for match in self:
            match.is_chosen = match.registration_id.outlet_id == match.partner_id

    def action_choose(self):
        """Say that the outlet to be registered is this one."""
        self.ensure_one()
        self.registration_id.outlet_id = self.partner_id

    def action_unchoose(self):
        """Take that back: it is another outlet."""
        self.ensure_one()
        self.registration_id.outlet_id = False
