from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .common import ClaimCase


@tagged("post_install", "-at_install")
class TestClaimVisit(ClaimCase):
    """What a visit has shown becomes a claim of the distributor that supplies the outlet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outlet = cls.env["res.partner"].create({
            "name": "Corner Shop", "dms_upstream_id": cls.claimant.id,
            "dms_tier_id": cls.env.ref("dms_distributor.tier_outlet").id,
            "dms_territory_id": cls.north.id,
        })
        cls.today = fields.Date.today()
        cls.visit = {
            "reference": "visit-1", "distributor_id": cls.claimant.id,
            "company_id": cls.env.company.id, "date": cls.today,
        }

    def _ask(self, user=None, **values):
        outlet = self.outlet.with_user(user or self.user)
        return outlet._get_dms_visit_claim_action({**self.visit, **values})

    def _raise_claim(self):
        claims = self.env["dms.claim"].with_user(self.user).with_context(**self._ask()["context"])
        form = Form(claims)
        form.type_id = self.claim_type
        with form.line_ids.edit(0) as line:
            line.name = "Three tins are dented"
            line.claimed_amount = 9
        return form.save()

    def test_a_form_with_what_is_known(self):
        action = self._ask()
        self.assertEqual(
            (action["res_model"], action["views"]), ("dms.claim", [(False, "form")])
        )
        self.assertIn("Corner Shop", action["context"]["dms_visit_line"]["name"])
        claim = self._raise_claim()
        self.assertRecordValues(claim, [{
            "claimant_id": self.claimant.id, "origin": "visit", "date_from": self.today,
            "date_to": self.today, "claimed_amount": 9, "state": "draft",
        }])
        self.assertRecordValues(claim.line_ids, [{
            "outlet_id": self.outlet.id, "visit_reference": "visit-1", "date": self.today,
            "name": "Three tins are dented",
        }])

    def test_claims_of_the_visit_are_shown(self):
        claim = self._raise_claim()
        action = self._ask()
        self.assertEqual(self.env["dms.claim"].search(action["domain"]), claim)
        other = self._ask(reference="visit-2")
        self.assertEqual(other["views"], [(False, "form")], "another visit has led to none")

    def test_where_no_claim_can_be_raised(self):
        self.assertFalse(self._ask(distributor_id=False))
        self.assertFalse(self._ask(reference=""))
        clerk = new_test_user(self.env, "visit_clerk", groups="base.group_user")
        self.assertFalse(self._ask(user=clerk))

    def test_the_origin_is_not_typed(self):
        values = {
            "claimant_id": self.claimant.id, "type_id": self.claim_type.id,
            "date_from": self.today, "date_to": self.today,
        }
        lines = [
            [Command.create({"name": "Tins", "claimed_amount": 1, "visit_reference": reference})]
            for reference in ("visit-3", False)
        ]
        claims = self.env["dms.claim"].with_user(self.user)
        made = claims.create([{**values, "line_ids": line} for line in lines] + [values])
        self.assertEqual(made.mapped("origin"), ["visit", "manual", "manual"])
        kept = self.env["dms.claim"].create({**values, "line_ids": lines[0], "origin": "api"})
        self.assertEqual(kept.origin, "api")
        with self.assertRaises(AccessError):
            claims.create({**values, "origin": "visit"})
