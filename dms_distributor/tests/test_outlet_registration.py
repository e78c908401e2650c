from unittest.mock import patch

from odoo.exceptions import AccessError, ConcurrencyError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_outlets import METRE, OutletsCommon


@tagged("post_install", "-at_install")
class TestOutletRegistration(OutletsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls._create_user("t_user", "dms_distributor.group_user", cls.north)
        cls.manager = cls._create_user("t_manager", "dms_distributor.group_manager")
        cls.contact = cls.env["res.partner"].create(
            {"name": "Contact of Sunrise", "parent_id": cls.sunrise.id}
        )
        cls.portal = cls._create_user("t_portal", "base.group_portal", partner=cls.contact)

    def _create_twin(self, **values):
        return self._create_registration(
            "Zuhairi Corner Stores", latitude=5.0 + 20 * METRE, longitude=20.0,
            **{"phone": "070011-22334", **values},
        )

    def test_approval_makes_an_outlet(self):
        registration = self._create_registration(
            "Fresh Kiosk", contact_name="Asha", street="1 Main Road", city="Town",
            latitude=1.5, longitude=2.5, email="fresh@example.com", vat="FR-1",
        )
        self.assertEqual(registration.territory_id, self.north)
        registration.action_submit()
        self.assertFalse(registration.match_count)
        self.assertEqual(registration.state, "submitted")
        registration.action_approve()
        outlet = registration.outlet_id
        self.assertRecordValues(outlet, [{
            "name": "Fresh Kiosk", "dms_state": "active", "dms_tier_id": self.outlet_tier.id,
            "dms_upstream_id": self.sunrise.id, "dms_territory_id": self.north.id,
            "street": "1 Main Road", "phone": "+91 70077 66554", "partner_latitude": 1.5,
            "email": "fresh@example.com", "vat": "FR-1", "is_company": True,
        }])
        self.assertTrue(outlet.dms_code.startswith("OUT"))
        self.assertEqual(outlet.child_ids.name, "Asha")
        self.assertIn(registration.name, outlet.message_ids[0].body)
        with self.assertRaises(AccessError):
            registration.with_user(self.manager).action_approve()

    def test_duplicates_are_shown(self):
        registration = self._create_twin()
        registration.action_submit()
        match = registration.match_ids
        self.assertEqual(match.partner_id, self.corner)
        self.assertTrue(match.same_phone)
        self.assertAlmostEqual(match.distance, 20, delta=0.2)
        self.assertGreater(match.score, 85)
        self.assertIn("Zuhairi Corner Store", registration.comparison)
        self.assertIn("To be registered", registration.comparison)

    def test_it_is_this_outlet(self):
        self.corner.write({"street": "Kept Street", "dms_state": "pending"})
        count = self.env["res.partner"].search_count([])
        registration = self._create_twin(street="Other Street", email="corner@example.com")
        registration.action_submit()
        registration.match_ids.action_choose()
        self.assertTrue(registration.match_ids.is_chosen)
        registration.action_approve()
        self.assertEqual(registration.outlet_id, self.corner)
        self.assertEqual(self.env["res.partner"].search_count([]), count)
        # What is known stays; what was not is added.
        self.assertRecordValues(self.corner, [{
            "name": "Zuhairi Corner Store", "street": "Kept Street", "dms_state": "active",
            "email": "corner@example.com", "dms_upstream_id": self.sunrise.id,
        }])

    def test_only_the_decider_says_which_outlet_it_is(self):
        registration = self._create_twin()
        registration.action_submit()
        with self.assertRaises(AccessError):
            registration.with_user(self.user).match_ids.action_choose()
        registration.with_user(self.manager).match_ids.action_choose()
        registration.with_user(self.manager).match_ids.action_unchoose()
        self.assertFalse(registration.outlet_id)

    def test_refusal_needs_a_reason(self):
        registration = self._create_registration("Fresh Kiosk")
        registration.action_submit()
        with self.assertRaisesRegex(UserError, "reason"):
            registration.action_refuse()
        registration.decision_reason = "It closed down"
        registration.action_refuse()
        self.assertEqual(registration.state, "refused")
        self.assertFalse(registration.outlet_id)

    def test_what_stands_against_submission(self):
        registration = self._create_registration("Fresh Kiosk", phone=False)
        with self.assertRaisesRegex(UserError, "nobody would find it"):
            registration.action_submit()
        registration.phone = "+91 70077 66554"
        self.sunrise.dms_state = "suspended"
        with self.assertRaisesRegex(UserError, "not in service"):
            registration.action_submit()

    def test_supplier_is_a_distributor(self):
        with self.assertRaisesRegex(ValidationError, "choose a distributor"):
            self._create_registration("Fresh Kiosk", distributor_id=self.corner.id)

    def test_supplier_of_another_company(self):
        company = self.env["res.company"].create({"name": "Second"})
        stranger = self._create_partner("Stranger", self.distributor_tier, company_id=company.id)
        with self.assertRaisesRegex(ValidationError, "belongs to Second"):
            self._create_registration("Fresh Kiosk", distributor_id=stranger.id)

    def test_approved_at_once(self):
        self.env.company.dms_outlet_auto_approve = True
        clear = self._create_registration("Fresh Kiosk").with_user(self.user)
        clear.action_submit()
        self.assertEqual(clear.state, "approved")
        self.assertEqual(clear.sudo().outlet_id.dms_state, "active")
        twin = self._create_twin()
        twin.with_user(self.user).action_submit()
        self.assertEqual(twin.state, "submitted", "what resembles another waits for a decision")

    def test_an_approval_tier_comes_before_the_settings(self):
        self.env.company.dms_outlet_auto_approve = True
        self.env["tier.definition"].create({
            "name": "Kiosks",
            "model_id": self.env["ir.model"]._get_id("dms.outlet.registration"),
            "review_type": "individual",
            "reviewer_id": self.manager.id,
            "definition_domain": "[('name', 'ilike', 'Kiosk')]",
        })
        registration = self._create_registration("Fresh Kiosk")
        registration.action_submit()
        self.assertEqual(registration.state, "submitted")
        self.assertEqual(registration.review_ids.reviewer_ids, self.manager)
        registration.with_user(self.manager).validate_tier()
        self.assertEqual(registration.state, "approved")
        self.assertTrue(registration.outlet_id)
        other = self._create_registration("Fresh Bakery", phone="+91 70066 11223")
        other.action_submit()
        self.assertEqual(other.state, "approved", "no tier asks for it")

    def test_manager_of_the_distributor_is_told(self):
        self.sunrise.user_id = self.manager
        registration = self._create_registration("Fresh Kiosk")
        registration.action_submit()
        self.assertEqual(registration.activity_ids.user_id, self.manager)
        registration.with_user(self.manager).action_approve()
        self.assertFalse(registration.activity_ids)

    def test_sent_twice_adds_nothing(self):
        values = {
            "name": "Fresh Kiosk", "distributor_id": self.sunrise.id, "phone": "+91 70077 66554",
            "source_key": "K1",
        }
        first = self.registrations._register_outlets([values, values])
        again = self.registrations._register_outlets([{**values, "name": "Sent again"}])
        self.assertEqual(first[0], first[1])
        self.assertEqual(again, first[0])
        self.assertRecordValues(again, [{
            "name": "Fresh Kiosk", "state": "submitted", "source": "api",
        }])
        other = self.registrations._register_outlets([values], source="field")
        self.assertNotEqual(other, again, "each source counts its own keys")

    @mute_logger("odoo.sql_db")
    def test_sent_twice_at_once_is_run_again(self):
        values = {
            "name": "Fresh Kiosk", "distributor_id": self.sunrise.id, "phone": "1",
            "source_key": "K",
        }
        self.registrations._register_outlets([values])
        # A snapshot in which the other's row is not to be seen yet.
        with (
            patch.object(type(self.registrations), "search", lambda model, *a, **k: model.browse()),
            self.assertRaises(ConcurrencyError),
        ):
            self.registrations._register_outlets([values])

    def test_what_may_not_be_registered(self):
        values = {"name": "Fresh Kiosk", "distributor_id": self.sunrise.id, "phone": "1"}
        for change, message in (
            ({"state": "approved"}, "state cannot be registered"),
            ({"name": ""}, "name is missing"),
            ({"distributor_id": False}, "distributor_id is missing"),
        ):
            with self.assertRaisesRegex(UserError, message):
                self.registrations._register_outlets([{**values, **change}])

    def test_everyone_registers_for_the_own_network_only(self):
        values = {"name": "Fresh Kiosk", "phone": "+91 70077 66554"}
        for user in (self.user, self.portal):
            registrations = self.registrations.with_user(user)
            own = registrations._register_outlets([{**values, "distributor_id": self.sunrise.id}])
            self.assertEqual(own.sudo().create_uid, user)
            with self.assertRaises(AccessError):
                registrations._register_outlets([{**values, "distributor_id": self.seaside.id}])
        self.registrations.with_user(self.manager)._register_outlets(
            [{**values, "distributor_id": self.seaside.id}]
        )

    def test_a_key_of_another_is_refused(self):
        values = {"name": "Fresh Kiosk", "phone": "1", "source_key": "K"}
        self.registrations._register_outlets([{**values, "distributor_id": self.seaside.id}])
        with self.assertRaises(AccessError):
            self.registrations.with_user(self.user)._register_outlets(
                [{**values, "distributor_id": self.sunrise.id}]
            )

    def test_portal_reads_its_own_and_writes_nothing(self):
        own = self._create_registration("Fresh Kiosk")
        foreign = self._create_registration("Far Kiosk", distributor_id=self.seaside.id)
        self.assertEqual(
            self.registrations.with_user(self.portal).search([("id", "in", (own | foreign).ids)]),
            own,
        )
        for operation in ("write", "create", "unlink"):
            self.assertFalse(own.with_user(self.portal).has_access(operation))

    def test_resembling_outlets_outside_of_the_network_are_counted_only(self):
        self.corner.dms_upstream_id = self.seaside
        self.corner.dms_territory_id = self.south
        registration = self._create_twin()
        registration.action_submit()
        seen = registration.with_user(self.user)
        self.assertEqual(seen.match_count, 1)
        self.assertEqual(seen.hidden_match_count, 1)
        self.assertFalse(seen.match_ids.with_user(self.user).search(
            [("registration_id", "=", registration.id)]
        ))
        self.assertNotIn("Zuhairi Corner Store<", seen.comparison or "")
        self.assertEqual(registration.with_user(self.manager).hidden_match_count, 0)

    def test_only_drafts_are_changed(self):
        registration = self._create_registration("Fresh Kiosk")
        registration.action_submit()
        with self.assertRaisesRegex(UserError, "withdraw"):
            registration.phone = "2"
        registration.action_withdraw()
        registration.phone = "2"

    def test_find_duplicates_of_many_in_few_queries(self):
        values = [
            {"name": "Zuhairi Corner Store", "phone": "7001122334"},
            {"name": "Nothing of the kind"},
            {"name": "Quillfeather", "latitude": 5.1, "longitude": 20.1},
        ]
        self.env.flush_all()
        with self.assertQueryCount(3):
            found = self.registrations._find_duplicates(values)
        self.assertEqual([[row["partner"] for row in rows] for rows in found][:2],
                         [[self.corner], []])
        self.assertEqual(found[2][0]["partner"], self.market)
        self.assertFalse(self.registrations._find_duplicates([]))
