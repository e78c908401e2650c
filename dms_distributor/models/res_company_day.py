from datetime import UTC
from zoneinfo import ZoneInfo

from odoo import fields, models


class ResCompany(models.Model):
    """The day on which something happens is the company's, whoever looks at it or saves it."""

    _inherit = "res.company"

    def _get_dms_timezone(self) -> str:
        """The name of the company's time zone: that of its own contact."""
        self.ensure_one()
        return self.sudo().partner_id.tz or "UTC"

    def _get_dms_day(self, moment=None):
        """The company's day at a moment.

        :param moment: a datetime in UTC, as Odoo keeps them; by default now
        :return: a date
        """
        moment = moment or fields.Datetime.now()
        zone = ZoneInfo(self._get_dms_timezone())
        return moment.replace(tzinfo=UTC).astimezone(zone).date()
