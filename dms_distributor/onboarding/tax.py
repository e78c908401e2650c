"""Tax numbers: the form in which they are compared, and whether they can be right."""

from stdnum import get_cc_module


def normalise_tax_number(number: str | None) -> str:
    """Letters and digits of a tax number, in capitals."""
    return "".join(char for char in (number or "").upper() if char.isascii() and char.isalnum())


def get_tax_number_variants(number: str | None, country_code: str | None) -> set[str]:
    """Normalised forms under which one number is written: with its country's code and without.

    :return: empty for an empty number
    """
    key = normalise_tax_number(number)
    code = (country_code or "").upper()
    if not key:
        return set()
    if not code:
        return {key}
    bare = key.removeprefix(code) or key
    return {bare, code + bare}


def is_tax_number_valid(number: str | None, country_code: str | None) -> bool | None:
    """Whether a number has the form, and the check digits, of its country's tax numbers.

    :return: None where the country is not known to have any that can be checked
    """
    if not country_code or not number:
        return None
    key = normalise_tax_number(number)
    try:
        module = get_cc_module(country_code.lower(), "vat")
        if not module:
            return None
        return any(module.is_valid(form) for form in {key, key.removeprefix(country_code.upper())})
    except OSError:
        # Registers that stdnum reads from its package cannot be opened below Odoo's import hook.
        return None
