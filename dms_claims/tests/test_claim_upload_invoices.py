import base64

from odoo import Command, fields
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestClaimUploadInvoices(TransactionCase):
    """Lines about wrong prices name the invoice line."""

    def test_invoice_lines(self):
        tier = self.env["dms.tier"].create({"name": "Stockist", "code": "UP-INV"})
        partner = self.env["res.partner"].create({"name": "Payer", "dms_tier_id": tier.id})
        soap, tea = self.env["product.product"].create([
            {"name": name, "default_code": f"UPI-{name}", "list_price": 5}
            for name in ("Soap", "Tea")
        ])
        invoice = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": partner.id,
            "invoice_date": fields.Date.today(),
            "invoice_line_ids": [
                Command.create({"product_id": product.id, "quantity": 3, "price_unit": 5})
                for product in (soap, tea)
            ],
        })
        invoice.action_post()
        self.env["dms.claim.type"].create(
            {"name": "Prices", "code": "UP-RATE", "kind": "rate_difference"}
        )
        today = fields.Date.today()
        content = "\n".join([
            "Claim No,Type,Date,Invoice No,Item Code,Amount",
            f"R-1,UP-RATE,{today},{invoice.name},UPI-Tea,1.5",
            f"R-1,UP-RATE,{today},{invoice.name},,1.5",
            f"R-1,UP-RATE,{today},NOPE/1,UPI-Tea,1.5",
            f"R-1,UP-RATE,{today},,UPI-Tea,1.5",
        ])
        upload = self.env["dms.claim.upload"].create({
            "distributor_id": partner.id, "file_name": "rates.csv",
            "file": base64.b64encode(content.encode()),
        })
        upload.action_load()
        self.assertRecordValues(upload.row_ids, [
            {"status": "accepted", "column": False},
            {"status": "rejected", "column": "Item Code"},
            {"status": "rejected", "column": "Invoice No"},
            {"status": "rejected", "column": "Invoice No"},
        ])
        line = upload.row_ids.claim_id.line_ids
        self.assertEqual(line.move_line_id, invoice.invoice_line_ids[1])
        self.assertEqual(line.product_id, tea)
