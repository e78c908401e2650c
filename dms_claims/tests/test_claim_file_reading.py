import io

import openpyxl
from hypothesis import given, settings, strategies
from odoo.addons.dms_distributor import ingest
from odoo.tests import BaseCase, tagged

from ..tools.claim_file import ClaimFileError, get_field, read_claims

FILE = """Sunrise Distributors;;;;;;
Debit Note No;Claim Type;From;To;SKU;Qty;Claim Amount
DN-1;DAMAGE;01/03/2026;31/03/2026;85048;12;1 234,50
DN-1;DAMAGE;01/03/2026;31/03/2026;85049;a few;7
;;;;;;
Total;;;;;;1 241,50
"""


def read(text, name="claims.csv"):
    return read_claims(ingest.read_raw(text.encode(), name))


@tagged("post_install", "-at_install")
class TestClaimFileReading(BaseCase):
    """What the cells of a file mean, whatever wrote it."""

    def test_headings_dates_numbers(self):
        table = read(FILE)
        self.assertEqual(table.columns, {
            "reference": "Debit Note No", "type": "Claim Type", "date_from": "From",
            "date_to": "To", "product": "SKU", "quantity": "Qty", "amount": "Claim Amount",
        })
        self.assertEqual([row.number for row in table.rows], [3, 4])
        self.assertEqual(table.rows[0].values, {
            "reference": "DN-1", "type": "DAMAGE", "date_from": "2026-03-01",
            "date_to": "2026-03-31", "product": "85048", "quantity": "12", "amount": "1234.5",
        })
        self.assertEqual(table.rows[1].values["quantity"], "a few")
        self.assertEqual(table.rows[1].cells[5], "a few")

    def test_a_workbook(self):
        book = openpyxl.Workbook()
        book.active.append(["Claim Reference", "Claim Type", "Product Code", "Claimed Amount"])
        book.active.append([7, "FREIGHT", 85048.0, 100])
        content = io.BytesIO()
        book.save(content)
        [row] = read_claims(ingest.read_raw(content.getvalue(), "claims.xlsx")).rows
        self.assertEqual(
            row.values, {"reference": "7", "type": "FREIGHT", "product": "85048", "amount": "100"}
        )

    def test_the_surest_heading_counts(self):
        table = read("Ref,Claim No,Type,Item Name,Item Code,Amount\nx,C-1,OTHER,Soap,S-1,5\n")
        self.assertEqual(
            table.rows[0].values,
            {"reference": "C-1", "type": "OTHER", "product": "S-1", "amount": "5"},
        )
        self.assertIsNone(get_field("Colour"))

    def test_our_own_words_count_first(self):
        raw = ingest.read_raw(b"Nummer,Art,Reference\nC-1,OTHER,x\n", "claims.csv")
        words = {"reference": "Nummer", "type": "Art"}
        [row] = read_claims(raw, words).rows
        self.assertEqual(row.values, {"reference": "C-1", "type": "OTHER"})
        with self.assertRaises(ClaimFileError):
            read_claims(raw)

    def test_no_headings(self):
        with self.assertRaises(ClaimFileError) as caught:
            read("Colour,Size\nred,5\n")
        self.assertEqual(caught.exception.headings, ["Colour", "Size"])

    def test_keys(self):
        """Rows that say the same in one file are two; in another file they are the same two."""
        heading, line = "Claim No,Type,Amount", "C-1,OTHER,5"
        first = [row.key for row in read("\n".join([heading, line, line])).rows]
        self.assertEqual(len(set(first)), 2)
        turned = [row.key for row in read(
            "Amount,Claim No,Type\n5.00,C-1,OTHER\n5.0,C-1,OTHER\n6,C-1,OTHER\n"
        ).rows]
        self.assertEqual(turned[:2], first)
        self.assertNotIn(turned[2], first)

    @settings(max_examples=15, deadline=None)
    @given(strategies.lists(
        strategies.tuples(
            strategies.sampled_from(["A", "B"]), strategies.integers(1, 9),
            strategies.sampled_from(["", "Lorry", "Boat"]),
        ),
        min_size=1, max_size=12,
    ))
    def test_a_file_that_goes_on_keeps_its_keys(self, lines):
        def keys(part):
            text = "".join(f"{ref},OTHER,{amount},{name}\n" for ref, amount, name in part)
            return [row.key for row in read(f"Claim No,Type,Amount,Details\n{text}").rows]

        whole = keys(lines)
        self.assertEqual(len(set(whole)), len(lines))
        for end in range(1, len(lines)):
            self.assertEqual(keys(lines[:end]), whole[:end])
        self.assertEqual(sorted(keys(lines[::-1])), sorted(whole))
