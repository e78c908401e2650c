from unittest.mock import patch

import psycopg2.errors
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import SQL, mute_logger

from ..tools import outlet_match_sql
from .common_outlets import METRE, OutletsCommon


@tagged("post_install", "-at_install")
class TestOutletDuplicate(OutletsCommon):
    def _compare(self):
        self.duplicates._compare_due()

    def _create_pair(self, **values):
        """An outlet like ``corner``, and the pair that both make."""
        twin = self._create_outlet(
            "Zuhairi Cornr Stores",
            **{"phone": "070011-22334", "partner_latitude": 5.0 + 30 * METRE,
               "partner_longitude": 20.0, **values},
        )
        self._compare()
        return twin, self._find_pair(self.corner, twin)

    def test_evidence_of_a_pair(self):
        _twin, pair = self._create_pair(vat="Z 12-3")
        self.assertTrue(pair.same_phone)
        self.assertFalse(pair.same_tax)
        self.assertTrue(pair.has_distance)
        self.assertAlmostEqual(pair.distance, 30, delta=0.2)
        self.assertGreater(pair.name_similarity, 0.5)
        self.assertGreater(pair.score, 85)
        self.assertEqual(pair.state, "open")

    def test_each_way_to_a_candidate(self):
        for values, place in (
            ({"name": "Other", "phone": "0091 7001122334"}, "phone"),
            ({"name": "Zuhairi Corner Stores", "zip": "Z-11"}, "postcode"),
            ({"name": "Zuhairi Corner Stores"}, "supplier"),
            ({"name": "Zuhairi Corner", "partner_latitude": 5.0 + 30 * METRE,
              "partner_longitude": 20.0}, "place"),
        ):
            with self.subTest(place):
                supplier = self.sunrise if place == "supplier" else self.seaside
                twin = self._create_outlet(distributor=supplier, **values)
                self._compare()
                self.assertTrue(self._find_pair(self.corner, twin))

    def test_tax_number(self):
        self.corner.vat = "ZZ 99.11"
        twin = self._create_outlet("Something else", self.seaside, vat="zz9911")
        self._compare()
        self.assertTrue(self._find_pair(self.corner, twin).same_tax)

    def test_what_is_no_duplicate(self):
        for values in (
            # Alike in name only, in another place and of another supplier.
            {"name": "Zuhairi Corner Store", "zip": "Z-99"},
            # A neighbour of another name.
            {"name": "Hargrove Bakery", "partner_latitude": 5.0, "partner_longitude": 20.0},
        ):
            twin = self._create_outlet(distributor=self.seaside, **values)
            self._compare()
            self.assertFalse(self._find_pair(self.corner, twin), values)

    def test_a_number_that_everyone_has_is_no_evidence(self):
        crowd = self._create_outlet("Crowd 0", phone="+91 70000 12345")
        for number in range(1, 13):
            crowd |= self._create_outlet(
                f"{chr(64 + number) * 6} {number}", phone="+91 70000 12345"
            )
        self._compare()
        pairs = self.duplicates.search([("outlet_a_id", "in", crowd.ids)])
        self.assertFalse(pairs.filtered("same_phone"))

    def test_companies_do_not_mix(self):
        ours, theirs = self.env.company, self.env["res.company"].create({"name": "Second"})
        first = self._create_outlet("Zwingli Kiosk", company_id=ours.id, phone="+91 70123 45671")
        other = self.env["res.partner"].create({
            "name": "Zwingli Kiosk", "is_company": True, "dms_tier_id": self.outlet_tier.id,
            "company_id": theirs.id, "phone": "+91 70123 45671",
        })
        self._compare()
        self.assertFalse(self._find_pair(first, other))

    def test_only_what_changed_is_compared_again(self):
        twin, pair = self._create_pair()
        self.assertFalse((self.corner | twin).filtered("dms_is_match_due"))
        twin.comment = "Nothing to compare"
        self.assertFalse(twin.dms_is_match_due)
        twin.write({"phone": "+91 71111 22223", "partner_latitude": 9, "name": "Wholly different"})
        self.assertTrue(twin.dms_is_match_due)
        self._compare()
        self.assertFalse(pair.exists(), "what is alike no more is forgotten")

    def test_comparing_again_adds_nothing(self):
        twin, pair = self._create_pair()
        (self.corner | twin).dms_is_match_due = True
        self._compare()
        self.assertEqual(self._find_pair(self.corner, twin), pair)

    def test_not_duplicates_is_remembered(self):
        twin, pair = self._create_pair()
        pair.action_set_different()
        self.assertEqual(pair.decision_user_id, self.env.user)
        twin.name = "Zuhairi Corner Store"
        self._compare()
        self.assertEqual(self._find_pair(self.corner, twin).state, "different")
        with self.assertRaisesRegex(UserError, "decided already"):
            pair.action_merge()
        pair.action_reopen()
        self.assertEqual(pair.state, "open")
        self.assertFalse(pair.decision_user_id)

    def test_comparison_marks_what_differs(self):
        _twin, pair = self._create_pair()
        self.assertIn("Zuhairi Cornr Stores", pair.comparison)
        self.assertIn("table-warning", pair.comparison)

    def _merge(self, pair, keep="a", **choices):
        merge = Form(self.env["dms.outlet.merge"].with_context(default_duplicate_id=pair.id))
        merge.keep = keep
        merge.reason = "Seen on the spot"
        merge = merge.save()
        for name, choice in choices.items():
            merge.line_ids.filtered(lambda line, n=name: line.field_name == n).choice = choice
        merge.action_merge()

    def test_merge(self):
        twin, pair = self._create_pair(email="twin@example.com", dms_channel_id=False)
        sale = self._create_sale(self.sunrise, twin)
        sums = self.env["dms.secondary.outlet.month"]
        self.env["dms.outlet.alias"].create(
            {"distributor_id": self.sunrise.id, "code": "TW", "outlet_id": twin.id}
        )
        self._merge(pair, phone="b")
        self.assertFalse(twin.exists())
        self.assertEqual(sale.outlet_id, self.corner)
        self.assertEqual(sums.search([("outlet_id", "=", self.corner.id)]).net_amount, 9)
        self.assertEqual(
            self.env["dms.outlet.alias"].search([("code", "=", "TW")]).outlet_id, self.corner
        )
        # What was chosen of the other, what only the other had, and what stays.
        self.assertEqual(self.corner.phone, "070011-22334")
        self.assertEqual(self.corner.email, "twin@example.com")
        self.assertEqual(self.corner.name, "Zuhairi Corner Store")
        self.assertRecordValues(pair, [{
            "state": "merged", "outlet_a_id": self.corner.id, "outlet_b_id": False,
            "merged_name": "Zuhairi Cornr Stores", "reason": "Seen on the spot",
            "decision_user_id": self.env.uid,
        }])

    def test_merge_keeps_the_newer_one(self):
        twin, pair = self._create_pair()
        old = self.corner
        self._merge(pair, keep="b", partner_latitude="a")
        self.assertFalse(old.exists())
        self.assertEqual(twin.partner_latitude, 5.0)
        self.assertEqual(pair.outlet_a_id, twin)

    def test_merge_confirms_a_pending_outlet(self):
        pending, pair = self._create_pair()
        pending.dms_state = "pending"
        self._merge(pair, keep="b")
        self.assertEqual(pending.dms_state, "active")
        self.assertTrue(pending.dms_code)

    def test_decisions_follow_a_merge(self):
        twin, pair = self._create_pair()
        third = self._create_outlet("Zuhairi Corner Store 2", phone="070011-22334")
        self._compare()
        self._find_pair(twin, third).action_set_different()
        self._find_pair(self.corner, third)
        self._merge(pair)
        self.assertEqual(self._find_pair(self.corner, third).state, "different")

    def test_rows_that_both_have_stand_in_the_way_of_no_merge(self):
        """What the network holds once for a partner is kept once; the rest passes on."""
        company = self.env.company.id
        for distributor in (self.sunrise, self.seaside):
            self.env["dms.upload.ledger"].create(
                {"company_id": company, "distributor_id": distributor.id, "load_count": 1}
            )
        other = self.env["res.company"].create({"name": "Second"})
        self.env["dms.upload.ledger"].create(
            {"company_id": other.id, "distributor_id": self.seaside.id, "load_count": 7}
        )
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.sunrise | self.seaside).ids, self.sunrise
        )
        ledgers = self.env["dms.upload.ledger"].search(
            [("distributor_id", "=", self.sunrise.id)], order="load_count"
        )
        self.assertEqual(ledgers.mapped("load_count"), [1, 7])

    @mute_logger("odoo.sql_db")
    def test_a_pair_is_there_once(self):
        twin, _pair = self._create_pair()
        with self.assertRaises(psycopg2.errors.UniqueViolation), self.env.cr.savepoint():
            self.duplicates.create(
                {"outlet_a_id": self.corner.id, "outlet_b_id": twin.id, "state": "open"}
            )

    def test_pending_outlets_without_duplicates_are_confirmed(self):
        twin, _pair = self._create_pair()
        alone = self._create_outlet("Nothing Like It Kiosk")
        (twin | alone).dms_state = "pending"
        result = (twin | alone).action_confirm_without_duplicates()
        self.assertEqual(alone.dms_state, "active")
        self.assertTrue(alone.dms_code.startswith("OUT"))
        self.assertEqual(twin.dms_state, "pending")
        self.assertIn("1 resemble", result["params"]["message"])

    def test_outlets_tell_of_their_duplicates(self):
        twin, _pair = self._create_pair()
        both = self.corner | twin
        self.assertEqual(both.mapped("dms_duplicate_count"), [1, 1])
        partners = self.env["res.partner"]
        self.assertEqual(
            partners.search([("dms_duplicate_count", ">", 0), ("id", "in", self.network.ids)]),
            self.corner,
        )
        self.assertNotIn(
            self.corner,
            partners.search([("dms_duplicate_count", "=", 0), ("id", "in", self.network.ids)]),
        )

    def test_who_sees_a_pair_sees_both_outlets(self):
        user = self._create_user("t_user", "dms_distributor.group_user", self.north)
        manager = self._create_user("t_manager", "dms_distributor.group_manager")
        _twin, own = self._create_pair()
        abroad = self._create_outlet("Zuhairi Corner Store", self.seaside, phone="070011-22334")
        abroad.dms_territory_id = self.south
        self._compare()
        across = self._find_pair(self.corner, abroad)
        self.assertTrue(own.with_user(user).has_access("read"))
        self.assertEqual(len(across), 1)
        self.assertFalse(across.with_user(user).has_access("read"))
        self.assertEqual(self.corner.with_user(user).dms_duplicate_count, 1)
        self.assertEqual(self.corner.with_user(manager).dms_duplicate_count, 2)
        with self.assertRaises(AccessError):
            own.with_user(user).action_set_different()

    def test_the_cron_goes_on_to_the_end(self):
        self._create_pair()
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60):
            self.duplicates._cron_find()
        self.assertFalse(
            self.env["res.partner"].search_count([("dms_is_match_due", "=", True)])
        )

    def test_searches_go_through_indexes(self):
        """Looking for one outlet reads no table of partners from end to end."""
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        plan = self.env.execute_query(SQL(
            "EXPLAIN %s",
            SQL(
                outlet_match_sql.FIND, metres=200, crowd=10, near_similarity=0.3,
                name_similarity=0.5,
                probe=SQL(outlet_match_sql.PROBE_OUTLETS, ids=self.corner.ids),
            ),
        ))
        text = "\n".join(line for (line,) in plan)
        self.assertNotIn("Seq Scan on res_partner", text)
        for index in ("phone", "tax", "place"):
            self.assertIn(f"res_partner_dms_match_{index}_idx", text)
