"""Documents of the add-on, as people read them."""

from docutils import core
from docutils.utils import Reporter

# Nothing is read from elsewhere, whatever a document asks for.
SETTINGS = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "syntax_highlight": "none",
    "report_level": Reporter.SEVERE_LEVEL,
    "halt_level": Reporter.SEVERE_LEVEL,
    "initial_header_level": 2,
    "doctitle_xform": False,
}


def render_html(text: str) -> str:
    """The body of a reStructuredText document as HTML."""
    parts = core.publish_parts(text, writer_name="html5", settings_overrides=SETTINGS)
    return parts["body"]
