from datetime import timedelta

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common_agreement import AgreementCommon


@tagged("post_install", "-at_install")
class TestAgreement(AgreementCommon):
    def test_number_territory_and_first_version_come_by_themselves(self):
        agreement = self._create_agreement(self.sunrise)
        self.assertRegex(agreement.name, r"^AGR/\d{4}/\d+$")
        self.assertEqual(agreement.territory_ids, self.north)
        self.assertEqual(agreement.tier_id, self.distributor_tier)
        self.assertEqual((agreement.root_id, agreement.version), (agreement, 1))
        self.assertEqual(agreement.display_name, agreement.name)

    def test_form_proposes_the_territory_and_tells_conflicts(self):
        first = self._bring(self.sunrise, coverage="exclusive")
        form = Form(self.env["dms.agreement"].with_user(self.manager))
        form.distributor_id = self.rival
        form.date_start = self.today
        self.assertEqual(form.territory_ids[:], self.north)
        self.assertIn(first.name, form.conflict_message)
        self.assertIn("Sunrise", form.conflict_message)

    def test_terms_reach_the_distributor_when_it_comes_into_force(self):
        pricelist = self.env["product.pricelist"].create({"name": "Dealers"})
        terms = self.env.ref("account.account_payment_term_30days")
        agreement = self._create_agreement(
            self.sunrise, pricelist_id=pricelist.id, payment_term_id=terms.id
        )
        agreement.action_submit()
        self.assertNotEqual(self.sunrise.property_payment_term_id, terms)
        agreement.action_approve()
        self.assertEqual(agreement.state, "active")
        self.assertEqual(self.sunrise.property_payment_term_id, terms)
        self.assertEqual(self.sunrise.specific_property_product_pricelist, pricelist)
        self.assertEqual(agreement.approved_by_id, self.manager)

    def test_future_agreement_comes_into_force_on_its_day(self):
        start = self.today + timedelta(days=10)
        agreement = self._bring(self.sunrise, start=start, end=start + timedelta(days=50))
        self.assertEqual(agreement.state, "approved")
        with self.assert_refused(UserError, "comes into force then by itself"):
            agreement.action_activate()
        self._run("_cron_update_states")
        self.assertEqual(agreement.state, "approved")
        with freeze_time(start):
            self._run("_cron_update_states")
            self.assertEqual(agreement.state, "active")
        with freeze_time(start + timedelta(days=50)):
            self._run("_cron_update_states")
            self.assertEqual(agreement.state, "active", "the last day is in force")
        with freeze_time(start + timedelta(days=51)):
            self._run("_cron_update_states")
            self.assertEqual(agreement.state, "expired")

    def test_agreement_of_the_past_is_recorded_and_gives_no_terms(self):
        terms = self.env.ref("account.account_payment_term_30days")
        past = self._bring(
            self.sunrise, start=self.today - timedelta(days=300),
            end=self.today - timedelta(days=100), payment_term_id=terms.id,
        )
        self.assertEqual(past.state, "expired")
        self.assertNotEqual(self.sunrise.property_payment_term_id, terms)
        day = self.today - timedelta(days=200)
        self.assertEqual(self.sunrise._get_dms_agreements(day), {self.sunrise: past.sudo()})
        self.assertFalse(self.sunrise._get_dms_agreements())

    def test_what_is_in_force_is_not_edited(self):
        agreement = self._bring(self.sunrise)
        for values in (
            {"margin_percent": 9}, {"territory_ids": [(6, 0, self.south.ids)]},
            {"date_end": self.today}, {"distributor_id": self.seaside.id},
        ):
            with self.assert_refused(UserError, "stands as it is"):
                agreement.write(values)
        with self.assertRaises(UserError):
            agreement.unlink()
        with self.assertRaises(UserError):
            agreement.target_ids = [(0, 0, {
                "date_from": self._year(1, 1), "date_to": self._year(1, 31), "amount": 5,
            })]

    def test_signature_holds_it_back(self):
        agreement = self._bring(self.sunrise, is_signature_required=True)
        self.assertEqual(agreement.state, "approved")
        self.assertFalse(self.sunrise._get_dms_agreements())
        mail = self.env["mail.mail"].search([("res_id", "=", agreement.id)], limit=1)
        self.assertIn("ready for your signature", mail.subject)
        self._run("_cron_update_states")
        self.assertEqual(agreement.state, "approved")
        with self.assert_refused(UserError, "signature"):
            agreement.action_activate()
        agreement.signed_document = b"UERG"
        agreement.action_activate()
        self.assertEqual(agreement.state, "active")

    def test_company_may_ask_for_signatures(self):
        self.env.company.dms_agreement_signature = True
        self.assertTrue(self._create_agreement(self.sunrise).is_signature_required)

    def test_termination(self):
        agreement = self._bring(self.sunrise)
        for day in (agreement.date_start - timedelta(days=1), agreement.date_end
                    + timedelta(days=1)):
            with self.assert_refused(UserError, "choose a day of that period"):
                agreement._terminate(day, "No")
        wizard = self.env["dms.agreement.termination"].with_user(self.manager).create(
            {"agreement_id": agreement.id, "reason": "By agreement", "date": self.today}
        )
        wizard.action_terminate()
        self.assertEqual(agreement.state, "active", "today is the last day")
        with freeze_time(self.today + timedelta(days=1)):
            self._run("_cron_update_states")
        self.assertRecordValues(agreement, [{
            "state": "terminated", "date_effective_end": self.today,
            "termination_reason": "By agreement",
        }])

    @mute_logger("odoo.sql_db")
    def test_bad_terms_are_refused(self):
        for values, message in (
            ({"margin_percent": 101}, "percents_in_range"),
            ({"margin_percent": -1}, "percents_in_range"),
            ({"credit_limit": -1}, "amounts_positive"),
            ({"price_honour_days": -1}, "days_positive"),
            ({"end": self.today.replace(year=2020), "start": self.today}, "period_in_order"),
        ):
            with self.assert_refused(IntegrityError, message):
                self._create_agreement(self.sunrise, **values)
        with self.assert_refused(ValidationError, "is no distributor"):
            self._create_agreement(self.corner)
        with self.assert_refused(UserError, "begins as a draft"):
            self._create_agreement(self.sunrise, state="active")

    def test_obstacles_name_what_is_missing(self):
        self.sunrise.dms_territory_id = False
        agreement = self._create_agreement(self.sunrise, coverage="selective")
        # Past the settlement, which is not what is tested here.
        self.env.cr.execute(
            "UPDATE res_partner SET dms_state = 'ended' WHERE id = %s", [self.sunrise.id]
        )
        self.sunrise.invalidate_recordset(["dms_state"])
        with self.assert_refused(UserError, "territory") as caught:
            agreement.action_submit()
        self.assertIn("has ended", str(caught.exception))

    def test_agreements_in_force_take_one_query(self):
        agreement = self._bring(self.sunrise)
        contact = self.env["res.partner"].create(
            {"name": "Anita", "parent_id": self.sunrise.id}
        )
        partners = self.sunrise | self.seaside | contact
        # What a call finds in the cache anyhow: companies, the user and its time zone.
        partners._get_dms_agreements()
        self.env.flush_all()
        with self.assertQueryCount(1):
            found = partners._get_dms_agreements()
        self.assertEqual(found, {self.sunrise: agreement.sudo(), contact: agreement.sudo()})
        self.assertEqual(self.sunrise.dms_agreement_id, agreement)
        partners = self.env["res.partner"]
        self.assertIn(self.sunrise, partners.search([("dms_agreement_id", "!=", False)]))
        without = partners.search([("dms_agreement_id", "=", False)])
        self.assertEqual(without & (self.sunrise | self.seaside), self.seaside)
        self.assertEqual(
            partners.search([("dms_agreement_id", "=", agreement.id)]), self.sunrise
        )

    def test_users_see_their_network_and_change_nothing(self):
        north, south = self._bring(self.sunrise), self._bring(self.seaside)
        user = self._create_user(
            "agreement_reader", "dms_distributor.group_user", territories=self.north
        )
        agreements = self.env["dms.agreement"].with_user(user)
        self.assertEqual(agreements.search([("id", "in", (north | south).ids)]), north)
        with self.assertRaises(AccessError):
            south.with_user(user).read(["margin_percent"])
        for method in ("action_amend", "action_renew", "action_activate"):
            with self.assertRaises(AccessError):
                getattr(north.with_user(user), method)()
        with self.assertRaises(AccessError):
            agreements.create({"distributor_id": self.sunrise.id, "date_start": self.today})

    def test_companies_keep_apart(self):
        company = self.env["res.company"].create({"name": "Second"})
        self._bring(self.sunrise, coverage="exclusive")
        other = self.env["dms.agreement"].create({
            "distributor_id": self.rival.id, "company_id": company.id, "coverage": "exclusive",
            "date_start": self.today,
        })
        other.action_submit()
        other.action_approve()
        self.assertEqual(other.state, "active", "exclusivity is within a company")
        self.assertFalse(self.rival._get_dms_agreements())
        self.assertEqual(
            self.rival.with_company(company)._get_dms_agreements(), {self.rival: other}
        )
        found = self.env["dms.agreement"].with_user(self.manager).search(
            [("distributor_id", "=", self.rival.id)]
        )
        self.assertFalse(found, "the manager is not of that company")
