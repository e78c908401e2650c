from odoo import Command
from odoo.tests import tagged

from .common_portal_claims import ClaimPortalCommon


@tagged("post_install", "-at_install")
class TestPortalClaimForm(ClaimPortalCommon):
    """A draft is kept as one types, and submitted when nothing is missing."""

    def setUp(self):
        super().setUp()
        self.log_in("portal_north")

    def _begin(self, kind):
        answer = self.post("/my/dms/claims/new", type_id=self.types[kind].id)
        claim = self.env["dms.claim"].browse(int(answer.url.split("/")[-2]))
        self.assertEqual(answer.url, f"{self.base_url()}/my/dms/claims/{claim.id}/edit")
        return claim

    def _save(self, claim, route="save", **values):
        """What the server answers to the form while one types."""
        values = {
            "date_from": claim.date_from.isoformat(), "date_to": claim.date_to.isoformat(),
            **values,
        }
        answer = self.post(f"/my/dms/claims/{claim.id}/{route}", **values)
        self.env.invalidate_all()
        return answer.json() if route == "save" else answer

    def test_new(self):
        page = self.get_page("/my/dms/claims/new")
        for claim_type in self.types.values():
            self.assertIn(claim_type.name, page)
        deduction = self.env.ref("dms_claims.claim_type_deduction")
        self.assertFalse(deduction.is_in_portal)
        self.assertNotIn(f'value="{deduction.id}"', page)
        answer = self.post("/my/dms/claims/new", type_id=deduction.id)
        self.assertEqual(answer.url, f"{self.base_url()}/my/dms/claims/new")
        claim = self._begin("freight")
        self.assertRecordValues(claim, [{
            "claimant_id": self.north.id, "origin": "portal", "state": "draft",
            "type_id": self.types["freight"].id, "claimed_amount": 0,
        }])
        self.assertEqual(self._begin("freight"), claim, "an untouched draft is taken again")
        self._save(claim, line_name="Lorry", line_amount="5")
        self.assertNotEqual(self._begin("freight"), claim)
        self.assertIn(claim.name, self.get_page("/my/dms/claims/new"))
        answer = self.post("/my/dms/claims/new", type_id=987654321)
        self.assertEqual(answer.url, f"{self.base_url()}/my/dms/claims/new")

    def test_amounts_are_kept_by_their_places(self):
        claim = self._begin("freight")
        answer = self._save(
            claim, line_name=["Lorry", "", "Boat"], line_amount=["12,50", "", "7.5"],
            description=" In May ", external_reference="F-1",
        )
        self.assertEqual(answer["obstacles"], [])
        self.assertIn("20.00", answer["total"])
        self.assertRecordValues(claim.line_ids, [
            {"name": "Lorry", "claimed_amount": 12.5}, {"name": "Boat", "claimed_amount": 7.5},
        ])
        self.assertRecordValues(claim, [{
            "claimed_amount": 20, "description": "In May", "external_reference": "F-1",
        }])
        lines = claim.line_ids
        self._save(claim, line_name=["Lorry", "Ship"], line_amount=["12.50", "8"])
        self.assertEqual(claim.line_ids, lines, "lines are changed, not made again")
        self.assertEqual(lines.mapped("name"), ["Lorry", "Ship"])
        self._save(claim, line_name="Ship", line_amount="8")
        self.assertEqual(claim.line_ids.mapped("name"), ["Ship"])
        self._save(claim)
        self.assertRecordValues(claim, [{"line_ids": [], "claimed_amount": 0}])

    def test_goods(self):
        claim = self._begin("damage")
        soap, tea = self.products
        lot = self.env["stock.lot"].create({"name": "L-7", "product_id": soap.id})
        self.env.flush_all()
        dozen = self.env.ref("uom.product_uom_dozen")
        answer = self._save(
            claim,
            line_product=["t-soap", "Tea 250 g", "Coffee"], line_lot=["L-7", "L-7", ""],
            line_quantity=["3", "2", "x"], line_price=["1.25", "", ""],
            line_amount=["", "9", "4"], line_unit=["", dozen.id, ""],
        )
        self.assertRecordValues(claim.line_ids, [
            {"product_id": soap.id, "lot_id": lot.id, "quantity": 3, "price_unit": 1.25,
             "claimed_amount": 3.75, "product_uom_id": soap.uom_id.id},
            {"product_id": tea.id, "lot_id": False, "quantity": 2, "price_unit": 0,
             "claimed_amount": 9, "product_uom_id": dozen.id},
            {"product_id": False, "lot_id": False, "quantity": 0, "price_unit": 0,
             "claimed_amount": 4, "product_uom_id": False},
        ])
        said = "\n".join(answer["obstacles"])
        for text in (
            "Line 2: Tea 250 g has no lot “L-7”", "Line 3: “Coffee” is none of your products",
            "Line 3: “x” is not a quantity", "Line 3: enter the quantity",
            "Evidence is missing: Photo of it",
        ):
            self.assertIn(text, said)
        self.assertIn("3.75", answer["amounts"][0])
        page = self.get_page(f"/my/dms/claims/{claim.id}/edit")
        for text in ("Coffee", "L-7", "Photo of it"):
            self.assertIn(text, page)

    def test_units_that_do_not_fit(self):
        claim = self._begin("damage")
        answer = self._save(
            claim, line_product="T-SOAP", line_quantity="1", line_amount="1",
            line_unit=self.env.ref("uom.product_uom_kgm").id,
        )
        self.assertIn("is not counted in", answer["obstacles"][0])
        self.assertEqual(claim.line_ids.product_uom_id, self.products[0].uom_id)

    def test_invoice_lines(self):
        claim = self._begin("rate_difference")
        moves = [
            self.env["account.move"].create({
                "move_type": "out_invoice", "partner_id": partner.id,
                "invoice_date": self.today, "invoice_line_ids": [Command.create({
                    "product_id": self.products[0].id, "quantity": 10, "price_unit": 6,
                    "tax_ids": [],
                })],
            })
            for partner in (self.north, self.south)
        ]
        for move in moves:
            move.action_post()
        self.env.flush_all()
        own, foreign = (move.invoice_line_ids for move in moves)
        self.assertIn(own.move_id.name, self.get_page(f"/my/dms/claims/{claim.id}/edit"))
        answer = self._save(
            claim, line_move_line_id=[own.id, foreign.id], line_quantity=["10", "10"],
            line_price=["0.5", "0.5"], line_amount=["", ""],
        )
        self.assertRecordValues(claim.line_ids, [
            {"move_line_id": own.id, "product_id": self.products[0].id, "claimed_amount": 5},
            {"move_line_id": False, "product_id": False, "claimed_amount": 5},
        ])
        self.assertIn("Line 2: choose the invoice line.", answer["obstacles"])

    def test_nonsense_is_told_and_keeps_what_was_there(self):
        claim = self._begin("freight")
        self._save(claim, line_name="Lorry", line_amount="5", external_reference="F-1")
        other = self._begin("freight")
        answer = self._save(
            other, external_reference="F-1", line_amount=["-3", "nan", "1e400", "99"],
            line_name=["a", "b", "c", "d" * 500],
            date_from="2026-02-31", date_to="x",
        )
        said = "\n".join(answer["obstacles"])
        for text in (
            f"Your reference F-1 is on claim {claim.name} already", "“-3” is not an amount",
            "“nan” is not an amount", "“1e400” is not an amount",
            "Enter the first and the last day",
        ):
            self.assertIn(text, said)
        self.assertFalse(other.external_reference)
        self.assertEqual(other.claimed_amount, 99)
        answer = self._save(other, date_from="2026-03-02", date_to="2026-03-01")
        self.assertIn("The period ends before it begins: correct it.", answer["obstacles"])

    def test_too_many_lines(self):
        claim = self._begin("freight")
        answer = self._save(claim, line_name=["a"] * 101, line_amount=["1"] * 101)
        self.assertEqual(len(claim.line_ids), 100)
        self.assertIn("at most 100 lines", "\n".join(answer["obstacles"]))
        claim.line_ids = [Command.create({"name": "From a file", "claimed_amount": 1})]
        self.env.flush_all()
        self.assertIn("101 lines: too many", self.get_page(f"/my/dms/claims/{claim.id}/edit"))
        self._save(claim, line_name="a", line_amount="1", description="Of May")
        self.assertRecordValues(claim, [{"claimed_amount": 101, "description": "Of May"}])

    def test_submit(self):
        claim = self._begin("damage")
        entered = {"line_product": "T-SOAP", "line_quantity": "2", "line_amount": "8"}
        answer = self._save(claim, "edit", step="submit", **entered)
        self.assertEqual(claim.state, "draft")
        self.assertIn("Evidence is missing: Photo of it", answer.text)
        self.send_photo(claim)
        answer = self._save(claim, "edit", step="submit", **entered)
        self.assertEqual(answer.url, f"{self.base_url()}/my/dms/claims/{claim.id}")
        self.assertRecordValues(claim, [{"state": "submitted", "claimed_amount": 8}])
        self.assert_redirected(f"/my/dms/claims/{claim.id}/edit", f"/my/dms/claims/{claim.id}")
        answer = self._save(claim, line_product="T-SOAP", line_quantity="2", line_amount="9")
        self.assertIn("has been submitted", answer["error"])
        self.assertEqual(claim.claimed_amount, 8)

    def test_form_without_scripts_sends_files_along(self):
        claim = self._begin("damage")
        self.post(
            f"/my/dms/claims/{claim.id}/edit", step="submit", line_product="T-SOAP",
            line_quantity="2", line_amount="8", date_from=self.today, date_to=self.today,
            files={f"files_{claim.evidence_ids.id}": ("a.jpg", self.make_photo(), "image/jpeg")},
        )
        self.env.invalidate_all()
        self.assertEqual(claim.state, "submitted")
        self.assertEqual(claim.evidence_ids.attachment_ids.name, "a.jpg")

    def test_give_up(self):
        claim = self._begin("freight")
        self.post(f"/my/dms/claims/{claim.id}/delete")
        self.env.invalidate_all()
        self.assertEqual(claim.state, "cancelled")
