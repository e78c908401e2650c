from .errors import IngestError, MESSAGES
from .raw import Limits, Raw
from .dispatch import read_raw, read_sheets
