"""Translations: every term of an add-on has its French, with the same placeholders."""

import re

import polib
import pytest

from cli.settings import ADDONS, ROOT

PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]+\}|</?[a-z]+")


@pytest.mark.parametrize("addon", ADDONS)
def test_french_is_complete(addon):
    folder = ROOT / addon / "i18n"
    terms = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(folder / f"{addon}.pot")}
    french = {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(folder / "fr.po")}
    assert terms
    assert not terms - {key for key, entry in french.items() if entry.translated()}


@pytest.mark.parametrize("addon", ADDONS)
def test_french_keeps_placeholders(addon):
    differing = [
        entry.msgid
        for entry in polib.pofile(ROOT / addon / "i18n" / "fr.po")
        if sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(PLACEHOLDER.findall(entry.msgstr))
    ]
    assert not differing
