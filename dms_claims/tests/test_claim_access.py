from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ClaimCase


@tagged("post_install", "-at_install")
class TestClaimAccess(ClaimCase):
    def test_user_works_in_its_own_network(self):
        own = self._create_claim(self.user)
        foreign = self._create_claim(claimant_id=self.stranger.id)
        claims = self.env["dms.claim"].with_user(self.user).search([])
        self.assertIn(own, claims)
        self.assertNotIn(foreign, claims)
        with self.assertRaises(AccessError):
            foreign.with_user(self.user).read(["name"])
        with self.assertRaises(AccessError):
            foreign.evidence_ids.with_user(self.user).read(["name"])
        with self.assertRaises(AccessError):
            foreign.with_user(self.user).action_submit()
        with self.assertRaises(AccessError):
            self._create_claim(self.user, claimant_id=self.stranger.id)
        self.assertIn(foreign, self.env["dms.claim"].with_user(self.manager).search([]))

    def test_files_are_seen_with_the_claim_only(self):
        claim = self._create_claim(self.user)
        attachment = claim.evidence_ids.attachment_ids
        self.assertEqual(attachment.res_model, "dms.claim.evidence")
        self.assertEqual(attachment.with_user(self.manager).raw, b"a photo")
        southern = new_test_user(
            self.env, "claim_south", groups="dms_distributor.group_user",
            dms_territory_ids=[Command.link(self.south.id)],
        )
        with self.assertRaises(AccessError):
            attachment.with_user(southern).read(["raw"])

    def test_naming_a_foreign_file_opens_it_to_nobody(self):
        secret = self.env["ir.attachment"].with_user(self.head).create(
            {"name": "secret.txt", "raw": b"secret"}
        )
        claim = self._create_claim(self.user, evidence=False)
        with self.assertRaises(AccessError):
            claim.evidence_ids[0].with_user(self.user).attachment_ids = [
                Command.link(secret.id)
            ]
        self.assertFalse(secret.res_id)

    def test_only_a_manager_lets_late_claims_in(self):
        claim = self._create_claim(self.user, date_from="2020-01-01", date_to="2020-01-31")
        with self.assertRaises(AccessError):
            claim.action_allow_late()
        claim.with_user(self.manager).action_allow_late()
        self.assertTrue(claim.is_late_allowed)

    def test_types_belong_to_the_administrator(self):
        for user in (self.user, self.manager):
            with self.assertRaises(AccessError):
                self.claim_type.with_user(user).window_days = 99
        self.claim_type.with_user(self.head).window_days = 99

    def test_portal_sees_none_of_others(self):
        portal = new_test_user(self.env, "claim_portal", groups="base.group_portal")
        portal.partner_id.parent_id = self.stranger
        claim = self._create_claim()
        with self.assertRaises(AccessError):
            claim.with_user(portal).read(["name"])

    def test_other_company_is_closed(self):
        other = self.env["res.company"].create({"name": "Other maker"})
        foreign = self._create_claim(company_id=other.id)
        self.assertEqual(foreign.currency_id, other.currency_id)
        self.assertNotIn(foreign, self.env["dms.claim"].with_user(self.head).search([]))
        with self.assertRaises(AccessError):
            foreign.with_user(self.head).read(["name"])
