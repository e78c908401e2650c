"""Whether two names, as different documents write them, are of the same company or person."""

import re
import unicodedata

from rapidfuzz import fuzz

# Forms of company and titles: one document writes them, another shortens or leaves them out.
NOISE = frozenset((
    "pvt", "private", "ltd", "limited", "llp", "llc", "inc", "incorporated", "corp",
    "corporation", "co", "company", "plc", "gmbh", "ag", "sa", "sarl", "sas", "srl", "spa", "bv",
    "nv", "oy", "aps", "kft", "sro", "doo", "pte", "sdn", "bhd", "proprietor", "prop",
    "partnership", "ms", "messrs", "mr", "mrs", "shri", "smt", "the", "and", "et", "und",
))
SIGNS = re.compile(r"[^\w]+", re.UNICODE)


def normalise_name(name: str) -> str:
    """A name in lower case without accents, signs and forms of company.

    What would leave nothing is kept: a company may be called "The Company".
    """
    text = unicodedata.normalize("NFKD", name or "").casefold()
    text = "".join(char for char in text if not unicodedata.combining(char))
    # "M/s" and "P.V.T." are one word each.
    text = re.sub(r"\b(\w)[./](?=\w\b)", r"\1", text)
    words = SIGNS.sub(" ", text).split()
    return " ".join([word for word in words if word not in NOISE] or words)


def compare_names(one: str, other: str) -> float:
    """How alike two names are: 0 (nothing in common) to 100 (the same), whatever their order.

    :return: 0 where one of them is empty
    """
    one, other = normalise_name(one), normalise_name(other)
    if not one or not other:
        return 0.0
    return float(fuzz.token_sort_ratio(one, other))
