from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .test_scheme import SchemeCase


@tagged("post_install", "-at_install")
class TestSchemeAccess(SchemeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, "scheme_reader", groups="dms_distributor.group_user"
        )
        cls.manager = new_test_user(
            cls.env, "scheme_manager", groups="dms_distributor.group_manager"
        )
        cls.portal = new_test_user(cls.env, "scheme_portal", groups="base.group_portal")
        cls.scheme = cls._create_scheme()

    def test_user_reads_and_tries(self):
        scheme = self.scheme.with_user(self.user)
        self.assertTrue(scheme.summary)
        self.assertEqual(scheme.get_trial(20, 0)["benefit"], "1 Units free")
        for forbidden in (
            lambda: scheme.write({"name": "Mine"}),
            scheme.action_start,
            lambda: scheme.slab_ids.write({"rate": 99}),
            scheme.unlink,
        ):
            with self.assertRaises(AccessError):
                forbidden()

    def test_manager_makes_and_starts(self):
        scheme = self.env["dms.scheme"].with_user(self.manager).create(
            {
                "name": "Made",
                "category_ids": [Command.link(self.category.id)],
                "slab_ids": [Command.create({"threshold": 10, "rate": 2})],
            }
        )
        scheme.action_start()
        self.assertEqual(scheme.state, "running")

    def test_portal_sees_none(self):
        with self.assertRaises(AccessError):
            self.scheme.with_user(self.portal).read(["name"])
        with self.assertRaises(AccessError):
            self.scheme.with_user(self.portal).get_trial(20, 0)

    def test_other_company_is_closed(self):
        other = self.env["res.company"].create({"name": "Other maker"})
        foreign = self._create_scheme(company_id=other.id)
        self.assertEqual(foreign.currency_id, other.currency_id)
        model = self.env["dms.scheme"].with_user(self.manager)
        self.assertNotIn(foreign, model.search([]))
        with self.assertRaises(AccessError):
            foreign.with_user(self.manager).read(["name"])
        with self.assertRaises(AccessError):
            foreign.slab_ids.with_user(self.manager).read(["rate"])
