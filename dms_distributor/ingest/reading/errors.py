"""Why a file can't be read, in words that say what to do about it."""

from collections.abc import Mapping


def _lt(message: str) -> str:
    """Mark a message to be translated; who shows it looks the translation up."""
    return message


MESSAGES = {
    "empty": _lt("The file “{file_name}” is empty. Send the file that holds the sales."),
    "too_large": _lt(
        "The file “{file_name}” is larger than {limit} MiB. Split it, by month for instance, "
        "and send the parts."
    ),
    "too_large_unpacked": _lt(
        "The file “{file_name}” unpacks to more than {limit} MiB. Split it, by month for "
        "instance, and send the parts."
    ),
    "too_many_columns": _lt(
        "The file “{file_name}” has {columns} columns or more, at most {limit} can be read. "
        "Delete the columns that hold no sales."
    ),
    "too_many_rows": _lt(
        "The file “{file_name}” has more than {limit} rows. Split it, by month for instance, "
        "and send the parts."
    ),
    "too_many_cells": _lt(
        "The sheet “{sheet}” of “{file_name}” spans more than {limit} cells. Delete what stands "
        "far below or to the right of the sales, or save the sheet as .csv."
    ),
    "cell_too_long": _lt(
        "Row {row} of “{file_name}” has a cell of more than {limit} characters. Check that row: "
        "a quotation mark may be left open there."
    ),
    "password": _lt(
        "The workbook “{file_name}” is protected by a password. Save it without one and send it "
        "again."
    ),
    "not_a_workbook": _lt(
        "The file “{file_name}” is an archive or a document, but no workbook. Open it, and save "
        "the sheet with the sales as .xlsx or .csv."
    ),
    "unsupported": _lt(
        "The file “{file_name}” is in the format {format}, which can't be read. Open it, and save "
        "the sheet with the sales as .xlsx or .csv."
    ),
    "truncated": _lt(
        "The file “{file_name}” is incomplete or damaged: it was probably cut off on its way. "
        "Send it again from its origin."
    ),
    "unreadable": _lt(
        "The file “{file_name}” can't be read as a table. Open it, and save the sheet with the "
        "sales as .xlsx or .csv."
    ),
    "no_sheet": _lt("“{file_name}” has no sheet called “{sheet}”; it has: {sheets}."),
    "no_rows": _lt("The sheet “{sheet}” of “{file_name}” holds no rows."),
    "unknown_encoding": _lt(
        "The encoding “{encoding}” does not fit “{file_name}”. Leave it empty to have it found."
    ),
    "heading_not_found": _lt(
        "No column is headed “{heading}” (for {roles}). The headings in row {row} are: {headings}. "
        "Correct the columns of the profile."
    ),
    "columns_missing": _lt(
        "No column is known for: {roles}. The headings found are: {headings}. Say which column "
        "holds what."
    ),
    "bad_pattern": _lt(
        "The pattern “{pattern}” for rows to ignore is not a valid regular expression: {reason}."
    ),
}


class IngestError(Exception):
    """A file that can't be read at all: ``code`` is a key of ``MESSAGES``, filled by ``values``."""

    def __init__(self, code: str, **values):
        self.code = code
        self.values = values
        super().__init__(self.explain(MESSAGES[code], {}))

    def explain(self, message: str, names: Mapping[str, str]) -> str:
        """``message`` filled by the values, in which roles go by their ``names``, if they have one.

        :param message: the code's message, as it is or translated
        """
        roles = ", ".join(names.get(role, role) for role in self.values.get("roles", ()))
        return message.format(**self.values | {"roles": roles})
