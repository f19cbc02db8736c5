"""Opening a zip from outside: every trick is refused with a reason, and limits hold while reading."""

import io
import stat
import struct
import zipfile

import pytest

from app.interchange import archives
from app.interchange.archives import is_safe_name, unpack
from app.interchange.report import BadFile

pytestmark = pytest.mark.pure


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as opened:
        for name, content in members:
            opened.writestr(name, content)
    return stream.getvalue()


def refused(data: bytes) -> list[str]:
    with pytest.raises(BadFile) as error:
        unpack(data)
    return [problem.what for problem in error.value.problems]


def test_files_come_out_by_their_names_and_folders_do_not() -> None:
    assert unpack(zipped(("a.xml", b"1"), ("thư mục/b c.png", b"2"), ("d/", b""))) == {
        "a.xml": b"1",
        "thư mục/b c.png": b"2",
    }


@pytest.mark.parametrize(
    "name", ["../a", "a/../b", "/etc/passwd", "C:/a", "a//b", "./a", "a\\b", "..", "a\x01b", "x" * 201]
)
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    assert not is_safe_name(name)
    assert any("đường dẫn không an toàn" in reason for reason in refused(zipped((name, b"x"))))


def test_links_and_devices_are_refused() -> None:
    for kind in (stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO):
        info = zipfile.ZipInfo("a")
        info.create_system, info.external_attr = 3, (kind | 0o777) << 16
        assert refused(zipped((info, b"/etc/passwd"))) == ["Trong tệp nén, “a” là liên kết chứ không phải tệp."]


def test_locked_members_are_refused() -> None:
    data = bytearray(zipped(("a", b"x")))
    data[6] |= 1  # The flag in the header of the member …
    data[data.index(b"PK\x01\x02") + 8] |= 1  # … and in the directory.

    assert refused(bytes(data)) == ["Trong tệp nén, “a” bị khoá bằng mật khẩu."]


@pytest.mark.parametrize("name", ["b.zip", "b.ZIP", "b.tar", "b.gz", "b.7z", "b.docx"])
def test_archives_inside_are_refused_by_name(name: str) -> None:
    assert refused(zipped((name, b"x"))) == [f"Trong tệp nén, “{name}” là tệp nén nằm trong tệp nén."]


def test_archives_inside_are_refused_by_content_unless_allowed() -> None:
    inner = zipped(("a", b"x"))

    assert refused(zipped(("hinh.png", inner))) == ["Trong tệp nén, “hinh.png” là tệp nén nằm trong tệp nén."]
    assert unpack(zipped(("word/a.xlsx", inner)), may_hold_archives=True) == {"word/a.xlsx": inner}


def test_a_bomb_is_refused_by_its_ratio() -> None:
    assert refused(zipped(("a", bytes(5_000_000)))) == ["Trong tệp nén, “a” nén quá chặt, có thể là tệp phá hoại."]


def test_a_small_blank_member_is_no_bomb() -> None:
    assert len(unpack(zipped(("a", bytes(100_000))))["a"]) == 100_000


def test_count_and_total_size_are_limited() -> None:
    many = zipped(*((f"a{number}", b"") for number in range(archives.MAX_MEMBERS + 1)))
    assert refused(many)[0].startswith("Tệp nén có 501 tệp bên trong. Tệp nén tối đa 10 MB")

    import random

    noise = random.Random(1).randbytes(100_000)
    large = zipped(*((f"a{number}", noise + bytes(600_000)) for number in range(60)))
    assert any(reason.startswith("Tệp nén mở ra quá lớn.") for reason in refused(large))


def test_a_directory_that_lies_about_a_size_gains_nothing() -> None:
    data = bytearray(zipped(("a", bytes(50_000))))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(mark) + at
        data[place : place + 4] = struct.pack("<I", 10)

    assert refused(bytes(data))


def test_two_members_of_one_name_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zipped(("a", b"1"), ("a", b"2"))
    assert refused(data) == ["Trong tệp nén có hai tệp cùng tên “a”."]


def test_other_methods_of_packing_are_refused() -> None:
    assert refused(zipped(("a", b"x"), method=zipfile.ZIP_LZMA)) == ["Trong tệp nén, “a” dùng cách nén lạ."]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"nonsense", zipped(("a", b"x" * 500))[:80]])
def test_broken_archives_are_refused(data: bytes) -> None:
    assert refused(data) == ["Tệp nén bị hỏng nên không mở được. Mời bác tải lại tệp từ nơi gửi."]


def test_a_large_archive_is_refused_before_it_is_opened() -> None:
    assert refused(bytes(10_000_001))[0].startswith("Tệp nén nặng 11 MB.")


def test_all_reasons_are_told_at_once() -> None:
    assert len(refused(zipped(("../a", b"1"), ("b.zip", b"2")))) == 2
