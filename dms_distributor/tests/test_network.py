from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_network import NetworkCommon


@tagged("post_install", "-at_install")
class TestNetwork(NetworkCommon):
    def _get_path(self, *partners):
        return "".join(f"{partner.id}/" for partner in partners)

    def test_paths_at_any_depth(self):
        self.assertEqual(self.maker.dms_network_path, self._get_path(self.maker))
        self.assertEqual(
            self.corner.dms_network_path,
            self._get_path(self.maker, self.stockist, self.sunrise, self.corner),
        )

    def test_paths_of_a_moved_subtree(self):
        other = self._create_partner("Other stockist", self.stockist_tier, self.maker)
        self.sunrise.dms_upstream_id = other
        self.assertEqual(
            self.market.dms_network_path,
            self._get_path(self.maker, other, self.sunrise, self.market),
        )
        other.dms_upstream_id = False
        self.assertEqual(
            self.market.dms_network_path, self._get_path(other, self.sunrise, self.market)
        )
        self.assertEqual(
            self.env["res.partner"].search([
                ("dms_network_path", "=like", f"{other.dms_network_path}%")
            ]),
            (other | self.sunrise | self.market | self.corner).sorted(),
        )

    def test_paths_when_a_partner_and_one_below_are_written_together(self):
        top = self._create_partner("Second maker", self.maker_tier)
        (self.stockist | self.seaside).dms_upstream_id = top
        (self.corner | self.market).dms_tier_id = self.outlet_tier
        self.assertEqual(
            self.market.dms_network_path,
            self._get_path(top, self.stockist, self.sunrise, self.market),
        )
        self.assertEqual(self.pier.dms_network_path, self._get_path(top, self.seaside, self.pier))

    def test_paths_of_a_batch_ordered_from_below(self):
        middle = self._create_partner("Middle", self.stockist_tier)
        low = self._create_partner("Low", self.distributor_tier, middle)
        (low | middle).write({"dms_tier_id": self.distributor_tier.id, "dms_upstream_id": False})
        low.write({"dms_tier_id": self.outlet_tier.id, "dms_upstream_id": middle.id})
        self.assertEqual(low.dms_network_path, self._get_path(middle, low))

    def test_archived_partners_move_along(self):
        self.corner.active = False
        self.sunrise.dms_upstream_id = self.maker
        self.assertEqual(
            self.corner.dms_network_path, self._get_path(self.maker, self.sunrise, self.corner)
        )

    def test_leaving_the_network_clears_path_and_state(self):
        self.pier.write({"dms_tier_id": False, "dms_upstream_id": False})
        self.assertFalse(self.pier.dms_network_path)
        self.assertFalse(self.pier.dms_state)
        self.assertFalse(self.pier.dms_role)

    def test_moving_a_large_subtree_takes_few_queries(self):
        self.env["res.partner"].create([
            {
                "name": f"Shop {number}", "dms_tier_id": self.outlet_tier.id,
                "dms_upstream_id": self.sunrise.id,
            }
            for number in range(200)
        ])
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            self.stockist.dms_upstream_id = False
            self.env.flush_all()

    def test_creating_partners_takes_queries_by_batch(self):
        def create(count):
            values = [
                {
                    "name": f"New {number}", "dms_tier_id": self.outlet_tier.id,
                    "dms_upstream_id": self.sunrise.id, "dms_territory_id": self.city.id,
                }
                for number in range(count)
            ]
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["res.partner"].create(values)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        create(2)
        self.assertLess(create(100) - create(10), 20)

    def test_list_of_partners_takes_few_queries(self):
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            self.network.web_read({
                "dms_downstream_count": {}, "dms_map_url": {}, "dms_state": {},
                "dms_territory_id": {"fields": {"display_name": {}}},
                "dms_upstream_id": {"fields": {"display_name": {}}},
            })

    def test_downstream_counts(self):
        self.assertEqual(self.maker.dms_downstream_count, 2)
        self.assertEqual(self.maker.dms_outlet_count, 0)
        self.assertEqual((self.sunrise.dms_downstream_count, self.sunrise.dms_outlet_count), (2, 2))
        self.assertEqual(self.sunrise.dms_supplier_ids, self.env["res.partner"])
        self.assertEqual(self.maker.dms_supplier_ids, self.stockist | self.seaside)

    def test_cycle_is_refused(self):
        for upstream in (self.stockist, self.sunrise):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.stockist.dms_upstream_id = upstream

    def test_tier_order(self):
        with self.assertRaisesRegex(ValidationError, "tier above"):
            self.sunrise.dms_upstream_id = self.seaside

    def test_tier_order_holds_for_those_below(self):
        with self.assertRaisesRegex(ValidationError, "tier above"):
            self.sunrise.dms_tier_id = self.outlet_tier

    def test_tier_order_holds_when_ranks_change(self):
        with self.assertRaisesRegex(ValidationError, "must rank above"):
            self.stockist_tier.sequence = 135
        self.stockist_tier.sequence = 125

    def test_upstream_partner_needs_a_tier(self):
        plain = self.env["res.partner"].create({"name": "Plain"})
        with self.assertRaisesRegex(ValidationError, "has no tier"):
            self.pier.dms_upstream_id = plain
        with self.assertRaisesRegex(ValidationError, "has no tier"):
            plain.dms_upstream_id = self.seaside
        with self.assertRaisesRegex(ValidationError, "has no tier"):
            self.seaside.write({"dms_tier_id": False, "dms_upstream_id": False})

    def test_role_of_a_tier_in_use_stays(self):
        with self.assertRaisesRegex(UserError, "make a new tier"):
            self.outlet_tier.role = "distributor"
        self.outlet_tier.write({"role": "outlet", "name": "Kiosk"})
        self.assertEqual(self.outlet_tier.name, "Kiosk")

    def test_companies_do_not_mix(self):
        second = self.env["res.company"].create({"name": "Second"})
        self.sunrise.company_id = self.env.company
        with self.assertRaisesRegex(ValidationError, "Second"):
            self.corner.company_id = second
        with self.assertRaisesRegex(ValidationError, "Upstream Partner"):
            self._create_partner(
                "Elsewhere", self.outlet_tier, self.sunrise, company_id=second.id
            )
        self.corner.company_id = self.env.company
        with self.assertRaisesRegex(ValidationError, "Corner"):
            self.sunrise.company_id = second

    def test_channel_of_another_company(self):
        second = self.env["res.company"].create({"name": "Second"})
        channel = self.env["dms.channel"].create(
            {"name": "Kiosks", "code": "T-K", "company_id": second.id}
        )
        self.corner.dms_channel_id = channel
        with self.assertRaisesRegex(ValidationError, "Channel"):
            self.corner.company_id = self.env.company

    def test_branch_uses_what_its_company_has(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.env.company.id}
        )
        channel = self.env["dms.channel"].create(
            {"name": "Kiosks", "code": "T-K", "company_id": self.env.company.id}
        )
        self.corner.write({"dms_channel_id": channel.id, "company_id": branch.id})
        self.assertEqual(self.corner.dms_channel_id, channel)

    def test_code_is_unique(self):
        self.corner.dms_code = "T-001"
        with (
            self.assertRaisesRegex(Exception, "res_partner_dms_code_unique"),
            mute_logger("odoo.sql_db"),
        ):
            self.market.dms_code = "T-001"
            self.env.flush_all()

    def test_partner_is_found_by_code(self):
        self.corner.dms_code = "T-XYZ-001"
        self.assertEqual(
            self.env["res.partner"].name_search("T-XYZ-0"),
            [(self.corner.id, self.corner.display_name)],
        )

    def test_copy(self):
        self.corner.write({"dms_code": "T-001", "dms_state": "suspended"})
        twin = self.corner.copy()
        self.assertFalse(twin.dms_code)
        self.assertEqual(twin.dms_state, "active")
        self.assertEqual(twin.dms_upstream_id, self.sunrise)
        self.assertEqual(
            twin.dms_network_path, self._get_path(self.maker, self.stockist, self.sunrise, twin)
        )

    def test_states(self):
        self.assertEqual(self.corner.dms_state, "active")
        pending = self._create_partner(
            "Met", self.outlet_tier, self.sunrise, dms_state="pending"
        )
        self.assertEqual(pending.dms_state, "pending")
        pending.action_confirm_network()
        self.assertEqual(pending.dms_state, "active")
        pending.action_suspend_network()
        self.assertEqual(pending.dms_state, "suspended")
        pending.action_end_network()
        self.assertEqual(pending.dms_state, "ended")
        pending.dms_tier_id = self.env["dms.tier"].create(
            {"name": "Kiosk", "code": "T-KIOSK", "sequence": 150, "role": "outlet"}
        )
        self.assertEqual(pending.dms_state, "ended")

    def test_coordinates(self):
        self.assertFalse(self.corner.dms_map_url)
        self.corner.write({"partner_latitude": 28.6139, "partner_longitude": 77.209})
        self.assertIn("mlat=28.613900&mlon=77.209000", self.corner.dms_map_url)
        for name, value in (("partner_latitude", 90.5), ("partner_longitude", -181)):
            with (
                self.subTest(field=name),
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(Exception, "_range"),
                self.cr.savepoint(),
            ):
                self.corner[name] = value
                self.env.flush_all()

    def test_default_tier_of_a_screen(self):
        values = self.env["res.partner"].with_context(dms_default_role="outlet").default_get(
            ["dms_tier_id"]
        )
        self.assertEqual(self.env["dms.tier"].browse(values["dms_tier_id"]).role, "outlet")

    def test_only_managers_place_contacts_in_the_network(self):
        clerk = self._create_user(
            "t_clerk", "base.group_partner_manager,dms_distributor.group_user", self.country
        )
        corner = self.corner.with_user(clerk)
        corner.phone = "+32 2 000 00 00"
        for name, value in (
            ("dms_tier_id", self.distributor_tier.id), ("dms_upstream_id", self.seaside.id),
            ("dms_territory_id", self.south.id), ("dms_code", "T-MINE"), ("dms_state", "ended"),
        ):
            with self.subTest(field=name), self.assertRaises(AccessError):
                corner.write({name: value})
        contact = self.env["res.partner"].with_user(clerk).create(
            {"name": "New contact", "dms_tier_id": False, "dms_state": False}
        )
        self.assertFalse(contact.dms_tier_id)
        with self.assertRaises(AccessError):
            contact.create({"name": "New outlet", "dms_tier_id": self.outlet_tier.id})

    def test_frontend_cannot_write_the_network(self):
        writable = self.env["res.partner"]._get_frontend_writable_fields()
        self.assertFalse([name for name in writable if name.startswith("dms_")])
        readable, writable = self.env["res.users"]._self_accessible_fields()
        self.assertFalse([name for name in readable | writable if name.startswith("dms_")])
