"""The shelf: what may stand beside a lesson, and names that never come to mean something else once published."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.authoring import service as authoring
from app.authoring import shelf
from app.catalog.models import Media
from app.core.db import db, transaction
from app.core.errors import Refusal
from tests.authoring import given

pytestmark = pytest.mark.storage
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L" + b"\x00" * 30
MP4 = b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 40


@pytest.fixture(autouse=True)
def _library(_rolled_back: None, tmp_path: Path) -> None:
    given.published(tmp_path)


def put(name: str, content: bytes, folder: str = "nguoi-dan") -> authoring.ShelfRow:
    with transaction():
        return authoring.put_media(folder, name, content, actor=given.teacher())


def stored() -> int:
    return db.session.scalar(select(func.count()).select_from(Media)) or 0


GOOD = [
    ("anh-1.webp", WEBP),
    ("loi-doc.mp3", b"ID3" + bytes(9)),
    ("loi-doc.mp3", b"\xff\xfb\x90\x64"),
    ("phim.mp4", MP4),
    ("phim.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nCh\xc3\xa0o"),
    ("phim.vtt", b"\xef\xbb\xbfWEBVTT - ti\xe1\xba\xbfng Vi\xe1\xbb\x87t\r\n"),
]


@pytest.mark.parametrize(("name", "content"), GOOD)
def test_a_good_file_is_put_and_listed_with_its_preview(name: str, content: bytes) -> None:
    row = put(name, content)

    assert authoring.list_media("nguoi-dan") == [row]
    assert (row.name, row.size) == (name, len(content))
    assert row.preview_address == f"/soan/media/{row.sha256}.{name.rpartition('.')[2]}"
    assert authoring.get_media(row.sha256, row.extension) == content


BAD = [
    ("Anh.webp", WEBP),
    ("ảnh.webp", WEBP),
    ("../anh.webp", WEBP),
    ("anh.webp\n", WEBP),
    ("anh..webp", WEBP),
    ("-anh.webp", WEBP),
    (f"{'a' * 80}.webp", WEBP),
    ("anh.svg", b"<svg/>"),
    ("anh.png", b"\x89PNG"),
    ("anh.webp", b"\x89PNG" + WEBP),
    ("anh.webp", b"GIF89a"),
    ("anh.webp", WEBP + bytes(150_000)),
    ("loi.mp3", b"\xff\xf1\x50"),
    ("loi.mp3", b"<html>"),
    ("loi.mp3", b"ID3" + bytes(5_000_000)),
    ("phim.mp4", b"ftyp"),
    ("phim.mp4", MP4 + bytes(20_000_000)),
    ("phim.vtt", b"WEBVTTx\n"),
    ("phim.vtt", b"1\n00:01.000"),
    ("phim.vtt", b"WEBVTT\n\xff"),
    ("phim.vtt", b"WEBVTT\n\x00"),
    ("phim.vtt", b"WEBVTT\n" + b"a" * 100_000),
    ("anh.webp", b""),
]


@pytest.mark.parametrize(("name", "content"), BAD, ids=range(len(BAD)))
def test_a_bad_file_is_refused_with_a_reason_and_leaves_nothing_behind(name: str, content: bytes) -> None:
    with pytest.raises(authoring.BadMedia) as refusal:
        put(name, content)

    assert "%" not in refusal.value.text()
    assert (authoring.list_media("nguoi-dan"), stored()) == ([], 0)


def test_a_folder_that_is_no_group_has_no_shelf() -> None:
    with pytest.raises(authoring.BadMedia):
        put("anh.webp", WEBP, "khung")


def test_another_picture_takes_the_place_of_one_that_nobody_reads_yet() -> None:
    put("anh.webp", WEBP)

    row = put("anh.webp", WEBP + b"\x01")

    assert (row.name, len(authoring.list_media("nguoi-dan")), stored()) == ("anh.webp", 1, 1)


def test_bytes_that_another_name_still_means_are_kept() -> None:
    put("anh.webp", WEBP)
    put("hinh.webp", WEBP)

    put("anh.webp", WEBP + b"\x01")

    assert {row.name: row.size for row in authoring.list_media("nguoi-dan")} == {
        "anh.webp": len(WEBP) + 1,
        "hinh.webp": len(WEBP),
    }


def test_a_published_name_keeps_its_picture_and_the_new_one_gets_a_name_of_its_own() -> None:
    first = put("anh.webp", WEBP)
    given.edited("![Màn hình](anh.webp)")

    second, again = put("anh.webp", WEBP + b"\x01"), put("anh.webp", WEBP + b"\x01")
    same = put("anh.webp", WEBP)

    assert (second.name, again.name, same) == ("anh-2.webp", "anh-2.webp", first)
    assert f'src="/media/{first.sha256}.webp"' in given.page()


def test_a_shelf_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MOST_FILES", 1)
    put("anh.webp", WEBP)

    with pytest.raises(authoring.BadMedia):
        put("hinh.webp", WEBP + b"\x01")


def test_a_name_inside_another_name_is_not_meant() -> None:
    put("anh.webp", WEBP)
    put("to-anh.webp", WEBP + b"\x01")

    version = given.edited("![Màn hình](to-anh.webp)")

    assert list(version.media) == ["to-anh.webp"]


def test_a_film_brings_its_captions() -> None:
    put("phim.mp4", MP4)
    put("phim.vtt", b"WEBVTT\n")

    assert list(given.edited("![Cách làm](phim.mp4)").media) == ["phim.mp4", "phim.vtt"]
    assert "<track" in given.page()


def test_a_file_nothing_needs_is_removed_and_one_that_is_named_stays() -> None:
    actor = given.teacher()
    content = b"RIFF\x1a\x00\x00\x00WEBPVP8L" + b"\x00" * 30
    with transaction():
        for name in ("bo.webp", "giu.webp"):
            authoring.put_media("nguoi-dan", name, content + name.encode(), actor=actor)
    given.changed(actor, new="![Ảnh](giu.webp)")

    assert authoring.removable("nguoi-dan") == {"bo.webp"}
    with transaction():
        authoring.remove_media("nguoi-dan", "bo.webp", actor=actor)
    assert [row.name for row in authoring.list_media("nguoi-dan")] == ["giu.webp"]
    with pytest.raises(Refusal, match="không xoá được"), transaction():
        authoring.remove_media("nguoi-dan", "giu.webp", actor=actor)


def test_one_person_does_not_fill_the_shelf_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MOST_OWN_FILES", 1)
    content = b"RIFF\x1a\x00\x00\x00WEBPVP8L" + b"\x00" * 30
    actor = given.teacher()
    with transaction():
        authoring.put_media("nguoi-dan", "mot.webp", content, actor=actor)
        with pytest.raises(authoring.BadMedia, match="chưa dùng"):
            authoring.put_media("nguoi-dan", "hai.webp", content + b"2", actor=actor)
        authoring.put_media("nguoi-dan", "ba.webp", content + b"3", actor=given.teacher())
