from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestPartnerManager(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head, cls.local, cls.seller = (
            new_test_user(cls.env, login, groups="dms_distributor.group_user")
            for login in ("head_of_land", "head_of_town", "seller_of_town")
        )
        cls.land = cls.env["dms.territory"].create(
            {"name": "Land", "code": "PM-L", "user_id": cls.head.id}
        )
        cls.town = cls.env["dms.territory"].create(
            {"name": "Town", "code": "PM-T", "parent_id": cls.land.id}
        )
        cls.quarter = cls.env["dms.territory"].create(
            {"name": "Quarter", "code": "PM-Q", "parent_id": cls.town.id}
        )
        cls.partner = cls.env["res.partner"].create(
            {"name": "Shop", "dms_territory_id": cls.quarter.id}
        )

    def _manager(self):
        return self.partner._get_dms_managers()[self.partner]

    def test_nearest_manager_up_the_tree(self):
        self.assertEqual(self._manager(), self.head)
        self.town.user_id = self.local
        self.assertEqual(self._manager(), self.local)

    def test_salesperson_first(self):
        self.partner.user_id = self.seller
        self.assertEqual(self._manager(), self.seller)

    def test_who_has_left_is_passed_over(self):
        self.partner.user_id = self.seller
        self.town.user_id = self.local
        (self.seller | self.local).active = False
        self.assertEqual(self._manager(), self.head)

    def test_nobody(self):
        outsider = self.env["res.partner"].create({"name": "Outsider"})
        self.assertFalse(outsider._get_dms_managers()[outsider])

    def test_one_query_for_many(self):
        partners = self.partner.create(
            [{"name": str(n), "dms_territory_id": self.quarter.id} for n in range(20)]
        )
        self.env.flush_all()
        with self.assertQueryCount(1):
            managers = partners._get_dms_managers()
        self.assertEqual(set(managers.values()), {self.head})
