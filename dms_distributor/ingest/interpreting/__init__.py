from .interpret import IGNORED_REASONS, REJECTED_REASONS, Interpreted, interpret
from .records import (
    FIELD_BY_ROLE,
    RECORD_FIELDS,
    find_unknown_fields,
    interpret_records,
    read_records,
    write_value,
)
