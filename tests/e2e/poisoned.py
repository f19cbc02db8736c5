"""A house full of payloads: published as far as they pass, kept as drafts as they are, said in comments and reasons."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from PIL import Image
from sqlalchemy import select

from app.authoring import service as authoring
from app.catalog.storing import find_current
from app.content.check import check_document
from app.content.parse import parse_text
from app.core.db import db, transaction
from app.identity.models import Account
from app.identity.service import actor_of
from app.interchange import formats
from app.people.models import Person
from app.quiz import service as quiz
from app.quiz.layout import right_fields
from tests.e2e import poison
from tests.e2e.deeds import database_of, person_of
from tests.e2e.payloads import numbered, one_line
from tests.e2e.poison import GROUP, PICTURE, Lesson, Shape

if TYPE_CHECKING:
    from app.authoring.models import Draft
    from app.catalog.storing import Version
    from app.content.schema import Problem
    from app.core.actor import Actor
    from app.quiz.models import Attempt
    from tests.e2e.house import House

TEACHER, EDITOR, LEARNER, WORKER = "giaovien1", "bientap1", "hocvien1", "laodong1"
WORKERS, WORKERS_NAME = "nguoi-lao-dong", "người lao động"
TITLES = "hoc-sinh"  # The group whose drafts are titles and nothing else.
LONGEST_TYPED = 200
ASSESSMENTS, ENOUGH = 2, 31  # Lessons taken by many, and by how many: from thirty on there are figures.
REVIEWS = 8  # As many lessons as all payloads need for a reason: it has at most 2,000 letters.


@dataclass
class Try:
    """One attempt at a published lesson: its address, and how many of its questions hold a kind each."""

    path: str
    kinds: int


@dataclass
class Poisoned:
    """What was put into a house, and which payload, by its number, stands in which field of it."""

    house: House
    reviewed: dict[str, list[Shape]] = field(default_factory=dict)
    held: set[tuple[str, int]] = field(default_factory=set)
    published: set[tuple[str, int]] = field(default_factory=set)

    def fill(self) -> Poisoned:
        """Write everything that does not need a browser."""
        with database_of(self.house):
            teacher, editor = actor(TEACHER), actor(EDITOR)
            _put_picture(teacher)
            for one in poison.lessons("lo"):
                self.published |= _published(one, teacher, editor)
            self._programmes(teacher, editor)
            self._review(teacher, editor)
            self._titles(teacher)
        return self

    def _programmes(self, teacher: Actor, editor: Actor) -> None:
        for key, made in programmes().items():
            self.held |= made.holds
            with transaction():
                draft = authoring.open_draft(key, actor=teacher)
            publish(save(draft, made.purify(_problems(key)).text, teacher), teacher, editor)
            self.published |= made.holds

    def _review(self, teacher: Actor, editor: Actor) -> None:
        """Send some lessons to a review, with comments of all payloads; the first one over a published version."""
        shapes = list(enumerate(numbered(), 1))
        for place, one in enumerate(poison.lessons("duyet")[:REVIEWS]):
            with transaction():
                draft = authoring.new_draft(GROUP, f"Duyệt {place + 1}", actor=teacher)
            if place == 0:
                publish(draft, teacher, editor)
                with transaction():
                    draft = authoring.open_draft(draft.key, actor=teacher)
            draft = save(draft, one.purify(_problems(draft.key)).text, teacher)
            said = shapes[place::REVIEWS]
            _comment(_sent(draft, teacher), said, editor)
            self.reviewed[draft.key] = said
            self.held |= {("comment", number) for number, _ in said}

    def _titles(self, teacher: Actor) -> None:
        """Begin a draft for each payload as its title."""
        with transaction():
            for number, text in enumerate(numbered(), 1):
                authoring.new_draft(TITLES, one_line(text), actor=teacher)
                self.held.add(("title of a draft", number))

    def send_back(self) -> None:
        """Give every lesson back from its review, with payloads for a reason."""
        with database_of(self.house):
            for key, said in self.reviewed.items():
                draft, reason = authoring.find_draft(key), poison.joined(said)
                assert draft
                with transaction():
                    revision, editor = draft.revision, actor(EDITOR)
                    authoring.send_back(draft.id, shown_revision=revision, reason=reason, actor=editor)
                self.held |= {("reason", number) for number, _ in said}

    def start_all(self, *, answer: bool) -> list[Try]:
        """Start an attempt at each published lesson; what is answered is right, and payloads where lines are typed."""
        found = []
        with database_of(self.house):
            person_id = person_of(LEARNER).id
            for one in poison.lessons("lo"):
                with transaction():
                    attempt = quiz.start(person_id=person_id, key=f"{GROUP}/{one.code}")
                found.append(Try(f"/bai-lam/{attempt.id}", len(attempt.layout) - len(one.shapes)))
                if answer:
                    self._answer(attempt, one)
        return found

    def _answer(self, attempt: Attempt, one: Lesson) -> None:
        typed = [shape for shape in one.shapes if len(one_line(shape[1])) <= LONGEST_TYPED]
        fields: dict[str, list[str]] = {}
        for laid in attempt.layout:
            fields |= right_fields(laid)
            if laid["kind"] in ("trả lời ngắn", "số") and typed:
                number, text = typed.pop()
                fields[f"q-{laid['id']}"] = [one_line(text)]
                self.held.add(("typed answer", number))
        with transaction():
            quiz.save_answer(attempt_id=attempt.id, person_id=attempt.person_id, fields=fields, seq=None)

    def learnt(self) -> list[str]:
        """Let people take some lessons as assessments, then correct a key in each; returns the lessons' keys."""
        keys = []
        with database_of(self.house):
            teacher, editor = actor(TEACHER), actor(EDITOR)
            people = db.session.scalars(select(Person).limit(ENOUGH)).all()
            for one in poison.lessons("thi")[:ASSESSMENTS]:
                made = poison.lesson(one.code, one.shapes, "đánh giá")
                self.published |= _published(made, teacher, editor)
                keys.append(f"{GROUP}/{one.code}")
                for person in people:
                    self._take(person.id, keys[-1], made)
                with transaction():
                    draft = authoring.open_draft(keys[-1], actor=teacher)
                publish(save(draft, _with_other_key(draft.text), teacher), teacher, editor)
        return keys

    def printed(self) -> dict[str, str]:
        """Return the published lessons as files for the printer."""
        found = {}
        with database_of(self.house):
            for one in poison.lessons("lo"):
                version = find_current(f"{GROUP}/{one.code}")
                module = parse_text(version.source_text, "bai.md").module if version else None
                if module:
                    found[one.code] = formats.write("print", module, {PICTURE: picture()}).content.decode()
        return found

    def _take(self, person_id: int, key: str, one: Lesson) -> None:
        with transaction():
            attempt = quiz.start(person_id=person_id, key=key)
        self._answer(attempt, one)
        with transaction():
            quiz.submit(attempt_id=attempt.id, person_id=person_id)

    def submit_all(self, tries: list[Try]) -> None:
        """Hand in."""
        with database_of(self.house):
            person_id = person_of(LEARNER).id
            for one in tries:
                with transaction():
                    quiz.submit(attempt_id=UUID(one.path.rpartition("/")[2]), person_id=person_id)


def _with_other_key(text: str) -> str:
    """Return a lesson whose first question has its second answer for the right one instead of its first."""
    start = text.index("\nKiểu: một đáp án\n")
    first = text.index("- [x] ", start)
    second = text.index("\n- [ ] ", first) + 1
    return text[:first] + "- [ ] " + text[first + 6 : second] + "- [x] " + text[second + 6 :]


def programmes() -> dict[str, Lesson]:
    """Return the indexes of two groups by their keys; what is the title of one is the framework of the other."""
    first, second = poison.halves()
    codes = [one.code for one in poison.lessons("lo")]
    return {
        f"{GROUP}/index": poison.programme("người dân", codes, (first, second)),
        f"{WORKERS}/index": poison.programme(WORKERS_NAME, ["tien-luong-va-lua-dao"], (second, first)),
    }


def actor(login: str) -> Actor:
    """Return somebody who writes or publishes."""
    return actor_of(db.session.scalars(select(Account).where(Account.login == login)).one())


def picture() -> bytes:
    """Return a small picture."""
    kept = io.BytesIO()
    Image.new("RGB", (60, 90), "#c8d8e8").save(kept, "WEBP")
    return kept.getvalue()


def save(draft: Draft, text: str, who: Actor) -> Draft:
    """Save a text over a draft and insist that it was taken."""
    with transaction():
        found = authoring.save(draft.id, text, base_revision=draft.revision, actor=who)
    assert not isinstance(found, authoring.DraftConflict)
    return found


def publish(draft: Draft, author: Actor, reviewer: Actor) -> Version:
    """Bring a draft through its review to the learners."""
    sent = _sent(draft, author)
    ready = authoring.prepare(sent.id, shown_revision=sent.revision, shown_seal=authoring.seal_of(sent))
    with transaction():
        return authoring.publish(ready, actor=reviewer)


def _sent(draft: Draft, author: Actor) -> Draft:
    with transaction():
        return authoring.send_to_review(draft.id, base_revision=draft.revision, actor=author)


def _published(one: Lesson, teacher: Actor, editor: Actor) -> set[tuple[str, int]]:
    key = f"{GROUP}/{one.code}"
    text = one.purify(_problems(key)).text
    with transaction():
        draft = authoring.new_draft(GROUP, one.code.replace("-", " "), actor=teacher, text=text)
    assert draft.key == key
    publish(draft, teacher, editor)
    return one.holds


def _comment(draft: Draft, shapes: list[Shape], reviewer: Actor) -> None:
    with transaction():
        for line, (_, text) in enumerate(shapes, 1):
            authoring.comment(draft.id, revision=draft.revision, line=line, text=text, actor=reviewer)


def _put_picture(who: Actor) -> None:
    with transaction():
        for group in (GROUP, WORKERS):
            authoring.put_media(group, PICTURE, picture(), actor=who)


class _problems:  # noqa: N801  # Called like the function it stands for.
    """Checks a text as a file of the library, but for what other files say."""

    def __init__(self, key: str) -> None:
        self.file = f"{key}.md"

    def __call__(self, text: str) -> tuple[Problem, ...]:
        return check_document(parse_text(text, self.file), today=date(2026, 11, 22), media={PICTURE: 1_000})
