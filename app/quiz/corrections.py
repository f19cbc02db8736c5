"""What a later version of a question says of an earlier one: the same question by another key, or another question."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.content.words import Kind
from app.core.text import N_, fold, normal
from app.quiz.kinds.base import Laid, Material
from app.quiz.kinds.registry import rules_of_record

Record = Mapping[str, Any]

OTHER_KIND = N_("Kiểu câu đã đổi.")
OTHER_CHOICES = N_("Các lựa chọn hoặc các ý của câu đã đổi.")
OTHER_WORDS = N_("Lời câu hỏi đã đổi.")
TAG = re.compile(r"<[^>]*>")


def key_of(record: Record) -> Any:
    """Return the key of a question in a snapshot, as it stands on a sheet of that version."""
    return rules_of_record(record).material(record).key


def same_choices(old: Record, new: Record) -> bool:
    """Tell whether both offer the same things to choose from, under the same numbers."""
    return old["kind"] == new["kind"] and _offered(old) == _offered(new)


def problem_between(old: Record, new: Record) -> str | None:
    """Return why answers to the one cannot be marked by the key of the other, or None.

    Case, accents and spaces of the question's own words may be put right; options and parts must be what they were.
    """
    if old["kind"] != new["kind"]:
        return OTHER_KIND
    if not same_choices(old, new):
        return OTHER_CHOICES
    return None if _words(old) == _words(new) else OTHER_WORDS


def _offered(record: Record) -> tuple[object, ...]:
    """Return what a learner has before them besides the question's words: all that an answer's numbers stand for."""
    material = rules_of_record(record).material(record)
    options = tuple((normal(option.text), option.area) for option in material.options)
    parts = tuple((normal(part.text), _plain(part.html)) for part in material.parts)
    return options, parts, record.get("picture_html", ""), record.get("unit", ""), _ways(record, material)


def _ways(record: Record, material: Material) -> list[list[int]]:
    """Return where the choices of a story lead; only which of them are good is its key."""
    if record["kind"] != Kind.SCENARIO:
        return []
    return [[target for target, _ in choices] for choices in material.key]


def _words(record: Record) -> str:
    return _plain(f"{record['title']} {record['prompt_html']}")


def _plain(html: str) -> str:
    return fold(normal(TAG.sub(" ", html)))


def corrected(sheet: Sequence[Laid], keys: Mapping[str, Any]) -> list[Laid]:
    """Return a sheet with other keys (by question) in the place of its own; everything else stays as it was laid."""
    return [Laid(**{**laid, "key": keys.get(laid["id"], laid["key"])}) for laid in sheet]
