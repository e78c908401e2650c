from odoo import fields
from odoo.addons.base.tests.common import BaseCommon
from odoo.tests import HttpCase, new_test_user

PASSWORD = "portal-test-password"


class PortalCommon(BaseCommon, HttpCase):
    """Two distributors with outlets and sales, one with a sub-distributor, and who may log in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tiers = {
            role: cls.env.ref(f"dms_distributor.tier_{role}") for role in ("distributor", "outlet")
        }
        cls.sub_tier = cls.env.ref("dms_distributor.tier_sub_distributor")
        cls.channel = cls.env["dms.channel"].create({"name": "Test Trade", "code": "TEST"})
        cls.products = cls.env["product.product"].create(
            [{"name": "Soap 100 g", "default_code": "T-SOAP"}, {"name": "Tea 250 g"}]
        )
        cls.north = cls._create_partner("North Traders", cls.tiers["distributor"])
        cls.south = cls._create_partner("South Traders", cls.tiers["distributor"])
        cls.sub = cls._create_partner("North Sub", cls.sub_tier, upstream=cls.north)
        cls.north_outlet = cls._create_partner(
            "Corner Shop", cls.tiers["outlet"], upstream=cls.north,
            dms_channel_id=cls.channel.id, city="Northville", dms_code="T-CORNER",
        )
        cls.sub_outlet = cls._create_partner("Village Shop", cls.tiers["outlet"], upstream=cls.sub)
        cls.south_outlet = cls._create_partner(
            "Harbour Shop", cls.tiers["outlet"], upstream=cls.south
        )
        cls.today = fields.Date.context_today(cls.env.user)
        cls.north_sale = cls._create_sale(cls.north, cls.north_outlet, "N-1", 100)
        cls.sub_sale = cls._create_sale(cls.sub, cls.sub_outlet, "NS-1", 40)
        cls.south_sale = cls._create_sale(cls.south, cls.south_outlet, "S-1", 70)
        for login, partner in (
            ("portal_north", cls.north), ("portal_south", cls.south),
            ("portal_outlet", cls.north_outlet), ("portal_other", None),
        ):
            cls._create_user(login, "base.group_portal", partner)
        cls._create_user("staff", "base.group_user,dms_distributor.group_manager")
        cls.env.flush_all()

    @classmethod
    def _create_user(cls, login, groups, partner=None):
        user = new_test_user(cls.env, login=login, password=PASSWORD, groups=groups)
        if partner:
            user.partner_id.parent_id = partner
        return user

    @classmethod
    def _create_partner(cls, name, tier, upstream=None, **values):
        return cls.env["res.partner"].create({
            "name": name,
            "is_company": True,
            "dms_tier_id": tier.id,
            "dms_upstream_id": upstream.id if upstream else False,
            "dms_state": "active",
            **values,
        })

    @classmethod
    def _create_sale(cls, distributor, outlet, reference, amount, **values):
        values = {
            "distributor_id": distributor.id,
            "outlet_id": outlet.id,
            "product_id": cls.products[0].id,
            "date": cls.today,
            "quantity": 1 if amount >= 0 else -1,
            "gross_amount": amount,
            "net_amount": amount,
            "invoice_reference": reference,
            **values,
        }
        count = cls.env["dms.secondary.sale"].search_count([])
        return cls.env["dms.secondary.sale"].create(
            {**values, "source_key": values.get("source_key", f"test:{reference}:{count}")}
        )

    def log_in(self, login):
        self.authenticate(login, PASSWORD if login else None)

    def get_page(self, path, **parameters):
        """The text of a page that must be shown as asked, not redirected."""
        response = self.url_open(path, params=parameters or None)
        self.assertEqual(response.status_code, 200, path)
        self.assertEqual(response.url.split("?")[0], self.base_url() + path.split("?")[0])
        return response.text

    def assert_redirected(self, path, target):
        response = self.url_open(path, allow_redirects=False)
        self.assertIn(response.status_code, (301, 302, 303), f"{path} must not be shown")
        location = response.headers["Location"].removeprefix(self.base_url())
        self.assertEqual(location.split("?")[0], target)

    def assert_for_distributors_only(self, *paths):
        """Others are led away from these pages, whether or not they have logged in."""
        for login in ("portal_outlet", "portal_other", "staff", None):
            self.log_in(login)
            for path in paths:
                with self.subTest(login=login, path=path):
                    self.assert_redirected(path, "/my" if login else "/web/login")
