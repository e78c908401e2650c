"""Keys under which two spellings of the same thing meet."""

import re
import unicodedata

# The number of a subscriber as a rule has at least so many digits; what stands before them
# (country, trunk zero) is written or left out at will.
PHONE_DIGITS = 9
PHONE_DIGITS_AT_LEAST = 7
# Letters that do not fall apart into a plain one and an accent.
LETTERS = str.maketrans({"ø": "o", "ð": "d", "þ": "th", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
# What signs of shops shorten, and what they put in front without telling one from another.
WORDS = {
    "genl": "general", "gen": "general", "str": "store", "stores": "store", "st": "store",
    "shoppe": "shop", "shops": "shop", "bros": "brothers", "ent": "enterprises",
    "entp": "enterprises", "med": "medical", "medicals": "medical", "trdg": "trading",
    "mkt": "market", "smkt": "supermarket", "provn": "provision", "provisions": "provision",
    "traders": "trader", "and": "", "ms": "", "messrs": "", "the": "", "co": "company",
}


def name_key(name: str | None) -> str:
    """The name in plain small letters, with the usual abbreviations written out.

    A name in another script than Latin keeps its letters; one of signs only has no key.
    """
    decomposed = unicodedata.normalize("NFKD", (name or "").casefold().translate(LETTERS))
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    words = re.findall(r"\w+", plain.replace("m/s", " ").replace("'", "").replace("_", " "))
    return " ".join(filter(None, (WORDS.get(word, word) for word in words)))


def phone_key(phone: str | None) -> str:
    """The last digits of a phone number; empty when there are too few to tell subscribers apart.

    Numbers of one digit all over (``0000000000``) are what people type to get past a form.
    """
    digits = "".join(sign for sign in phone or "" if sign in "0123456789")[-PHONE_DIGITS:]
    return digits if len(digits) >= PHONE_DIGITS_AT_LEAST and len(set(digits)) > 1 else ""


def tax_key(number: str | None) -> str:
    """A tax number without blanks and signs, in capitals; empty for one that says nothing."""
    key = "".join(sign for sign in (number or "").upper() if sign.isalnum())
    return key if len(set(key)) > 1 else ""
