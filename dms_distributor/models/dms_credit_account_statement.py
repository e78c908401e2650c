from odoo import api, fields, models


class DmsCreditAccount(models.Model):
    """The figures of an account, as lists and forms show them; computed when looked at."""

    _inherit = "dms.credit.account"

    territory_id = fields.Many2one(
        related="partner_id.dms_territory_id", store=True, index="btree_not_null"
    )
    dms_credit_panel = fields.Json(
        "Credit Panel", compute="_compute_statement", compute_sudo=True
    )
    limit_amount = fields.Monetary("Limit", compute="_compute_statement", compute_sudo=True)
    temporary = fields.Monetary(
        "Temporary Limits", compute="_compute_statement", compute_sudo=True
    )
    exposure = fields.Monetary(compute="_compute_statement", compute_sudo=True)
    available = fields.Monetary(compute="_compute_statement", compute_sudo=True)
    utilisation = fields.Float(
        "Used", compute="_compute_statement", compute_sudo=True,
        help="Exposure in per cent of the limit.",
    )
    overdue = fields.Monetary(compute="_compute_statement", compute_sudo=True)
    oldest_overdue_days = fields.Integer(
        "Days Overdue", compute="_compute_statement", compute_sudo=True, help="In days."
    )

    @api.depends_context("lang", "tz")
    @api.depends("partner_id", "company_id", "grace_days", "limit_ids.state")
    def _compute_statement(self):
        for company, accounts in self.grouped("company_id").items():
            partners = accounts.partner_id
            statements = partners._get_dms_credit_statements(company)
            for account in accounts:
                statement = statements[account.partner_id]
                account.dms_credit_panel = partners._prepare_dms_credit_panel(statement, company)
                account.limit_amount = float(statement.limit or 0)
                account.temporary = float(statement.temporary)
                account.exposure = float(statement.exposure)
                account.available = float(statement.available or 0)
                account.utilisation = 100 * float(statement.utilisation or 0)
                account.overdue = float(statement.overdue)
                account.oldest_overdue_days = statement.oldest_overdue_days

    def action_open_dms_credit(self, key):
        """Open the records behind one line of the credit panel."""
        self.ensure_one()
        return self.partner_id.with_company(self.company_id).action_open_dms_credit(key)

    def action_open_checks(self):
        """Open the checks of orders against this account."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_distributor.action_credit_check"),
            "domain": [("account_id", "=", self.id)],
        }
