"""What a person's own page says: group by group what is done, what is missing, and where the confirmation stands."""

from dataclasses import dataclass

from sqlalchemy import select

from app.catalog import service as catalog
from app.core.db import db
from app.core.text import N_
from app.learning import service as learning
from app.learning.rules import Lacking, Missing, Sentence, told
from app.learning.standing import Standing
from app.people import service as people
from app.people.models import Person, Purpose
from app.push.models import OutboxMessage
from app.quiz.models import Attempt, AttemptState
from app.registry import reviews, rules
from app.registry.listing import confirms
from app.registry.models import RegistrySlot, RegistryVersion
from app.registry.rules import Journey
from app.registry.words import State


@dataclass(frozen=True)
class Next:
    """The next thing to do; `href` None means that it is done with people and not on a page."""

    words: Sentence
    href: str | None = None


@dataclass(frozen=True)
class Course:
    """Where one person stands in one programme, from the first lesson to VNeID."""

    standing: Standing
    journey: Journey
    has_begun: bool
    number: str | None
    steps: tuple[Next, ...]

    @property
    def is_confirmed(self) -> bool:
        """Tell whether VNeID has it."""
        return self.journey.step == len(rules.STEPS)

    @property
    def line(self) -> tuple[Sentence, ...]:
        """Return the answer to "đã đạt chưa, còn thiếu gì?" in whole sentences, for one line."""
        if not self.standing.is_finished and self.number is None:
            return (self.standing.line,)
        now = Sentence(N_("Tình trạng: %(parts)s."), parts=(Sentence(self.journey.words),))
        steps = tuple(step.words for step in self.steps)
        return (self.standing.line, now, *steps) if self.standing.is_finished else (now, *steps)


def courses_of(person: Person) -> list[Course]:
    """Return the programmes of the person's groups, and any other they have begun, in the order of the groups."""
    groups = set(people.groups_of(person.id))
    records = _records(person.id)
    begun = {key.partition("/")[0] for key in _attempted(person.id)}
    found = []
    for programme in catalog.list_programmes():
        if not programme.has_register or not (programme.group in groups | begun or programme.group in records):
            continue
        found.append(_course(person, learning.standing(person.id, programme.group), records, begun))
    return sorted(found, key=lambda course: (course.is_confirmed, course.standing.programme.group not in groups))


@dataclass(frozen=True)
class _Record:
    state: State
    number: str | None
    push: str | None


def _records(person_id: int) -> dict[str, _Record]:
    """Return the newest record of the person in each programme."""
    rows = (
        select(RegistrySlot.programme, RegistrySlot.state, RegistryVersion.number, OutboxMessage.state.label("push"))
        .outerjoin(RegistryVersion, RegistryVersion.id == RegistrySlot.version_id)
        .outerjoin(OutboxMessage, confirms(RegistryVersion))
        .where(RegistrySlot.person_id == person_id)
        .order_by(RegistrySlot.id)
    )
    return {row.programme: _Record(row.state, row.number, row.push) for row in db.session.execute(rows)}


def _attempted(person_id: int) -> set[str]:
    rows = select(Attempt.module_key).where(Attempt.person_id == person_id, Attempt.state != AttemptState.IN_PROGRESS)
    return set(db.session.scalars(rows.distinct()))


def _course(person: Person, standing: Standing, records: dict[str, _Record], begun: set[str]) -> Course:
    group = standing.programme.group
    record = records.get(group)
    journey = rules.journey(
        record.state if record else None, record.push if record else None, is_finished=standing.is_finished
    )
    return Course(
        standing=standing,
        journey=journey,
        has_begun=record is not None or standing.is_finished or group in begun,
        number=record.number if record else None,
        steps=_steps(person, standing, record),
    )


def _steps(person: Person, standing: Standing, record: _Record | None) -> tuple[Next, ...]:
    """Return what there is to do; a record in force asks for nothing, but says when somebody looks at it again."""
    if record is None and standing.is_finished:
        return _before_the_register(person)
    doubted = next((one for one in standing.missing if one.again), None)
    if doubted is None or record is None or record.state not in rules.IN_FORCE:
        return tuple(_next(one, standing) for one in standing.missing)
    if not reviews.waiting(person.id):
        return ()
    words = N_("Bài của bác được chấm lại theo đáp án mới sửa và còn thiếu điểm, nên cán bộ xã đang xem lại hồ sơ.")
    return (Next(Sentence(words), f"/hoc/{doubted.key}"),)


def _before_the_register(person: Person) -> tuple[Next, ...]:
    """Return what the person still has to bring although everything is learnt."""
    found = []
    if not person.is_verified:
        found.append(Next(Sentence(N_("Mời bác mang thẻ căn cước đến Công an xã để xác minh danh tính."))))
    if people.consent_for(person.id, Purpose.REGISTRY) is None:
        words = Sentence(N_("Mời bác cho biết có đồng ý ghi vào sổ của xã không."))
        found.append(Next(words, "/toi/du-lieu"))
    return tuple(found)


DO = {
    Lacking.READ: N_("Đọc bài “%(title)s”"),
    Lacking.PASS: N_("Làm bài kiểm tra của “%(title)s”"),
    Lacking.LESSONS: N_("Học thêm %(count)s bài"),
    Lacking.ASSESSMENT: N_("Làm bài đánh giá"),
    Lacking.WITNESSED_ASSESSMENT: N_("Làm bài đánh giá, có người hướng dẫn mở bài và ngồi cạnh"),
    Lacking.PRACTICES: N_("Thực hành %(count)s việc cho đại sứ số hoặc giáo viên xem và xác nhận"),
    Lacking.WITNESS: N_("Làm bài đánh giá hoặc thực hành khi có người hướng dẫn ngồi cạnh"),
    Lacking.VNEID: N_("Xác thực bằng tài khoản VNeID của mình"),
}


def _next(missing: Missing, standing: Standing) -> Next:
    """Return the missing thing as something to do, with its page where it has one."""
    key = missing.key
    if missing.kind is Lacking.LESSONS:
        key = next((fact.key for fact in standing.lessons if not fact.is_done), "")
    words = Sentence(DO[missing.kind], {"title": missing.title, "count": missing.count})
    return Next(told(missing, words), f"/hoc/{key}" if key else None)
