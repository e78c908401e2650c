"""Texts with words in braces, which people write who know no programming: Dear {partner}."""

import html
import re
from collections.abc import Collection, Mapping

_WORD = re.compile(r"\{\s*(\w+)\s*\}")


def find_unknown_words(text: str, words: Collection[str]) -> list[str]:
    """Words in braces that mean nothing, in the order of the text."""
    return [word for word in dict.fromkeys(_WORD.findall(text)) if word not in words]


def fill_text(text: str, values: Mapping[str, object]) -> str:
    """``text`` with its words in braces replaced; unknown ones stay."""
    return _WORD.sub(lambda match: str(values.get(match[1], match[0])), text)


def fill_html(text: str, values: Mapping[str, object]) -> str:
    """As ``fill_text``, for HTML: values are escaped unless they are HTML themselves
    (``__html__``)."""

    def get(match: re.Match) -> str:
        if match[1] not in values:
            return match[0]
        value = values[match[1]]
        return value.__html__() if hasattr(value, "__html__") else html.escape(str(value))

    return _WORD.sub(get, text)
