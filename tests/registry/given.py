"""What the tests of the register start from: a programme of one lesson and an assessment, people who finished it."""

from itertools import count
from typing import Any
from uuid import uuid4

from app.catalog.models import ModuleVersion, ProgrammeLesson, ProgrammeVersion
from app.content.words import QuizMode, Trust
from app.core import clock
from app.core.actor import Actor
from app.core.db import db
from app.identity.words import Role
from app.learning import service as learning
from app.people.models import Group, Person, Purpose
from app.quiz.models import Attempt, AttemptState
from app.registry import service as registry
from app.registry.models import ProposalList, RegistrySlot, RegistryVersion
from app.registry.proposals import shown_hash
from app.registry.queries import waiting_names
from tests import factories

_serial = count(1)
RULE = {"all_lessons": True, "lessons": None, "assessment": True, "practices": 0, "trust": Trust.WITNESSED.value}


def module(key: str, *, mode: QuizMode = QuizMode.PRACTICE, number: int = 1) -> ModuleVersion:
    """Return a published module version without questions."""
    return factories.save(
        ModuleVersion(
            key=key,
            number=number,
            is_current=True,
            title=f"Bài {key.rpartition('/')[2]}",
            summary="Một bài học.",
            minutes=10,
            mode=mode,
            valid_until=None,
            page_html="<p>Bài học.</p>",
            page_bytes=12,
            about={"practices": [], "sources": []},
            snapshot={},
            source_text="",
            source_sha256="0" * 64,
            published_at=clock.now(),
            withdrawn_at=None,
        )
    )


def programme(group: Group = Group.RESIDENTS, **given: Any) -> ProgrammeVersion:
    """Return a programme of one lesson and an assessment that somebody must have witnessed."""
    lesson, test = module(f"{group}/bai-mot"), module(f"{group}/danh-gia", mode=QuizMode.ASSESSMENT)
    default = {
        "group": group,
        "number": 1,
        "is_current": True,
        "title": "Kỹ năng số cho bà con",
        "framework": "757/QĐ-BKHCN v1.0 (khung tạm)",
        "intro_html": "",
        "lessons": [lesson.key],
        "assessment": test.key,
        "rule": RULE,
        "has_register": True,
        "source_text": "",
        "source_sha256": "0" * 64,
        "published_at": clock.now(),
    }
    row = factories.save(ProgrammeVersion(**default | given))
    for position, key in enumerate(row.module_keys):
        db.session.add(ProgrammeLesson(programme_id=row.id, position=position, module_key=key))
    db.session.commit()
    return row


def finish(person: Person, course: ProgrammeVersion, *, witness: Person | None = None) -> Person:
    """Let the person read everything and pass the assessment, opened by `witness` (somebody, unless said)."""
    for key in course.module_keys:
        version = db.session.query(ModuleVersion).filter_by(key=key, is_current=True).one()
        learning.mark_read(person_id=person.id, key=key, version_id=version.id)
    attempt = passed_attempt(person, course, witness=witness or factories.person())
    learning.record_pass(
        person_id=person.id,
        key=attempt.module_key,
        passed=learning.PassedAttempt(attempt.id, attempt.version_id, "100", "70", attempt.opened_by_id),
    )
    db.session.commit()
    return person


def passed_attempt(person: Person, course: ProgrammeVersion, *, witness: Person | None) -> Attempt:
    """Return a passed attempt at the assessment."""
    version = db.session.query(ModuleVersion).filter_by(key=course.assessment, is_current=True).one()
    number = db.session.query(Attempt).filter_by(person_id=person.id, module_key=version.key).count() + 1
    return factories.save(
        Attempt(
            person_id=person.id,
            module_key=version.key,
            version_id=version.id,
            number=number,
            mode=QuizMode.ASSESSMENT,
            state=AttemptState.PASSED,
            seed=str(uuid4()),
            layout=[],
            rule={},
            opened_by_id=witness.id if witness else None,
            place="Nhà văn hóa",
            started_at=clock.now(),
            submitted_at=clock.now(),
            score="100",
            right=1,
            asked=1,
        )
    )


def finisher(course: ProgrammeVersion, **given: Any) -> Person:
    """Return a verified person who finished the course and agreed to be entered."""
    consents = given.pop("consents", (Purpose.REGISTRY,))
    witness = given.pop("witness", None)
    row = factories.person(verified=given.pop("verified", True), consents=consents, group=Group(course.group), **given)
    return finish(row, course, witness=witness)


def proposed(*persons: Person, by: Actor | None = None, group: Group = Group.RESIDENTS) -> ProposalList:
    """Return a frozen list of these people."""
    frozen = registry.propose(persons, group, note="Đợt tháng 11", actor=by or factories.actor(Role.CULTURE))
    db.session.commit()
    return frozen


def shown(frozen: ProposalList) -> str:
    """Return the hash that the page of a list carries."""
    return shown_hash(waiting_names(frozen.id))


def approved(*persons: Person, by: Actor | None = None, group: Group = Group.RESIDENTS) -> list[RegistryVersion]:
    """Return the approved versions of these people, in the order given."""
    frozen = proposed(*persons, group=group)
    versions = registry.approve(frozen.id, shown=shown(frozen), actor=by or factories.actor(Role.LEADER))
    db.session.commit()
    by_slot = {version.slot_id: version for version in versions}
    return [by_slot[slot_of(person).id] for person in persons]


def slot_of(person: Person) -> RegistrySlot:
    """Return the newest record of a person."""
    return db.session.query(RegistrySlot).filter_by(person_id=person.id).order_by(RegistrySlot.id.desc()).first()
