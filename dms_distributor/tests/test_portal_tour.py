from unittest.mock import patch

from odoo.tests import tagged

from ..controllers.portal_uploads import UploadsPortal
from .test_portal_uploads import UploadPortalCommon


@tagged("post_install", "-at_install")
class TestPortalTour(UploadPortalCommon):
    def test_distributor_uploads_and_another_sees_nothing_of_it(self):
        # The job has run already when the page comes: for a while the page is told otherwise.
        busy = iter([True, True])
        with patch.object(
            UploadsPortal, "_is_upload_busy", side_effect=lambda upload: next(busy, False)
        ) as is_busy:
            self.start_tour("/my", "dms_portal_upload", login="portal_north")
        self.assertGreaterEqual(is_busy.call_count, 4, "the page has asked until it was done")
        upload = self.get_last_upload()
        self.assertRecordValues(upload, [{
            "state": "loaded", "source": "portal", "distributor_id": self.north.id,
            "file_name": "tour.csv", "rejected_count": 1,
        }])
        self.assertRecordValues(upload.sale_ids, [{
            "invoice_reference": "TOUR-1", "quantity": 3, "net_amount": 30,
            "outlet_id": self.north_outlet.id, "product_id": self.products[0].id,
        }])
        self.start_tour("/my/uploads", "dms_portal_sees_nothing", login="portal_south")
