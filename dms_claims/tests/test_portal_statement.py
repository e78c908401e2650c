from dateutil.relativedelta import relativedelta
from odoo import Command
from odoo.tests import tagged

from ..controllers.portal_statement import StatementPortal
from .common_portal_claims import ClaimPortalCommon


@tagged("post_install", "-at_install")
class TestPortalStatement(ClaimPortalCommon):
    """The account of a distributor, from what was brought forward to what is left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.before = cls._post(cls.north, "out_invoice", 40, cls.today - relativedelta(years=1))
        cls.invoice = cls._post(cls.north, "out_invoice", 100, cls.today)
        cls.credit = cls._post(cls.north, "out_refund", 30, cls.today)
        cls.foreign = cls._post(cls.south, "out_invoice", 77, cls.today)
        cls.claim = cls._decide(cls._create_claim(cls.north, amount=25), 20)
        cls.env.flush_all()

    @classmethod
    def _post(cls, partner, move_type, amount, day):
        move = cls.env["account.move"].create({
            "move_type": move_type, "partner_id": partner.id, "invoice_date": day, "date": day,
            "invoice_line_ids": [
                Command.create({"name": "Goods", "price_unit": amount, "tax_ids": []})
            ],
        })
        move.action_post()
        return move

    def _get_statement(self):
        return self.get_page("/my/dms/statement", date_to=self.today.isoformat())

    def _get_figure(self, page, name):
        return page.split(f'data-figure="{name}"')[1].split("oe_currency_value\">")[1].split("<")[0]

    def test_statement(self):
        self.log_in("portal_north")
        page = self._get_statement()
        for move in (self.invoice, self.credit):
            self.assertIn(move.name, page)
        self.assertNotIn(self.before.name, page)
        self.assertIn(self.claim.name, page)
        for name, amount in (
            ("opening", "40.00"), ("closing", "110.00"), ("now", "110.00"), ("claims", "20.00"),
            ("left", "90.00"),
        ):
            self.assertEqual(self._get_figure(page, name), amount, name)

    def test_period(self):
        self.log_in("portal_north")
        day = self.before.date.isoformat()
        page = self.get_page("/my/dms/statement", date_from=day, date_to=day)
        self.assertIn(self.before.name, page)
        self.assertNotIn(self.invoice.name, page)
        self.assertEqual(self._get_figure(page, "opening"), "0.00")
        self.assertEqual(self._get_figure(page, "closing"), "40.00")
        self.get_page("/my/dms/statement", date_from="nonsense", date_to="2026-02-31")

    def test_pages_go_on_with_the_balance(self):
        self.patch(StatementPortal, "_entries_per_page", 1)
        self.log_in("portal_north")
        day = self.today.isoformat()
        page = self.get_page("/my/dms/statement/page/2", date_from=day, date_to=day)
        opening = float(self._get_figure(page, "opening"))
        self.assertIn(opening, (140, 10), "what the first page ends with")
        self.assertEqual(self._get_figure(page, "closing"), "110.00")

    def test_settlement(self):
        """What settled a claim is told with its document, and the document with its claim."""
        settlement = self.claim._settle("credit_note", {self.claim: 15})
        self.env.flush_all()
        self.log_in("portal_north")
        page = self.get_page(f"/my/dms/claims/{self.claim.id}")
        self.assertIn('data-event="settled"', page)
        self.assertIn(settlement.move_id.name, page)
        self.assertIn("15.00", page.split('data-figure="settled"')[1][:200])
        page = self._get_statement()
        row = page.split(f">{settlement.move_id.name}</a>")[1].split("</tr>")[0]
        self.assertIn(self.claim.name, row)
        self.assertEqual(self._get_figure(page, "claims"), "5.00")
        self.assertEqual(self._get_figure(page, "now"), "95.00")

    def test_foreign(self):
        self.log_in("portal_south")
        page = self._get_statement()
        self.assertIn(self.foreign.name, page)
        for name in (self.invoice.name, self.claim.name):
            self.assertNotIn(name, page)
        for login in ("portal_outlet", "portal_other", "staff"):
            self.log_in(login)
            self.assert_redirected("/my/dms/statement", "/my")
        self.log_in("portal_north")
        self.assertIn("/my/dms/statement", self.get_page("/my/dms/credit"))
