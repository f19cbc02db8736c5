"""The list of foreign formats: who reads and who writes each; a new format is its own module and one line here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.interchange import aiken, quizdown, text2qti, word
from app.interchange.gift_read import is_surely_gift, read_gift
from app.interchange.gift_write import write_gift
from app.interchange.print_file import write_print
from app.interchange.qti_read import is_surely_qti, read_qti
from app.interchange.qti_write import write_qti
from app.interchange.report import BadFile, Exported, Imported, Loss
from app.interchange.word_package import is_word

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.content.schema import Module

    Reader = Callable[[bytes, str], Imported]
    Writer = Callable[[Module, Mapping[str, bytes]], Exported]


@dataclass(frozen=True, slots=True)
class Format:
    """One foreign format.

    `read` takes the bytes and the file name; `write` the module and its media (file name → bytes). `is_surely` tells
    from bytes and file name whether a file can be nothing else; it must answer False, not raise, for any bytes.
    """

    name: str
    label: str
    read: Reader | None = None
    write: Writer | None = None
    is_surely: Callable[[bytes, str], bool] = lambda _data, _filename: False


ALL = (
    Format("gift", "GIFT (Moodle)", read_gift, write_gift, is_surely_gift),
    Format("qti", "QTI 2.1, 2.2, 3.0 (XML hoặc gói zip)", read_qti, None, is_surely_qti),
    Format("qti3", "QTI 3.0 (gói zip)", None, write_qti),
    Format("aiken", "Aiken", aiken.read, is_surely=aiken.is_surely),
    Format("quizdown", "quizdown", quizdown.read, is_surely=quizdown.is_surely),
    Format("text2qti", "text2qti", text2qti.read, is_surely=text2qti.is_surely),
    Format("print", "Trang in (HTML một tệp)", None, write_print),
    Format("docx", "Word (.docx)", word.read, is_surely=is_word),
)
FORMATS = {form.name: form for form in ALL}


def readable() -> tuple[str, ...]:
    """Return the names of the formats that can be imported."""
    return tuple(name for name, form in FORMATS.items() if form.read)


def writable() -> tuple[str, ...]:
    """Return the names of the formats that can be exported."""
    return tuple(name for name, form in FORMATS.items() if form.write)


def guess(data: bytes, filename: str) -> str | None:
    """Return the name of the one format this file surely has, None when there is any doubt."""
    sure = [name for name, form in FORMATS.items() if form.read and form.is_surely(data, filename)]
    return sure[0] if len(sure) == 1 else None


def read(name: str, data: bytes, filename: str) -> Imported:
    """Return the questions of a foreign file; raises `BadFile` with every reason, `KeyError` for an unknown format."""
    reader = FORMATS[name].read
    if reader is None:
        raise KeyError(name)
    found = reader(data, filename)
    if not found.questions and not found.prose:
        raise BadFile([Loss(None, "Trong tệp không có câu hỏi nào nhập được."), *found.losses])
    return found


def write(name: str, module: Module, media: Mapping[str, bytes] | None = None) -> Exported:
    """Return a module as a foreign file; raises `KeyError` for an unknown format."""
    writer = FORMATS[name].write
    if writer is None:
        raise KeyError(name)
    return writer(module, media or {})
