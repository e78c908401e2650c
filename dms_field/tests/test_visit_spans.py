from datetime import datetime

from odoo.tests import tagged

from .common import FieldCase


@tagged("post_install", "-at_install")
class TestVisitSpans(FieldCase):
    def test_spans_by_reference(self):
        """Others learn when a visit that they name took place, of their partners only."""
        outlet = self.outlets[0]
        begun, ended = datetime(2025, 3, 3, 9), datetime(2025, 3, 3, 9, 20)
        self.env["dms.visit"].with_user(self.representative).record_visits([
            {"source_key": "S-1", "outlet_id": outlet.id, "date": self.MONDAY,
             "check_in": begun, "check_out": ended},
            {"source_key": "S-2", "outlet_id": outlet.id, "date": self.MONDAY,
             "check_in": begun, "state": "in_progress"},
            {"source_key": "S-3", "outlet_id": outlet.id, "date": self.MONDAY, "state": "planned"},
        ])
        spans = outlet._get_dms_visit_spans({"S-1", "S-2", "S-3", "unknown"})
        self.assertEqual(spans, {"S-1": (begun, ended), "S-2": (begun, begun)})
        self.assertEqual(self.other_outlet._get_dms_visit_spans({"S-1"}), {})
