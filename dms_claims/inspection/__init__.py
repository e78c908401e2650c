"""What a file sent as evidence truly is, and whether it is safe to keep. Imports nothing of Odoo.

``inspect`` takes bytes and the name they came under, and gives an ``Inspection``; what can't be
taken is refused by an ``InspectionError`` that says what to send instead. Content decides what a
file is. What is shown of a photo is a picture painted anew, never the bytes that came in.
"""

from .bands import BAND_BITS, BAND_COUNT, get_masks, join_bands, measure_difference, split_bands
from .errors import MESSAGES, InspectionError
from .inspect import inspect
from .place import measure_distance
from .values import Inspection, Kind, Limits
