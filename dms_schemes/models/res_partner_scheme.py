from odoo import fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """What schemes have given a partner."""

    _inherit = "res.partner"

    dms_granted_amount = fields.Monetary(
        "Granted", compute="_compute_dms_granted_amount", compute_sudo=True,
        groups="dms_distributor.group_user", help="By schemes of this company, in its currency.",
    )

    def _compute_dms_granted_amount(self):
        """Of the commercial partner, in the company's currency."""
        company, today = self.env.company, fields.Date.context_today(self)
        holders = self.commercial_partner_id
        sums = dict.fromkeys(holders, 0.0)
        for name in ("distributor_id", "partner_id"):
            domain = self._get_dms_grant_domain(holders, company) & Domain(name, "in", holders.ids)
            if name == "partner_id":
                domain &= Domain("distributor_id", "not in", holders.ids)
            for holder, currency, amount in self.env["dms.scheme.grant"]._read_group(
                domain, [name, "currency_id"], ["amount:sum"]
            ):
                sums[holder] += currency._convert(amount, company.currency_id, company, today)
        for partner in self:
            partner.dms_granted_amount = sums.get(partner.commercial_partner_id, 0.0)

    def _get_dms_grant_domain(self, holders, company):
        """Domain of what partners have earned, or others with them as distributor."""
        return Domain("company_id", "=", company.id) & (
            Domain("distributor_id", "in", holders.ids) | Domain("partner_id", "in", holders.ids)
        )

    def action_open_dms_grants(self):
        """Open what schemes have given this partner."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_schemes.action_scheme_grant"),
            "domain": list(
                self._get_dms_grant_domain(self.commercial_partner_id, self.env.company)
            ),
            "context": {},
        }
