from datetime import date, timedelta

from freezegun import freeze_time
from lxml import etree
from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..onboarding import summarise_days
from .common_lifecycle import LifecycleCommon


@tagged("post_install", "-at_install")
class TestLifecycle(LifecycleCommon):
    def _get_changes(self, partner):
        changes = partner.dms_lifecycle_change_ids.sorted("id")
        return [(change.state_from, change.state_to) for change in changes]

    def _open_wizard(self, partners, state, user=None, **values):
        return self.env["dms.lifecycle.wizard"].with_user(user or self.manager).create({
            "partner_ids": partners.ids, "state": state, "reason": "Because", **values,
        })

    def test_changes_are_dated(self):
        with freeze_time("2026-01-01 08:00:00"):
            partner = self._create_partner(
                "New", self.distributor_tier, self.stockist, dms_state="onboarding"
            )
        with freeze_time("2026-01-11 20:00:00"):
            partner.dms_state = "active"
            partner.dms_state = "active"
        self.assertEqual(
            self._get_changes(partner), [(False, "onboarding"), ("onboarding", "active")]
        )
        self.assertAlmostEqual(partner.dms_lifecycle_change_ids.sorted("id")[-1].days, 10.5)
        self.assertEqual(
            partner.dms_state_since, fields.Datetime.to_datetime("2026-01-11 20:00:00")
        )

    def test_outlets_have_none_and_cost_nothing(self):
        outlets = self.env["res.partner"].create([
            {"name": f"Shop {n}", "dms_tier_id": self.outlet_tier.id,
             "dms_upstream_id": self.sunrise.id}
            for n in range(50)
        ])
        outlets.dms_state = "suspended"
        self.assertFalse(outlets.dms_lifecycle_change_ids)

    def test_many_partners_take_as_many_queries_as_one(self):
        partners = self.env["res.partner"].create([
            {"name": f"Dealer {n}", "dms_tier_id": self.distributor_tier.id}
            for n in range(20)
        ])
        self.env.flush_all()
        counts = []
        for group in (partners[:1], partners[1:]):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            group.dms_state = "suspended"
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 4)

    def test_suspension_asks_for_reason_and_day(self):
        action = self.sunrise.with_user(self.manager).action_suspend_network()
        self.assertEqual(action["res_model"], "dms.lifecycle.wizard")
        self.assertEqual(self.sunrise.dms_state, "active", "nothing happens before it is said why")
        self.assertIsNone(self.corner.with_user(self.manager).action_suspend_network())
        self.assertEqual(self.corner.dms_state, "suspended", "an outlet is suspended at once")

        self._open_wizard(self.sunrise, "suspended", reason="Pays late").action_apply()
        self.assertEqual(self.sunrise.dms_state, "suspended")
        change = self.sunrise.dms_lifecycle_change_ids[:1]
        self.assertRecordValues(change, [{
            "state_from": "active", "state_to": "suspended", "reason": "Pays late",
            "user_id": self.manager.id,
        }])
        self._open_wizard(self.sunrise, "active").action_apply()
        self.assertEqual(self.sunrise.dms_state, "active")

    def test_a_day_must_follow_the_last_change(self):
        today = fields.Date.today()
        with self.assertRaisesRegex(UserError, "lies in the future"):
            self._open_wizard(self.sunrise, "suspended", date=today + timedelta(days=1))
        wizard = self._open_wizard(self.sunrise, "suspended", date=today - timedelta(days=5))
        with self.assertRaisesRegex(UserError, "came into its present state"):
            wizard.action_apply()
        self.env.cr.execute(
            "UPDATE dms_lifecycle_change SET date = date - INTERVAL '30 days'"
            " WHERE partner_id = %s", [self.sunrise.id],
        )
        self.env.invalidate_all()
        wizard.action_apply()
        change = self.sunrise.dms_lifecycle_change_ids[:1]
        self.assertEqual(change.date.date(), today - timedelta(days=5))
        self.assertAlmostEqual(change.days, 25.5, delta=1)

    def test_a_distributor_ends_by_its_settlement_only(self):
        with self.assertRaisesRegex(UserError, "has not been settled"):
            self.sunrise.with_user(self.manager).dms_state = "ended"
        context = self.sunrise.with_user(self.manager).action_end_network()["context"]
        wizard = self.env["dms.lifecycle.wizard"].with_user(self.manager).with_context(**context)
        action = wizard.create({"reason": "Because"}).action_apply()
        settlement = self.env["dms.settlement"].browse(action["res_id"])
        self.assertEqual(self.sunrise.dms_state, "suspended", "no new orders from now on")
        self.assertTrue(settlement.name.startswith("STL/"))
        self.assertEqual(self.sunrise.dms_settlement_id, settlement)
        with self.assertRaisesRegex(UserError, "cannot be ended yet"):
            settlement.with_user(self.manager).action_complete()

        open_items = settlement.item_ids.filtered(lambda item: item.state == "open")
        deposit = open_items.filtered(lambda item: item.kind == "deposit")
        (open_items - deposit).with_user(self.manager).action_settle()
        with self.assertRaises(AccessError):
            deposit.with_user(self.manager).action_waive()
        with self.assertRaisesRegex(UserError, "reason for waiving"):
            deposit.with_user(self.administrator).action_waive()
        deposit.with_user(self.administrator).waive_reason = "There was none"
        deposit.with_user(self.administrator).action_waive()
        self.assertEqual(settlement.progress, 100)
        settlement.with_user(self.manager).action_complete()
        self.assertEqual((settlement.state, self.sunrise.dms_state), ("done", "ended"))
        self.assertEqual(self.sunrise.dms_lifecycle_change_ids[:1].reason, "Because")

        self._open_wizard(self.sunrise, "active").action_apply()
        with self.assertRaisesRegex(UserError, "has not been settled"):
            self.sunrise.dms_state = "ended"

    def test_items_are_written_by_their_buttons(self):
        settlement = self.env["dms.settlement"].create(
            {"partner_id": self.sunrise.id, "reason": "Ends"}
        )
        item = settlement.item_ids.with_user(self.manager)[:1]
        for values in ({"state": "done"}, {"is_required": False}):
            with self.assertRaises(AccessError):
                item.write(values)
        with self.assertRaises(AccessError):
            item.unlink()
        with self.assertRaises(AccessError):
            self.env["dms.settlement"].with_user(self.north_user).create(
                {"partner_id": self.sunrise.id, "reason": "Ends"}
            )

    def test_settlements_are_completed_by_their_button(self):
        settlement = self.env["dms.settlement"].create(
            {"partner_id": self.sunrise.id, "reason": "Ends"}
        ).with_user(self.manager)
        for values in ({"state": "done"}, {"is_applied": True}):
            with self.assertRaises(AccessError):
                settlement.write(values)
        settlement.reason = "Ends well"
        self.assertEqual(
            self.sunrise.with_user(self.manager).action_end_network()["res_id"], settlement.id,
            "one checklist at a time",
        )

    def test_it_is_not_completed_before_its_day(self):
        settlement = self.env["dms.settlement"].create({
            "partner_id": self.sunrise.id, "reason": "Ends",
            "date_end": fields.Date.today() + timedelta(days=3),
        })
        with self.assertRaisesRegex(UserError, "ends on"):
            settlement.action_complete()
        settlement.action_cancel()
        with self.assertRaisesRegex(UserError, "not open any more"):
            settlement.action_complete()

    def test_suspended_partners_get_no_orders(self):
        order = self.env["sale.order"].create({
            "partner_id": self.seaside.id,
            "order_line": [(0, 0, {"product_id": self.product.id, "product_uom_qty": 1})],
        })
        self.assertFalse(order._get_dms_hold_reasons()[order])
        self.seaside.dms_state = "suspended"
        [(code, sentence)] = order._get_dms_hold_reasons()[order]
        self.assertEqual(code, "partner_suspended")
        self.assertIn("Seaside", sentence)

    def test_onboarding_days(self):
        partners = self.env["res.partner"]
        for number, days in enumerate((10, 20, 30)):
            with freeze_time("2026-02-01 00:00:00"):
                partner = self._create_partner(
                    f"Measured {number}", self.distributor_tier, dms_state="onboarding"
                )
            with freeze_time(date(2026, 2, 1) + timedelta(days=days)):
                partner.dms_state = "active"
            partners |= partner
        domain = [("id", "in", partners.ids)]
        found = self.env["res.partner"]._get_dms_onboarding_days(
            date(2026, 2, 1), date(2026, 3, 31), domain
        )
        self.assertEqual(found, dict(zip(partners.ids, (10, 20, 30), strict=True)))
        self.assertEqual(summarise_days(found.values()), (3, 20.0, 28.0))
        self.assertEqual(
            set(self.env["res.partner"]._get_dms_onboarding_days(
                date(2026, 2, 15), date(2026, 2, 28), domain
            )),
            {partners[1].id},
        )
        kpi = self.env.ref("dms_distributor.kpi_onboarding_turnaround")
        period = kpi._get_period(self.env.company, date(2026, 2, 15), "quarter")
        figures = kpi._get_figures(period)
        own = [list(figures.distributor_ids).index(partner.id) for partner in partners]
        self.assertEqual([figures.numerators[place] for place in own], [10, 20, 30])
        self.assertEqual([figures.histograms[place] for place in own],
                         [{"10": 1}, {"20": 1}, {"30": 1}])
        row = self.env["dms.lifecycle.turnaround"].search(
            [("tier_id", "=", self.distributor_tier.id), ("stage", "=", "onboarding")]
        )
        self.assertRecordValues(row, [{
            "quarter": date(2026, 1, 1), "change_count": 3, "median_days": 20, "p90_days": 28,
        }])

    def test_screens_open_for_those_who_see_them(self):
        """All that the screens show can be read by a user without rights in Sales."""
        self._create_lead("Hill Traders", dms_territory_id=self.city.id)
        application = self._create_application()
        application.action_submit()
        self.env["dms.settlement"].create({"partner_id": self.sunrise.id, "reason": "Ends"})
        self.env["dms.territory.gap"]._refresh()
        for user in (self.north_user, self.manager):
            for model, names in (
                ("crm.lead", ("prospect_kanban", "prospect_list", "prospect_form")),
                ("dms.application", ("application_kanban", "application_list", "application_form")),
                ("dms.lifecycle.change", ("lifecycle_change_list",)),
                ("dms.outreach", ("outreach_list", "outreach_form")),
                ("dms.settlement", ("settlement_list", "settlement_form")),
                ("dms.territory.gap", ("territory_gap_list",)),
            ):
                records = self.env[model].with_user(user)
                records = records.search([], limit=20)
                for name in names:
                    with self.subTest(user=user.login, view=name):
                        view = self.env.ref(f"dms_distributor.view_{name}")
                        arch = etree.fromstring(records.get_view(view.id)["arch"])
                        fields_shown = {node.get("name") for node in arch.iter("field")}
                        records.invalidate_recordset()
                        records.read(sorted(fields_shown & records._fields.keys()))
                        self.assertTrue(records or model == "dms.territory.gap")

    def test_history_is_of_the_own_network_and_read_only(self):
        changes = self.env["dms.lifecycle.change"].with_user(self.north_user)
        seen = changes.search([("partner_id", "in", self.network.ids)]).partner_id
        self.assertEqual(seen, self.stockist | self.sunrise)
        with self.assertRaises(AccessError):
            changes.create({"partner_id": self.sunrise.id})
        with self.assertRaises(AccessError):
            self.sunrise.dms_lifecycle_change_ids.with_user(self.manager).write({"days": 1})
