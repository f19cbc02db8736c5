"""A language of long words, made from the catalogue: every sentence forty per cent longer and easy to recognise."""

from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

from app.web import language
from app.web.extensions import babel

CATALOGUE = Path(__file__).resolve().parents[1] / "app/translations/en/LC_MESSAGES/messages.po"
# A language that Babel knows and this commune does not speak.
TAG = "fr"


def longer(text: str) -> str:
    """Return a sentence as a language of long words would say it, its placeholders kept."""
    words = text.split(" ")
    return " ".join(
        [*words, *(word for word in words if "%" not in word and "{" not in word)][: -(-len(words) * 7 // 5)]
    )


def put(app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the language into a folder as a translator would, and let the application look for languages again."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale=TAG)
    for message in catalogue:
        if message.id and isinstance(message.id, str):
            message.string = longer(message.id)
    place = folder / TAG / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    known = app.extensions["babel"]
    monkeypatch.setattr(known, "translation_directories", [*known.translation_directories, str(folder)])
    monkeypatch.setattr(babel.domain_instance, "cache", dict(babel.domain_instance.cache))
    monkeypatch.setitem(app.extensions, "languages", language.find(app))
