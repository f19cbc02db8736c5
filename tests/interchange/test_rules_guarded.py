"""Reading a file from the web in a process of its own: the same as reading it here, and ended when it takes long."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from app.content.parse import parse_text
from app.content.schema import Group
from app.interchange import guarded
from app.interchange.gift.reader import read as read_gift
from app.interchange.guarded import TASK, ReadFile, Unsure, read_file
from app.interchange.report import BadFile
from tests.interchange.qti import files as qti_files

pytestmark = pytest.mark.pure

SAMPLE = Path(__file__).parent / "samples" / "du-cac-kieu.gift"
ENTRY = '<p>Gì?</p><p>Xem <img src="a.png" alt="x"/></p><p><textEntryInteraction responseIdentifier="RESPONSE"/></p>'


def read(data: bytes, name: str, form: str = "", title: str = "") -> ReadFile:
    return read_file(data, name, form=form, title=title, group=Group.PUPILS)


def test_a_file_is_read_as_it_would_be_here_but_gets_no_ids() -> None:
    found, here = read(SAMPLE.read_bytes(), SAMPLE.name), read_gift(SAMPLE.read_bytes(), SAMPLE.name)

    assert (found.form, found.title, found.questions, found.losses) == ("gift", here.title, 7, here.losses)
    module = parse_text(found.text, "hoc-sinh/a.md").module
    assert module
    assert [question.title for question in module.questions] == [question.title for question in here.questions]
    assert not any(question.id for question in module.questions)
    assert module.meta.groups == (Group.PUPILS,)


def test_a_title_of_ones_own_takes_the_place_of_the_files() -> None:
    assert "mã: de-so-1\ntiêu đề: Đề số 1\n" in read(SAMPLE.read_bytes(), SAMPLE.name, title="Đề số 1").text


def test_pictures_come_through() -> None:
    item = qti_files.item(ENTRY, qti_files.response("x", base="string"))
    found = read(qti_files.package({"a.xml": item}, {"a.png": qti_files.picture()}), "goi.zip")

    assert dict(found.media) == {"a.png": qti_files.picture()}


def test_refusals_come_through_with_their_lines() -> None:
    with pytest.raises(BadFile) as error:
        read("Tốt {T}\n\nHỏng {~A ~B}".encode(), "de.gift")
    assert [problem.text() for problem in error.value.problems] == [
        "Dòng 3: Câu “Hỏng” chưa đánh dấu phương án đúng nào."
    ]
    with pytest.raises(Unsure):
        read(b"chu", "de.txt")


def test_reading_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "TASK", replace(TASK, wall_seconds=0.01))

    with pytest.raises(BadFile) as error:
        read(SAMPLE.read_bytes(), SAMPLE.name)
    assert error.value.problems[0].what.startswith("Tệp quá lớn hoặc quá rối nên đọc không xong.")


def test_the_process_loads_one_reader_and_never_the_application() -> None:
    job = {"form": "gift", "filename": "a.gift", "title": "", "group": "học sinh", "data": "QSB7VH0="}
    program = [*TASK.program[:1], "-X", "importtime", *TASK.program[1:]]

    done = subprocess.run(program, input=json.dumps(job).encode(), capture_output=True, check=True)
    assert json.loads(done.stdout)["questions"] == 1
    assert b"app.interchange.gift.kinds" in done.stderr
    others = (b"flask", b"sqlalchemy", b"app.catalog", b"app.interchange.qti", b"app.interchange.word.")
    assert not any(name in done.stderr for name in others)
