"""From the bytes of a text file to clean text: UTF-8, UTF-16 or CP1258, any line ends, NFC, nothing invisible."""

from __future__ import annotations

import codecs
import unicodedata
from dataclasses import dataclass

from app.content.files import clean
from app.content.messages import Report
from app.interchange.report import BadFile, Loss, refuse

MAX_BYTES = 1_000_000
MARKS = (
    (codecs.BOM_UTF32_LE, ""),
    (codecs.BOM_UTF32_BE, ""),
    (codecs.BOM_UTF8, "UTF-8"),
    (codecs.BOM_UTF16_LE, "UTF-16 LE"),
    (codecs.BOM_UTF16_BE, "UTF-16 BE"),
)
CP1258 = "CP1258"
GLANCED_AT = 200_000
LOOKED_AT = 400
FEWEST_ZEROS = 8  # In Vietnamese at least every eighth sign is a Latin letter or a space.
SAVE_AS = "Mở tệp, chọn lưu lại với bảng mã UTF-8 (Unicode) rồi nhập lại."


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file in NFC with LF line ends, and the encoding it was read in."""

    text: str
    encoding: str

    def losses(self) -> tuple[Loss, ...]:
        """Return what to tell about the encoding: an old one is a guess that a person should look at."""
        if self.encoding != CP1258:
            return ()
        words = "Tệp không phải Unicode, đã đọc theo bảng mã CP1258 (Windows tiếng Việt). Mời bác xem lại dấu chữ."
        return (Loss(None, words),)


def decode(data: bytes) -> Decoded:
    """Return the text of `data`; raises `BadFile` for what is too large, no text, or in an encoding nobody knows.

    A byte order mark decides; without one UTF-8 is tried, then UTF-16 by its zero bytes, then CP1258, whose tone marks
    must stand on letters that take them (else it is TCVN3, VNI or no Vietnamese at all).
    """
    found = _unicode(data)
    if found is None:
        found = Decoded(_old_windows(data), CP1258)
    return Decoded(_cleaned(found.text), found.encoding)


def decode_unicode(data: bytes) -> Decoded:
    """Return the text of UTF-8 or UTF-16 bytes as `decode` does; raises `BadFile` for every other encoding as well."""
    found = _unicode(data)
    if found is None:
        raise refuse(f"Tệp không phải UTF-8 hoặc UTF-16. {SAVE_AS}")
    return Decoded(_cleaned(found.text), found.encoding)


def glance(data: bytes) -> str:
    """Return the beginning of a file as text for those who ask what it is: nothing is refused, line ends are LF."""
    return data[:GLANCED_AT].decode("utf-8", "replace").replace("\r\n", "\n")


def _unicode(data: bytes) -> Decoded | None:
    if len(data) > MAX_BYTES:
        raise refuse(f"Tệp nặng {len(data) // 1000 + 1} KB, tối đa {MAX_BYTES // 1000} KB. Mời bác tách làm nhiều tệp.")
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], encoding)
    if encoding := _unmarked(data[:LOOKED_AT]):
        return _marked(data, encoding)
    try:
        return Decoded(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        return None


def _unmarked(start: bytes) -> str:
    """Return the UTF-16 that the zero bytes of Latin letters and spaces betray, empty without them."""
    high, low = start[::2].count(0), start[1::2].count(0)
    if min(high, low) or max(high, low) * FEWEST_ZEROS < len(start) // 2 or not max(high, low):
        return ""
    return "UTF-16 LE" if low else "UTF-16 BE"


def _marked(data: bytes, encoding: str) -> Decoded:
    if not encoding:
        raise refuse(f"Tệp dùng bảng mã UTF-32 nên không đọc được. {SAVE_AS}")
    try:
        return Decoded(data.decode(encoding.replace(" ", "-")), encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(encoding.replace(" ", "-"), "replace").count("\n") + 1
        raise refuse(f"Chữ ở đây không đúng bảng mã {encoding}. {SAVE_AS}", line) from error


def _old_windows(data: bytes) -> str:
    try:
        text = unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise refuse(f"Không nhận ra bảng mã của tệp. {SAVE_AS}", line) from error
    for number, line_text in enumerate(text.split("\n"), 1):
        if any(unicodedata.combining(char) for char in line_text):
            raise refuse(f"Không nhận ra bảng mã của tệp (có thể là phông TCVN3 hoặc VNI). {SAVE_AS}", number)
    return text


def _cleaned(text: str) -> str:
    """Return `text` as the module format cleans it; controls and marks that hide text are refused, line by line."""
    report = Report("")
    cleaned = clean(text, report)
    if report.problems:
        words = "Có ký tự điều khiển không nhìn thấy. Xoá ký tự đó rồi gõ lại chỗ ấy."
        raise BadFile(Loss(problem.line, words) for problem in report.problems)
    return cleaned
