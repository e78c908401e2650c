from odoo import fields
from odoo.tests import tagged

from .test_scheme import SchemeCase


@tagged("post_install", "-at_install")
class TestSchemeRevision(SchemeCase):
    """Compiled sets are stale for whatever changes what they say, and for nothing else."""

    def _get_revision(self):
        return self.env["dms.scheme"]._get_scheme_revision()

    def _assert_changes(self, change, is_changed=True):
        before = self._get_revision()
        change()
        if is_changed:
            self.assertNotEqual(self._get_revision(), before)
        else:
            self.assertEqual(self._get_revision(), before)

    def test_drafts_are_no_news(self):
        scheme = self._create_scheme()
        self._assert_changes(lambda: scheme.write({"priority": 3}), is_changed=False)
        self._assert_changes(self._create_scheme, is_changed=False)
        self._assert_changes(scheme.action_start)
        self._assert_changes(scheme._stop)

    def test_what_is_read_with_schemes(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self._assert_changes(lambda: dozen.write({"relative_factor": 13}))
        group = self.env["dms.scheme.group"]
        self._assert_changes(lambda: group.create({"name": "Revised"}))
        euro = self.env.ref("base.EUR")
        self._assert_changes(lambda: euro.write({
            "rate_ids": [fields.Command.create({"name": "2001-02-03", "rate": 1.25})],
        }))
        self._assert_changes(lambda: self.product.write({"name": "Another"}), is_changed=False)

    def test_cost_of_free_goods(self):
        scheme = self._create_scheme(
            benefit_kind="goods", free_product_ids=[fields.Command.set(self.product.ids)],
        )
        scheme.action_start()
        self._assert_changes(lambda: self.product.write({"standard_price": 7.5}))

    def test_clearing_away_makes_a_new_state(self):
        scheme = self._create_scheme()
        scheme.action_start()
        revisions = [self._get_revision()]
        for _time in range(2):
            self.env["dms.scheme.revision"]._gc_revisions()
            revisions.append(self._get_revision())
        self.assertEqual(len(set(revisions)), 3)
        self.assertEqual(self.env["dms.scheme.revision"].sudo().search_count([]), 1)
