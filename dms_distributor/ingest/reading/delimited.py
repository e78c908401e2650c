"""CSV and its kin: encoding, delimiter and quotation marks are found in the content."""

import codecs
import io
import re

import numpy as np
import polars as pl
from charset_normalizer import from_bytes

from .errors import IngestError
from .raw import Limits, Raw, build_frame

DELIMITERS = (";", ",", "\t", "|")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CODE_PAGES = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1256", "cp850", "mac_roman",
]
_SAMPLE = 65_536
_SAMPLE_LINES = 200
# Stands for a quotation mark that is text (7" plate) while the table is split.
_STRAY_QUOTE = "\ue000"


class Delimited:
    """A text file of delimited values."""

    def __init__(self, content, file_name, limits: Limits, encoding="", delimiter=""):
        self.file_name = file_name
        self.limits = limits
        self.encoding = encoding or find_encoding(content)
        self.text = self._decode(content)
        if not self.text.strip():
            raise IngestError("empty", file_name=file_name)
        if _is_binary(self.text[:_SAMPLE]):
            raise IngestError("unreadable", file_name=file_name)
        self.delimiter = delimiter or find_delimiter(self.text)

    def sheets(self) -> list[str]:
        return [""]

    def read_sheet(self, sheet: str | None, limit: int | None) -> Raw:
        # A text file has no sheets: the one that a profile names is that of the workbooks.
        text = self.text if limit is None else _first_lines(self.text, limit)
        frame = self._split(text)
        if limit is not None:
            frame = frame.head(limit)
        if frame.height > self.limits.rows:
            raise IngestError("too_many_rows", file_name=self.file_name, limit=self.limits.rows)
        self._check_cells(frame)
        return Raw(
            frame=build_frame(frame.get_columns()),
            file_name=self.file_name,
            encoding=self.encoding,
            delimiter=self.delimiter,
        )

    def _decode(self, content: bytes) -> str:
        try:
            text = content.decode(self.encoding, errors="strict")
        except (UnicodeDecodeError, LookupError) as error:
            raise IngestError(
                "unknown_encoding", file_name=self.file_name, encoding=self.encoding
            ) from error
        text = text.removeprefix("\ufeff")
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        return text

    def _split(self, text: str) -> pl.DataFrame:
        quote = '"' if '"' in text else None
        stray = False
        if quote and not _is_well_quoted(text.encode(), self.delimiter):
            text, stray = _mark_stray_quotes(text, self.delimiter), True
        text = text.replace("\0", "")
        width = self._find_width(text, quote)
        heading = self.delimiter.join(f"c{index}" for index in range(width))
        try:
            frame = pl.read_csv(
                io.BytesIO(f"{heading}\n{text}".encode()),
                separator=self.delimiter,
                quote_char=quote,
                infer_schema=False,
                raise_if_empty=False,
            )
        except pl.exceptions.PolarsError as error:
            raise IngestError("unreadable", file_name=self.file_name) from error
        if stray:
            frame = frame.with_columns(
                pl.all().str.replace_all(_STRAY_QUOTE, '"', literal=True)
            )
        cleaned = pl.all().str.strip_chars()
        frame = frame.with_columns(pl.when(cleaned != "").then(cleaned))
        filled = frame.select(
            pl.arg_where(pl.any_horizontal(pl.all().is_not_null())).max()
        ).item()
        return frame.head(0 if filled is None else filled + 1)

    def _find_width(self, text: str, quote: str | None) -> int:
        """The most cells that a line has; delimiters inside quotation marks are text."""
        if quote:
            text = re.sub(r'"[^"]*"', "", text)
        lines = pl.Series(text.split("\n"), dtype=pl.String)
        width = (lines.str.count_matches(self.delimiter, literal=True).max() or 0) + 1
        self.limits.check_width(width, self.file_name)
        return width

    def _check_cells(self, frame: pl.DataFrame):
        longest = frame.select(pl.max_horizontal(pl.all().str.len_chars())).to_series()
        worst = longest.arg_max()
        if worst is not None and longest[worst] > self.limits.cell_length:
            raise IngestError(
                "cell_too_long",
                file_name=self.file_name,
                row=worst + 1,
                limit=self.limits.cell_length,
            )


def find_encoding(content: bytes) -> str:
    """By byte order mark, else UTF-8 where it fits, else UTF-16 by its zeros, else a code page."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return encoding
    sample = content[:_SAMPLE]
    if sample[1::2].count(0) > len(sample) // 4:
        return "utf-16-le"
    if sample[::2].count(0) > len(sample) // 4:
        return "utf-16-be"
    try:
        content.decode()
    except UnicodeDecodeError:
        return _find_code_page(content)
    return "utf-8"


def _find_code_page(content: bytes) -> str:
    """Judge by the lines that are not ASCII; between equals, the code page of Western Europe."""
    telling = b"\n".join(line for line in content.split(b"\n") if not line.isascii())[:_SAMPLE]
    matches = list(from_bytes(telling, cp_isolation=_CODE_PAGES))
    if not matches:
        return "latin-1"
    best = matches[0]
    for match in matches:
        if (
            match.encoding == "cp1252"
            and match.chaos <= best.chaos + 0.02
            and match.coherence >= best.coherence - 0.1
        ):
            best = match
    try:
        content.decode(best.encoding)
    except UnicodeDecodeError:
        return "latin-1"
    return best.encoding


def find_delimiter(text: str) -> str:
    """The mark that splits most lines into the same number of cells, the more cells the better."""
    sample = [line for line in text[:_SAMPLE].split("\n") if line.strip()][:_SAMPLE_LINES]
    if sample and (match := re.fullmatch(r"sep=([;,|\t])", sample[0].strip('" '))):
        return match[1]
    sample = [re.sub(r'"[^"]*"', "", line) for line in sample]

    def score(delimiter):
        counts = [line.count(delimiter) for line in sample if delimiter in line]
        if not counts:
            return 0
        usual = max(set(counts), key=lambda count: (counts.count(count), count))
        return usual * (counts.count(usual) / len(sample)) ** 2

    return max(DELIMITERS, key=score) if any(map(score, DELIMITERS)) else ","


def _first_lines(text: str, count: int) -> str:
    end = -1
    for _line in range(count + _SAMPLE_LINES):
        end = text.find("\n", end + 1)
        if end < 0:
            return text
    return text[:end]


def _is_binary(sample: str) -> bool:
    controls = len(re.findall(r"[\x00-\x08\x0e-\x1f\ufffd]", sample))
    return controls > len(sample) / 100


def _is_well_quoted(content: bytes, delimiter: str) -> bool:
    """Whether every other quotation mark opens a cell and the next one closes it (RFC 4180).

    A doubled mark closes and opens again, so it passes as two neighbours.
    """
    characters = np.frombuffer(b"\n" + content + b"\n", dtype=np.uint8)
    places = np.flatnonzero(characters == ord('"'))
    if len(places) % 2:
        return False
    ends = np.array([ord(delimiter), ord("\n"), ord('"')], dtype=np.uint8)
    opening, closing = places[::2], places[1::2]
    doubled = np.zeros(len(opening), dtype=bool)
    doubled[1:] = opening[1:] == closing[:-1] + 1
    followed = np.zeros(len(closing), dtype=bool)
    followed[:-1] = doubled[1:]
    before = np.isin(characters[opening - 1], ends[:2])
    after = np.isin(characters[closing + 1], ends[:2])
    return bool(np.all(before | doubled) and np.all(after | followed))


def _mark_stray_quotes(text: str, delimiter: str) -> str:
    """Put a stand-in for each quotation mark that does not enclose a whole cell of one line."""
    edge = re.escape(delimiter)
    pattern = rf'(?<![^{edge}\n])"(?:[^"\n]|"")*+"(?![^{edge}\n])|"'
    return re.sub(
        pattern, lambda match: match[0] if len(match[0]) > 1 else _STRAY_QUOTE, text
    )
