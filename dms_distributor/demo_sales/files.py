"""The files in which distributors send their sales: no two books are kept alike."""

import io
from collections.abc import Callable

import polars as pl
import xlsxwriter


def write_file(layout: int, name: str, lines: pl.DataFrame) -> tuple[str, bytes]:
    """Lines of one distributor as it would send them.

    :param layout: any number; equal numbers give equal layouts
    :param name: of the distributor, for the title and the file's name
    :param lines: as of :func:`generate`
    :return: file name and content
    """
    writer = LAYOUTS[layout % len(LAYOUTS)]
    months = f"{lines['date'].min():%Y-%m}_{lines['date'].max():%Y-%m}"
    suffix, content = writer(name, lines)
    return f"{name.split()[0].lower()}_sales_{months}.{suffix}", content


def _register(_name: str, lines: pl.DataFrame) -> tuple[str, bytes]:
    """A plain register: one line an item, dates with the day first."""
    return "csv", _csv(
        lines.select(
            pl.col("invoice").alias("Bill No"),
            pl.col("date").dt.strftime("%d/%m/%Y").alias("Bill Date"),
            pl.col("outlet_code").alias("Party Code"),
            pl.col("outlet_name").alias("Party Name"),
            pl.col("product_code").alias("Item Code"),
            pl.col("product_name").alias("Item Name"),
            pl.col("quantity").alias("Qty"),
            pl.col("free").alias("Free Qty"),
            pl.col("price").alias("Rate"),
            pl.col("discount").alias("Discount"),
            pl.col("net").alias("Net Amount"),
        )
    )


def _ventes(_name: str, lines: pl.DataFrame) -> tuple[str, bytes]:
    """French headings, semicolons, decimal commas, Latin letters in one byte."""
    frame = lines.select(
        pl.col("invoice").alias("N° facture"),
        pl.col("date").dt.strftime("%d.%m.%Y").alias("Date facture"),
        pl.col("outlet_code").alias("Code client"),
        pl.col("outlet_name").alias("Nom du client"),
        pl.col("product_code").alias("Référence article"),
        pl.col("product_name").alias("Désignation"),
        pl.col("quantity").alias("Quantité"),
        pl.col("free").alias("Gratuit"),
        *(
            _decimal_comma(column).alias(heading)
            for column, heading in (
                ("gross", "Montant brut"), ("discount", "Remise"), ("net", "Montant net"),
            )
        ),
    )
    return "csv", _csv(frame, separator=";", encoding="cp1252")


def _grouped(_name: str, lines: pl.DataFrame) -> tuple[str, bytes]:
    """Number, date and party stand in the first line of an invoice only."""
    first = pl.col("invoice") != pl.col("invoice").shift(1, fill_value="")
    return "csv", _csv(
        lines.select(
            *(
                pl.when(first).then(column).alias(heading)
                for heading, column in (
                    ("Invoice No", pl.col("invoice")),
                    ("Invoice Date", pl.col("date").dt.strftime("%Y-%m-%d")),
                    ("Customer Code", pl.col("outlet_code")),
                    ("Customer Name", pl.col("outlet_name")),
                )
            ),
            pl.col("product_code").alias("SKU"),
            pl.col("product_name").alias("Description"),
            pl.col("quantity").alias("Quantity"),
            pl.col("free").alias("Free Qty"),
            pl.col("gross").alias("Gross Amount"),
            pl.col("discount").alias("Discount"),
            pl.col("net").alias("Net Amount"),
        ),
        separator="\t",
    )


def _workbook(name: str, lines: pl.DataFrame) -> tuple[str, bytes]:
    """A workbook with titles above and a total below; whole cases are counted in cases."""
    whole = pl.col("quantity") % pl.col("case") == 0
    rows = lines.select(
        "invoice", "date", "outlet_code", "outlet_name", "product_code", "product_name",
        pl.when(whole).then(pl.col("quantity") // pl.col("case")).otherwise("quantity"),
        pl.when(whole).then(pl.lit("Case")).otherwise(pl.lit("Pcs")).alias("unit"),
        "gross", "discount", "net",
    )
    buffer = io.BytesIO()
    options = {"in_memory": True, "default_date_format": "dd-mmm-yyyy"}
    workbook = xlsxwriter.Workbook(buffer, options)
    sheet = workbook.add_worksheet("Sales Register")
    sheet.write_row(0, 0, [name])
    sheet.write_row(1, 0, ["Sales Register"])
    sheet.write_row(
        3, 0,
        [
            "Invoice No", "Invoice Date", "Customer Code", "Customer Name", "Product Code",
            "Product Name", "Quantity", "Unit", "Gross Amount", "Discount", "Net Amount",
        ],
    )
    for number, row in enumerate(rows.iter_rows(), 4):
        sheet.write_row(number, 0, row)
    sheet.write_row(4 + rows.height, 0, ["Grand Total"])
    sheet.write_row(4 + rows.height, 10, [float(rows["net"].sum())])
    workbook.close()
    return "xlsx", buffer.getvalue()


def _decimal_comma(column: str) -> pl.Expr:
    cents = (pl.col(column) * 100).round().cast(pl.Int64)
    sign = pl.when(cents < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    cents = cents.abs()
    return pl.format("{}{},{}", sign, cents // 100, (cents % 100).cast(pl.String).str.zfill(2))


def _csv(frame: pl.DataFrame, separator: str = ",", encoding: str = "utf-8") -> bytes:
    text = frame.write_csv(separator=separator, float_precision=2)
    return text.encode(encoding, "replace")


LAYOUTS: tuple[Callable[[str, pl.DataFrame], tuple[str, bytes]], ...] = (
    _register, _grouped, _register, _workbook, _ventes,
)
