"""From a draft to what learners read: by a second person, as it was shown, and without harm to what goes on."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEntry, AuditPayload
from app.authoring import service as authoring
from app.authoring.models import Draft, ReviewComment
from app.authoring.words import DraftState
from app.catalog import service as catalog
from app.catalog import storing
from app.catalog.models import ModuleVersion, PublishedQuestion
from app.catalog.words import Origin
from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.identity.words import Role
from app.people import service as people
from app.quiz import service as quiz
from tests import factories
from tests.authoring import given
from tests.catalog import library

pytestmark = pytest.mark.storage
NO_ID = """
### Câu mới?
Kiểu: nhiều đáp án
- [x] Một
- [ ] Hai
"""


@pytest.fixture(autouse=True)
def _library(_rolled_back: None, tmp_path: Path) -> None:
    given.published(tmp_path)


def versions() -> int:
    return db.session.scalar(select(func.count()).select_from(ModuleVersion)) or 0


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


def published(ready: authoring.Prepared, actor: Actor) -> Any:
    with transaction():
        return authoring.publish(ready, actor=actor)


def commented(draft: Draft, actor: Actor, line: int = 1, text: str = "Xem lại chỗ này.") -> ReviewComment:
    with transaction():
        return authoring.comment(draft.id, revision=draft.revision, line=line, text=text, actor=actor)


def test_sending_gives_ids_and_the_fixed_form_and_freezes_the_text() -> None:
    teacher = given.teacher()
    draft = given.opened(teacher)
    given.saved(draft, draft.text.replace("\n## Kiểm tra", "\n## Kiểm tra\n") + NO_ID, teacher)

    given.sent(draft, teacher)

    assert (draft.state, draft.is_writable) == (DraftState.IN_REVIEW, False)
    ids = [question.id for question in authoring.check(draft.key, draft.text).document.module.items]  # type: ignore[union-attr]
    assert all(ids)
    assert len(set(ids)) == 2
    assert [line.kind.value for line in authoring.history(draft.id)] == ["formatted", "saved", "start"]


def test_what_has_errors_is_not_sent_and_all_of_them_are_told() -> None:
    teacher = given.teacher()
    draft = given.changed(teacher, old="Kiểu: một đáp án", new="Kiểu: 1 đáp án")

    with pytest.raises(authoring.CannotSend) as refusal:
        given.sent(draft, teacher)

    assert [problem.code for problem in refusal.value.problems] == ["Q04"]
    assert (draft.state, draft.revision) == (DraftState.DRAFT, 2)


def test_what_somebody_changed_meanwhile_is_not_sent_unseen() -> None:
    teacher = given.teacher()
    draft = given.changed(teacher)

    with pytest.raises(authoring.Stale), transaction():
        authoring.send_to_review(draft.id, base_revision=1, actor=teacher)


def test_a_second_person_publishes_and_learners_read_it_at_once() -> None:
    teacher, editor = given.teacher(), given.editor()
    draft = given.changed(teacher)

    version = given.put_out(draft, teacher, editor)

    assert (version.label, version.origin, version.published_by_id) == (
        "nguoi-dan/giu-otp@2",
        Origin.EDITOR,
        editor.person_id,
    )
    assert (draft.state, draft.published_number, authoring.find_draft(given.KEY)) == (DraftState.PUBLISHED, 2, None)
    assert "Chữ mới." in given.page()
    assert actions()[-2:] == ["authoring.draft.sent", "catalog.module.published"]
    payload = db.session.scalars(select(AuditPayload.payload).order_by(AuditPayload.seq.desc())).first()
    assert payload["draft"] == str(draft.id)
    assert authoring.authors_of_version(given.KEY, 2) == {teacher.person_id}
    assert authoring.authors_of_version(given.KEY, 1) == frozenset()


def test_an_attempt_under_way_stays_on_the_version_it_began_with() -> None:
    learner = factories.actor(Role.LEARNER)
    with transaction():
        attempt = quiz.start(person_id=learner.person_id, key=given.KEY)
    before = attempt.version_id

    given.edited()

    db.session.expire_all()
    assert attempt.version_id == before != catalog.current_module(given.KEY).id
    assert "Nội dung bài." in catalog.get_version(before).page_html


def test_who_wrote_a_line_of_it_does_not_publish_it() -> None:
    editor, teacher = given.editor(), given.teacher()
    draft = given.changed(editor)
    given.saved(draft, draft.text.replace("Chữ mới.", "Chữ khác."), teacher)
    ready = given.prepared(given.sent(draft, teacher))

    with pytest.raises(authoring.OwnWork):
        published(ready, editor)

    assert (versions(), draft.state) == (3, DraftState.IN_REVIEW)


def test_a_second_account_or_a_merged_row_of_the_writer_does_not_publish_either() -> None:
    human, double = factories.person(verified=True), factories.person()
    writer = factories.actor(Role.TEACHER, of=double)
    ready = given.prepared(given.sent(given.changed(writer), writer))
    with transaction():
        people.mark_merged(double, into=human)

    for of in (double, human):
        with pytest.raises(authoring.OwnWork):
            published(ready, factories.actor(Role.EDITOR, of=of))


def test_only_what_was_shown_is_published() -> None:
    teacher, editor = given.teacher(), given.editor()
    draft = given.sent(given.changed(teacher), teacher)
    shown, seal = draft.revision, authoring.seal_of(draft)
    ready = given.prepared(draft)
    with transaction():
        authoring.take_back(draft.id, actor=teacher)
    given.saved(draft, draft.text.replace("Chữ mới.", "Chữ lén."), teacher)
    given.sent(draft, teacher)

    with pytest.raises(authoring.Stale):
        authoring.prepare(draft.id, shown_revision=shown, shown_seal=seal)
    with pytest.raises(authoring.Stale):
        published(ready, editor)
    assert "lén" not in given.page()


def test_a_picture_that_was_changed_after_the_review_is_not_published_unseen() -> None:
    teacher = given.teacher()
    webp = b"RIFF\x1a\x00\x00\x00WEBPVP8L" + b"\x00" * 30
    with transaction():
        authoring.put_media("nguoi-dan", "anh.webp", webp, actor=teacher)
    draft = given.sent(given.changed(teacher, new="![Màn hình](anh.webp)"), teacher)
    ready = given.prepared(draft)
    with transaction():
        authoring.put_media("nguoi-dan", "anh.webp", webp + b"\x00", actor=teacher)

    with pytest.raises(authoring.Stale):
        published(ready, given.editor())


def test_a_draft_is_published_once() -> None:
    teacher = given.teacher()
    ready = given.prepared(given.sent(given.changed(teacher), teacher))
    published(ready, given.editor())

    with pytest.raises(authoring.NotInReview):
        published(ready, given.editor())
    assert versions() == 4


def test_nothing_new_is_not_published() -> None:
    teacher = given.teacher()
    draft = given.changed(teacher)
    given.saved(draft, authoring.base_text(draft), teacher)
    formatted = given.put_out(draft, teacher)  # The files of the tests are not in the fixed form.
    assert formatted.number == 2

    with pytest.raises(authoring.NothingNew):
        given.put_out(given.opened(teacher), teacher)


def test_an_open_comment_stands_against_publishing_until_somebody_closes_it() -> None:
    teacher, editor = given.teacher(), given.editor()
    draft = given.sent(given.changed(teacher), teacher)
    row = commented(draft, editor, line=3, text="Mã này đã chắc chưa?")
    ready = given.prepared(draft)

    with pytest.raises(authoring.OpenComments):
        published(ready, editor)
    with transaction():
        authoring.resolve_comment(draft.id, row.id, actor=teacher)
        authoring.resolve_comment(draft.id, row.id, actor=editor)
    assert row.resolved_by_id == teacher.person_id

    assert published(ready, editor).number == 2
    assert actions().count("authoring.comment.resolved") == 1


def test_a_comment_follows_its_line() -> None:
    teacher, editor = given.teacher(), given.editor()
    draft = given.sent(given.changed(teacher), teacher)
    line = draft.text.split("\n").index("Chữ mới.") + 1
    commented(draft, editor, line=line)
    with transaction():
        authoring.send_back(draft.id, shown_revision=draft.revision, reason="Xem nhận xét.", actor=editor)
    given.saved(draft, draft.text.replace("# Phần một", "Thêm một dòng.\n\n# Phần một"), teacher)
    assert [one.line for one in authoring.comments(draft)] == [line + 2]

    given.saved(draft, draft.text.replace("Chữ mới.", "Chữ đã sửa."), teacher)

    (found,) = authoring.comments(draft)
    assert (found.line, found.comment.quote, found.is_open) == (None, "Chữ mới.", True)


@pytest.mark.parametrize(
    ("line", "text", "refusal"),
    [
        (0, "Có", NotFound),
        (999, "Có", NotFound),
        (1, " ", authoring.BadComment),
        (1, "a" * 2_001, authoring.BadComment),
        (1, "a\x07", authoring.BadComment),
    ],
)
def test_a_comment_says_something_about_a_line(line: int, text: str, refusal: type[Exception]) -> None:
    teacher = given.teacher()
    draft = given.sent(given.changed(teacher), teacher)

    with pytest.raises(refusal):
        commented(draft, given.editor(), line=line, text=text)
    assert authoring.comments(draft) == []


def test_comments_belong_to_a_review_and_to_what_was_shown() -> None:
    teacher, editor = given.teacher(), given.editor()
    draft = given.changed(teacher)
    with pytest.raises(authoring.NotInReview):
        commented(draft, editor)

    given.sent(draft, teacher)
    with pytest.raises(authoring.Stale), transaction():
        authoring.comment(draft.id, revision=1, line=1, text="Cũ rồi.", actor=editor)


def test_a_draft_is_sent_back_with_a_reason_and_sent_again() -> None:
    teacher, editor = given.teacher(), given.editor()
    draft = given.sent(given.changed(teacher), teacher)
    with pytest.raises(authoring.BadComment), transaction():
        authoring.send_back(draft.id, shown_revision=draft.revision, reason=" ", actor=editor)

    with transaction():
        authoring.send_back(draft.id, shown_revision=draft.revision, reason="Thiếu nguồn số liệu.", actor=editor)

    assert (draft.state, draft.note, draft.is_writable) == (DraftState.RETURNED, "Thiếu nguồn số liệu.", True)
    given.saved(draft, draft.text.replace("Chữ mới.", "Chữ có nguồn."), teacher)
    assert given.put_out(draft, teacher, editor).number == 2


def test_a_lesson_that_came_as_a_file_meanwhile_is_not_undone_in_silence(tmp_path: Path) -> None:
    teacher, editor = given.teacher(), given.editor()
    draft = given.changed(teacher)
    library.lesson(tmp_path, given.KEY, title="Giữ mã OTP", text="Nội dung bài. Thêm từ tệp.")
    library.published(tmp_path)
    ready = given.prepared(given.sent(draft, teacher))

    with pytest.raises(authoring.NewerVersion):
        published(ready, editor)
    assert authoring.newer_number(draft) == 2
    with transaction():
        authoring.take_back(draft.id, actor=teacher)
        authoring.accept_newer(draft.id, number=2, actor=teacher)
    assert "Thêm từ tệp." in authoring.base_text(draft)

    assert given.put_out(draft, teacher, editor).number == 3


def test_a_new_lesson_is_read_by_its_address_and_an_index_takes_it_in() -> None:
    version = given.new_lesson()
    assert version.label == "nguoi-dan/goi-dien-co-hinh@1"
    assert "Việc thứ nhất" in given.page("nguoi-dan/goi-dien-co-hinh")
    teacher = given.teacher()

    index = given.changed(teacher, "- giu-otp", "- giu-otp\n- goi-dien-co-hinh", given.INDEX)
    programme = given.put_out(index, teacher)

    assert programme.label == "nguoi-dan@2"
    assert catalog.current_programme("nguoi-dan").lessons[-1] == "nguoi-dan/goi-dien-co-hinh"
    assert [one.group for one in catalog.list_programmes_with("nguoi-dan/goi-dien-co-hinh")] == ["nguoi-dan"]


def test_a_lesson_that_spoils_its_programme_is_not_published() -> None:
    teacher = given.teacher()
    draft = given.changed(teacher, "kiểm tra: đánh giá", "kiểm tra: luyện tập", "nguoi-dan/danh-gia")
    given.sent(draft, teacher)

    with pytest.raises(authoring.CannotPublish) as refusal:
        given.prepared(draft)

    assert refusal.value.problems == ()
    assert [(problem.file, problem.code) for problem in refusal.value.elsewhere] == [("nguoi-dan/index.md", "G07")]


def test_what_was_published_between_review_and_publishing_is_looked_at_again() -> None:
    """Two lessons are prepared with one new id each; the second must not take the id of the first."""
    first, second = given.teacher(), given.teacher()
    question = NO_ID.replace("Kiểu: nhiều đáp án", "Kiểu: nhiều đáp án\nMã: zzzz1234")
    drafts = [given.opened(first, "nguoi-dan/lam-quen"), given.opened(second)]
    ready = []
    for draft, teacher in zip(drafts, (first, second), strict=True):
        text = (
            draft.text.replace("\n## Thực hành", f"{question}\n## Thực hành")
            if "Thực hành" in draft.text
            else draft.text + question
        )
        given.saved(draft, text, teacher)
        ready.append(given.prepared(given.sent(draft, teacher)))
    published(ready[0], given.editor())

    with pytest.raises(authoring.CannotPublish):
        published(ready[1], given.editor())

    assert catalog.current_module(given.KEY).number == 1


def test_another_kind_under_a_published_id_is_refused_and_repaired_by_taking_the_id_away() -> None:
    draft = given.opened(given.teacher())
    text = draft.text.replace("Kiểu: một đáp án", "Kiểu: nhiều đáp án")

    (problem,) = [one for one in authoring.problems_of(draft.key, text) if one.is_error]
    assert (problem.code, problem.line) == ("Q60", text.split("\n").index("Mã: giuoaaaa") + 1)
    repaired = authoring.apply_fix(draft.key, text, problem.code, problem.line)

    assert "Mã: giuoaaaa" not in repaired
    assert not [one for one in authoring.problems_of(draft.key, repaired) if one.is_error]


def test_an_id_that_was_once_published_elsewhere_stands_for_no_other_question() -> None:
    """The lesson no longer has the question, so nothing but the ledger knows its id."""
    gone = given.changed(given.teacher(), "Mã: lamqaaaa\n", "", "nguoi-dan/lam-quen")
    given.put_out(gone, given.teacher())
    draft = given.opened(given.teacher())

    moved = draft.text.replace("giuoaaaa", "lamqaaaa")
    (problem,) = [one for one in authoring.problems_of(draft.key, moved.replace("được biết", "giữ")) if one.is_error]

    assert problem.code == "Q61"
    assert "nguoi-dan/lam-quen" in problem.message
    assert not [one for one in authoring.problems_of(draft.key, moved) if one.is_error], "the same question, moved"


def test_a_lesson_keeps_its_address() -> None:
    draft = given.opened(given.teacher())
    text = draft.text.replace("mã: giu-otp", "mã: giu-ma")

    (problem,) = authoring.problems_of(draft.key, text)

    assert (problem.code, problem.line, problem.is_error) == ("F30", 3, True)
    assert authoring.apply_fix(draft.key, text, "F30", 3) == draft.text


def test_a_repair_that_is_not_there_changes_nothing() -> None:
    draft = given.opened(given.teacher())

    with pytest.raises(authoring.NoSuchRepair):
        authoring.apply_fix(draft.key, draft.text, "Q10", 3)


def test_the_preview_shows_media_of_the_shelf_and_writes_nothing() -> None:
    teacher = given.teacher()
    with transaction():
        row = authoring.put_media("nguoi-dan", "bai.mp3", b"ID3" + bytes(50), actor=teacher)
    draft = given.opened(teacher)
    before = len(actions())

    checked = authoring.check(
        draft.key, draft.text.replace("Nội dung bài.", "![Lời đọc](bai.mp3) ![Không có](khac.webp)")
    )

    assert checked.page is not None
    assert f'src="{row.preview_address}"' in checked.page["lesson_html"]
    assert [problem.code for problem in checked.problems] == ["P05"]
    assert len(actions()) == before
    assert checked.page["questions"][0]["title"] == "Ai được biết mã OTP của bác?"


def test_a_text_too_wild_to_be_shown_is_told_at_its_line() -> None:
    draft = given.opened(given.teacher())

    checked = authoring.check(draft.key, draft.text.replace("Nội dung bài.", "&" * 90_000))

    assert checked.page is None
    assert [problem.code for problem in checked.problems] == ["P08"]


def test_a_broken_text_is_shown_as_far_as_it_goes() -> None:
    draft = given.opened(given.teacher())

    checked = authoring.check(draft.key, draft.text.replace("Kiểu: một đáp án", "Kiểu: gì đó"))

    assert checked.has_errors
    assert checked.page is not None
    assert "Nội dung bài." in checked.page["lesson_html"]


def test_the_preview_of_an_index_has_its_lessons() -> None:
    draft = given.opened(given.teacher(), given.INDEX)

    page = authoring.check(draft.key, draft.text).page

    assert page is not None
    assert page["lessons"] == ["nguoi-dan/lam-quen", "nguoi-dan/giu-otp"]
    assert page["intro_html"].startswith("<h2>Học gì ở đây?</h2>")


def test_a_lesson_is_withdrawn_with_a_reason_once_no_programme_names_it() -> None:
    teacher, editor = given.teacher(), given.editor()
    old = catalog.current_module(given.KEY).id
    with pytest.raises(authoring.InUse), transaction():
        authoring.withdraw(given.KEY, reason="Số liệu đã cũ.", actor=editor)
    given.put_out(given.changed(teacher, "- giu-otp\n", "", given.INDEX), teacher)
    with pytest.raises(authoring.BadComment), transaction():
        authoring.withdraw(given.KEY, reason="", actor=editor)

    given.withdrawn(given.KEY)

    with pytest.raises(NotFound):
        catalog.current_module(given.KEY)
    assert catalog.get_version(old).withdrawn_at is not None
    assert actions()[-1] == "catalog.module.withdrawn"
    with pytest.raises(NotFound), transaction():
        authoring.withdraw(given.KEY, reason="Số liệu đã cũ.", actor=editor)
    with pytest.raises(authoring.InUse), transaction():
        authoring.withdraw(given.INDEX, reason="Số liệu đã cũ.", actor=editor)


def test_a_withdrawn_lesson_is_opened_again_and_goes_on_counting() -> None:
    given.new_lesson()
    key = "nguoi-dan/goi-dien-co-hinh"
    given.withdrawn(key)

    teacher = given.teacher()
    draft = given.changed(teacher, "Việc thứ nhất", "Việc thứ ba", key)

    assert given.put_out(draft, teacher).label == f"{key}@2"
    assert storing.find_version(key, 1) is not None


def test_the_ledger_says_what_each_id_stands_for() -> None:
    rows = {row.id: (row.module_key, row.kind) for row in db.session.scalars(select(PublishedQuestion))}

    assert rows["thuchanh"] == ("nguoi-dan/lam-quen", "thực hành")
    assert rows["giuoaaaa"] == (given.KEY, "một đáp án")
