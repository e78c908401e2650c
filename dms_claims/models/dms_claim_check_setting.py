from decimal import Decimal

from odoo import api, fields, models

from ..tools.claim_batch import Setting


class DmsClaimCheckSetting(models.Model):
    """How severe what a check finds is, and where it begins, for a company and a claim type.

    The setting that says most holds: that of a type before one for all types, that of a company
    before one for all companies.
    """

    _name = "dms.claim.check.setting"
    _description = "Setting of a Claim Check"
    _order = "code, company_id desc, type_id desc, id"
    _rec_name = "code"

    code = fields.Selection(
        selection=lambda self: self.env["dms.claim.check"]._fields["code"]._description_selection(
            self.env
        ),
        string="Check", required=True,
    )
    type_id = fields.Many2one(
        "dms.claim.type", "Claim Type", ondelete="cascade", index="btree_not_null",
        help="Empty: all types.",
    )
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, ondelete="cascade",
        index="btree_not_null", help="Empty: all companies.",
    )
    active = fields.Boolean(default=True)
    severity = fields.Selection(
        [
            ("error", "Error"),
            ("warning", "Warning"),
            ("information", "Information"),
            ("off", "Not Checked"),
        ],
        required=True, default="warning",
        help="Error: it stands against the approval until somebody overrides it with a reason.\n"
        "Warning, information: it is told to whoever decides.",
    )
    is_blocking_submission = fields.Boolean(
        "Blocks Submission", help="An error stands against the submission already."
    )
    override_by = fields.Selection(
        [
            ("manager", "Distribution managers"),
            ("administrator", "Distribution administrators"),
            ("nobody", "Nobody"),
        ],
        "Overridden by", required=True, default="manager",
    )
    tolerance_percent = fields.Float(
        "Tolerance (%)", digits=(5, 2),
        help="Expected amount: how far a claim may lie above it. Like amount: how far amounts "
        "may differ to be alike.",
    )
    threshold = fields.Float(
        digits=(16, 2),
        help="Like photo: the most bits of 64 by which photos differ that show the same.\n"
        "Own history, peers: from how many spreads above what is usual an amount is told.",
    )
    days = fields.Integer(
        help="Like amount: days that may lie between the periods of two claims.\n"
        "Own history, peers: days that are looked back.",
    )

    _scope_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0), COALESCE(type_id, 0)) WHERE active",
        "There is a setting of this check for the company and the claim type already.",
    )
    _figures_positive = models.Constraint(
        "CHECK (tolerance_percent >= 0 AND threshold >= 0 AND days >= 0)",
        "Tolerance, threshold and days cannot be negative.",
    )

    @api.model
    def _get_settings(self) -> "Settings":
        """The settings of all companies, by one query."""
        return Settings(self.sudo().search([("active", "=", True)]))

    def _prepare_setting(self) -> Setting:
        """The setting as checks take it."""
        self.ensure_one()
        return Setting(
            self.severity, self.is_blocking_submission, self.override_by,
            Decimal(str(self.tolerance_percent)), self.threshold, self.days,
        )


class Settings:
    """Which setting of a check holds for a company and a type."""

    def __init__(self, records):
        self._held = {
            (record.company_id.id, record.type_id.id, record.code): record._prepare_setting()
            for record in records
        }

    def get(self, company_id, type_id, code) -> Setting | None:
        """The setting that holds; None where the check is not made."""
        for scope in ((company_id, type_id), (False, type_id), (company_id, False), (False, False)):
            setting = self._held.get((*scope, code))
            if setting:
                return None if setting.severity == "off" else setting
        return None
