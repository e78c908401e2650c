"""From the rows of a file to what COPY takes: columns at a time, never row by row."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

FIGURES = ("quantity", "gross_amount", "discount_amount", "net_amount", "free_quantity")
STAGED = (
    "row", "invoice", "date", "outlet_no", "product_no", "unit_no", "lot", *FIGURES[:1],
    "gross_amount", "discount_amount", "net_amount", "free_quantity", "identity", "repeat",
)
CHUNK = 100_000
# How the identity of a row begins that its sender has named.
KEYED = "key|"


@dataclass(frozen=True)
class Staged:
    """Rows whose codes are numbers, and what the numbers stand for.

    :ivar rows: the columns of ``STAGED``
    :ivar products: ``no``, ``code`` (the name where the file gives no code), ``name``
    :ivar outlets: likewise
    :ivar units: ``no``, ``word``
    """

    rows: pl.DataFrame
    products: pl.DataFrame
    outlets: pl.DataFrame
    units: pl.DataFrame


def stage(rows: pl.DataFrame, company_id: int) -> Staged:
    """Number the codes of interpreted ``rows`` and give each row what it is known by.

    ``identity`` is made of what the row says, not of what is found for it, so that a code mapped
    later changes nothing; ``repeat`` counts rows that say the same. Where the sender gives a
    ``source_key`` of its own, that is it.
    """
    rows = rows.with_columns(
        _text("product_code", "product_name").alias("product"),
        _text("outlet_code", "outlet_name").alias("outlet"),
        _text("unit").alias("unit"), _text("lot").alias("lot"), _text("invoice").alias("invoice"),
    )
    identity = pl.concat_str(
        pl.lit(str(company_id)),
        pl.col("invoice").fill_null(""),
        pl.col("date").cast(pl.String),
        pl.col("outlet").fill_null("").str.to_uppercase(),
        pl.col("product").str.to_uppercase(),
        pl.col("unit").fill_null("").str.to_uppercase(),
        *(_normal_number(name) for name in FIGURES),
        separator="|",
    )
    if "source_key" in rows.columns:
        keyed = pl.concat_str(pl.lit(f"{KEYED}{company_id}|"), pl.col("source_key"))
        identity = pl.coalesce(keyed, identity)
    rows = rows.with_columns(identity.alias("identity")).with_columns(
        pl.int_range(1, pl.len() + 1).over("identity").alias("repeat")
    )
    products, outlets = _codes(rows, "product"), _codes(rows, "outlet")
    units = (
        rows.select(pl.col("unit").drop_nulls().unique(maintain_order=True).alias("word"))
        .with_row_index("no", 1).select("no", "word")
    )
    for column, codes, key in (
        ("product", products, "code"), ("outlet", outlets, "code"), ("unit", units, "word"),
    ):
        rows = rows.join(
            codes.select(pl.col("no").alias(f"{column}_no"), pl.col(key).alias(column)),
            on=column, how="left", maintain_order="left",
        )
    return Staged(rows.select(STAGED), products, outlets, units)


def csv_buffers(frame: pl.DataFrame) -> Iterator[io.BytesIO]:
    """``frame`` as CSV without heading, in pieces, so that it is never in memory twice."""
    for piece in frame.iter_slices(CHUNK):
        buffer = io.BytesIO()
        piece.write_csv(buffer, include_header=False)
        buffer.seek(0)
        yield buffer


def cells_as_json(frame: pl.DataFrame) -> pl.Expr:
    """The raw cells of each row as one JSON object, ``{"c0": "…", …}``."""
    columns = [name for name in frame.columns if name != "row"]
    return pl.struct(columns).struct.json_encode()


def filled_down(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """``frame`` with blank cells of ``columns`` taking the value above."""
    return frame.with_columns(
        pl.when(pl.col(name).str.strip_chars() != "").then(pl.col(name)).forward_fill().alias(name)
        for name in columns
    )


def _text(*names: str) -> pl.Expr:
    """The first of ``names`` that is not blank, without blanks around it."""
    return pl.coalesce(
        pl.when(pl.col(name).str.strip_chars() != "").then(pl.col(name).str.strip_chars())
        for name in names
    )


def _normal_number(name: str) -> pl.Expr:
    """A decimal string in one way of writing: "12", not "12.0" nor "12."."""
    number = pl.col(name).str.strip_chars_start("+")
    number = (
        pl.when(number.str.contains(".", literal=True))
        .then(number.str.strip_chars_end("0").str.strip_chars_end("."))
        .otherwise(number)
    )
    return pl.when(number.is_in(["-0", "-", ""])).then(pl.lit("0")).otherwise(number).fill_null("")


def _codes(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """Each value of ``column`` once, numbered, with the first name that stands beside it."""
    names = _text(f"{column}_name")
    return (
        rows.lazy()
        .filter(pl.col(column).is_not_null())
        .group_by(pl.col(column).alias("code"), maintain_order=True)
        .agg(names.drop_nulls().first().alias("name"))
        .with_row_index("no", 1)
        .select("no", "code", "name")
        .collect()
    )
