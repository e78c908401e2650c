from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .test_claim_check import CheckCase


@tagged("post_install", "-at_install")
class TestClaimCheckStock(CheckCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.distributor = cls.env["res.partner"].create({
            "name": "Holder", "dms_tier_id": cls.env.ref("dms_distributor.tier_distributor").id,
            "dms_territory_id": cls.north.id,
        })
        cls.ledger = cls.env["dms.stock.ledger"]._open(cls.env.company, cls.distributor)
        cls.product = cls.env["product.product"].create({
            "name": "Juice", "is_storable": True, "tracking": "lot", "use_expiration_date": True,
        })
        cls.today = fields.Date.context_today(cls.env["dms.claim"])
        cls.lot = cls.env["stock.lot"].create({
            "name": "L1", "product_id": cls.product.id,
            "expiration_date": datetime.combine(cls.today, datetime.min.time()),
        })
        cls.supplier = cls.env.ref("stock.stock_location_suppliers")
        cls._set("stock")

    @classmethod
    def _move(cls, source, goal, quantity, lot=None):
        lot = lot or cls.lot
        move = cls.env["stock.move"].create({
            "product_id": cls.product.id, "location_id": source.id, "location_dest_id": goal.id,
            "product_uom_qty": quantity, "product_uom": cls.product.uom_id.id,
            "move_line_ids": [Command.create({
                "product_id": cls.product.id, "lot_id": lot.id, "quantity": quantity,
                "location_id": source.id, "location_dest_id": goal.id,
            })],
        })
        move._action_confirm()
        move.picked = True
        move._action_done()

    def _claim(self, quantity, lot=True):
        claim = self.env["dms.claim"].create({
            "claimant_id": self.distributor.id, "type_id": self.claim_type.id,
            "date_from": self.today, "date_to": self.today,
            "line_ids": [Command.create({
                "product_id": self.product.id, "lot_id": lot and self.lot.id,
                "quantity": quantity, "price_unit": 10,
            })],
        })
        self._attach(claim)
        return claim

    def _judge(self, claim, code="stock"):
        claim.action_check()
        return self._get(claim, code)

    def test_no_more_than_was_delivered_of_the_lot(self):
        self._move(self.supplier, self.ledger.location_id, 10)
        self.assertEqual(self._judge(self._claim(10)).verdict, "passed")
        check = self._judge(self._claim(11))
        self.assertEqual(
            (check.variant, check.claimed, check.ceiling), ("above_delivered", 11, 10)
        )
        self.assertIn("L1", check.text)

    def test_what_other_claims_took_is_gone(self):
        self._move(self.supplier, self.ledger.location_id, 10)
        first = self._claim(6)
        first.action_submit()
        self.assertEqual(self._judge(self._claim(4)).verdict, "passed")
        self.assertEqual(self._judge(self._claim(5)).ceiling, 4)
        first.line_ids.sudo().proposed_amount = 30
        first.sudo().decision_reason = "Half was found."
        first.action_approve()
        self.assertEqual(self._judge(self._claim(7)).verdict, "passed", "half was approved")
        self.assertEqual(self._judge(self._claim(8)).ceiling, 7)

    def test_what_was_sold_cannot_be_lost(self):
        self._move(self.supplier, self.ledger.location_id, 10)
        self.env["dms.stock.consumption"].create({
            "ledger_id": self.ledger.id, "company_id": self.env.company.id,
            "distributor_id": self.distributor.id, "product_id": self.product.id,
            "date": self.today, "sold_quantity": 7, "free_quantity": 0,
            "returned_quantity": 0,
        })
        self.env["dms.stock.consumption"].flush_model()
        check = self._judge(self._claim(4))
        self.assertEqual((check.variant, check.ceiling), ("above_unsold", 3))
        self.assertEqual(self._judge(self._claim(3)).verdict, "passed")

    def test_what_went_back_is_gone(self):
        self._move(self.supplier, self.ledger.location_id, 10)
        self._move(self.ledger.location_id, self.env.ref("stock.stock_location_stock"), 4)
        self.assertEqual(self._judge(self._claim(7)).ceiling, 6)

    def test_lines_of_a_lot_count_together(self):
        self._move(self.supplier, self.ledger.location_id, 10)
        claim = self._claim(6)
        claim.line_ids.copy()
        self.assertEqual(self._judge(claim).claimed, 12)

    def test_goods_kept_by_lots_name_one(self):
        self.assertEqual(self._judge(self._claim(1, lot=False)).variant, "no_lot")

    def test_expired_goods_have_expired(self):
        self.claim_type.kind = "expiry"
        self._set("lot_date")
        self.assertEqual(self._judge(self._claim(1), "lot_date").verdict, "passed")
        self.lot.expiration_date += timedelta(days=20)
        check = self._judge(self._claim(1), "lot_date")
        self.assertEqual((check.verdict, check.count), ("failed", 20))

    def _agree(self, **values):
        agreement = self.env["dms.agreement"].create({
            "distributor_id": self.distributor.id, "date_start": self.today - timedelta(days=90),
            **values,
        })
        agreement.action_submit()
        if agreement.state == "submitted":
            agreement.sudo().with_context(skip_validation_check=True).review_ids.unlink()
            agreement.sudo()._decide("approved")
        return agreement

    def test_agreement(self):
        self.env["tier.definition"].search([("model", "=", "dms.agreement")]).active = False
        self.claim_type.kind = "expiry"
        self._set("agreement")
        self._set("lot_date")
        self.assertEqual(self._judge(self._claim(1), "agreement").verdict, "not_applicable")
        agreement = self._agree(is_expiry_credited=False)
        check = self._judge(self._claim(1), "agreement")
        self.assertEqual(check.variant, "not_credited")
        self.assertIn(agreement.name, check.text)

    def test_agreed_notice_and_cap(self):
        self.env["tier.definition"].search([("model", "=", "dms.agreement")]).active = False
        self.claim_type.kind = "expiry"
        self._set("agreement")
        self._set("lot_date")
        self._agree(is_expiry_credited=True, expiry_notice_days=30, return_cap_percent=10)
        self.lot.expiration_date += timedelta(days=30)
        claim = self._claim(1)
        self.assertEqual(self._judge(claim, "lot_date").verdict, "passed")
        check = self._get(claim, "agreement")
        self.assertEqual((check.variant, check.claimed, check.ceiling), ("above_cap", 10, 0))
