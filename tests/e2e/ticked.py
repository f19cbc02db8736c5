"""The courses as walks take them: whole, but each assessment keeps only the questions that are answered by ticking.

A walk shows that a completion becomes a record, whatever is drawn; every kind is answered in `test_editor_walk.py`.
"""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from app.content.parse import parse_text
from app.content.schema import Kind, Question

COURSES = Path(__file__).resolve().parents[2] / "courses"


@cache
def folder() -> Path:
    """Return a folder with the courses, made once and gone with the process."""
    copy = Path(tempfile.mkdtemp(prefix="hocvu-ticked-"))
    atexit.register(shutil.rmtree, copy, ignore_errors=True)
    shutil.copytree(COURSES, copy, dirs_exist_ok=True)
    for file in copy.glob("*/danh-gia-*.md"):
        file.write_text(_ticked(file.read_text(encoding="utf-8"), file.name), encoding="utf-8")
    return copy


def _ticked(text: str, name: str) -> str:
    """Return the text of an assessment without the questions that ask for more than a tick."""
    document = parse_text(text, f"nguoi-dan/{name}")
    assert document.module
    lines = document.text.split("\n")
    assert not document.module.practices, "nothing stands behind the last question"
    questions = document.module.questions
    ends = [*(question.line for question in questions[1:]), len(lines) + 1]
    for question, end in zip(questions, ends, strict=True):
        if not _is_ticked(question):
            lines[question.line - 1 : end - 1] = [""] * (end - question.line)
    return "\n".join(lines)


def _is_ticked(question: Question) -> bool:
    return question.kind in (Kind.ONE, Kind.SEVERAL) or (question.kind is Kind.TRUE_FALSE and not question.options)
