from odoo import fields, models
from odoo.exceptions import UserError


class DmsApplicationReference(models.Model):
    """Somebody who knows the applicant: a supplier, a bank, a customer."""

    _name = "dms.application.reference"
    _description = "Application Reference"
    _order = "application_id, id"

    application_id = fields.Many2one(
        "dms.application", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="application_id.company_id", store=True, index=True)
    name = fields.Char(string="Person", required=True)
    organisation = fields.Char()
    relation = fields.Selection(
        [("supplier", "Supplier"), ("bank", "Bank"), ("customer", "Customer"), ("other", "Other")],
        required=True, default="supplier",
    )
    phone = fields.Char()
    email = fields.Char()
    verdict = fields.Selection(
        [("good", "Good"), ("mixed", "Mixed"), ("bad", "Bad"), ("unreached", "Not Reached")],
        help="What the reference said, or that nobody could be reached.",
    )
    answer = fields.Text(string="What It Said")
    contact_date = fields.Date(string="Contacted on", readonly=True)
    contact_user_id = fields.Many2one("res.users", string="Contacted by", readonly=True)

    _reachable = models.Constraint(
        "CHECK (phone IS NOT NULL OR email IS NOT NULL)",
        "A reference needs a phone number or an e-mail address.",
    )

    def write(self, vals):
        if vals.get("verdict"):
            vals = {
                **vals,
                "contact_date": fields.Date.context_today(self),
                "contact_user_id": self.env.uid,
            }
        return super().write(vals)

    def action_contacted(self):
        """Tick that the reference has been asked and spoke well of the applicant."""
        for reference in self:
            if reference.application_id.state not in ("draft", "submitted"):
                raise UserError(self.env._(
                    "%s has been decided on already.", reference.application_id.display_name
                ))
        self.write({"verdict": "good"})
