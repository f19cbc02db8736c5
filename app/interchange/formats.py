"""The list of foreign formats and their modules; a new format is a folder of its own and one line here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from app.interchange.report import BadFile, Exported, Imported, Loss

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.content.schema import Module


@dataclass(frozen=True, slots=True)
class Format:
    """One foreign format; its modules below `app.interchange` are loaded when a file asks for them, not before.

    `reader` names a module with `read(data, filename) -> Imported`, and with `is_surely(data, filename) -> bool`, which
    tells whether a file can be nothing else and answers False, never raises, for any bytes. `writer` names one with
    `write(module, media) -> Exported`, where `media` maps file names to bytes.
    """

    name: str
    label: str
    reader: str = ""
    writer: str = ""


ALL = (
    Format("gift", "GIFT (Moodle)", "gift.reader", "gift.writer"),
    Format("qti", "QTI 2.1, 2.2, 3.0 (XML hoặc gói zip)", "qti.reader"),
    Format("qti3", "QTI 3.0 (gói zip)", writer="qti.writer"),
    Format("aiken", "Aiken", "plain.aiken"),
    Format("quizdown", "quizdown", "plain.quizdown"),
    Format("text2qti", "text2qti", "text2qti.reader"),
    Format("print", "Trang in (HTML một tệp)", writer="paper.writer"),
    Format("docx", "Word (.docx)", "word.reader"),
)
FORMATS = {form.name: form for form in ALL}


def readable() -> tuple[str, ...]:
    """Return the names of the formats that can be imported."""
    return tuple(form.name for form in ALL if form.reader)


def writable() -> tuple[str, ...]:
    """Return the names of the formats that can be exported."""
    return tuple(form.name for form in ALL if form.writer)


def guess(data: bytes, filename: str) -> str | None:
    """Return the name of the one format this file surely has, None when there is any doubt."""
    sure = [form.name for form in ALL if form.reader and _loaded(form.reader).is_surely(data, filename)]
    return sure[0] if len(sure) == 1 else None


def read(name: str, data: bytes, filename: str) -> Imported:
    """Return the questions of a foreign file; raises `BadFile` with every reason, `KeyError` for an unknown format."""
    reader = FORMATS[name].reader
    if not reader:
        raise KeyError(name)
    found: Imported = _loaded(reader).read(data, filename)
    if not found.questions and not found.prose:
        raise BadFile([Loss(None, "Trong tệp không có câu hỏi nào nhập được."), *found.losses])
    if not found.questions:
        return replace(found, losses=(Loss(None, "Không thấy câu hỏi nào, chỉ nhập được bài đọc."), *found.losses))
    return found


def write(name: str, module: Module, media: Mapping[str, bytes] | None = None) -> Exported:
    """Return a module with its `media` (file name → bytes) as a foreign file; `KeyError` for an unknown format."""
    writer = FORMATS[name].writer
    if not writer:
        raise KeyError(name)
    made: Exported = _loaded(writer).write(module, media or {})
    return made


def _loaded(name: str) -> Any:
    return import_module(f"app.interchange.{name}")
