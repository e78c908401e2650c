from odoo import fields, models


class DmsAgreement(models.Model):
    """An agreement gives the credit that was agreed."""

    _inherit = "dms.agreement"

    def _apply_terms(self):
        result = super()._apply_terms()
        for agreement in self.sudo():
            agreement._apply_credit()
        return result

    def _apply_credit(self):
        """Set the days of grace, and the limit where another one is agreed than the present.

        Who approved the agreement has approved its limit. An agreement without limit leaves the
        present one alone.
        """
        self.ensure_one()
        company, partner = self.company_id.root_id, self.distributor_id.commercial_partner_id
        account = self.env["dms.credit.account"]._find_or_create(partner, company)
        account.grace_days = self.credit_grace_days
        limits = self.env["dms.credit.limit"]
        present = limits.search([
            ("account_id", "=", account.id), ("kind", "=", "permanent"), ("is_in_force", "=", True),
        ], limit=1)
        if not self.credit_limit or present.amount == self.credit_limit:
            return
        limit = limits.create({
            "partner_id": partner.id,
            "company_id": company.id,
            "amount": self.credit_limit,
            "date_from": fields.Date.context_today(self),
            "source": "agreement",
            "reason": self.env._("Agreement %s", self.name),
        })
        limit.action_submit()
        if limit.state == "submitted":
            # Tiers are for limits by themselves: this one was approved with its agreement.
            limit.restart_validation()
            limit._decide("approved")
