from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common_network import NetworkCommon

OPERATIONS = ("read", "write", "create", "unlink")
NOTHING, READ, ALL = "", "r", "rwcu"


@tagged("post_install", "-at_install")
class TestAccess(NetworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._create_user("t_plain", "base.group_user")
        cls.user = cls._create_user("t_user", "dms_distributor.group_user", cls.north)
        cls.manager = cls._create_user("t_manager", "dms_distributor.group_manager")
        cls.administrator = cls._create_user(
            "t_administrator", "dms_distributor.group_administrator"
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Contact of Sunrise", "parent_id": cls.sunrise.id}
        )
        cls.far_contact = cls.env["res.partner"].create(
            {"name": "Contact of Seaside", "parent_id": cls.seaside.id}
        )
        cls.portal = cls._create_user("t_portal", "base.group_portal", partner=cls.contact)
        cls.public = cls.env.ref("base.public_user")
        cls.roles = {
            "none": cls.clerk,
            "user": cls.user,
            "manager": cls.manager,
            "administrator": cls.administrator,
            "portal": cls.portal,
            "public": cls.public,
        }

    def _get_granted(self, record, user):
        """Letters of the operations that a user may do on a record."""
        record = record.with_user(user)
        return "".join(name[0] for name in OPERATIONS if record.has_access(name))

    def _check_matrix(self, record, **expected):
        for role, user in self.roles.items():
            with self.subTest(record=record, role=role):
                self.assertEqual(self._get_granted(record, user), expected.get(role, NOTHING))

    def test_master_data(self):
        channel = self.env["dms.channel"].create(
            {"name": "Kiosk", "code": "T-K", "company_id": False}
        )
        outlet_class = self.env["dms.outlet.class"].create(
            {"name": "Tiny", "code": "T-T", "company_id": False}
        )
        for record in (self.outlet_tier, self.south, channel, outlet_class):
            self._check_matrix(
                record, none=READ, user=READ, manager=READ, administrator=ALL, portal=READ
            )

    def test_master_data_of_another_company(self):
        company = self.env["res.company"].create({"name": "Second"})
        for name in ("dms.tier", "dms.channel", "dms.outlet.class", "dms.territory"):
            record = self.env[name].create(
                {"name": "Theirs", "code": "T-THEIRS", "company_id": company.id}
            )
            self._check_matrix(record)

    def test_own_partners(self):
        for partner in (self.stockist, self.sunrise, self.corner):
            self._check_matrix(
                partner, none=READ, user=READ, manager=ALL, administrator=ALL,
                portal=NOTHING if partner == self.stockist else READ,
            )
        self._check_matrix(
            self.contact, none=READ, user=READ, manager=ALL, administrator=ALL, portal=READ
        )

    def test_foreign_partners(self):
        for partner in (self.seaside, self.pier, self.far_contact):
            self._check_matrix(partner, none=READ, manager=ALL, administrator=ALL)

    def test_partners_outside_of_the_network(self):
        plain = self.env["res.partner"].create({"name": "Plain"})
        for partner in (plain, self.maker):
            self._check_matrix(partner, none=READ, user=READ, manager=ALL, administrator=ALL)

    def test_aliases(self):
        for distributor, user in ((self.sunrise, READ), (self.seaside, NOTHING)):
            outlet_alias = self.env["dms.outlet.alias"].create({
                "distributor_id": distributor.id, "code": "C1", "outlet_id": self.corner.id,
            })
            product_alias = self.env["dms.product.alias"].create({
                "distributor_id": distributor.id, "code": "P1", "product_id": self.product.id,
            })
            for alias in (outlet_alias, product_alias):
                self._check_matrix(alias, user=user, manager=ALL, administrator=ALL)

    def test_secondary_sales(self):
        own = self._create_sale(self.sunrise, self.corner)
        self._check_matrix(own, user=READ, manager="rc", administrator="rc", portal=READ)
        foreign = self._create_sale(self.seaside, self.pier)
        self._check_matrix(foreign, manager="rc", administrator="rc")

    def test_secondary_sales_across_the_border(self):
        """A foreign distributor's sale to an own outlet is seen by who is answerable for it."""
        sale = self._create_sale(self.seaside, self.corner)
        self.assertTrue(sale.with_user(self.user).has_access("read"))
        self.assertFalse(sale.with_user(self.portal).has_access("read"))

    def test_upload_profiles_for_all_are_seen(self):
        shared, own, foreign = self.env["dms.upload.profile"].create([
            {"name": "For all"},
            {"name": "Own", "distributor_id": self.sunrise.id},
            {"name": "Foreign", "distributor_id": self.seaside.id},
        ])
        for profile, granted in ((shared, True), (own, True), (foreign, False)):
            self.assertEqual(profile.with_user(self.user).has_access("read"), granted)
            self.assertTrue(profile.with_user(self.manager).has_access("read"))
            self.assertFalse(profile.with_user(self.clerk).has_access("read"))

    def test_facts_of_another_company(self):
        company = self.env["res.company"].create({"name": "Second"})
        sale = self._create_sale(self.sunrise, self.corner, company_id=company.id)
        self._check_matrix(sale)
        self.manager.write({"company_ids": [Command.link(company.id)]})
        both = (self.manager.company_id | company).ids
        self.assertTrue(
            sale.with_user(self.manager).with_context(allowed_company_ids=both).has_access("read")
        )

    def test_every_model_has_rights_and_a_company_rule(self):
        """What comes later is not forgotten."""
        for name, model in self.env.registry.items():
            if not name.startswith("dms.") or model._abstract:
                continue
            with self.subTest(model=name):
                lines = self.env["ir.model.access"].search([("model_id.model", "=", name)])
                self.assertTrue(lines)
                self.assertFalse(lines.filtered(lambda line: not line.group_id))
                company = model._fields.get("company_id")
                if company and company.store and not model._transient:
                    rules = self.env["ir.rule"].search(
                        [("model_id.model", "=", name), ("groups", "=", False)]
                    )
                    self.assertTrue(
                        [rule for rule in rules if "company_id" in (rule.domain_force or "")]
                    )

    def test_territory_subtree(self):
        self.assertEqual(
            self._get_seen(self.user),
            self.maker | self.stockist | self.sunrise | self.corner | self.market,
        )

    def test_network_subtree(self):
        user = self._create_user(
            "t_network", "dms_distributor.group_user", networks=self.seaside | self.sunrise
        )
        self.assertEqual(
            self._get_seen(user),
            self.maker | self.seaside | self.pier | self.sunrise | self.corner | self.market,
        )

    def test_nothing_assigned_shows_nothing(self):
        user = self._create_user("t_nothing", "dms_distributor.group_user")
        sale = self._create_sale(self.sunrise, self.corner)
        self.assertEqual(self._get_seen(user), self.maker)
        self.assertFalse(sale.with_user(user).has_access("read"))

    def test_manager_sees_all(self):
        self.assertEqual(self._get_seen(self.manager), self.network)

    def test_portal_sees_its_own_subtree(self):
        self.assertEqual(
            self._get_seen(self.portal), self.sunrise | self.corner | self.market
        )
        with self.assertRaises(AccessError):
            self.seaside.with_user(self.portal).read(["name"])
        for partner in (self.sunrise, self.corner, self.contact):
            with self.assertRaises(AccessError):
                partner.with_user(self.portal).dms_upstream_id = False

    def test_portal_user_does_not_widen_its_scope(self):
        portal = self.portal.with_user(self.portal)
        for values in (
            {"dms_network_ids": [Command.link(self.maker.id)]},
            {"dms_territory_ids": [Command.link(self.country.id)]},
        ):
            with self.assertRaises(AccessError):
                portal.write(values)

    def test_rules_follow_the_users_territories(self):
        self.user.dms_territory_ids = self.south
        self.assertEqual(self._get_seen(self.user), self.maker | self.seaside | self.pier)

    def test_rules_follow_a_moved_territory(self):
        self.assertNotIn(self.pier, self._get_seen(self.user))
        self.south.parent_id = self.north
        self.assertIn(self.pier, self._get_seen(self.user))

    def test_rules_follow_a_moved_partner(self):
        user = self._create_user(
            "t_network", "dms_distributor.group_user", networks=self.sunrise
        )
        sale = self._create_sale(self.sunrise, self.corner)
        for viewer in (user, self.portal):
            self.assertIn(self.corner, self._get_seen(viewer))
        self.stockist.dms_upstream_id = False
        self.env.flush_all()
        for viewer in (user, self.portal):
            self.assertIn(self.corner, self._get_seen(viewer))
            self.assertTrue(sale.with_user(viewer).has_access("read"))
        self.corner.dms_upstream_id = self.seaside
        for viewer in (user, self.portal):
            self.assertNotIn(self.corner, self._get_seen(viewer))

    def test_rules_follow_a_partner_that_leaves(self):
        user = self._create_user(
            "t_network", "dms_distributor.group_user", networks=self.seaside
        )
        self.assertIn(self.pier, self._get_seen(user))
        self.pier.dms_upstream_id = self.sunrise
        self.seaside.write({"dms_tier_id": False, "dms_upstream_id": False})
        self.assertFalse(self._get_seen(user) & (self.pier | self.corner))

    def test_rules_follow_the_users_employer(self):
        self.assertIn(self.corner, self._get_seen(self.portal))
        self.contact.parent_id = self.seaside
        seen = self._get_seen(self.portal)
        self.assertIn(self.pier, seen)
        self.assertNotIn(self.corner, seen)

    def test_hierarchy_of_a_user_whose_upstream_is_out_of_sight(self):
        user = self._create_user(
            "t_network", "dms_distributor.group_user", networks=self.sunrise
        )
        rows = self.env["res.partner"].with_user(user).hierarchy_read(
            [("id", "=", self.sunrise.id)], {"name": {}}, "dms_upstream_id", "dms_supplier_ids"
        )
        self.assertEqual([row["name"] for row in rows], ["Sunrise"])
