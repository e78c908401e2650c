"""From a spreadsheet or text file to lines of sale. Imports nothing of Odoo.

``read_raw`` gives a file's cells, ``suggest_layout`` says how they are probably meant, and
``interpret`` makes lines of them: taken, rejected with a reason, or ignored with a reason. Records
that another program sends go through ``interpret_records`` instead.
"""

from .layout import Layout, NO_HEADER, ROLES
from .reading import IngestError, Limits, MESSAGES, Raw, read_raw, read_sheets
from .headings import find_header, suggest_columns
from .interpreting import (
    FIELD_BY_ROLE,
    IGNORED_REASONS,
    RECORD_FIELDS,
    REJECTED_REASONS,
    Interpreted,
    find_unknown_fields,
    interpret,
    interpret_records,
    read_records,
    write_value,
)
from .suggesting import suggest_layout
