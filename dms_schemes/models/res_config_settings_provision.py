from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dms_scheme_journal_id = fields.Many2one(
        related="company_id.dms_scheme_journal_id", readonly=False
    )
    dms_scheme_expense_account_id = fields.Many2one(
        related="company_id.dms_scheme_expense_account_id", readonly=False
    )
    dms_scheme_provision_account_id = fields.Many2one(
        related="company_id.dms_scheme_provision_account_id", readonly=False
    )
    dms_is_scheme_accruing = fields.Boolean(
        related="company_id.dms_is_scheme_accruing", readonly=False
    )

    def action_create_dms_scheme_accounts(self):
        """Make the journal and the accounts that are missing."""
        self.company_id._create_dms_scheme_accounts()
        return {"type": "ir.actions.client", "tag": "reload"}
