"""Files a teacher sends, as values: told by their bytes, made small, stripped of what tells on people."""

import fcntl
import io
import os
import struct
import zlib
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.authoring.inserting import NoPlace
from app.authoring.placing import headings, place
from app.content import pictures, redrawing
from app.content.media import BadMedia, Ready, free_stem, markdown_of, ready, stem_of
from app.content.parse import parse_text
from app.content.pictures import LARGEST_OUT, LONGEST_SIDE, BadPicture, shrink
from app.core.child import ask
from tests.authoring.typed import LESSON

FILE = "nguoi-dan/an-toan-otp.md"
VTT = "\ufeffWEBVTT\r\n\r\n00:00.000 --> 00:02.000\r\nXin chào".encode()
FRAME = b"\xff\xfb\x90\x00" + b"\0" * 400


def drawn(mode: str = "RGB", size: tuple[int, int] = (1600, 1200), kind: str = "JPEG", **options: Any) -> bytes:
    """Return a picture as a file."""
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    """Return the picture of a file, read whole."""
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def box(kind: bytes, *inside: bytes) -> bytes:
    """Return one box of an MP4 file."""
    body = b"".join(inside)
    return struct.pack(">I", 8 + len(body)) + kind + body


def film(*extra: bytes, brand: bytes = b"isom", codec: bytes = b"avc1") -> bytes:
    """Return the bones of a film as a telephone makes it, with the place it was taken."""
    where = box(b"udta", box(b"\xa9xyz", b"+21.2731+106.1946/"))
    track = box(b"trak", box(b"stsd", codec), where)
    return (
        box(b"ftyp", brand, b"\0\0\0\0") + box(b"moov", box(b"mvhd", b"\0" * 20), track, where) + box(b"mdat", *extra)
    )


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("RGB", "JPEG"), ("CMYK", "JPEG"), ("L", "JPEG"), ("RGBA", "PNG"), ("P", "GIF"), ("LA", "PNG"), ("1", "PNG")],
)
def test_a_picture_of_any_mode_becomes_a_small_webp(mode: str, kind: str) -> None:
    small = opened(shrink(drawn(mode, kind=kind)))

    assert small.format == "WEBP"
    assert small.size == (960, 720)


def test_noise_that_no_quality_makes_small_is_scaled_down_below_the_limit() -> None:
    noise = Image.frombytes("RGB", (1500, 1500), os.urandom(1500 * 1500 * 3))
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=95)

    small = shrink(out.getvalue())

    assert len(small) <= LARGEST_OUT
    assert max(opened(small).size) <= LONGEST_SIDE


def test_a_picture_held_upright_comes_out_upright_and_without_its_exif() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Máy của cô Hoa"
    exif.get_ifd(0x8825)[2] = (21.0, 16.0, 23.0)
    picture = Image.new("RGB", (600, 300), "blue")
    picture.paste("red", (0, 0, 300, 300))
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)

    data = shrink(out.getvalue())

    small = opened(data).convert("RGB")
    assert small.size == (300, 600)
    top, bottom = small.getpixel((150, 50)), small.getpixel((150, 550))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 200
    assert bottom[2] > 200
    assert b"EXIF" not in data
    assert "cô Hoa".encode() not in data
    assert not small.getexif()


def test_a_small_picture_is_not_made_larger() -> None:
    assert opened(shrink(drawn(size=(40, 20), kind="PNG"))).size == (40, 20)


def bomb(width: int, height: int, *, depth: int = 8, kind: int = 2, body: bytes = b"\0" * 1000) -> bytes:
    """Return a PNG of a few bytes that says it is this large."""

    def chunk(name: bytes, inside: bytes) -> bytes:
        return struct.pack(">I", len(inside)) + name + inside + struct.pack(">I", zlib.crc32(name + inside))

    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Chưa có tệp nào"),
        (bomb(60_000, 60_000), "quá nhiều điểm ảnh"),
        (bomb(2**31 - 1, 2**31 - 1), "quá nhiều điểm ảnh"),
        (bomb(100, 100), "bị hỏng"),
        (drawn()[:900], "bị hỏng"),
        (b"a" * 10_000_001, "quá 10 MB"),
        (b"  <?xml version='1.0'?><svg/>", "SVG"),
        (b"<!-- x --><svg onload=alert(1)>", "SVG"),
        (b"\0\0\0\x20ftypmif1" + b"\0" * 30, "HEIC"),
        (b"%PDF-1.7", "không phải ảnh"),
        (drawn(kind="BMP"), "không phải ảnh"),
        (drawn(kind="TIFF"), "không phải ảnh"),
    ],
)
def test_what_is_no_picture_for_a_lesson_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(BadPicture, match=words):
        shrink(data)


@given(
    st.binary(max_size=300), st.sampled_from([drawn(size=(8, 8)), drawn(size=(8, 8), kind="PNG"), b"RIFF\0\0\0\0WEBP"])
)
@settings(max_examples=150, deadline=None)
def test_spoilt_bytes_are_a_small_picture_or_a_word_for_a_refusal(spoilt: bytes, start: bytes) -> None:
    at = len(spoilt) % (len(start) + 1)
    for data in (start[:at] + spoilt, start[:at] + spoilt + start[at:]):
        told = redrawing.answer(data)
        assert told in pictures.WORDS or (told[8:12] == b"WEBP" and len(told) <= LARGEST_OUT)


def many_scans(side: int, times: int) -> bytes:
    """Return a progressive JPEG whose last scan comes over and over: each is one more pass over all its pixels."""
    whole = drawn(size=(side, side), quality=50, progressive=True, subsampling=0)
    last = whole[whole.rfind(b"\xff\xda") : -2]
    return whole[:-2] + last * times + whole[-2:]


def test_a_picture_that_would_hold_the_site_up_is_refused_at_once_or_ended_by_its_limit() -> None:
    since = monotonic()
    with pytest.raises(BadPicture, match="chụp màn hình"):
        shrink(many_scans(2000, 20_000))
    with pytest.raises(BadPicture, match="quá nhiều điểm ảnh"):
        shrink(drawn(size=(5200, 5000), progressive=True))
    assert monotonic() - since < 3

    since = monotonic()
    assert ask(replace(pictures.TASK, cpu_seconds=1), many_scans(2000, 2_000)) is None
    assert ask(replace(pictures.TASK, memory_bytes=150_000_000), deep_bomb()) is None
    assert monotonic() - since < 12


def test_an_honest_picture_with_its_scans_and_a_film_behind_it_is_taken() -> None:
    picture = drawn(size=(3000, 2000), progressive=True)

    assert shrink(picture + b"\xff\xda\x00\x02" * 1000)[8:12] == b"WEBP"


def deep_bomb() -> bytes:
    """Return a PNG of some KB that unpacks to 200 MB, though it has no more pixels than a telephone's."""
    return bomb(5000, 4900, depth=16, kind=6, body=b"\0" * ((5000 * 8 + 1) * 4900))


def test_a_bomb_of_few_bytes_is_taken_or_refused_within_the_limits() -> None:
    since = monotonic()
    try:
        assert len(shrink(deep_bomb())) <= LARGEST_OUT
    except BadPicture as refusal:
        assert str(refusal) == pictures.TOO_TANGLED  # noqa: PT017
    assert monotonic() - since < pictures.TASK.wall_seconds + 1


def test_while_one_picture_is_made_small_another_is_asked_to_wait() -> None:
    with Path(pictures.__file__).open("rb") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        with pytest.raises(pictures.Busy, match="chờ nửa phút"):
            shrink(drawn(size=(40, 20)), patience=0.1)

    assert shrink(drawn(size=(40, 20)), patience=0.1)


def test_a_sound_loses_its_labels() -> None:
    label = b"ID3\x04\x00\x00" + bytes([0, 0, 0, 20]) + b"Ghi am cua co Hoa   "
    tail = b"TAG" + b"Nha co Hoa".ljust(125, b"\0")

    assert ready(label + FRAME + tail, b"") == [Ready("mp3", FRAME)]
    assert ready(FRAME, b"") == [Ready("mp3", FRAME)]


def test_a_film_loses_the_place_it_was_taken_and_keeps_its_length() -> None:
    data = film(b"hinh anh")

    shown, captions = ready(data, VTT)

    assert (shown.extension, len(shown.content)) == ("mp4", len(data))
    assert b"+21.2731" not in shown.content
    assert b"hinh anh" in shown.content
    assert captions == Ready("vtt", "WEBVTT\n\n00:00.000 --> 00:02.000\nXin chào".encode())


@pytest.mark.parametrize(
    ("data", "captions", "field", "words"),
    [
        (film(), b"", "captions", "cần phụ đề"),
        (film(), b"1\n00:00:00,000 --> 00:00:02,000\nSRT", "captions", "WEBVTT"),
        (film(), "WEBVTT -->".encode("utf-16"), "captions", "UTF-8"),
        (film(), b"WEBVTT -->" + b"a" * 100_000, "captions", "100 KB"),
        (film(brand=b"qt  "), VTT, "file", "MP4"),
        (film(brand=b"M4A "), VTT, "file", "MP3"),
        (film(codec=b"hvc1"), VTT, "file", "HEVC"),
        (film()[:60], VTT, "file", "bị hỏng"),
        (box(b"ftyp", b"isom") + box(b"mdat", b"x"), VTT, "file", "bị hỏng"),
        (film(b"a" * 20_000_000), VTT, "file", "20 MB"),
        (FRAME + b"a" * 5_000_000, b"", "file", "5 MB"),
        (b"ID3\x04\x00\x00\x00\x00\x00\x7f" + FRAME, b"", "file", "bị hỏng"),
        (b"RIFF\0\0\0\0WAVEfmt ", b"", "file", "MP3"),
        (b"OggS" + b"\0" * 30, b"", "file", "MP3"),
    ],
)
def test_a_sound_or_film_that_would_not_play_is_refused_in_words(
    data: bytes, captions: bytes, field: str, words: str
) -> None:
    with pytest.raises(BadMedia, match=words) as refusal:
        ready(data, captions)

    assert refusal.value.field == field


@given(st.binary(max_size=120), st.binary(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_taken_or_refused_and_never_a_bug(data: bytes, captions: bytes) -> None:
    for start in (FRAME, b"ID3", b"\0\0\0\x14ftypisom", film()[:-8]):  # Spoilt pictures have a test of their own.
        try:
            assert ready(start + data, captions)
        except (BadMedia, BadPicture) as refusal:
            assert refusal.status == 422  # noqa: PT017


@pytest.mark.parametrize(
    ("words", "stem"),
    [
        ("Tin nhắn báo trúng thưởng", "tin-nhan-bao-trung-thuong"),
        ("Đường liên kết lạ!!", "duong-lien-ket-la"),
        ("a " * 60, "a-" * 34 + "a"),
        ("日本", "tep"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_a_file_is_named_after_its_description(words: str, stem: str) -> None:
    assert stem_of(words) == stem


def test_a_name_that_is_taken_gets_a_number_and_the_same_bytes_keep_theirs() -> None:
    one, other = Ready("webp", b"1"), Ready("webp", b"2")
    known = {"anh.webp": "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"}

    assert free_stem("anh", [one], known) == "anh"
    assert free_stem("anh", [other], known) == "anh-2"
    assert free_stem("anh", [Ready("mp4", b"1"), Ready("vtt", b"2")], {"anh.vtt": "x"}) == "anh-2"


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=60))
@settings(max_examples=100, deadline=None)
def test_the_line_of_a_picture_is_one_line_that_changes_nothing_else(words: str) -> None:
    try:
        shown = markdown_of("anh.webp", words)
    except BadMedia as refusal:
        assert refusal.field == "description"  # noqa: PT017
        return

    done = place(LESSON, shown, FILE)

    assert done.text.split("\n")[done.line - 1] == shown
    before, after = parse_text(LESSON, FILE).module, parse_text(done.text, FILE).module
    assert before
    assert after
    assert [line for line in after.prose.split("\n") if line and line != shown] == [
        line for line in before.prose.split("\n") if line
    ]


def test_a_picture_stands_below_its_heading_or_behind_the_lesson() -> None:
    quiz = "## Kiểm tra\n\n### A?\nKiểu: đúng sai\nĐáp án: Đúng\n"
    text = f"{LESSON}\n```\n# không phải đề mục\n```\n\n## Hai\n\nChữ.\n\n\n{quiz}"
    (one, two) = headings(text, FILE)
    assert (one[1], two[1]) == ("Mã OTP là gì?", "Hai")

    below, behind = place(text, "![a](a.webp)", FILE, one[0]), place(text, "![a](a.webp)", FILE)

    assert below.text.split("\n")[one[0] - 1 : one[0] + 3] == ["# Mã OTP là gì?", "", "![a](a.webp)", ""]
    assert behind.text.split("\n")[behind.line - 3 : behind.line + 2] == ["Chữ.", "", "![a](a.webp)", "", "## Kiểm tra"]
    assert place(text, "![a](a.webp)", FILE, 99_999) == behind


def test_a_text_too_long_to_be_read_is_left_as_it_is() -> None:
    with pytest.raises(NoPlace):
        place("a" * 120_000, "![a](a.webp)", FILE)
