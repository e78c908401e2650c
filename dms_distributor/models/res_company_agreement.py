import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    dms_agreement_signature = fields.Boolean(
        "Agreements: Signature Required",
        help="New agreements do not come into force before the distributor has signed them.",
    )
    dms_agreement_reminder_days = fields.Char(
        "Agreements: Renewal Reminders", default="90, 60, 30",
        help="Days before the end of an agreement on which its renewal is reminded of, with "
        "commas between. Empty: no reminders.",
    )

    @api.constrains("dms_agreement_reminder_days")
    def _check_dms_agreement_reminder_days(self):
        for company in self:
            days = company.dms_agreement_reminder_days
            if days and not re.fullmatch(r"\s*\d{1,3}(\s*,\s*\d{1,3})*\s*", days):
                raise ValidationError(self.env._(
                    "Renewal reminders are numbers of days with commas between, such as "
                    "90, 60, 30: %s is not.", days,
                ))

    def _get_dms_agreement_reminder_days(self):
        """The terms of reminders, in days before the end of an agreement.

        :return: a set of numbers
        """
        self.ensure_one()
        return {int(days) for days in re.findall(r"\d+", self.dms_agreement_reminder_days or "")}
