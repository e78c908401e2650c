"""Numbers as people write them, into exact decimals."""

import re

import polars as pl

# Figures are exact to 12 decimals; beyond, a spreadsheet's own 15 digits have ended.
DECIMAL = pl.Decimal(38, 12)
# Larger figures are typing errors, and their products would not fit.
LARGEST = 10**12
_CURRENCY = r"(?i:rs\.?|inr|eur|usd|gbp|mad|dhs?|fcfa|cfa|xof|xaf|[₹$€£¥])"
_SPACES = r"[\s\u{a0}\u{2007}\u{2009}\u{202f}]+"


def through_distinct(series: pl.Series, function) -> pl.Series:
    """Apply a costly function once for each distinct value.

    :param function: of the Series of distinct values, gives a Series of the same length
    """
    distinct = series.unique()
    table = pl.DataFrame({"key": distinct, "value": function(distinct)})
    keys = series.alias("key").to_frame()
    return keys.join(
        table, on="key", how="left", maintain_order="left", nulls_equal=True
    )["value"]


def clean_numbers(texts: pl.Series) -> pl.Series:
    """Without currency and outer spaces, the minus in front: "(1,5 €)" and "1,5-" → "-1,5"."""
    text = (
        pl.col("text")
        .str.replace_all(_SPACES, " ")
        .str.replace_all("[\u2212\u2013]", "-")
        .str.replace_all("[\u2019`]", "'")
        .str.strip_chars()
    )
    text = text.str.strip_suffix("/-").str.replace(r"^\((.+)\)$", "-$1")
    text = text.str.replace(r"^(.+?)\s*-$", "-$1")
    text = text.str.replace(rf"^([-+]?)\s*{_CURRENCY}\s*", "$1")
    text = text.str.replace(rf"\s*{_CURRENCY}$", "").str.strip_prefix("+")
    return texts.alias("text").to_frame().select(text).to_series()


def find_marks(cleaned: pl.Series) -> tuple[int, int]:
    """How many distinct values can only be read with a decimal comma, and only with a point."""
    commas = points = 0
    pattern = re.compile(r"-?[\d., ']*\d[\d., ']*")
    for text in cleaned.unique().drop_nulls().to_list()[:20_000]:
        if not pattern.fullmatch(text):
            continue
        comma, point = text.rfind(","), text.rfind(".")
        if comma >= 0 and point >= 0:
            commas, points = commas + (comma > point), points + (point > comma)
        elif comma >= 0 and _is_decimal(text, ","):
            commas += 1
        elif point >= 0 and _is_decimal(text, ".") or text.count(",") > 1:
            points += 1
        elif text.count(".") > 1:
            commas += 1
    return commas, points


def _is_decimal(text: str, mark: str) -> bool:
    """Whether a lone mark must be the decimal one: no group of three digits follows it."""
    whole, _mark, decimals = text.rpartition(mark)
    return mark not in whole and (len(decimals) != 3 or whole in ("", "-", "0", "-0"))


def read_numbers(texts: pl.Series, decimal: str, thousands: str) -> pl.Series:
    """Exact decimals; null where the text is no number or too large.

    :param decimal: the decimal mark
    :param thousands: the mark between thousands; spaces and apostrophes are taken as well
    """
    point, marks = re.escape(decimal), f"[ '{re.escape(thousands)}]" if thousands else "[ ']"
    # Groups of two are the Indian way: 12,34,567.
    whole = rf"(?:\d+|\d{{1,3}}(?:{marks}\d{{2,3}})*{marks}\d{{3}})"
    pattern = rf"^-?(?:{whole}(?:{point}\d*)?|{point}\d+)$"
    text = pl.col("text")
    plain = text.str.replace_all(marks, "").str.replace(decimal, ".", literal=True)
    value = pl.when(text.str.contains(pattern)).then(plain).cast(DECIMAL, strict=False)
    fits = value.abs() < LARGEST
    cleaned = clean_numbers(texts).alias("text").to_frame()
    return cleaned.select(pl.when(fits).then(value)).to_series()


def write_numbers(column: pl.Expr) -> pl.Expr:
    """Decimals as text without needless zeros: -12.500000000000 → -12.5."""
    text = column.cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".")
    return pl.when(text.is_in(["-0", "-", ""])).then(pl.lit("0")).otherwise(text)


def split_units(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Numbers and their units: "12 Pcs" → "12" and "Pcs"; without a unit, null."""
    pattern = r"^\s*([-+(]?[\d.,' \x{a0}\x{202f}]*\d[)\-]?)\s*([^\d\s.,()\-+]\D*?)?\s*$"
    groups = texts.alias("text").to_frame().select(
        number=pl.col("text").str.extract(pattern, 1), unit=pl.col("text").str.extract(pattern, 2)
    )
    return groups["number"].fill_null(texts), groups["unit"]
