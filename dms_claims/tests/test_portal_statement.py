import io
from unittest.mock import patch

import openpyxl
from dateutil.relativedelta import relativedelta
from odoo import Command
from odoo.exceptions import AccessError
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

    def _read_workbook(self, **period):
        answer = self.url_open("/my/dms/statement/xlsx?" + "&".join(
            f"{name}={day}" for name, day in period.items()
        ))
        self.assertEqual(answer.status_code, 200)
        self.assertIn(".xlsx", answer.headers["Content-Disposition"])
        return openpyxl.load_workbook(io.BytesIO(answer.content))

    def test_spreadsheet(self):
        """All pages of the period in one sheet, and no text of it is a formula."""
        self.patch(StatementPortal, "_entries_per_page", 1)
        self.credit.ref = "=HYPERLINK(\"http://example.com\")"
        settlement = self.claim._settle("credit_note", {self.claim: 15})
        self.env.flush_all()
        self.log_in("portal_north")
        book = self._read_workbook()
        entries, claims = book.worksheets
        rows = list(entries.iter_rows(min_row=6, values_only=True))
        self.assertEqual(rows[0][1:], ("Brought forward", *[None] * 5, 40))
        self.assertEqual(rows[-1][7], 95)
        by_name = {row[2]: row for row in rows}
        self.assertEqual(by_name[self.invoice.name][5:7], (100, None))
        self.assertEqual(by_name[self.credit.name][5:7], (None, 30))
        self.assertEqual(by_name[settlement.move_id.name][4], self.claim.name)
        self.assertEqual(rows[0][0].date(), self.today.replace(day=1) - relativedelta(months=2))
        cell = next(
            cell for cell in entries["D"] if cell.value and "HYPERLINK" in str(cell.value)
        )
        self.assertEqual((cell.data_type, cell.value), ("s", self.credit.ref))
        self.assertEqual(
            [row[0] for row in claims.iter_rows(min_row=2, values_only=True)], [self.claim.name]
        )
        self.assertEqual(claims["G2"].value, 5)
        # Days that no spreadsheet knows are not asked for.
        rows = list(self._read_workbook(date_from="0001-01-01", date_to="0001-01-01").worksheets[0])
        self.assertEqual(rows[-1][7].value, 0)

    def test_print(self):
        self.log_in("portal_north")
        with patch.object(
            type(self.env["ir.actions.report"]), "_render_qweb_pdf",
            lambda reports, name, ids, data: (f"{name} {ids} {data}".encode(), "pdf"),
        ):
            answer = self.url_open("/my/dms/statement/pdf?date_from=2026-01-01&date_to=2026-01-05")
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        period = {"date_from": "2026-01-01", "date_to": "2026-01-05"}
        self.assertEqual(answer.text, f"dms_claims.report_statement [{self.north.id}] {period}")
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "dms_claims.report_statement", self.north.ids
        )
        for text in (self.invoice.name, self.claim.name, "110.00", "90.00"):
            self.assertIn(text, html.decode())
        self.assertNotIn(self.foreign.name, html.decode())

    def test_too_long_a_period(self):
        self.patch(StatementPortal, "_entries_at_most", {"pdf": 1, "xlsx": 1})
        self.log_in("portal_north")
        for kind in ("pdf", "xlsx"):
            page = self.get_page(f"/my/dms/statement/{kind}")
            self.assertIn("Choose a shorter period", page)

    def test_foreign_downloads(self):
        """A file holds the user's own account, whatever is asked for; nobody else gets one."""
        self.log_in("portal_south")
        names = {
            row[2] for row in self._read_workbook(partner_id=self.north.id).worksheets[0].iter_rows(
                min_row=6, values_only=True
            )
        }
        self.assertIn(self.foreign.name, names)
        self.assertNotIn(self.invoice.name, names)
        # The printed document of another by its address, as the back office asks for it.
        answer = self.url_open(f"/report/html/dms_claims.report_statement/{self.north.id}")
        self.assertNotIn(self.invoice.name, answer.text)
        user = self.env["res.users"].search([("login", "=", "portal_south")])
        with self.assertRaises(AccessError):
            self.env["report.dms_claims.report_statement"].with_user(user)._get_report_values(
                self.north.ids
            )
        for login in ("portal_outlet", "portal_other", "staff"):
            self.log_in(login)
            for kind in ("pdf", "xlsx"):
                self.assert_redirected(f"/my/dms/statement/{kind}", "/my")

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
