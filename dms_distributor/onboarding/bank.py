"""Bank accounts: what their number tells of itself."""

import re
from enum import StrEnum

from stdnum import bic
from stdnum.iso7064 import mod_97_10

# The Reserve Bank of India's code of a branch.
BRANCH_CODE = re.compile(r"[A-Z]{4}0[A-Z0-9]{6}")
LOOKS_LIKE_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
ACCOUNT_NUMBER = re.compile(r"[A-Z0-9]{5,34}")


class BankVerdict(StrEnum):
    IBAN = "iban"  # an IBAN with right check digits
    PLAIN = "plain"  # a number that carries no check digits, with a code that fits
    BAD_IBAN = "bad_iban"
    BAD_NUMBER = "bad_number"
    BAD_CODE = "bad_code"
    MISSING = "missing"

    @property
    def is_right(self) -> bool:
        return self in (BankVerdict.IBAN, BankVerdict.PLAIN)


def check_bank_account(number: str | None, code: str | None = None) -> BankVerdict:
    """Whether an account number, and the code of its bank, can be right.

    :param number: an IBAN or a national account number, with or without spaces
    :param code: BIC, or the code of a branch in India; empty: not given
    """
    number = re.sub(r"[\s.\-]", "", number or "").upper()
    code = re.sub(r"\s", "", code or "").upper()
    if not number:
        return BankVerdict.MISSING
    if code and not (bic.is_valid(code) or BRANCH_CODE.fullmatch(code)):
        return BankVerdict.BAD_CODE
    if LOOKS_LIKE_IBAN.fullmatch(number):
        # The registry of lengths that stdnum.iban reads cannot be opened below Odoo's import hook.
        is_right = mod_97_10.is_valid(number[4:] + number[:4])
        return BankVerdict.IBAN if is_right else BankVerdict.BAD_IBAN
    return BankVerdict.PLAIN if ACCOUNT_NUMBER.fullmatch(number) else BankVerdict.BAD_NUMBER
