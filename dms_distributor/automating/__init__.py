"""When a rule may run and what it says. Imports nothing of Odoo."""

from .schedule import WEEKDAYS, is_time
from .wording import find_unknown_words, fill_html, fill_text
