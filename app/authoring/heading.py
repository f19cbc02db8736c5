"""The head of a lesson as values a form can show, and back into its lines; pure.

What a teacher leaves as it is keeps its spelling; the lines below the head are never touched.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.authoring.typed import Slip, Unclear
from app.content.files import clean
from app.content.format import write
from app.content.messages import Report
from app.content.parse import parse_text
from app.content.schema import Document, Module, ModuleMeta
from app.core.errors import Refusal
from app.core.text import N_, normal

MOST_SOURCES = 10
Written = dict[str, str | tuple[str, ...]]
# Slips of lines that no form could show: writing the head anew would lose them.
UNREADABLE = frozenset({"F01", "F02", "F03", "F04", "F06", "F10", "F11", "F17", "F18"})
UNCLEAR = N_("Mục này chưa ghi vào bài được. Mời thầy cô xem lại.")


class HeadBroken(Refusal):
    """A line of the head cannot be read, so it is put right in the text first."""


@dataclass(frozen=True)
class Entry:
    """One key of the head and its field: how the value is shown, and how what was typed is written."""

    key: str
    field: str
    shown: Callable[[ModuleMeta], Any]
    written: Callable[[Any], str | tuple[str, ...]]


def _unit(word: str) -> Callable[[Any], str]:
    return lambda value: f"{value} {word}" if value else ""


def _plain(value: Any) -> str:
    return normal(clean(str(value or ""), Report("")))


def _listed(value: Any) -> tuple[str, ...]:
    return tuple(part for part in (_plain(part) for part in str(value or "").split(",")) if part)


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


ENTRIES = (
    Entry("tiêu đề", "title", lambda meta: meta.title, _plain),
    Entry("tóm tắt", "summary", lambda meta: meta.summary, _plain),
    Entry("nhóm", "groups", lambda meta: [group.value for group in meta.groups], tuple),
    Entry("kỹ năng", "skills", lambda meta: ", ".join(meta.skills), _listed),
    Entry("thời lượng", "minutes", lambda meta: meta.minutes, _unit("phút")),
    Entry("âm thanh", "audio", lambda meta: meta.audio, _plain),
    Entry("hiệu lực đến", "valid_until", lambda meta: meta.valid_until, _day),
    Entry("soát lại trước", "review_by", lambda meta: meta.review_by, _day),
    Entry("kiểm tra", "quiz", lambda meta: meta.quiz.value, _plain),
    Entry("đạt", "pass_percent", lambda meta: _percent(meta), lambda value: f"{_plain(value)}%" if value else ""),
    Entry("số lần làm", "attempts", lambda meta: meta.attempts or None, _unit("lần")),
    Entry("chờ", "wait_minutes", lambda meta: meta.wait_minutes or None, _unit("phút")),
    Entry("giới hạn thời gian", "limit_minutes", lambda meta: meta.limit_minutes, _unit("phút")),
    Entry("lấy", "draw", lambda meta: meta.draw, _unit("câu")),
    Entry("trộn", "shuffle", lambda meta: {None: "", True: "có", False: "không"}[meta.shuffle], _plain),
    Entry("tính điểm", "scoring", lambda meta: meta.scoring.value, _plain),
    Entry("xem lại", "review", lambda meta: meta.review.value if meta.review else "", _plain),
    Entry("tác giả", "authors", lambda meta: ", ".join(meta.authors), _listed),
)
FIELDS = {entry.key: entry.field for entry in ENTRIES} | {"nguồn": "source_title_1"}


def values_of(text: str, file: str) -> dict[str, Any]:
    """Return what the form of the head shows, by field.

    Raises:
        HeadBroken: a line of the head cannot be read.
    """
    meta = _readable(text, file)[1].meta
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
    document, module = _readable(text, file)
    meta = module.meta
    wanted = _written(meta, data)
    head = write(Document(file, module=Module(replace(meta, written=wanted))), lambda: "")
    lines = document.text.split("\n")[document.body_line - 1 :]
    whole = "\n".join([head.rstrip("\n"), *lines])
    _ensure_read(parse_text(whole, file), wanted, data)
    return whole


def _readable(text: str, file: str) -> tuple[Document, Module]:
    document = parse_text(text, file)
    broken = [one for one in document.problems if one.code in UNREADABLE and one.line <= document.body_line]
    if broken or document.module is None or len(document.module.meta.sources) > MOST_SOURCES:
        message = broken[0].message if broken else N_("Bài có quá nhiều nguồn.")
        raise HeadBroken(N_("Phần đầu bài có dòng chưa đọc được, mời thầy cô sửa trong bài: %(what)s"), what=message)
    return document, document.module


def _written(meta: ModuleMeta, data: Mapping[str, Any]) -> Written:
    """Return the head's values in the spelling of the format; what was not changed stays as it was written."""
    found: Written = dict(meta.written)
    for entry in ENTRIES:
        typed = data.get(entry.field)
        if _same(typed, entry.shown(meta)):
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


def _same(typed: Any, shown: Any) -> bool:
    return (typed or None) == (shown or None)


def _percent(meta: ModuleMeta) -> str:
    return f"{float(meta.pass_percent):g}".replace(".", ",") if "đạt" in meta.written else ""


def _sources(data: Mapping[str, Any]) -> tuple[str, ...]:
    found: list[str] = []
    slips: list[Slip] = []
    for number in range(1, MOST_SOURCES + 1):
        title, url = _plain(data.get(f"source_title_{number}")), _plain(data.get(f"source_url_{number}"))
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


def _fields_by_line(module: Module | None, data: Mapping[str, Any]) -> dict[int, str]:
    """Return the field that each line of the head was written from; every source has a line and a row of its own."""
    lines = module.meta.lines if module else {}
    fields = {line: FIELDS.get(key, "") for key, line in lines.items()}
    rows = [row for row in range(1, MOST_SOURCES + 1) if _plain(data.get(f"source_title_{row}"))]
    first = lines.get("nguồn", 0) + 1
    return fields | {first + place: f"source_url_{row}" for place, row in enumerate(rows) if "nguồn" in lines}


def _ensure_read(document: Document, wanted: Written, data: Mapping[str, Any]) -> None:
    """Refuse what the head's reader reports at a line, or reads as something else."""
    module = document.module
    fields = _fields_by_line(module, data)
    slips = [
        Slip(fields.get(problem.line, ""), problem.message.partition(": ")[2] or problem.message)
        for problem in document.problems
        if problem.is_error and problem.line < document.body_line
    ]
    if not slips and (module is None or dict(module.meta.written) != wanted):
        read = module.meta.written if module else {}
        slips = [Slip(FIELDS.get(key, ""), UNCLEAR) for key in {*wanted, *read} if wanted.get(key) != read.get(key)]
    if slips:
        raise Unclear(slips)
