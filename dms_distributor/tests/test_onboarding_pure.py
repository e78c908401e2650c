import unittest

from hypothesis import given
from hypothesis import strategies as st
from odoo.tests import tagged

from ..onboarding import (
    BankVerdict,
    FileKind,
    check_bank_account,
    compare_names,
    detect_file_kind,
    get_tax_number_variants,
    is_tax_number_valid,
    normalise_name,
    normalise_tax_number,
    summarise_days,
)


@tagged("post_install", "-at_install")
class TestOnboardingPure(unittest.TestCase):
    def test_names_of_one_company_agree(self):
        for one, other in (
            ("Sunrise Distributors Pvt. Ltd.", "SUNRISE DISTRIBUTORS PRIVATE LIMITED"),
            ("M/s Rao Trading Co.", "Rao Trading Company"),
            ("Société Générale de Négoce", "societe generale de negoce SARL"),
            ("Asha Rao", "Rao, Asha"),
        ):
            with self.subTest(one=one):
                self.assertEqual(compare_names(one, other), 100)

    def test_names_of_others_do_not(self):
        self.assertLess(compare_names("Sunrise Distributors", "Coastal Traders"), 60)
        self.assertLess(compare_names("A. Ghosh and Sons", "Teesta Enterprises"), 60)
        self.assertEqual(compare_names("", "Coastal Traders"), 0)

    def test_a_name_of_noise_alone_is_kept(self):
        self.assertEqual(normalise_name("The Company"), "the company")

    @given(st.text(max_size=40), st.text(max_size=40))
    def test_likeness_is_symmetric_and_bounded(self, one, other):
        score = compare_names(one, other)
        self.assertTrue(0 <= score <= 100)
        self.assertEqual(score, compare_names(other, one))

    @given(st.text(max_size=30))
    def test_normal_form_of_a_tax_number_is_stable(self, text):
        key = normalise_tax_number(text)
        self.assertEqual(normalise_tax_number(key), key)
        self.assertEqual(normalise_tax_number(f" {text}-"), key)

    def test_variants_with_and_without_country(self):
        self.assertEqual(
            get_tax_number_variants("be 0477.472.701", "BE"), {"0477472701", "BE0477472701"}
        )
        self.assertEqual(get_tax_number_variants("", "BE"), set())
        self.assertEqual(get_tax_number_variants("12 34", None), {"1234"})

    def test_tax_numbers(self):
        self.assertIs(is_tax_number_valid("27AAPFU0939F1ZV", "IN"), True)
        self.assertIs(is_tax_number_valid("27AAPFU0939F1ZA", "IN"), False)
        self.assertIs(is_tax_number_valid("BE0477472701", "BE"), True)
        self.assertIs(is_tax_number_valid("0477472701", "BE"), True)
        self.assertIsNone(is_tax_number_valid("123", "ZZ"))
        self.assertIsNone(is_tax_number_valid("", "IN"))

    def test_bank_accounts(self):
        for number, code, expected in (
            ("GB82 WEST 1234 5698 7654 32", "", BankVerdict.IBAN),
            ("GB82 WEST 1234 5698 7654 33", "", BankVerdict.BAD_IBAN),
            ("50100123456701", "HDFC0000065", BankVerdict.PLAIN),
            ("50100123456701", "GEBABEBB", BankVerdict.PLAIN),
            ("50100123456701", "NOTACODE1", BankVerdict.BAD_CODE),
            ("12", "", BankVerdict.BAD_NUMBER),
            ("", "", BankVerdict.MISSING),
        ):
            with self.subTest(number=number, code=code):
                self.assertIs(check_bank_account(number, code), expected)

    @given(st.integers(0, 25), st.sampled_from("0123456789"))
    def test_a_changed_digit_of_an_iban_is_found(self, place, digit):
        iban = "DE89370400440532013000"
        place = 4 + place % 18
        changed = iban[:place] + digit + iban[place + 1:]
        expected = BankVerdict.IBAN if changed == iban else BankVerdict.BAD_IBAN
        self.assertIs(check_bank_account(changed), expected)

    def test_files_are_what_their_content_is(self):
        for content, expected in (
            (b"%PDF-1.7\n...\n%%EOF\n", FileKind.PDF),
            (b"%PDF-1.7 without an end", None),
            (b"\xff\xd8\xff\xe0 photo", FileKind.JPEG),
            (b"\x89PNG\r\n\x1a\n picture", FileKind.PNG),
            (b"RIFF\x00\x00\x00\x00WEBPVP8 ", FileKind.WEBP),
            (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", None),
            (b"<!DOCTYPE html><script>alert(1)</script>%%EOF", None),
            (b"", None),
        ):
            with self.subTest(content=content[:20]):
                self.assertIs(detect_file_kind(content), expected)

    def test_turnaround(self):
        self.assertEqual(summarise_days([]), (0, 0.0, 0.0))
        self.assertEqual(summarise_days([10, 20, 30]), (3, 20.0, 28.0))

    @given(st.lists(st.floats(0, 5000), min_size=1, max_size=50))
    def test_median_and_p90_lie_among_the_values(self, days):
        found = summarise_days(days)
        self.assertEqual(found.count, len(days))
        self.assertTrue(min(days) <= found.median <= found.p90 <= max(days))
