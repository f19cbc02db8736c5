"""What the tests of counting again start from: an assessment with a slip in its key, attempts, the corrected key."""

from collections.abc import Collection

from app.catalog.models import ModuleVersion
from app.core.actor import Actor
from app.core.db import db, transaction
from app.identity.words import Role
from app.people.models import Person
from app.quiz import regrading
from app.quiz.models import Attempt, Regrade, RegradedAttempt
from tests import factories
from tests.quiz import given

REASON = "Đáp án câu 1 ghi nhầm, đã sửa theo tài liệu của Bộ"
KEY = given.ASSESSMENT
# The first question's key says the bank; it is the owner alone. With 70 % to pass, two of three are too little.
SLIP = given.QUESTIONS.replace("- [ ] Nhân viên ngân hàng", "- [x] Nhân viên ngân hàng").replace(
    "- [x] Chỉ một mình bác", "- [ ] Chỉ một mình bác"
)
TRUTH = {"aaaaaaa1": {1}, "aaaaaaa2": {0, 2}, "aaaaaaa3": {1}}
LIE = TRUTH | {"aaaaaaa1": {0}}


def slip(**head: str) -> ModuleVersion:
    """Return the assessment with the slip, published."""
    return given.module(KEY, body=SLIP, **{"đạt": "70%"} | head)


def correction(**head: str) -> ModuleVersion:
    """Return the assessment with the right key, published after the slip."""
    return given.module(KEY, **{"đạt": "70%"} | head)


def done(person: Person, answers: dict[str, set[int]], *, witness: Actor | None = None) -> Attempt:
    """Return a submitted attempt with these answers, opened by a witness or begun alone."""
    if witness is None:
        attempt = given.started(person)
    else:
        with transaction():
            attempt = given.quiz.open_for(person_id=person.id, key=KEY, helper=witness, place="Nhà văn hóa")
    given.answer(attempt, answers)
    return given.submitted(attempt)


def regraded(*, by: Actor | None = None, authors: Collection[int] = (), reason: str = REASON) -> Regrade:
    """Return the decision to count again what the preview shows, committed."""
    shown = regrading.preview(KEY).tally.digest
    with transaction():
        actor = by or factories.actor(Role.EDITOR)
        return regrading.regrade(KEY, shown=shown, reason=reason, actor=actor, authors=authors)


def later_results() -> list[RegradedAttempt]:
    """Return every later result, the oldest first."""
    return db.session.query(RegradedAttempt).order_by(RegradedAttempt.id).all()
