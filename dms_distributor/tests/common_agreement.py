from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from odoo import fields
from odoo.addons.base.models.ir_cron import IrCron
from odoo.fields import Command

from .common_network import NetworkCommon


class AgreementCommon(NetworkCommon):
    """The small network, with a rival of Sunrise and a manager who makes agreements."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rival = cls._create_partner("Rival", cls.distributor_tier, cls.stockist, cls.north)
        cls.network |= cls.rival
        cls.manager = cls._create_user("agreement_manager", "dms_distributor.group_manager")
        cls.today = fields.Date.context_today(cls.manager)

    @classmethod
    def _create_agreement(cls, distributor, territories=None, start=None, end=None, **values):
        """A draft of the running year, made by the manager."""
        return cls.env["dms.agreement"].with_user(cls.manager).create({
            "distributor_id": distributor.id,
            "date_start": start or cls.today.replace(month=1, day=1),
            "date_end": end or cls.today.replace(month=12, day=31),
            **({"territory_ids": [Command.set(territories.ids)]} if territories else {}),
            **values,
        })

    @classmethod
    def _bring(cls, distributor, territories=None, start=None, end=None, **values):
        """An agreement that has been approved."""
        agreement = cls._create_agreement(distributor, territories, start, end, **values)
        agreement.action_submit()
        agreement.action_approve()
        return agreement

    @classmethod
    def _amend(cls, agreement, start, **values):
        version = agreement.browse(agreement.action_amend()["res_id"])
        version.write({"date_start": start, **values})
        version.action_submit()
        version.action_approve()
        return version

    @contextmanager
    def assert_refused(self, error, text):
        """What is done inside is refused with such a text, and leaves nothing behind."""
        with self.assertRaisesRegex(error, text) as caught, self.cr.savepoint():
            yield caught

    def _run(self, name):
        """Run the method of a scheduled action, which a test's transaction cannot commit."""
        with patch.object(IrCron, "_commit_progress"):
            getattr(self.env["dms.agreement"], name)()

    @classmethod
    def _year(cls, month, day):
        return date(cls.today.year, month, day)
