from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import date_utils

from .common_secondary import SecondaryCommon


@tagged("post_install", "-at_install")
class TestSecondaryTour(SecondaryCommon, HttpCase):
    """What partners earn, granted by hand; a draft run over what was sold."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, "secondary_tour", groups="dms_distributor.group_manager",
            company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)],
        )

    def test_entitlement(self):
        scheme = self._create_running([(0, 10)])
        self._sell(1200)
        self._sell(700, outlet=self.market)
        self._refresh()
        self.start_tour(
            "/odoo/scheme-entitlements", "dms_schemes_entitlement", login="secondary_tour"
        )
        self.assertEqual(self._find(scheme).granted, 120)

    def test_simulation(self):
        last_month = date_utils.subtract(fields.Date.today(), months=1)
        self._sell(1200, day=last_month)
        self.env["dms.scheme"].create({
            "name": "Tour draft", "company_id": self.company.id, "beneficiary": "outlet",
            "mechanism": "period", "payout": "off_invoice", "calculation": "whole",
            "basis": "value", "benefit_kind": "percent",
            "category_ids": [Command.link(self.category.id)],
            "slab_ids": [Command.create({"threshold": 0, "rate": 5})],
        })
        self.start_tour(
            "/odoo/scheme-simulations", "dms_schemes_simulation", login="secondary_tour"
        )
        simulation = self.env["dms.scheme.simulation"].search([("name", "=", "Tour simulation")])
        self.assertEqual(simulation.base_ids.cost, 60)
