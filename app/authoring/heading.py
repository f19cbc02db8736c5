"""The head of a lesson as values a form can show, and back into its lines; pure.

What a teacher leaves as it is keeps its spelling; the lines below the head are never touched.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.authoring.head_lines import Fields, HeadBroken, Written, plain, readable, rewritten, same
from app.authoring.typed import Slip, Unclear
from app.content.schema import Document, ModuleMeta
from app.core.text import N_

MOST_SOURCES = 10
TOO_MANY = N_("Bài có quá nhiều nguồn.")


@dataclass(frozen=True)
class Entry:
    """One key of the head and its field: how the value is shown, and how what was typed is written."""

    key: str
    field: str
    shown: Callable[[ModuleMeta], Any]
    written: Callable[[Any], str | tuple[str, ...]]


def _unit(word: str) -> Callable[[Any], str]:
    return lambda value: f"{value} {word}" if value else ""


def _listed(value: Any) -> tuple[str, ...]:
    return tuple(part for part in (plain(part) for part in str(value or "").split(",")) if part)


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


ENTRIES = (
    Entry("tiêu đề", "title", lambda meta: meta.title, plain),
    Entry("tóm tắt", "summary", lambda meta: meta.summary, plain),
    Entry("nhóm", "groups", lambda meta: [group.value for group in meta.groups], tuple),
    Entry("kỹ năng", "skills", lambda meta: ", ".join(meta.skills), _listed),
    Entry("thời lượng", "minutes", lambda meta: meta.minutes, _unit("phút")),
    Entry("âm thanh", "audio", lambda meta: meta.audio, plain),
    Entry("hiệu lực đến", "valid_until", lambda meta: meta.valid_until, _day),
    Entry("soát lại trước", "review_by", lambda meta: meta.review_by, _day),
    Entry("kiểm tra", "quiz", lambda meta: meta.quiz.value, plain),
    Entry("đạt", "pass_percent", lambda meta: _percent(meta), lambda value: f"{plain(value)}%" if value else ""),
    Entry("số lần làm", "attempts", lambda meta: meta.attempts or None, _unit("lần")),
    Entry("chờ", "wait_minutes", lambda meta: meta.wait_minutes or None, _unit("phút")),
    Entry("giới hạn thời gian", "limit_minutes", lambda meta: meta.limit_minutes, _unit("phút")),
    Entry("lấy", "draw", lambda meta: meta.draw, _unit("câu")),
    Entry("trộn", "shuffle", lambda meta: {None: "", True: "có", False: "không"}[meta.shuffle], plain),
    Entry("tính điểm", "scoring", lambda meta: meta.scoring.value, plain),
    Entry("xem lại", "review", lambda meta: meta.review.value if meta.review else "", plain),
    Entry("tác giả", "authors", lambda meta: ", ".join(meta.authors), _listed),
)
FIELDS = {entry.key: entry.field for entry in ENTRIES} | {"nguồn": "source_title_1"}


def values_of(text: str, file: str) -> dict[str, Any]:
    """Return what the form of the head shows, by field.

    Raises:
        HeadBroken: a line of the head cannot be read.
    """
    meta = _readable(text, file)[1]
    values: dict[str, Any] = {entry.field: entry.shown(meta) for entry in ENTRIES}
    for number, source in enumerate(meta.sources[:MOST_SOURCES], 1):
        values |= {f"source_title_{number}": source.title, f"source_url_{number}": source.url}
        values[f"source_day_{number}"] = source.checked_on
    return values


def with_head(text: str, file: str, data: Mapping[str, Any]) -> str:
    """Return the text with its head written from what was typed.

    Raises:
        HeadBroken: a line of the head cannot be read.
        Unclear: a value would not be read back as it was typed; every slip names its field.
    """
    document, meta = _readable(text, file)
    rows = [row for row in range(1, MOST_SOURCES + 1) if plain(data.get(f"source_title_{row}"))]
    fields = Fields(FIELDS, {"nguồn": [f"source_url_{row}" for row in rows]})
    return rewritten(document, _written(meta, data), fields)


def _readable(text: str, file: str) -> tuple[Document, ModuleMeta]:
    document = readable(text, file)
    if document.module is None or len(document.module.meta.sources) > MOST_SOURCES:
        raise HeadBroken(TOO_MANY)
    return document, document.module.meta


def _written(meta: ModuleMeta, data: Mapping[str, Any]) -> Written:
    """Return the head's values in the spelling of the format; what was not changed stays as it was written."""
    found: Written = dict(meta.written)
    for entry in ENTRIES:
        typed = data.get(entry.field)
        if same(typed, entry.shown(meta)):
            continue
        value = entry.written(typed)
        if value:
            found[entry.key] = value
        else:
            found.pop(entry.key, None)
    sources = _sources(data)
    if sources or "nguồn" in found:
        found["nguồn"] = sources
    return {key: value for key, value in found.items() if value}


def _percent(meta: ModuleMeta) -> str:
    return f"{float(meta.pass_percent):g}".replace(".", ",") if "đạt" in meta.written else ""


def _sources(data: Mapping[str, Any]) -> tuple[str, ...]:
    found: list[str] = []
    slips: list[Slip] = []
    for number in range(1, MOST_SOURCES + 1):
        title, url = plain(data.get(f"source_title_{number}")), plain(data.get(f"source_url_{number}"))
        day: date | None = data.get(f"source_day_{number}")
        if not title and not url and not day:
            continue
        if not title or "|" in title + url:
            slips.append(Slip(f"source_title_{number}", N_("Mời thầy cô ghi tên nguồn, không dùng dấu gạch đứng |.")))
        elif not day:
            slips.append(Slip(f"source_day_{number}", N_("Mời thầy cô ghi ngày đã xem nguồn này.")))
        elif url and not url.startswith("https://"):
            slips.append(Slip(f"source_url_{number}", N_("Địa chỉ phải bắt đầu bằng https://")))
        else:
            found.append(f"{title} | {url} | {_day(day)}")
    if slips:
        raise Unclear(slips)
    return tuple(found)
