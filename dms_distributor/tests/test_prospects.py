from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common_lifecycle import LifecycleCommon


@tagged("post_install", "-at_install")
class TestProspects(LifecycleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outreach = cls.env.ref("dms_distributor.outreach_default")
        cls.lead = cls._create_lead("River Traders", dms_territory_id=cls.city.id)
        cls.now = fields.Datetime.now()

    def _enrol(self, leads=None):
        return self.outreach._enrol(leads or self.lead)

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("dms_distributor.cron_outreach").method_direct_trigger()
        self.env.invalidate_all()

    def _get_mails(self, lead):
        return self.env["mail.mail"].search(
            [("model", "=", "crm.lead"), ("res_id", "=", lead.id)]
        )

    def test_pipeline_has_stages_of_its_own(self):
        own = self.env["crm.stage"].search([("team_ids", "in", self.team.ids)])
        leads = self.env["crm.lead"].with_context(default_team_id=self.team.id)
        self.assertEqual(leads._read_group_stage_ids(self.env["crm.stage"], []), own)
        self.assertEqual(self.lead.stage_id, own[0])
        plain = self.env["crm.lead"].create({"name": "Plain", "team_id": False, "user_id": False})
        self.assertNotIn(plain.stage_id, own)

    def test_a_prospect_keeps_its_team_whoever_looks_after_it(self):
        self.lead.user_id = self.manager
        self.assertEqual(self.lead.team_id, self.team)

    def test_a_user_sees_prospects_of_its_territories(self):
        foreign = self._create_lead("Sea Traders", dms_territory_id=self.south.id, user_id=False)
        both = self.lead | foreign
        leads = self.env["crm.lead"].with_user(self.north_user)
        self.assertEqual(leads.search([("id", "in", both.ids)]), self.lead)
        foreign.user_id = self.north_user
        self.assertEqual(leads.search([("id", "in", both.ids)]), both)
        self.assertEqual(
            self.env["crm.lead"].with_user(self.manager).search([("id", "in", both.ids)]), both
        )
        leads.create({
            "name": "Mine", "type": "opportunity", "team_id": self.team.id,
            "dms_territory_id": self.city.id, "user_id": self.north_user.id,
        })

    def test_mails_go_out_one_after_the_other(self):
        sent_before = self.outreach.step_ids[0].sent_count
        enrolment = self._enrol()
        self._run_cron()
        self.assertEqual(enrolment.attempt_count, 1)
        self.assertEqual(len(self._get_mails(self.lead)), 1)
        message = self.lead.message_ids.filtered(lambda post: "distributor" in (post.body or ""))
        self.assertTrue(message, "the mail stands on the prospect")
        self._run_cron()
        self.assertEqual(enrolment.attempt_count, 1, "the next one waits for its day")
        self.assertGreater(enrolment.next_date, self.now + timedelta(days=3))
        for count in (2, 3):
            enrolment.next_date = self.now
            self._run_cron()
            self.assertEqual(enrolment.attempt_count, count)
        self.assertEqual(enrolment.state, "done")
        self.assertEqual(self.outreach.step_ids[0].sent_count, sent_before + 1)

    def test_condition_of_a_step_lets_it_pass(self):
        self.outreach.step_ids[0].condition = "[('phone', '!=', False)]"
        enrolment = self._enrol()
        enrolment.action_send_now()
        self.assertEqual((enrolment.attempt_count, enrolment.next_step_id),
                         (0, self.outreach.step_ids[1]))

    def test_rules_stop_it(self):
        def reply(lead):
            lead.message_post(
                body="Yes", message_type="email", author_id=False, email_from=lead.email_from
            )

        def move(lead):
            lead.stage_id = self.env.ref("dms_distributor.stage_prospect_visited")

        def bounce(lead):
            lead._message_receive_bounce(lead.email_from, self.env["res.partner"])

        def opt_out(lead):
            lead.dms_enrolment_ids._opt_out()

        def apply(lead):
            self._create_application("Applied", lead_id=lead.id).action_submit()

        for reason, act in (
            ("reply", reply), ("stage", move), ("bounce", bounce), ("opt_out", opt_out),
            ("won", lambda lead: lead.action_set_won()),
            ("lost", lambda lead: lead.action_set_lost()),
            ("no_address", lambda lead: lead.write({"email_from": False})),
        ):
            with self.subTest(reason=reason):
                lead = self._create_lead(f"Stop {reason}")
                enrolment = self._enrol(lead)
                act(lead)
                self.assertEqual((enrolment.state, enrolment.stop_reason), ("stopped", reason))
                self._run_cron()
                self.assertFalse(self._get_mails(lead), "nothing is sent any more")
        lead = self._create_lead("Applies")
        enrolment = self._enrol(lead)
        apply(lead)
        self.assertEqual(enrolment.stop_reason, "application")

    def test_rules_can_be_left_out(self):
        self.outreach.write({"stop_on_reply": False, "stop_on_stage": False, "bounce_limit": 0})
        enrolment = self._enrol()
        self.lead.message_post(
            body="Yes", message_type="email", author_id=False, email_from=self.lead.email_from
        )
        self.lead.stage_id = self.env.ref("dms_distributor.stage_prospect_visited")
        self.lead._message_receive_bounce(self.lead.email_from, self.env["res.partner"])
        self.assertEqual(enrolment.state, "running")

    def test_a_mail_of_the_staff_is_no_reply(self):
        enrolment = self._enrol()
        self.lead.message_post(
            body="I called", message_type="email", author_id=self.manager.partner_id.id
        )
        self.assertEqual(enrolment.state, "running")

    def test_mails_at_most(self):
        self.outreach.attempt_limit = 1
        enrolment = self._enrol()
        enrolment.action_send_now()
        enrolment.action_send_now()
        self.assertEqual((enrolment.attempt_count, enrolment.stop_reason), (1, "limit"))

    def test_enrolling_by_itself(self):
        self.outreach.write({
            "is_automatic": True, "lead_domain": f"[('dms_territory_id', '=', {self.city.id})]",
        })
        other = self._create_lead("Sea Traders", dms_territory_id=self.south.id)
        self.env["dms.outreach"]._enrol_matching()
        self.env["dms.outreach"]._enrol_matching()
        self.assertEqual(len(self.lead.dms_enrolment_ids), 1, "each once")
        self.assertFalse(other.dms_enrolment_ids)

    def test_one_running_outreach_for_a_prospect(self):
        self._enrol()
        self.assertFalse(self.outreach.copy()._enrol(self.lead))
        wizard = self.env["dms.outreach.enrol"].with_user(self.north_user).create({
            "outreach_id": self.outreach.id,
            "lead_ids": self._create_lead("New", user_id=self.north_user.id).ids,
        })
        wizard.action_enrol()
        self.assertEqual(wizard.lead_ids.dms_enrolment_ids.state, "running")

    def test_gaps(self):
        """The city has a distributor above it and no sub-distributor; the south its own."""
        gaps = self.env["dms.territory.gap"]

        def get_gaps():
            gaps._refresh()
            return gaps.search([
                ("territory_id", "in", (self.country | self.north | self.city | self.south).ids),
                ("tier_id", "=", self.distributor_tier.id),
                ("company_id", "=", self.env.company.id),
            ])

        self.assertFalse(get_gaps())
        self.seaside.dms_state = "suspended"
        gap = get_gaps()
        self.assertEqual(gap.territory_id, self.south)
        self.assertEqual(gap.outlet_count, 1)
        self.assertGreater(gap.score, 0)
        action = gap.action_create_prospect()
        lead = self.env["crm.lead"].with_context(**action["context"]).create({})
        self.assertEqual((lead.team_id, lead.dms_territory_id, lead.dms_gap_id),
                         (self.team, self.south, gap))
        self.assertEqual(gap.prospect_count, 1)
        identity = gap.id
        self.assertEqual(get_gaps().id, identity, "a gap that stays is the same record")
        self.seaside.dms_state = "active"
        self.assertFalse(get_gaps())
        self.assertFalse(lead.dms_gap_id)
