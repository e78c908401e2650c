"""What is checked of an applicant before it becomes a distributor; imports nothing of Odoo."""

from .bank import BankVerdict, check_bank_account
from .files import FileKind, detect_file_kind
from .names import compare_names, normalise_name
from .tax import get_tax_number_variants, is_tax_number_valid, normalise_tax_number
from .turnaround import Turnaround, summarise_days
