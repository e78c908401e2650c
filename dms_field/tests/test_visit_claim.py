from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import FieldCase


@tagged("post_install", "-at_install")
class TestVisitClaim(FieldCase):
    """A visit leads to a claim where somebody keeps claims, and nowhere else."""

    def _answer(self, answer):
        """Have the hook answer so, whoever else is installed.

        :return: what it was asked, one dict for each time
        """
        asked = []

        def hook(_outlet, values):
            asked.append(values)
            return answer

        self.startPatcher(patch.object(
            type(self.env["res.partner"]), "_get_dms_visit_claim_action", hook
        ))
        return asked

    def _make_visit(self, **values):
        return self._create_visit(**{
            "state": "done", "check_in": datetime(2025, 3, 3, 9),
            "check_out": datetime(2025, 3, 3, 9, 20), **values,
        }).with_user(self.representative)

    def test_who_keeps_claims_is_asked(self):
        action = {"type": "ir.actions.act_window", "res_model": "res.partner"}
        asked = self._answer(action)
        visit = self._make_visit(source_key="S-1")
        self.assertTrue(visit.is_claimable)
        self.assertEqual(visit.action_claim(), action)
        self.assertEqual(asked[-1], {
            "reference": "S-1", "distributor_id": self.distributor.id,
            "company_id": self.company.id, "date": self.MONDAY,
        })

    def test_nobody_keeps_claims(self):
        self._answer(False)
        visit = self._make_visit()
        self.assertFalse(visit.is_claimable)
        with self.assertRaisesRegex(UserError, "Shop"):
            visit.action_claim()

    def test_only_visits_that_have_begun(self):
        asked = self._answer({"type": "ir.actions.act_window"})
        planned = self._create_visit().with_user(self.representative)
        self.assertFalse(planned.is_claimable)
        self.assertEqual(asked, [])
        planned.action_check_in()
        self.assertTrue(planned.is_claimable)

    def test_the_form_asks(self):
        """The field that hides the button stands in the form."""
        self._answer({"type": "ir.actions.act_window"})
        with Form(self._make_visit()) as form:
            self.assertTrue(form.is_claimable)

    def test_a_visit_without_a_key_is_found_again(self):
        visit = self._make_visit()
        reference = visit._get_reference()
        self.assertEqual(reference, f"visit:{visit.id}")
        span = (visit.check_in, visit.check_out)
        self.assertEqual(visit.outlet_id._get_dms_visit_spans({reference}), {reference: span})
        self.assertEqual(self.other_outlet._get_dms_visit_spans({reference}), {})
        named = self._make_visit(source_key="S-2")
        self.assertEqual(
            visit.outlet_id._get_dms_visit_spans({f"visit:{named.id}", "visit:none", "visit:"}),
            {}, "it is called by its key",
        )
