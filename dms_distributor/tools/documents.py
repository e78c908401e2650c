"""Documents of the add-on, as people read them and as tests run their examples."""

from docutils import core, nodes
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


def get_examples(text: str) -> list[tuple[str, str]]:
    """The blocks of code of a document, in order.

    :return: (language, code) of each
    """
    document = core.publish_doctree(text, settings_overrides=SETTINGS)
    return [
        (node["classes"][1], node.astext())
        for node in document.findall(nodes.literal_block)
        if len(node["classes"]) > 1
    ]
