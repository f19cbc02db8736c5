"""What authors wait for: the check of a library of a hundred lessons, and the preview of a long lesson."""

import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pyotp

from app.content.library import load_library
from app.core import clock
from app.operations.bench_load import exchange
from app.operations.bench_servers import Server
from app.operations.bench_visitors import Visitor
from app.operations.demo_accounts import PASSWORD, SAME_CODES

LESSONS, PREVIEWS, RUNS = 100, 40, 5
PREVIEW_BYTES = 10_000
FLOOR_FILE = Path(__file__).with_name("bench_floor_markdown.py")
ID = re.compile(r"^Mã: [a-z0-9]{8}$", re.MULTILINE)


@dataclass(frozen=True)
class Waited:
    """Milliseconds of one kind of work and of its floor, if nothing else is said Python-Markdown alone on the text."""

    work: str
    goal_ms: int
    ours_ms: float
    floor_ms: float
    beside: str = "x Python-Markdown alone"

    @property
    def line(self) -> str:
        """Return the row of the table."""
        ratio = self.floor_ms / self.ours_ms
        ours = f"{self.ours_ms:.0f}" if self.ours_ms >= 10 else f"{self.ours_ms:.1f}"
        return f"{self.work}: {ours} ms (goal {self.goal_ms:,} ms; {ratio:.2f} {self.beside})"


def hundred_lessons(courses: Path, folder: Path) -> Path:
    """Write a library of a hundred lessons: those of the courses in turns, each with a name and ids of its own."""
    lessons = [path for path in sorted(courses.glob("*/*.md")) if path.stem != "index" and path.parent.name != "khung"]
    target = folder / "hundred" / lessons[0].parent.name
    target.mkdir(parents=True)
    for number in range(LESSONS):
        text = lessons[number % len(lessons)].read_text(encoding="utf-8")
        counted = iter(range(10_000))
        text = ID.sub(lambda _, n=number, c=counted: f"Mã: b{n:03d}{next(c):04d}", text)  # type: ignore[misc]
        text = re.sub(r"^mã: .*$", f"mã: bai-{number}", text, count=1, flags=re.MULTILINE)
        (target / f"bai-{number}.md").write_text(text, encoding="utf-8")
    return target.parent


def checking(courses: Path, folder: Path) -> Waited:
    """Measure reading and checking the hundred lessons, as `catalog check` does it."""
    library = hundred_lessons(courses, folder)
    ours = median(_milliseconds(lambda: load_library(library, today=clock.today())) for _ in range(RUNS))
    return Waited("F12 checking 100 lessons", 3_000, ours, _floor(library, "*/bai-*.md"))


def previewing(server: Server, lesson: str, folder: Path) -> Waited:
    """Measure the preview of a lesson of 10 KB through the web server, in the published library of the courses."""
    teacher = Visitor(server.address)
    teacher.sign_in("giaovien1", PASSWORD)
    teacher.open("/dang-nhap/ma")
    path = lesson.replace("/hoc/", "/soan/")
    teacher.take(exchange(server.address, teacher.form("/dang-nhap/ma", code=pyotp.TOTP(SAME_CODES).now())))
    teacher.open(path)
    text = _long_lesson(lesson)
    (folder / "long.md").write_text(text, encoding="utf-8")
    times = [_milliseconds(lambda: _preview(teacher, path, text)) for _ in range(PREVIEWS)]
    return Waited("preview of a 10 KB lesson", 150, median(times[5:]), _floor(folder, "long.md"))


def _preview(teacher: Visitor, path: str, text: str) -> None:
    answer = teacher.take(exchange(teacher.address, teacher.form(f"{path}/xem-thu", text=text, revision="0")))
    if answer.status != 200 or "Bản xem thử" not in answer.body.decode():
        raise ValueError(f"the preview failed with {answer.status}")


def _long_lesson(lesson: str) -> str:
    code = lesson.rpartition("/")[2]
    head = f"---\nđịnh dạng: 1\nmã: {code}\ntiêu đề: Bài dài để đo\nnhóm: [người dân]\n---\n\n"
    part = (
        "## Một đề mục\n\nĐoạn văn **có chữ đậm** và [đường dẫn](https://vneid.gov.vn).\n\n1. Bước một\n2. Bước hai\n\n"
    )
    text = head
    while len(text.encode()) < PREVIEW_BYTES:
        text += part
    return text


def _floor(folder: Path, name: str) -> float:
    command = [sys.executable, str(FLOOR_FILE), str(folder), name]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout) * 1000


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)
