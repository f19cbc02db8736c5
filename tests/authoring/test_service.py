"""Drafts: opened, written by several hands without losing a word, put back, discarded; their history only grows."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from app.audit.models import AuditEntry
from app.authoring import service as authoring
from app.authoring.models import Draft, DraftRevision
from app.authoring.words import DraftState, RevisionKind
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.identity.words import Role
from app.people import service as people
from tests import factories
from tests.authoring import given

pytestmark = pytest.mark.storage
START = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _library(_rolled_back: None, tmp_path: Path) -> None:
    given.published(tmp_path)


def kinds(draft: Draft) -> list[str]:
    return [line.kind.value for line in reversed(authoring.history(draft.id))]


def actions() -> list[str]:
    mine = AuditEntry.action.startswith("authoring.")
    return list(db.session.scalars(select(AuditEntry.action).where(mine).order_by(AuditEntry.seq)))


def test_a_draft_begins_with_what_is_published() -> None:
    teacher = given.teacher()

    draft = given.opened(teacher)

    assert "Nội dung bài." in draft.text
    assert (draft.state, draft.revision, draft.base_number, draft.title) == (DraftState.DRAFT, 1, 1, "Giữ mã OTP")
    assert authoring.base_text(draft) == draft.text
    assert actions() == ["authoring.draft.opened", "authoring.draft.saved"]


def test_who_opens_a_lesson_that_is_being_written_gets_the_same_draft() -> None:
    first = given.changed(given.teacher())

    second = given.opened(given.teacher())

    assert second.id == first.id
    assert "Chữ mới." in second.text


def test_the_database_itself_lets_no_second_living_draft_in() -> None:
    draft = given.opened(given.teacher())
    again = (
        "INSERT INTO draft SELECT :id, key, 'returned', title, text, revision, base_number, published_number, note, "
    )
    again += "created_by_id, created_account, created_at, updated_by_id, updated_account, updated_at FROM draft"

    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(text(again), {"id": uuid4().hex})

    assert authoring.find_draft(draft.key) == draft


def test_a_lesson_that_never_was_has_no_draft() -> None:
    with pytest.raises(NotFound):
        given.opened(given.teacher(), "nguoi-dan/khong-co")


def test_an_index_is_written_like_a_lesson_also_where_there_is_none_yet() -> None:
    teacher = given.teacher()

    assert "bài:\n- lam-quen" in given.opened(teacher, given.INDEX).text
    given.new_lesson("Ký số", "can-bo")
    draft = given.opened(teacher, "can-bo/index")
    assert draft.is_programme
    assert "nhóm: cán bộ" in draft.text
    assert not authoring.check(draft.key, draft.text).has_errors


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Gọi điện có hình", "goi-dien-co-hinh"),
        ("  Giữ mã OTP ", "giu-ma-otp"),
        ("giu-otp", "giu-otp-2"),
        ("???", "bai-moi"),
        ("Index", "bai-index"),
        ('Nói: "không" # với {kẻ} lừa \\ đảo', "noi-khong-voi-ke-lua-dao"),
    ],
)
def test_a_new_lesson_has_a_code_of_its_title_and_reads_well(title: str, code: str) -> None:
    with transaction():
        draft = authoring.new_draft("nguoi-dan", title, actor=given.teacher())

    assert draft.code == code
    assert draft.title == " ".join(title.split())
    checked = authoring.check(draft.key, draft.text)
    assert [line for line in checked.problems if line.is_error] == []
    assert checked.page is not None
    assert checked.page["meta"]["title"] == draft.title


def test_what_nobody_wrote_over_in_a_new_lesson_is_told_at_its_line() -> None:
    with transaction():
        draft = authoring.new_draft("nguoi-dan", "Gọi điện có hình", actor=given.teacher())
    lines = draft.text.split("\n")

    samples = [problem for problem in authoring.problems_of(draft.key, draft.text) if problem.code == "W01"]

    assert [lines[one.line - 1][:12] for one in samples] == ["Viết vài câu", "Viết nội dun", "### Viết câu"]
    written = draft.text.replace("Viết nội dung ở đây.", "Bấm nút xanh để gọi.")
    assert sum(one.code == "W01" for one in authoring.problems_of(draft.key, written)) == 2


def test_two_new_lessons_of_one_title_have_two_codes() -> None:
    teacher = given.teacher()
    with transaction():
        keys = [authoring.new_draft("nguoi-dan", "Chào hỏi", actor=teacher).key for _ in range(3)]

    assert keys == ["nguoi-dan/chao-hoi", "nguoi-dan/chao-hoi-2", "nguoi-dan/chao-hoi-3"]


@pytest.mark.parametrize(("folder", "title"), [("nguoi-dan", "  "), ("khung", "Bài"), ("../etc", "Bài")])
def test_a_new_lesson_needs_a_title_and_a_group(folder: str, title: str) -> None:
    with pytest.raises(authoring.BadTitle), transaction():
        authoring.new_draft(folder, title, actor=given.teacher())


def test_a_lesson_from_elsewhere_keeps_its_text_and_gets_the_new_code() -> None:
    source = given.opened(given.teacher()).text

    with transaction():
        draft = authoring.new_draft("can-bo", "Mã OTP cho cán bộ", actor=given.teacher(), text=source)

    assert "mã: ma-otp-cho-can-bo\n" in draft.text
    assert "Nội dung bài." in draft.text


def test_each_save_counts_and_stands_in_the_history_with_its_writer() -> None:
    first, second = given.teacher(), given.teacher()
    draft = given.changed(first, new="Một.")
    given.saved(draft, draft.text.replace("Một.", "Hai."), second)

    assert draft.revision == 3
    assert kinds(draft) == ["start", "saved", "saved"]
    newest, middle, oldest = authoring.history(draft.id)
    assert [line.number for line in (newest, middle, oldest)] == [3, 2, 1]
    assert (newest.saved_by_id, middle.saved_by_id) == (second.person_id, first.person_id)
    assert "Một." in authoring.get_revision(draft.id, 2).text


def test_the_same_text_again_is_no_change_whatever_it_started_from() -> None:
    teacher = given.teacher()
    draft = given.changed(teacher)

    again = given.saved(draft, draft.text.replace("\n", "\r\n"), teacher, base=1, auto=True)

    assert (again.revision, kinds(draft)) == (2, ["start", "saved"])


def test_what_saves_itself_becomes_one_line_in_ten_minutes() -> None:
    teacher = given.teacher()
    with time_machine.travel(START, tick=False) as time:
        draft = given.changed(teacher, new="0.")
        for minute in range(1, 21):
            time.shift(timedelta(minutes=1))
            given.saved(draft, draft.text.replace(f"{minute - 1}.", f"{minute}."), teacher, auto=True)

        assert draft.revision == 22
        assert kinds(draft) == ["start", "saved", "autosaved", "autosaved"]
        assert "10." in authoring.get_revision(draft.id, 3).text


def test_what_saved_itself_is_written_down_before_somebody_else_goes_on() -> None:
    first, second = given.teacher(), given.teacher()
    draft = given.changed(first, new="Một.")
    given.saved(draft, draft.text.replace("Một.", "Hai."), first, auto=True)
    given.saved(draft, draft.text.replace("Hai.", "Ba."), second, auto=True)

    lines = authoring.history(draft.id)
    assert [(line.kind.value, line.saved_by_id) for line in lines[:2]] == [
        ("autosaved", second.person_id), ("autosaved", first.person_id),
    ]  # fmt: skip
    assert "Hai." in lines[1].text


def test_saving_by_hand_writes_down_what_saved_itself_before() -> None:
    teacher = given.teacher()
    draft = given.changed(teacher, new="Một.")
    given.saved(draft, draft.text.replace("Một.", "Hai."), teacher, auto=True)
    given.saved(draft, draft.text, teacher)

    assert kinds(draft) == ["start", "saved", "saved"]
    assert "Hai." in authoring.history(draft.id)[0].text


def test_a_text_that_came_too_late_is_kept_and_both_are_told() -> None:
    first, second = given.teacher(), given.teacher()
    draft = given.opened(first)
    base, mine = draft.revision, draft.text.replace("Nội dung", "Chữ của tôi")
    given.saved(draft, draft.text.replace("Nội dung", "Chữ kia"), second)

    with transaction():
        conflict = authoring.save(draft.id, mine, base_revision=base, actor=first)

    db.session.expire_all()
    assert isinstance(conflict, authoring.DraftConflict)
    assert "Chữ kia" in conflict.current_text
    assert (conflict.revision, conflict.by, conflict.is_writable) == (2, draft.updated_by.full_name, True)
    assert conflict.by in conflict.text()
    assert "Chữ kia" in draft.text
    kept = authoring.get_revision(draft.id, conflict.kept_number)
    assert (kept.kind, kept.text, kept.note) == (RevisionKind.UNMERGED, mine, "bản chưa gộp")


def test_a_kept_text_can_be_taken_after_all() -> None:
    first, second = given.teacher(), given.teacher()
    draft = given.opened(first)
    mine = draft.text.replace("Nội dung", "Chữ của tôi")
    given.saved(draft, draft.text.replace("Nội dung", "Chữ kia"), second)
    with transaction():
        conflict = authoring.save(draft.id, mine, base_revision=1, actor=first, auto=True)
    assert isinstance(conflict, authoring.DraftConflict)

    with transaction():
        authoring.restore(draft.id, conflict.kept_number, base_revision=draft.revision, actor=second)

    assert (draft.text, kinds(draft)[-1]) == (mine, "restored")
    assert {first.person_id, second.person_id} <= authoring.authors_of(draft.id)


def test_what_is_typed_while_the_review_waits_is_kept_too() -> None:
    teacher = given.teacher()
    draft = given.sent(given.changed(teacher), teacher)
    before = draft.text

    with transaction():
        found = authoring.save(draft.id, before + "\nthêm", base_revision=draft.revision, actor=teacher, auto=True)

    assert isinstance(found, authoring.DraftConflict)
    assert not found.is_writable
    assert draft.text == before
    assert authoring.get_revision(draft.id, found.kept_number).text.endswith("thêm")


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("một\nhai\x00", "Dòng 2 có ký tự"),
        ("\x0b", "U+000B"),
        ("một\r\nhai\r\nba\x7f", "Dòng 3"),
        ("chữ \ud800", "U+D800"),
        ("ạ" * 70_000, "211 KB"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_place_and_leaves_nothing_behind(bad: str, words: str) -> None:
    teacher = given.teacher()
    draft = given.opened(teacher)

    with pytest.raises(authoring.BadText) as refusal, transaction():
        authoring.save(draft.id, bad, base_revision=1, actor=teacher)

    assert words in refusal.value.text()
    assert (draft.revision, kinds(draft)) == (1, ["start"])


def test_an_old_text_comes_back_and_what_it_replaces_stays_in_the_history() -> None:
    teacher = given.teacher()
    draft = given.changed(teacher, new="Một.")
    given.saved(draft, draft.text.replace("Một.", "Hai."), teacher, auto=True)

    with transaction():
        authoring.restore(draft.id, 1, base_revision=draft.revision, actor=teacher)

    assert "Nội dung bài." in draft.text
    assert kinds(draft) == ["start", "saved", "autosaved", "restored"]
    assert authoring.history(draft.id)[0].note == "1"


def test_restoring_over_what_somebody_saved_meanwhile_is_refused() -> None:
    draft = given.changed(given.teacher())

    with pytest.raises(authoring.Stale), transaction():
        authoring.restore(draft.id, 1, base_revision=1, actor=given.teacher())

    with pytest.raises(NotFound), transaction():
        authoring.restore(draft.id, 9, base_revision=2, actor=given.teacher())


def test_a_difference_says_line_by_line_what_changed() -> None:
    draft = given.changed(given.teacher())

    changes = [line for line in authoring.difference(draft.id, 0, None) if line.kind in ("added", "removed")]

    assert [(line.kind.value, line.text) for line in changes] == [("removed", "Nội dung bài."), ("added", "Chữ mới.")]
    assert changes[0].old_line == changes[1].new_line == 15
    assert authoring.difference(draft.id, 1, 2) == authoring.difference(draft.id, 0, None)
    assert [line.kind.value for line in authoring.difference(draft.id, 2, None)] == ["gap"]
    for missing in (-1, 7, 2**40):
        with pytest.raises(NotFound):
            authoring.difference(draft.id, missing, None)


def test_a_discarded_draft_frees_its_lesson_and_keeps_its_history() -> None:
    teacher = given.teacher()
    draft = given.changed(teacher)
    given.saved(draft, draft.text + "\nthêm", teacher, auto=True)

    with transaction():
        authoring.discard(draft.id, base_revision=draft.revision, actor=teacher)

    assert draft.state is DraftState.DISCARDED
    assert kinds(draft)[-1] == "autosaved"
    assert "Nội dung bài." in given.opened(teacher).text
    with pytest.raises(authoring.NotWritable), transaction():
        authoring.discard(draft.id, base_revision=draft.revision, actor=teacher)


def test_who_only_opened_a_draft_wrote_nothing_in_it() -> None:
    opener, writer = given.teacher(), given.teacher()
    draft = given.opened(opener)

    assert authoring.authors_of(draft.id) == frozenset()
    given.saved(draft, draft.text + "\nthêm", writer, auto=True)
    assert authoring.authors_of(draft.id) == {writer.person_id}
    assert authoring.is_author(draft, writer)
    assert not authoring.is_author(draft, opener)


def test_two_accounts_and_a_merged_row_of_one_human_are_one_author() -> None:
    human = factories.person(verified=True)
    stranger = factories.person()
    writer = factories.actor(Role.TEACHER, of=stranger)
    draft = given.changed(writer)
    with transaction():
        people.mark_merged(stranger, into=human)

    assert authoring.authors_of(draft.id) == {human.id}
    assert authoring.is_author(draft, factories.actor(Role.EDITOR, of=human))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE draft_revision SET text = 'x'",
        "UPDATE draft_revision SET saved_by_id = 1",
        "DELETE FROM draft_revision",
        "DELETE FROM published_question",
        "UPDATE published_question SET kind = 'x'",
        "UPDATE module_version SET origin = 'editor'",
        "UPDATE programme_version SET media = '{}'",
    ],
)
def test_the_history_and_what_ids_stand_for_only_grow(statement: str) -> None:
    given.opened(given.teacher())

    with pytest.raises(IntegrityError, match="only grows"), db.session.begin_nested():
        db.session.execute(text(statement))


def test_the_trail_holds_the_hash_of_each_line_of_the_history() -> None:
    draft = given.changed(given.teacher())
    lines = db.session.scalar(select(func.count()).select_from(DraftRevision))

    assert actions().count("authoring.draft.saved") == lines == len(authoring.history(draft.id))
