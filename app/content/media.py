"""A file from outside told by its bytes and made fit for a lesson: picture, sound, film with captions."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import count

from app.content import pictures
from app.content.files import clean
from app.content.messages import Report
from app.core.errors import Refusal
from app.core.text import N_, fold, normal

LARGEST_SOUND, LARGEST_FILM, LARGEST_CAPTIONS = 5_000_000, 20_000_000, 100_000
LARGEST = LARGEST_FILM + LARGEST_CAPTIONS + 100_000  # Of a whole form.
LONGEST_NAME = 70  # Without its ending and the number that may follow it: the shelf takes names of 80.
ID3, ID3_TAIL = b"ID3", b"TAG"
FILM_BRANDS = frozenset({b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV"})
SOUND_BRANDS = frozenset({b"M4A ", b"M4B ", b"3gp4", b"3gp5", b"3gp6"})
WHERE_BOXES_LIE = frozenset({b"moov", b"trak"})
TELLTALE = frozenset({b"udta", b"meta", b"uuid"})  # Where a telephone notes the place and its owner.

BROKEN_FILM = N_("Phim bị hỏng hoặc thiếu một phần. Mời thầy cô chọn tệp khác.")


class BadMedia(Refusal):
    """The file cannot stand in a lesson; `field` is the field of the form to blame."""

    status = 422

    def __init__(self, message: str, field: str = "file") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Ready:
    """One file as it will be kept: its ending without the dot, its bytes."""

    extension: str
    content: bytes


def ready(data: bytes, captions: bytes, *, patience: float = pictures.PATIENCE) -> list[Ready]:
    """Return the file, and behind a film its captions, without anything that says where and by whom it was made.

    Raises:
        BadMedia, pictures.BadPicture: of another kind, too large, broken, or a film without captions.
        pictures.Busy: a picture waited all of the `patience` (seconds) for another one.
    """
    if data[4:8] == b"ftyp" and data[8:12] not in pictures.HEIC and data[8:12] != b"avif":
        return [_film(data), _captions(captions)]
    if data.startswith(ID3) or _is_mp3(data):
        return [_sound(data)]
    if data.startswith((b"RIFF", b"OggS", b"fLaC", b"#!AMR")) and data[8:12] != b"WEBP":
        raise BadMedia(N_("Tệp tiếng này chưa dùng được. Mời thầy cô lưu lại thành MP3."))
    return [Ready("webp", pictures.shrink(data, patience=patience))]


def stem_of(description: str) -> str:
    """Return a file name without its ending from a description: `tin-nhan-bao-trung-thuong`."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(description)).strip("-")
    return words[:LONGEST_NAME].rsplit("-", 1)[0] if len(words) > LONGEST_NAME else words or "tep"


def free_stem(stem: str, files: Iterable[Ready], known: Mapping[str, str]) -> str:
    """Return the first name in the row that is free, or that stands for these very bytes; `known`: hash by name."""
    wanted = {file.extension: sha256(file.content).hexdigest() for file in files}
    names = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    return next(
        name
        for name in names
        if all(known.get(f"{name}.{extension}", found) == found for extension, found in wanted.items())
    )


def markdown_of(name: str, description: str) -> str:
    """Return the line that shows the file in a lesson; signs that mean something in a text are left out of its words.

    Raises:
        BadMedia: the description has no words.
    """
    words = normal(re.sub(r"[\[\]\\<>`*_]", " ", clean(description, Report(""))))
    if not any(char.isalpha() for char in words):
        raise BadMedia(N_("Mời thầy cô tả bằng chữ những gì có trong tệp."), "description")
    return f"![{words}]({name})"


def _is_mp3(data: bytes) -> bool:
    """Tell whether an MPEG frame of layer III begins here."""
    return len(data) > 3 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2 and data[2] & 0xF0 not in (0x00, 0xF0)


def _sound(data: bytes) -> Ready:
    """Return the sound without its labels (ID3), which name devices and people."""
    if len(data) > LARGEST_SOUND:
        raise BadMedia(N_("Tệp tiếng nặng quá 5 MB. Mời thầy cô cắt ngắn, hoặc lưu MP3 ở mức 64 kbit/giây."))
    while data.startswith(ID3) and len(data) > 10:
        size = sum((byte & 0x7F) << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))
        data = data[10 + size + (10 if data[5] & 0x10 else 0) :]
    if data[-128:].startswith(ID3_TAIL):
        data = data[:-128]
    if not _is_mp3(data.lstrip(b"\0")):
        raise BadMedia(N_("Tệp MP3 này bị hỏng hoặc không có tiếng. Mời thầy cô chọn tệp khác."))
    return Ready("mp3", data.lstrip(b"\0"))


def _film(data: bytes) -> Ready:
    brand = data[8:12]
    if brand in SOUND_BRANDS:
        raise BadMedia(N_("Tệp ghi âm của điện thoại (M4A, 3GP) chưa dùng được. Mời thầy cô lưu lại thành MP3."))
    if brand not in FILM_BRANDS:
        raise BadMedia(N_("Phim kiểu này chưa dùng được. Mời thầy cô lưu lại thành MP4 (H.264)."))
    if len(data) > LARGEST_FILM:
        raise BadMedia(N_("Phim nặng quá 20 MB, bà con mở sẽ tốn tiền mạng. Mời thầy cô cắt ngắn hoặc thu nhỏ phim."))
    boxes = list(_boxes(data, 0, len(data)))
    index = next((data[box.start : box.end] for box in boxes if box.kind == b"moov"), b"")
    if not index:
        raise BadMedia(BROKEN_FILM)
    if b"hvc1" in index or b"hev1" in index:
        raise BadMedia(N_("Phim kiểu HEVC nhiều điện thoại không mở được. Mời thầy cô quay hoặc lưu lại kiểu H.264."))
    film = bytearray(data)
    for box in boxes:
        if box.kind in TELLTALE:
            film[box.start + 4 : box.start + 8] = b"free"
            film[box.inside : box.end] = bytes(box.end - box.inside)
    return Ready("mp4", bytes(film))


@dataclass(frozen=True)
class _Box:
    """One box of an MP4 file (ISO/IEC 14496-12): its kind, where it starts, where its inside begins, where it ends."""

    kind: bytes
    start: int
    inside: int
    end: int


def _boxes(data: bytes, start: int, end: int, depth: int = 0) -> Iterator[_Box]:
    """Yield the boxes of a film, those inside `moov` and its tracks too.

    Raises:
        BadMedia: a box says it is longer than what holds it.
    """
    while start + 8 <= end:
        size, kind = int.from_bytes(data[start : start + 4]), data[start + 4 : start + 8]
        head = 16 if size == 1 else 8
        if size == 1:
            size = int.from_bytes(data[start + 8 : start + 16])
        size = size or end - start
        if size < head or start + size > end:
            raise BadMedia(BROKEN_FILM)
        yield _Box(kind, start, start + head, start + size)
        if kind in WHERE_BOXES_LIE and depth < 3:
            yield from _boxes(data, start + head, start + size, depth + 1)
        start += size


def _captions(data: bytes) -> Ready:
    if not data:
        raise BadMedia(N_("Phim cần phụ đề (tệp .vtt) để người không nghe rõ vẫn học được."), "captions")
    if len(data) > LARGEST_CAPTIONS:
        raise BadMedia(N_("Tệp phụ đề lớn quá 100 KB."), "captions")
    try:
        text = unicodedata.normalize("NFC", data.decode("utf-8-sig")).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise BadMedia(N_("Tệp phụ đề không phải UTF-8. Mời thầy cô lưu lại với mã UTF-8."), "captions") from None
    if not text.startswith("WEBVTT") or "-->" not in text or "\0" in text:
        raise BadMedia(N_("Tệp phụ đề phải bắt đầu bằng chữ WEBVTT và có các mốc giờ."), "captions")
    return Ready("vtt", text.encode())
