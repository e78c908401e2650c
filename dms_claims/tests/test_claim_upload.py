import base64
import io
from unittest.mock import patch

import openpyxl
from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import dms_claim_upload, dms_claim_upload_taking
from ..tools.claim_file import get_field
from .common import ClaimCase

HEADINGS = "Claim Reference,Claim Type,Period From,Period To,Product Code,Qty,Rate,Claim Amount"


class ClaimUploadCase(ClaimCase):
    """Files of the claimant, whose types ask for goods and for amounts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.freight = cls.env["dms.claim.type"].create(
            {"name": "Unloading", "code": "UP-FREIGHT", "kind": "freight", "window_days": 30}
        )
        cls.soap = cls.env["product.product"].create(
            {"name": "Soap", "default_code": "UP-SOAP", "is_storable": True}
        )
        cls.today = fields.Date.today()
        cls.period = f"{cls.today},{cls.today}"

    def upload(self, *lines, user=None, headings=HEADINGS, **values):
        content = "\n".join([headings, *lines]).encode()
        upload = self.env["dms.claim.upload"].with_user(user or self.env.user).create({
            "distributor_id": self.claimant.id, "file_name": "claims.csv",
            "file": base64.b64encode(content), **values,
        })
        upload.action_load()
        return upload

    def freight_row(self, reference="R-1", amount="10"):
        return f"{reference},UP-FREIGHT,{self.period},,,,{amount}"

    def goods_row(self, reference="R-2", code="UP-SOAP", quantity="2", price="1.5", amount=""):
        return f"{reference},CLAIM-TEST,{self.period},{code},{quantity},{price},{amount}"

    def get_claims(self):
        return self.env["dms.claim"].search([("claimant_id", "=", self.claimant.id)], order="id")


@tagged("post_install", "-at_install")
class TestClaimUpload(ClaimUploadCase):
    def test_rows_of_one_reference_are_one_claim(self):
        upload = self.upload(
            self.freight_row(), self.goods_row(), self.freight_row(amount='"2,500.25"'),
        )
        self.assertRecordValues(upload, [{
            "state": "loaded", "accepted_count": 3, "known_count": 0, "rejected_count": 0,
            "claim_count": 2,
        }])
        freight, goods = self.get_claims()
        self.assertRecordValues(freight | goods, [
            {"external_reference": "R-1", "type_id": self.freight.id, "origin": "upload",
             "state": "draft", "claimed_amount": 2510.25, "date_from": self.today,
             "date_to": self.today},
            {"external_reference": "R-2", "type_id": self.claim_type.id, "origin": "upload",
             "state": "draft", "claimed_amount": 3, "date_from": self.today,
             "date_to": self.today},
        ])
        self.assertRecordValues(goods.line_ids, [{
            "product_id": self.soap.id, "quantity": 2, "price_unit": 1.5, "claimed_amount": 3,
            "product_uom_id": self.soap.uom_id.id,
        }])
        action = upload.action_open_claims()
        self.assertEqual(self.env["dms.claim"].search(action["domain"]), self.get_claims().sorted())

    def test_bad_rows_are_told_with_column_and_value(self):
        upload = self.upload(
            self.freight_row(),
            self.freight_row("", "1"),
            self.freight_row().replace("UP-FREIGHT", "FRIEGHT"),
            self.goods_row(code="NOPE"),
            self.goods_row(quantity="a few"),
            self.goods_row(price=""),
            self.goods_row().replace(str(self.today), "soon", 1),
        )
        self.assertRecordValues(upload, [{"accepted_count": 1, "rejected_count": 6}])
        told = [
            (row.row_number, row.column, row.value or "") for row in upload.rejected_row_ids
        ]
        self.assertEqual(told, [
            (3, "Claim Reference", ""),
            (4, "Claim Type", "FRIEGHT"),
            (5, "Product Code", "NOPE"),
            (6, "Qty", "a few"),
            (7, "Claim Amount", ""),
            (8, "Period From", "soon"),
        ])
        for row in upload.rejected_row_ids:
            self.assertIn(row.column, row.reason)
        self.assertIn("UP-FREIGHT", upload.rejected_row_ids[1].reason, "it says what is possible")

    def test_the_same_file_twice_claims_once(self):
        lines = [self.freight_row(), self.freight_row(), self.goods_row()]
        self.upload(*lines)
        again = self.upload(*lines)
        self.assertRecordValues(again, [{
            "accepted_count": 0, "known_count": 3, "rejected_count": 0, "claim_count": 2,
        }])
        self.assertEqual(self.get_claims().mapped("claimed_amount"), [20, 3])

    def test_mended_rows_join_their_claim(self):
        upload = self.upload(self.goods_row(), self.goods_row(quantity="a few"))
        content, name = upload._get_rejected_spreadsheet()
        self.assertEqual(name, "claims - rejected.xlsx")
        book = openpyxl.load_workbook(io.BytesIO(content))
        rows = list(book.active.iter_rows(values_only=True))
        self.assertEqual(rows[0][:8], tuple(HEADINGS.split(",")))
        self.assertEqual((len(rows), rows[1][5]), (2, "a few"))
        self.assertIn("Qty", rows[1][8])
        book.active["F2"] = "4"
        mended = io.BytesIO()
        book.save(mended)
        second = self.env["dms.claim.upload"].create({
            "distributor_id": self.claimant.id, "file_name": name,
            "file": base64.b64encode(mended.getvalue()),
        })
        second.action_load()
        self.assertRecordValues(second, [{"accepted_count": 1, "rejected_count": 0}])
        claim = self.get_claims()
        self.assertEqual(len(claim), 1)
        self.assertEqual(claim.line_ids.mapped("quantity"), [2, 4])
        self.assertEqual(claim.claimed_amount, 9)

    def test_a_claim_that_has_left_is_not_changed(self):
        self.upload(self.freight_row())
        claim = self.get_claims()
        claim.action_submit()
        upload = self.upload(self.freight_row(), self.freight_row(amount="7"))
        self.assertRecordValues(upload, [{"known_count": 1, "rejected_count": 1}])
        self.assertIn(claim.name, upload.rejected_row_ids.reason)
        self.assertEqual(claim.claimed_amount, 10)

    def test_a_reference_is_free_again(self):
        self.upload(self.freight_row())
        self.get_claims().action_cancel()
        self.assertEqual(self.upload(self.freight_row()).accepted_count, 1)
        self.assertEqual(self.get_claims().mapped("state"), ["cancelled", "draft"])

    def test_rows_of_a_claim_say_the_same(self):
        upload = self.upload(self.freight_row("R-9"), self.goods_row("R-9"))
        self.assertRecordValues(upload, [{"accepted_count": 1, "rejected_count": 1}])
        self.assertRecordValues(
            upload.rejected_row_ids, [{"column": "Claim Type", "value": "CLAIM-TEST"}]
        )
        self.assertIn("row 2", upload.rejected_row_ids.reason)
        other = self.upload(self.goods_row("R-9"))
        self.assertEqual(other.rejected_count, 1, "another file cannot turn it either")

    def test_the_period_is_that_of_the_rows(self):
        headings = "Claim No,Type,Date,Amount,Details"
        days = [fields.Date.subtract(self.today, days=number) for number in (5, 2, 9)]
        self.upload(
            *(f"R-1,UP-FREIGHT,{day},4,Lorry" for day in days), headings=headings,
        )
        self.assertRecordValues(self.get_claims(), [{"date_from": days[2], "date_to": days[1]}])
        upload = self.upload("R-2,UP-FREIGHT,,4,Lorry", headings=headings)
        self.assertEqual(upload.rejected_count, 1)

    def test_files_that_are_none(self):
        for headings, lines, word in (
            ("Colour,Size", ["red,5"], "Claim Reference"),
            (HEADINGS, [], "claims nothing"),
        ):
            with self.subTest(word=word):
                upload = self.upload(*lines, headings=headings)
                self.assertEqual(upload.state, "failed")
                self.assertIn(word, upload.message)
        upload.file = base64.b64encode("\n".join([HEADINGS, self.freight_row()]).encode())
        upload.action_load()
        self.assertRecordValues(upload, [{"state": "loaded", "message": False}])
        with self.assertRaises(UserError):
            upload.action_load()
        with patch.object(dms_claim_upload, "MOST_ROWS", 1):
            upload = self.upload(self.freight_row(), self.freight_row("R-7"))
        self.assertIn("split", upload.message)

    def test_a_claim_has_room_for_so_many_lines(self):
        rows = [self.freight_row(amount=str(number)) for number in (1, 2, 3, 4)]
        with patch.object(dms_claim_upload_taking, "ROW_LIMIT", 2):
            first = self.upload(*rows[:3])
            second = self.upload(*rows)
        self.assertRecordValues(first | second, [
            {"accepted_count": 2, "known_count": 0, "rejected_count": 1},
            {"accepted_count": 0, "known_count": 2, "rejected_count": 2},
        ])
        self.assertEqual(self.get_claims().claimed_amount, 3)

    def test_a_large_file_is_read_in_the_background(self):
        with patch.object(dms_claim_upload, "AT_ONCE", 10):
            upload = self.upload(self.freight_row())
        self.assertEqual(upload.state, "loading")
        self.assertEqual(upload.get_progress()["state"], "loading")
        job = self.env["queue.job"].search(upload._get_job_domain())
        self.assertEqual(len(job), 1)
        self.assertFalse(self.get_claims())
        upload._job_load()
        upload._job_load()
        self.assertEqual(upload.state, "loaded")
        self.assertEqual(len(self.get_claims()), 1)

    def test_jobs_of_sales_are_others(self):
        """An upload of sales with the same id has jobs of its own."""
        upload = self.upload(self.freight_row())
        sales = self.env["dms.upload"].browse(upload.id)
        self.assertNotEqual(upload._get_job_domain(), sales._get_job_domain())

    def test_queries_do_not_grow_with_rows(self):
        """Words are looked up once for all rows."""
        intake = self.env["dms.claim.intake"]

        def count(number):
            lines = [{"product": "UP-SOAP", "lot": f"L-{place}", "outlet": f"O-{place}",
                      "invoice": f"I-{place}"} for place in range(number)]
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            books = intake._open_books(self.env.company, self.claimant, lines)
            self.assertIn("UP-SOAP", books.products)
            return self.env.cr.sql_log_count - start

        count(2)
        self.assertEqual(count(300), count(3))

    def test_an_empty_file_has_headings_that_are_understood(self):
        content = self.env["dms.claim.upload"]._get_template_spreadsheet()
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        [headings] = sheet.iter_rows(values_only=True)
        understood = [get_field(heading)[0] for heading in headings]
        self.assertEqual(len(set(understood)), len(headings))

    def test_who_may(self):
        upload = self.upload(self.freight_row(), user=self.user)
        self.assertEqual(upload.accepted_count, 1)
        with self.assertRaises(AccessError):
            self.upload(self.freight_row(), user=self.user, distributor_id=self.stranger.id)
        foreign = self.upload(self.freight_row(), distributor_id=self.stranger.id)
        self.assertFalse(foreign.with_user(self.user).search([("id", "=", foreign.id)]))
        with self.assertRaises(AccessError):
            foreign.with_user(self.user)._get_rejected_spreadsheet()
        outlet = self.env["res.partner"].create({
            "name": "A shop", "dms_tier_id": self.env.ref("dms_distributor.tier_outlet").id,
        })
        with self.assertRaisesRegex(UserError, "A shop"):
            self.upload(self.freight_row(), distributor_id=outlet.id)
        with self.assertRaises(UserError):
            upload.unlink()
