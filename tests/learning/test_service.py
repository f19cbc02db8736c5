"""Reading, passing and practising on the real database; the last act finishes the programme, once."""

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.catalog import service as catalog
from app.core.actor import Actor
from app.core.canonical import canonical, sha256_hex
from app.core.db import db
from app.core.errors import NotFound
from app.identity.words import Role
from app.learning import service as learning
from app.learning.models import LessonProgress, Practice, ProgrammeCompletion
from app.learning.rules import Lacking
from app.people import service as people
from app.people.models import Person
from app.people.natural import Moved
from tests import factories
from tests.catalog import library

pytestmark = pytest.mark.storage
FIRST, SECOND, EXAM = "nguoi-dan/lam-quen", "nguoi-dan/giu-otp", "nguoi-dan/danh-gia"


@pytest.fixture(autouse=True)
def courses(tmp_path: Path) -> Path:
    library.published(library.small(tmp_path))
    return tmp_path


def read(person: Person, *keys: str) -> None:
    for key in keys:
        learning.mark_read(person_id=person.id, key=key, version_id=catalog.current_module(key).id)
    db.session.commit()


def pass_exam(person: Person, *, witness: Person | None = None) -> None:
    version = catalog.current_module(EXAM).id
    passed = learning.PassedAttempt(uuid4(), version, "5/6", "4/5", witness.id if witness else None)
    learning.record_pass(person_id=person.id, key=EXAM, passed=passed)
    db.session.commit()


def practise(person: Person, helper: Actor | None = None, ticked: tuple[int, ...] = (0, 1)) -> Practice:
    practice = learning.confirm_practice(
        person_id=person.id,
        key=FIRST,
        question_id="thuchanh",
        ticked=list(ticked),
        helper=helper or factories.actor(Role.HELPER),
        place="Nhà văn hoá thôn",
    )
    db.session.commit()
    return practice


def finish(person: Person) -> None:
    read(person, FIRST, SECOND)
    pass_exam(person)
    practise(person)


def completions() -> list[ProgrammeCompletion]:
    return list(db.session.scalars(select(ProgrammeCompletion).order_by(ProgrammeCompletion.id)))


def line(person: Person, group: str = "nguoi-dan") -> str:
    return str(learning.standing(person.id, group).line)


def test_the_line_shrinks_with_every_act_until_the_programme_is_finished() -> None:
    person = factories.person()

    assert line(person) == (
        "Còn thiếu: đọc bài “Làm quen với điện thoại”; đọc bài “Giữ mã OTP”; làm bài đánh giá; "
        "một buổi thực hành có người xác nhận."
    )
    read(person, FIRST, SECOND)
    assert line(person) == "Còn thiếu: làm bài đánh giá; một buổi thực hành có người xác nhận."
    pass_exam(person)
    assert line(person) == "Còn thiếu: một buổi thực hành có người xác nhận."
    practise(person)
    assert line(person) == "Đã hoàn thành chương trình “Kỹ năng số cho bà con”."


@pytest.mark.parametrize("last", ["read", "pass", "practise"])
def test_the_last_act_finishes_the_programme_whichever_it_is(last: str) -> None:
    person = factories.person()
    acts = {
        "read": lambda: read(person, FIRST, SECOND),
        "pass": lambda: pass_exam(person),
        "practise": lambda: practise(person),
    }
    for name in sorted(acts, key=lambda act: act == last):
        assert completions() == []
        acts[name]()

    completion = completions()[0]
    assert (completion.person_id, completion.group) == (person.id, "nguoi-dan")
    assert completion.cycle == "nguoi-dan/757/QĐ-BKHCN v1.0 (khung tạm)"
    assert completion.evidence_sha256 == sha256_hex(canonical(completion.evidence))


def test_a_programme_is_finished_once_with_one_trace() -> None:
    person = factories.person()
    finish(person)
    read(person, FIRST)
    pass_exam(person, witness=factories.person())

    assert len(completions()) == 1
    traces = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "learning.programme.finished")
    assert db.session.scalar(traces) == 1


def test_a_refused_act_leaves_neither_progress_nor_completion() -> None:
    person = factories.person()
    read(person, FIRST, SECOND)
    pass_exam(person)

    with pytest.raises(learning.TooFewTicks):
        practise(person, ticked=(0,))
    db.session.rollback()

    assert (db.session.scalars(select(Practice)).all(), completions()) == ([], [])


def test_reading_a_version_that_was_replaced_meanwhile_stores_the_version_read(courses: Path) -> None:
    person, shown = factories.person(), catalog.current_module(FIRST).id
    library.lesson(courses, FIRST, title="Làm quen", tail=library.PRACTICE, text="Chữ mới.")
    library.published(courses)

    learning.mark_read(person_id=person.id, key=FIRST, version_id=shown)
    db.session.commit()

    assert db.session.scalars(select(LessonProgress.read_version_id)).all() == [shown]


def test_the_first_reading_stays() -> None:
    person = factories.person()
    read(person, FIRST)
    first = db.session.scalars(select(LessonProgress.read_at)).one()
    read(person, FIRST)

    assert db.session.scalars(select(LessonProgress.read_at)).all() == [first]


@pytest.mark.parametrize("version_id", [0, -1, 2**31, 2**63, 999_999])
def test_a_version_the_module_never_had_is_not_read(version_id: int) -> None:
    with pytest.raises(NotFound):
        learning.mark_read(person_id=factories.person().id, key=FIRST, version_id=version_id)


def test_a_version_of_another_module_is_not_read() -> None:
    other = catalog.current_module(SECOND).id

    with pytest.raises(NotFound):
        learning.mark_read(person_id=factories.person().id, key=FIRST, version_id=other)


def test_a_lesson_that_became_an_assessment_later_takes_nothing_away(courses: Path) -> None:
    person = factories.person()
    read(person, FIRST)
    library.lesson(courses, FIRST, title="Làm quen", head="kiểm tra: đánh giá", tail=library.PRACTICE)
    library.published(courses)

    assert learning.standing(person.id, "nguoi-dan").lessons[0].is_done


def test_one_reading_counts_in_every_programme_with_the_lesson(courses: Path) -> None:
    library.programme(
        courses, "nguoi-huong-dan", lessons="- nguoi-dan/giu-otp", assessment="", rule="tất cả bài", trust="tự khai"
    )
    library.published(courses)
    person = factories.person()
    read(person, SECOND)

    assert [completion.group for completion in completions()] == ["nguoi-huong-dan"]
    assert learning.standing(person.id, "nguoi-dan").lessons[1].is_read


def test_who_finished_stays_finished_when_a_lesson_is_added(courses: Path) -> None:
    person = factories.person()
    finish(person)
    before = learning.evidence_of(person.id, "nguoi-dan")
    library.lesson(courses, "nguoi-dan/them", title="Bài thêm")
    library.programme(courses, lessons="- lam-quen\n- giu-otp\n- them")
    library.published(courses)

    assert learning.standing(person.id, "nguoi-dan").is_finished
    assert learning.evidence_of(person.id, "nguoi-dan") == before
    assert len(learning.standing(factories.person().id, "nguoi-dan").missing) == 5


def test_another_framework_is_another_cycle(courses: Path) -> None:
    person = factories.person()
    finish(person)
    index = courses / "nguoi-dan/index.md"
    index.write_text(index.read_text().replace("v1.0 (khung tạm)", "v2.0"))
    library.published(courses)
    read(person, FIRST)

    assert [completion.cycle.rpartition("v")[2] for completion in completions()] == ["1.0 (khung tạm)", "2.0"]


def test_evidence_names_what_was_read_passed_and_seen_and_by_whom() -> None:
    person, witness, helper = factories.person(), factories.person(), factories.actor(Role.HELPER)
    read(person, FIRST, SECOND)
    pass_exam(person, witness=witness)
    practise(person, helper)

    evidence = learning.evidence_of(person.id, "nguoi-dan")

    assert evidence.meets
    assert evidence.trust == "có người chứng kiến"
    assert [entry["module"] for entry in evidence.facts["read"]] == [FIRST, SECOND]
    assert (evidence.facts["passed"][0]["score"], evidence.facts["passed"][0]["pass_mark"]) == ("5/6", "4/5")
    assert evidence.facts["passed"][0]["witness"] == str(witness.public_id)
    assert (evidence.facts["practices"][0]["ticked"], evidence.facts["practices"][0]["helper"]) == (
        [0, 1],
        helper.person,
    )
    assert evidence.witness_ids == {witness.id, helper.person_id}
    assert evidence.sha256 == completions()[0].evidence_sha256
    assert person.full_name not in canonical(evidence.facts).decode()


def test_more_reading_after_the_end_changes_no_evidence() -> None:
    person = factories.person()
    finish(person)
    before = learning.evidence_of(person.id, "nguoi-dan").sha256
    read(person, FIRST, EXAM)

    assert learning.evidence_of(person.id, "nguoi-dan").sha256 == before


def test_unfinished_evidence_says_what_is_missing() -> None:
    person = factories.person()
    read(person, FIRST)
    evidence = learning.evidence_of(person.id, "nguoi-dan")

    assert not evidence.meets
    assert [one.kind for one in evidence.missing] == [Lacking.READ, Lacking.ASSESSMENT, Lacking.PRACTICES]


def test_an_assessment_opened_by_a_helper_brings_the_trust_the_programme_asks_for(courses: Path) -> None:
    library.programme(courses, rule="tất cả bài, bài đánh giá")
    library.published(courses)
    alone, helped = factories.person(), factories.person()
    for person, witness in ((alone, None), (helped, factories.person())):
        read(person, FIRST, SECOND)
        pass_exam(person, witness=witness)

    assert [completion.person_id for completion in completions()] == [helped.id]
    assert line(alone) == "Còn thiếu: một lần làm bài đánh giá hoặc thực hành có người chứng kiến."
    pass_exam(alone, witness=factories.person())
    assert [completion.person_id for completion in completions()] == [helped.id, alone.id]


def test_learners_are_no_witnesses_of_themselves(courses: Path) -> None:
    library.programme(courses, rule="tất cả bài, bài đánh giá")
    library.published(courses)
    person = factories.person()
    read(person, FIRST, SECOND)
    pass_exam(person, witness=person)

    assert completions() == []


def test_the_first_pass_counts_and_a_second_one_without_witness_changes_nothing() -> None:
    person = factories.person()
    pass_exam(person)
    first = db.session.scalars(select(LessonProgress.attempt_id)).one()
    pass_exam(person)

    assert db.session.scalars(select(LessonProgress.attempt_id)).all() == [first]


def test_a_practice_is_entered_with_what_was_seen() -> None:
    person = factories.person()
    practice = practise(person, ticked=(2, 0, 0))

    assert (practice.ticked, practice.needed, practice.of, practice.module_key) == ([0, 2], 2, 3, FIRST)
    assert "learning.practice.confirmed" in db.session.scalars(select(AuditEntry.action)).all()


def test_nobody_confirms_their_own_practice() -> None:
    helper = factories.actor(Role.HELPER)

    with pytest.raises(learning.NotYourself):
        practise(db.session.get_one(Person, helper.person_id), helper)


@pytest.mark.parametrize("ticked", [(), (0,), (1, 1)])
def test_too_few_things_done_are_no_practice(ticked: tuple[int, ...]) -> None:
    with pytest.raises(learning.TooFewTicks):
        practise(factories.person(), ticked=ticked)


@pytest.mark.parametrize(("question", "ticked"), [("thuchanh", [0, 3]), ("thuchanh", [-1, 0]), ("lamqaaaa", [0, 1])])
def test_a_practice_the_lesson_does_not_have_is_not_found(question: str, ticked: list[int]) -> None:
    with pytest.raises(NotFound):
        learning.confirm_practice(
            person_id=factories.person().id,
            key=FIRST,
            question_id=question,
            ticked=ticked,
            helper=factories.actor(Role.HELPER),
            place="",
        )


def test_a_practice_is_confirmed_once() -> None:
    person = factories.person()
    practise(person)

    with pytest.raises(learning.AlreadyConfirmed):
        practise(person)


def test_a_list_of_persons_costs_as_many_statements_as_one(statements: list[str]) -> None:
    one, many = [factories.person().id], [factories.person().id for _ in range(5)]
    statements.clear()
    learning.standings(one, "nguoi-dan")
    of_one = len(statements)
    statements.clear()
    learning.standings(many, "nguoi-dan")

    assert len(statements) == of_one


def test_the_finished_are_listed_in_order_for_the_register() -> None:
    persons = [factories.person(), factories.person()]
    for person in persons:
        finish(person)

    assert [row.person_id for row in learning.finished("nguoi-dan")] == [person.id for person in persons]


def test_a_history_moves_whole_to_another_person() -> None:
    source, target = factories.person(), factories.person()
    finish(source)
    before = learning.evidence_of(source.id, "nguoi-dan").sha256

    learning.reassign(source.id, target.id)
    db.session.commit()

    assert not learning.has_history(source.id)
    assert learning.evidence_of(target.id, "nguoi-dan").sha256 == before
    assert [row.person_id for row in learning.finished("nguoi-dan")] == [target.id]


def merge(source: Person, listed: Person) -> None:
    """Make one human of two rows, as linking does."""
    learning.reassign(source.id, listed.id)
    people.mark_merged(source, into=listed)
    db.session.flush()
    learning.look_again(listed.id)
    db.session.commit()


def test_a_practice_that_turns_out_to_be_seen_by_oneself_is_confirmed_anew_by_somebody_else() -> None:
    source, listed = factories.person(), factories.person(is_listed=True)
    read(source, FIRST, SECOND)
    pass_exam(source)
    practise(source, factories.actor(Role.HELPER, of=listed))
    assert line(source).startswith("Đã hoàn thành")

    merge(source, listed)
    assert line(listed) == "Còn thiếu: một buổi thực hành có người xác nhận."
    assert not learning.standing(listed.id, "nguoi-dan").is_finished
    assert learning.standing(listed.id, "nguoi-dan").missing == learning.evidence_of(listed.id, "nguoi-dan").missing

    practise(listed)
    assert line(listed).startswith("Đã hoàn thành")
    assert learning.evidence_of(listed.id, "nguoi-dan").meets
    assert [one.doubted_at for one in completions()] == [None]
    with pytest.raises(learning.AlreadyConfirmed):
        practise(listed)


def test_a_merger_after_which_everything_counts_leaves_the_end_as_it_was() -> None:
    source, listed = factories.person(), factories.person(is_listed=True)
    finish(source)

    merge(source, listed)

    assert line(listed).startswith("Đã hoàn thành")
    assert [(one.person_id, one.doubted_at) for one in completions()] == [(listed.id, None)]


def test_what_somebody_witnessed_moves_with_them() -> None:
    learner, before, after = factories.person(), factories.person(), factories.person()
    pass_exam(learner, witness=before)

    learning.reassign(before.id, after.id)

    assert db.session.scalars(select(LessonProgress.witness_id)).all() == [after.id]


def test_two_histories_are_never_mixed() -> None:
    source, target = factories.person(), factories.person()
    read(source, FIRST)
    read(target, SECOND)

    with pytest.raises(learning.HasHistory):
        learning.reassign(source.id, target.id)


def test_nothing_is_written_for_a_person_who_was_merged_meanwhile() -> None:
    person, listed = factories.person(), factories.person(is_listed=True)
    people.mark_merged(person, into=listed)
    db.session.commit()

    with pytest.raises(Moved):
        read(person, FIRST)
    with pytest.raises(Moved):
        practise(person)


def test_a_helper_does_not_confirm_the_practice_of_the_same_human_under_another_row() -> None:
    helper, listed = factories.actor(Role.HELPER), factories.person(is_listed=True)
    people.mark_merged(db.session.get_one(Person, helper.person_id), into=listed)
    db.session.commit()

    with pytest.raises(learning.NotYourself):
        practise(listed, helper)


def test_a_practice_and_a_pass_seen_by_the_learners_own_other_row_count_for_nothing() -> None:
    person, other = factories.person(is_listed=True), factories.person()
    read(person, FIRST, SECOND)
    pass_exam(person, witness=other)
    practise(person, factories.actor(Role.HELPER, of=other))
    people.mark_merged(other, into=person)
    db.session.commit()

    evidence = learning.evidence_of(person.id, "nguoi-dan")

    assert (evidence.facts["passed"][0]["witness"], evidence.facts["practices"]) == (None, [])
    assert evidence.witness_ids == frozenset()
    assert Lacking.PRACTICES in {one.kind for one in evidence.missing}


def test_a_later_pass_with_a_witness_takes_the_place_of_one_witnessed_by_oneself() -> None:
    person, witness = factories.person(), factories.person()
    pass_exam(person, witness=person)
    pass_exam(person, witness=witness)

    assert db.session.scalars(select(LessonProgress.witness_id)).all() == [witness.id]
