"""Twenty people save or publish at once, on a database of its own: one wins, no word is lost, nothing comes twice."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit import service as audit
from app.audit.models import AuditEntry
from app.authoring import service as authoring
from app.authoring.models import Draft, DraftRevision
from app.catalog.models import ModuleVersion
from app.core.actor import Actor
from app.core.db import db
from tests.authoring import given
from tests.races import at_once

pytestmark = pytest.mark.storage
MANY = 20


def test_twenty_savings_at_once_keep_every_text(own_database: Flask, tmp_path: Path) -> None:
    given.published(tmp_path)
    draft = given.opened(given.teacher())
    draft_id, text = draft.id, draft.text
    teachers = [given.teacher() for _ in range(MANY)]
    db.session.remove()
    ends: Counter[str] = Counter()

    def saving(n: int, teacher: Actor) -> Callable[[], None]:
        def act() -> None:
            found = authoring.save(draft_id, f"{text}\n{n}", base_revision=1, actor=teacher)
            ends[type(found).__name__] += 1

        return act

    assert at_once(own_database, [saving(n, teacher) for n, teacher in enumerate(teachers)]) == {"done": MANY}
    assert ends == {"Draft": 1, "DraftConflict": MANY - 1}
    lines = db.session.scalars(select(DraftRevision.number).order_by(DraftRevision.number)).all()
    assert lines == list(range(1, MANY + 2))
    assert len({line.text for line in db.session.scalars(select(DraftRevision))}) == MANY + 1


def test_twenty_openings_at_once_make_one_draft(own_database: Flask, tmp_path: Path) -> None:
    given.published(tmp_path)
    teachers = [given.teacher() for _ in range(MANY)]
    db.session.remove()

    def opening(teacher: Actor) -> object:
        return lambda: authoring.open_draft(given.KEY, actor=teacher)

    assert at_once(own_database, [opening(teacher) for teacher in teachers]) == {"done": MANY}
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 1


def test_twenty_new_lessons_of_one_title_at_once_get_twenty_codes(own_database: Flask) -> None:
    teachers = [given.teacher() for _ in range(MANY)]
    db.session.remove()

    def making(teacher: Actor) -> object:
        return lambda: authoring.new_draft("nguoi-dan", "Chào hỏi", actor=teacher)

    assert at_once(own_database, [making(teacher) for teacher in teachers]) == {"done": MANY}
    assert len(set(db.session.scalars(select(Draft.key)))) == MANY


def test_twenty_publishings_at_once_publish_once(own_database: Flask, tmp_path: Path) -> None:
    given.published(tmp_path)
    teacher = given.teacher()
    ready = given.prepared(given.sent(given.changed(teacher), teacher))
    editors = [given.editor() for _ in range(MANY)]
    db.session.remove()

    def publishing(editor: Actor) -> object:
        return lambda: authoring.publish(ready, actor=editor)

    ends = at_once(own_database, [publishing(editor) for editor in editors])

    assert ends == {"done": 1, "NotInReview": MANY - 1}
    numbers = select(ModuleVersion.number).where(ModuleVersion.key == given.KEY).order_by(ModuleVersion.number)
    assert db.session.scalars(numbers).all() == [1, 2]
    published = select(func.count()).where(AuditEntry.action == "catalog.module.published")
    assert db.session.scalar(published) == 4
    assert audit.head()


def test_publishing_and_taking_back_at_once_end_one_way(own_database: Flask, tmp_path: Path) -> None:
    given.published(tmp_path)
    teacher, editor = given.teacher(), given.editor()
    draft = given.sent(given.changed(teacher), teacher)
    draft_id, ready = draft.id, given.prepared(draft)
    db.session.remove()

    acts: list[object] = [
        lambda: authoring.publish(ready, actor=editor),
        lambda: authoring.take_back(draft_id, actor=teacher),
    ]

    assert at_once(own_database, acts) == {"done": 1, "NotInReview": 1}
