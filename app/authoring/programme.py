"""The head of a programme as values a form can show, and back into its lines; pure.

Which lessons, in which order, how many of them are needed, the assessment, the practice, how sure we must be of it.
What a teacher leaves as it is keeps its spelling; the introduction below the head is never touched.
"""

from collections.abc import Mapping
from typing import Any

from app.authoring.head_lines import UNREADABLE, Fields, HeadBroken, Written, plain, readable, rewritten, same
from app.authoring.typed import Slip, Unclear
from app.content.schema import Document, LessonRef, Programme
from app.core.text import N_

MOST_LESSONS = 40
# What a programme's form would lose beside the slips of every head: names and conditions that cannot be read.
LOST = UNREADABLE | {"F16", "G03"}
ALL, SOME, NONE = "all", "some", "none"
LESSONS = tuple(f"lesson_{row}" for row in range(1, MOST_LESSONS + 1))
KEYS = {
    "tiêu đề": "title",
    "khung": "framework",
    "bài": LESSONS[0],
    "bài đánh giá": "exam",
    "đạt khi": "must",
    "mức tin cậy": "trust",
}
TOO_MANY = N_("Chương trình có quá nhiều bài.")
NO_LESSON = N_("Mời thầy cô chọn ít nhất một bài.")
TWICE = N_("Bài này đã chọn ở trên.")
NO_NUMBER = N_("Mời thầy cô ghi cần học xong mấy bài.")
TOO_FEW = N_("Chương trình không có nhiều bài đến thế.")
NO_EXAM = N_("Mời thầy cô chọn bài đánh giá, hoặc bỏ dấu ở ô “Phải đạt bài đánh giá”.")
NO_CONDITION = N_("Mời thầy cô chọn ít nhất một điều kiện để tính là học xong.")


def values_of(text: str, file: str) -> dict[str, Any]:
    """Return what the form of a programme shows, by field; lessons by their keys (`nguoi-dan/an-toan-otp`).

    Raises:
        HeadBroken: a line of the head cannot be read.
    """
    return _shown(_readable(text, file)[1], file)


def with_head(text: str, file: str, data: Mapping[str, Any]) -> str:
    """Return the text of a programme with its head written from what was typed.

    Raises:
        HeadBroken: a line of the head cannot be read.
        Unclear: what was typed is no programme yet; every slip names its field.
    """
    document, programme = _readable(text, file)
    rows = [name for name in LESSONS if data.get(name)]
    if slips := _slips(data, rows):
        raise Unclear(slips)
    return rewritten(document, _written(programme, file, data), Fields(KEYS, {"bài": rows}))


def _readable(text: str, file: str) -> tuple[Document, Programme]:
    document = readable(text, file, LOST)
    if document.programme is None or len(document.programme.lessons) > MOST_LESSONS:
        raise HeadBroken(TOO_MANY)
    return document, document.programme


def _shown(programme: Programme, file: str) -> dict[str, Any]:
    rule = programme.rule
    lessons = dict(zip(LESSONS, (_key(ref, file) for ref in programme.lessons), strict=False))
    return {
        "title": programme.title,
        "framework": programme.framework,
        "exam": _key(programme.assessment, file) if programme.assessment else "",
        "must": ALL if rule.all_lessons else SOME if rule.lessons else NONE,
        "needed": rule.lessons,
        "must_exam": rule.assessment,
        "practices": rule.practices or None,
        "trust": programme.trust.value,
    } | lessons


def _slips(data: Mapping[str, Any], rows: list[str]) -> list[Slip]:
    chosen = [data[name] for name in rows]
    found = [Slip(name, TWICE) for place, name in enumerate(rows) if data[name] in chosen[:place]]
    if not rows:
        found.append(Slip(LESSONS[0], NO_LESSON))
    if data.get("must") == SOME and not data.get("needed"):
        found.append(Slip("needed", NO_NUMBER))
    elif data.get("must") == SOME and data["needed"] > len(rows):
        found.append(Slip("needed", TOO_FEW))
    if data.get("must_exam") and not data.get("exam"):
        found.append(Slip("exam", NO_EXAM))
    if not _conditions(data):
        found.append(Slip("must", NO_CONDITION))
    return found


def _written(programme: Programme, file: str, data: Mapping[str, Any]) -> Written:
    """Return the head's values in the spelling of the format; what was not changed stays as it was written."""
    shown, folder = _shown(programme, file), file.partition("/")[0]
    lessons = tuple(data[name] for name in LESSONS if data.get(name))
    texts = {
        "tiêu đề": ("title", plain(data.get("title"))),
        "khung": ("framework", plain(data.get("framework"))),
        "bài đánh giá": ("exam", _named(data.get("exam") or "", folder)),
        "mức tin cậy": ("trust", plain(data.get("trust"))),
    }
    found: Written = dict(programme.written)
    found |= {key: text for key, (field, text) in texts.items() if not same(data.get(field), shown[field])}
    if lessons != tuple(_key(ref, file) for ref in programme.lessons):
        found["bài"] = tuple(_named(key, folder) for key in lessons)
    if _conditions(data) != _conditions(shown):
        found["đạt khi"] = _conditions(data)
    return {key: value for key, value in found.items() if value}


def _conditions(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what is asked for in the words of the format."""
    lessons = {ALL: "tất cả bài", SOME: f"{data.get('needed')} bài"}.get(str(data.get("must") or NONE), "")
    exam = "bài đánh giá" if data.get("must_exam") else ""
    practices = f"{data['practices']} thực hành" if data.get("practices") else ""
    return tuple(words for words in (lessons, exam, practices) if words)


def _key(ref: LessonRef, file: str) -> str:
    return f"{ref.folder or file.partition('/')[0]}/{ref.id}"


def _named(key: str, folder: str) -> str:
    """Return a lesson as an index names it: by its code alone where it is of the same group."""
    return key.removeprefix(f"{folder}/")
