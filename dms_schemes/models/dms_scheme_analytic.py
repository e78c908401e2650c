from odoo import api, fields, models


class DmsScheme(models.Model):
    """The analytic accounts of schemes and of the partners who earn them."""

    _inherit = "dms.scheme"

    analytic_account_id = fields.Many2one(
        "account.analytic.account", copy=False, check_company=True, ondelete="restrict",
        help="Empty: made with the first accrual.",
    )
    expense_account_id = fields.Many2one(
        "account.account", check_company=True,
        help="Empty: that of the settings.",
    )

    def _get_analytic_accounts(self) -> dict:
        """The analytic account of each scheme, made where there is none.

        :return: ids by scheme
        """
        plan = self.env.ref("dms_schemes.analytic_plan_scheme")
        missing = self.filtered(lambda scheme: not scheme.analytic_account_id)
        accounts = self.env["account.analytic.account"].sudo().create([
            {
                "name": scheme.name, "code": scheme.code, "plan_id": plan.id,
                "company_id": scheme.company_id.id,
            }
            for scheme in missing
        ])
        for scheme, account in zip(missing, accounts, strict=True):
            scheme.sudo().analytic_account_id = account
        return {scheme: scheme.sudo().analytic_account_id.id for scheme in self}

    @api.model
    def _get_partner_analytic_accounts(self, partners, company) -> dict:
        """The analytic account of each partner with a company, made where there is none.

        :return: ids by partner
        """
        plan = self.env.ref("dms_schemes.analytic_plan_partner")
        accounts = self.env["account.analytic.account"].sudo()
        found = {
            account.partner_id: account.id
            for account in accounts.search([
                ("plan_id", "=", plan.id), ("company_id", "=", company.id),
                ("partner_id", "in", partners.ids),
            ])
        }
        missing = partners.filtered(lambda partner: partner not in found)
        created = accounts.create([
            {
                "name": partner.display_name, "code": partner.sudo().dms_code,
                "partner_id": partner.id, "plan_id": plan.id, "company_id": company.id,
            }
            for partner in missing
        ])
        return found | dict(zip(missing, created.ids, strict=True))
