"""From bytes to text: every encoding a teacher's file may have, and a clear refusal for those nobody can tell."""

import unicodedata

import pytest

from app.interchange.decoding import decode, decode_unicode
from app.interchange.report import BadFile

pytestmark = pytest.mark.pure

TEXT = "Đường dẫn lạ, mật khẩu: ẩn ý.\nHỡi bà con ở xã Lộc Hưng"


def refused(data: bytes) -> str:
    with pytest.raises(BadFile) as error:
        decode(data)
    return error.value.problems[0].text()


def cp1258(text: str) -> bytes:
    """Return Vietnamese in the old encoding of Windows: letters, and tone marks behind them."""
    out = b""
    for char in unicodedata.normalize("NFC", text):
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            apart = unicodedata.normalize("NFD", char)
            tone = next(mark for mark in apart if mark in "\u0300\u0309\u0303\u0301\u0323")
            out += unicodedata.normalize("NFC", apart.replace(tone, "")).encode("cp1258") + tone.encode("cp1258")
    return out


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-8-sig"), "UTF-8"),
        (TEXT.encode("utf-16"), "UTF-16 LE"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16 BE"),
        (TEXT.encode("utf-16-le"), "UTF-16 LE"),
        (TEXT.encode("utf-16-be"), "UTF-16 BE"),
        (cp1258(TEXT), "CP1258"),
        (unicodedata.normalize("NFD", TEXT).encode(), "UTF-8"),
        (TEXT.replace("\n", "\r\n").encode(), "UTF-8"),
        (TEXT.replace("\n", "\r").encode(), "UTF-8"),
    ],
)
def test_every_usual_encoding_gives_the_same_text(data: bytes, encoding: str) -> None:
    assert (decode(data).text, decode(data).encoding) == (TEXT, encoding)


def test_a_guessed_encoding_is_told() -> None:
    assert [loss.what for loss in decode(cp1258(TEXT)).losses()] == [
        "Tệp không phải Unicode, đã đọc theo bảng mã CP1258 (Windows tiếng Việt). Mời bác xem lại dấu chữ."
    ]
    assert decode(TEXT.encode()).losses() == ()


def test_old_fonts_are_refused_instead_of_read_as_noise() -> None:
    assert "TCVN3 hoặc VNI" in refused("x\nHä tªn ngêi d©n \xec".encode("cp1252"))
    assert refused(b"ok\n\x8a\x8d") == (
        "Dòng 2: Không nhận ra bảng mã của tệp. Mở tệp, chọn lưu lại với bảng mã UTF-8 (Unicode) rồi nhập lại."
    )


def test_broken_utf16_utf32_and_large_files_are_refused() -> None:
    assert refused("a\nb".encode("utf-16") + b"\x00").startswith("Dòng 2: Chữ ở đây không đúng bảng mã UTF-16 LE.")
    assert "UTF-32" in refused("a".encode("utf-32"))
    assert refused(b"a" * 1_000_001).startswith("Tệp nặng 1001 KB, tối đa 1000 KB.")


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\u202e", "\u2028"])
def test_hidden_signs_are_refused_with_their_line(sign: str) -> None:
    text = f"một\nhai{sign}" + "x" * 300
    assert refused(text.encode()) == "Dòng 2: Có ký tự điều khiển không nhìn thấy. Xoá ký tự đó rồi gõ lại chỗ ấy."


def test_only_unicode_where_nothing_may_be_guessed() -> None:
    assert decode_unicode(TEXT.encode("utf-16")).text == TEXT
    with pytest.raises(BadFile):
        decode_unicode(cp1258(TEXT))
