from decimal import Decimal

from odoo import fields
from odoo.fields import Command
from odoo.tests import TransactionCase


class MoneyCase(TransactionCase):
    """A running scheme and two distributors."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Days are those of one clock for all users, at whatever hour the tests run.
        cls.env.user.tz = "UTC"
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        tier = cls.env.ref("dms_distributor.tier_distributor")
        cls.one, cls.two = cls.env["res.partner"].create([
            {"name": name, "is_company": True, "dms_tier_id": tier.id} for name in ("One", "Two")
        ])
        cls.scheme = cls._create_scheme()

    @classmethod
    def _create_scheme(cls, **values):
        scheme = cls.env["dms.scheme"].create({
            "name": "Test", "basis": "value", "calculation": "flat", "benefit_kind": "amount",
            "date_start": fields.Date.context_today(cls.env.user),
            "slab_ids": [Command.create({"threshold": 1, "rate": 100})], **values,
        })
        scheme.action_start()
        return scheme

    def _prepare_request(self, scheme, reservation, budget_amount, partner=None, **values):
        partner = partner or self.one
        return {
            "reservation": reservation, "scheme_id": scheme.id, "distributor_id": partner.id,
            "partner_id": partner.id, "date": fields.Date.context_today(self.env.user),
            "budget_amount": Decimal(budget_amount), **values,
        }

    def _reserve(self, *args, **values):
        request = self._prepare_request(*args, **values)
        return self.env["dms.scheme"]._reserve([request])[request["reservation"]]

    def _consume(self, scheme, reservation, amount, source, **values):
        amount = Decimal(amount)
        return self.env["dms.scheme"]._consume([self._prepare_request(
            scheme, reservation, amount, source=source, amount=amount, **values,
        )])

    def _get_left(self, scheme, partner=None):
        left = self.env["dms.scheme"]._get_budget_left(scheme.ids, partner or self.one)
        return left.get(scheme.id)
