from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from odoo.tests import BaseCase, tagged

from ..automating import fill_html, fill_text, find_unknown_words, is_time

WORKDAYS = {0, 1, 2, 3, 4}


@tagged("post_install", "-at_install")
class TestAutomating(BaseCase):
    def test_time(self):
        monday = datetime(2026, 11, 23, 9, 30)
        self.assertTrue(is_time(monday, WORKDAYS, 8, 18))
        self.assertTrue(is_time(monday, WORKDAYS, 9.5, 18), "the first minute belongs to it")
        self.assertFalse(is_time(monday, WORKDAYS, 8, 9.5), "the last does not")
        self.assertFalse(is_time(monday.replace(day=22), WORKDAYS, 8, 18), "a Sunday")
        self.assertFalse(is_time(monday, WORKDAYS, 8, 18, date(2026, 11, 23)), "has run today")
        self.assertTrue(is_time(monday, WORKDAYS, 8, 18, date(2026, 11, 22)))

    @given(
        now=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1)),
        days=st.sets(st.integers(0, 6)), hours=st.tuples(st.floats(0, 24), st.floats(0, 24)),
    )
    def test_never_outside_of_what_is_allowed(self, now, days, hours):
        first, last = sorted(hours)
        if is_time(now, days, first, last):
            self.assertIn(now.weekday(), days)
            self.assertTrue(first <= now.hour + now.minute / 60 < last)
            self.assertFalse(is_time(now, days, first, last, now.date()))

    def test_words(self):
        self.assertEqual(fill_text("Dear { partner }, {x}", {"partner": "A & B"}),
                         "Dear A & B, {x}")
        self.assertEqual(
            fill_html("<p>{partner}{list}</p>", {"partner": "<A>", "list": Markup("<ul></ul>")}),
            "<p>&lt;A&gt;<ul></ul></p>",
        )
        self.assertEqual(find_unknown_words("{a} {b} {a} { c }", ["b"]), ["a", "c"])

    @given(st.text(), st.text())
    def test_no_value_becomes_markup(self, text, value):
        found = fill_html("{value}", {"value": value})
        self.assertNotIn("<", found)
        self.assertEqual(fill_text(text.replace("{", ""), {}), text.replace("{", ""))
