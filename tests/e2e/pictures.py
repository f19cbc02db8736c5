"""Makes the pictures of the guide for teachers: `python -m tests.e2e.pictures` walks through a demo house."""

import io
import random
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import select

from app.core.db import db
from app.people.models import Person
from tests.e2e import lesson_of_all_kinds as lesson
from tests.e2e.author_walk import DESK, AuthorWalk, text_of
from tests.e2e.conftest import FLAGS
from tests.e2e.house import ROOT, House, inside
from tests.e2e.walk import ASSESSMENT
from tests.quiz import given

FOLDER = ROOT / "docs" / "pictures"
HEAVIEST = 120_000
EDGE = 16
LEARNERS = 40
WORDS_OF_KEY = "Hỏi cả nhà, thấy đúng hàng mới trả", "Chuyển khoản luôn để người ta đi tiếp"
DESK_SIZE, PHONE_SIZE = {"width": 1100, "height": 760}, {"width": 360, "height": 700}


@dataclass(frozen=True)
class Shot:
    """One picture: its file, from which element it begins (the top of the page without one), how high it is at most."""

    file: str
    top: str = ""
    height: int = 760
    on_phone: bool = False


SHOTS = {
    "board": Shot("author-board", height=620),
    "new-lesson": Shot("author-new", height=640),
    "head": Shot("author-head", height=900),
    "programme-form": Shot("author-programme", "fieldset.rows", 900),
    "media": Shot("author-media", height=760),
    "kinds": Shot("author-kinds", height=860),
    "insert-mot-dap-an": Shot("author-one-answer", "form[data-component]", 860),
    "insert-tinh-huong": Shot("author-story", "fieldset.rows", 700),
    "insert-diem-anh": Shot("author-hotspot", "[data-component='areas']", 820),
    "slips": Shot("author-problems", ".desk", 900),
    "repaired": Shot("author-editor", height=900),
    "send": Shot("author-send", height=600),
    "review-comment": Shot("author-review", "li[data-open]", 520),
    "returned": Shot("author-returned", height=560),
    "review-again": Shot("author-publish", "h2:has-text('Quyết định')", 440),
    "history": Shot("author-history", height=560),
    "import": Shot("author-import", height=760),
    "quality": Shot("author-quality", height=1000),
    "regrade": Shot("author-regrade", height=900),
    "print": Shot("author-print", height=900),
    "question-diem-anh": Shot("author-learner-hotspot", "form.answers", 760, on_phone=True),
    "result": Shot("author-learner-result", height=620, on_phone=True),
}


@dataclass
class Camera(AuthorWalk):
    """A walk that takes a picture the first time it passes what the guide shows."""

    taken: set[str] = field(default_factory=set)

    def look(self, page: Page, name: str) -> None:
        """Take the picture of this name, if there is one."""
        shot = SHOTS.get(name)
        if shot is None or name in self.taken:
            return
        self.taken.add(name)
        page.wait_for_load_state("load")
        page.set_viewport_size(PHONE_SIZE if shot.on_phone else DESK_SIZE)  # type: ignore[arg-type]
        page.wait_for_timeout(500)  # Frames and pictures come after the page.
        save(page, shot)


def save(page: Page, shot: Shot) -> None:
    """Cut the picture out of the whole page and keep it with few colours, small enough for a document.

    Raises:
        SystemExit: it is too heavy all the same.
    """
    whole = Image.open(io.BytesIO(page.screenshot(full_page=True, animations="disabled")))
    start = 0
    if shot.top:
        top = page.locator(shot.top).first.evaluate("one => Math.round(one.getBoundingClientRect().top + scrollY)")
        start = max(0, top - EDGE)
    cut = whole.convert("RGB").crop((0, start, whole.width, min(start + shot.height, whole.height)))
    path = FOLDER / f"{shot.file}.png"
    cut.quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}: {cut.width} x {cut.height}, {size // 1000} kB")
    if size > HEAVIEST:
        sys.exit(f"{path.name} is heavier than {HEAVIEST // 1000} kB")


def take_assessments(house: House) -> None:
    """Let enough residents take the assessment of the courses for its questions to have figures; the same each time."""
    draw = random.Random(7)
    with inside(house.environ):
        persons = db.session.scalars(select(Person).order_by(Person.id)).all()
        for person in persons[-LEARNERS:]:
            knows = draw.uniform(0.4, 0.95)
            attempt = given.started(person, ASSESSMENT)
            given.answer(attempt, {laid["id"]: _picked(draw, knows, laid) for laid in attempt.layout})
            given.submitted(attempt)


def _picked(draw: random.Random, knows: float, laid: Mapping[str, Any]) -> set[int]:
    """Return the right options of a question, or one of the others."""
    right = set(laid["key"])
    others = [number for number in range(len(laid["options"])) if number not in right]
    return right if draw.random() < knows or not others else {draw.choice(others[:2])}


def take_of_figures(camera: Camera) -> None:
    """Look at how the questions did, then at what a corrected key would change."""
    teacher, reviewer = camera.someone(camera.teacher), camera.someone(camera.reviewer)
    teacher.goto(f"/soan/{ASSESSMENT}/chat-luong")
    camera.look(teacher, "quality")
    teacher.goto(f"/soan/{ASSESSMENT}")
    right, wrong = WORDS_OF_KEY
    text = text_of(teacher).input_value()
    text = text.replace(f"- [x] {right}", f"- [ ] {right}").replace(f"- [ ] {wrong}", f"- [x] {wrong}")
    text_of(teacher).fill(text)
    camera.send()
    reviewer.goto(f"/soan/{ASSESSMENT}/duyet")
    reviewer.get_by_role("button", name="Phát hành").click()
    reviewer.wait_for_url("**/cham-lai")
    camera.look(reviewer, "regrade")


def take_all(camera: Camera) -> None:
    """Walk from a blank page to a learner's result, with a look at the pages beside the way."""
    teacher = camera.begin()
    camera.write()
    camera.fill_head()
    camera.add_picture()
    for one in lesson.ALL_KINDS:
        camera.add_question(one)
    camera.slip()
    for name, address in (("history", f"{DESK}/lich-su"), ("import", "/soan/nhap-tu-tep"), ("print", f"{DESK}/in")):
        teacher.goto(address)
        camera.look(teacher, name)
    teacher.goto(DESK)
    camera.send()
    camera.comment_and_send_back()
    camera.correct()
    camera.publish()
    camera.arrange()
    learner = camera.begin_attempt()
    camera.reply(learner, "Chỉ một mình bác")
    camera.hand_in(learner)
    learner.wait_for_url("**/ket-qua")
    camera.look(learner, "result")


def main() -> None:
    """Take every picture in a house that is gone afterwards."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        house = House(Path(name), people_count=200)
        take_assessments(house)
        house.start("web")
        try:
            chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
            camera = Camera(house, chromium, folder=Path(name))
            take_all(camera)
            take_of_figures(camera)
            chromium.close()
        finally:
            house.close()


if __name__ == "__main__":
    main()
