"""What authors see of how their questions did, and counting again, in the browser: nobody named, one decision."""

import re
from uuid import uuid4

import pyotp
import pytest
from flask import Flask

from app.authoring import service as authoring
from app.core.db import db
from app.identity.models import Account
from app.identity.words import Role
from app.people.models import Person
from app.quiz.models import Attempt, Regrade
from tests import factories
from tests.authoring import given
from tests.browser import DEMO_SECRET, Browser
from tests.quiz import given as quizzes
from tests.quiz import regrades
from tests.quiz.regrades import KEY, LIE, REASON, TRUTH

pytestmark = pytest.mark.storage
HERE = f"/soan/{KEY}"
REGRADE = f"{HERE}/cham-lai"


def signed_in(app: Flask, role: Role) -> Browser:
    return Browser(app).sign_in(factories.account(role))


def count(page: str, name: str) -> int:
    found = re.search(rf'data-count="{name}"[^>]*>([\d.]+)<', page)
    assert found is not None, name
    return int(found.group(1))


def shown(page: str) -> str:
    found = re.search(r'name="shown" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found.group(1)


def done(times: int, answers: dict[str, set[int]]) -> list[Attempt]:
    return [regrades.done(factories.person(), answers) for _ in range(times)]


def test_a_teacher_reads_in_words_how_each_question_did(app: Flask) -> None:
    quizzes.module(KEY)
    done(18, TRUTH)
    done(6, TRUTH | {"aaaaaaa1": {0}})
    done(6, {"aaaaaaa1": {0}})

    page = signed_in(app, Role.TEACHER).open(f"{HERE}/chat-luong").text

    assert "Tính từ 30 bài đánh giá đã nộp, 18 bài đạt." in page
    assert "Câu 1. Ai được biết mã OTP?" in page
    assert "60 % làm đúng." in page
    assert page.count("80 % làm đúng.") == page.count("Trung bình được 80 % số điểm của câu.") == 1
    assert "Câu này phân biệt tốt" in page
    assert "Không ai chọn: Tổng đài." in page
    assert "6 lượt bỏ trống." in page
    assert "Nguyễn Thị Hoa" not in page.split("<main")[1]


def test_a_word_or_a_line_that_belongs_there_is_not_said_to_be_picked_by_nobody(app: Flask) -> None:
    quizzes.module(KEY)
    done(30, TRUTH)

    page = signed_in(app, Role.TEACHER).open(f"{HERE}/chat-luong").text

    assert "Không ai chọn: Nhân viên ngân hàng; Tổng đài." in page
    assert "Không ai chọn: Đúng" not in page


def test_what_nobody_answered_is_not_said_to_be_picked_by_nobody(app: Flask) -> None:
    quizzes.module(KEY)
    done(30, {})

    page = signed_in(app, Role.TEACHER).open(f"{HERE}/chat-luong").text

    assert "30 lượt bỏ trống." in page
    assert "Không ai chọn" not in page


def test_with_few_attempts_the_page_says_how_many_are_missing(app: Flask) -> None:
    quizzes.module(KEY)
    done(2, TRUTH)

    page = signed_in(app, Role.TEACHER).open(f"{HERE}/chat-luong").text

    assert "Mới có 2 lượt làm, cần thêm 28 lượt." in page
    assert "làm đúng." not in page


def test_practice_has_no_statistics_and_the_page_says_why(app: Flask) -> None:
    quizzes.module(KEY, kiểm_tra="luyện tập")

    assert "Bài luyện tập không có điểm" in signed_in(app, Role.TEACHER).open(f"{HERE}/chat-luong").text


def test_the_habit_of_the_longest_option_is_told(app: Flask) -> None:
    quizzes.module(KEY, body=quizzes.many_questions(4).replace("Phải", "Phải rồi"))

    assert "Phương án dài nhất luôn đúng" in signed_in(app, Role.TEACHER).open(f"{HERE}/chat-luong").text


def test_the_editor_shows_it_beside_the_text(app: Flask) -> None:
    quizzes.module(KEY)
    browser = signed_in(app, Role.TEACHER)
    assert "Người học làm thế nào" not in browser.open(HERE).text
    done(1, TRUTH)

    page = browser.open(HERE).text

    assert "Người học làm thế nào" in page
    assert "cần thêm 29 lượt" in page
    line = re.search(r'href="#dong-(\d+)" data-line="\1">Câu 2<', page)
    assert line is not None
    text = authoring.base_text(authoring.open_draft(KEY, actor=given.teacher()))
    assert text.split("\n")[int(line.group(1)) - 1] == "Mã: aaaaaaa2"


def test_counting_again_is_shown_then_decided_once(app: Flask) -> None:
    regrades.slip()
    done(2, TRUTH)
    done(1, LIE)
    quizzes.started(factories.person())
    regrades.correction()
    editor = signed_in(app, Role.EDITOR)

    page = editor.open(REGRADE).text
    assert [count(page, name) for name in ("looked", "changed", "passed", "fallen", "open")] == [3, 3, 2, 1, 1]
    assert "Đáp án đúng: Nhân viên ngân hàng." in page
    assert "Đáp án đúng: Chỉ một mình bác." in page
    assert "66,6 %" in page
    assert "Nguyễn Thị Hoa" not in page.split("<main")[1]
    form = {"shown": shown(page), "reason": REASON, "op": str(uuid4())}
    first = editor.send(REGRADE, form)
    assert editor.send(REGRADE, form).location == first.location

    after = editor.open(REGRADE).text
    assert "Không có bài nào cần chấm lại" in after
    assert "data-count" not in after
    assert REASON in after
    assert "3 bài đổi điểm, 2 bài nay đạt, 1 bài nay chưa đạt" in after
    assert db.session.query(Regrade).count() == 1


def test_a_short_reason_is_asked_for_again_and_what_was_shown_must_still_hold(app: Flask) -> None:
    regrades.slip()
    slow = quizzes.started(factories.person())
    quizzes.answer(slow, TRUTH)
    done(1, TRUTH)
    regrades.correction()
    editor = signed_in(app, Role.EDITOR)
    page = editor.open(REGRADE).text

    refused = editor.send(REGRADE, {"shown": shown(page), "reason": "Sửa"}, expect=422)
    assert "Vì sao chấm lại?" in refused.text
    quizzes.submitted(slow)
    again = editor.send(REGRADE, {"shown": shown(page), "reason": REASON}, expect=409)

    assert "Mời xem lại rồi quyết định" in again.text
    assert REASON in again.text
    assert count(again.text, "changed") == 2
    assert db.session.query(Regrade).count() == 0


def test_the_decision_asks_for_a_fresh_second_factor_and_goes_on_with_the_form(app: Flask) -> None:
    regrades.slip()
    done(1, TRUTH)
    regrades.correction()
    account = factories.account(Role.EDITOR)
    editor = Browser(app).sign_in(account)
    page = editor.open(REGRADE).text
    _age_the_factor(account)

    asked = editor.send(REGRADE, {"shown": shown(page), "reason": REASON}, expect=403)
    assert REASON in asked.text
    assert db.session.query(Regrade).count() == 0
    code = pyotp.TOTP(DEMO_SECRET).now()
    editor.send(REGRADE, {"shown": shown(page), "reason": REASON, "factor_code": code})
    assert db.session.query(Regrade).count() == 1


def _age_the_factor(account: Account) -> None:
    db.session.execute(db.text("UPDATE sign_in_session SET factor_at = '2020-01-01 00:00:00.000000+00'"))
    db.session.get_one(Account, account.id).totp_last_step = 0
    db.session.commit()


def _published(writer: given.Actor, other: Browser) -> str:
    """Return where the publisher is led after the writer's corrected key was published."""
    draft = given.opened(writer, KEY)
    given.sent(given.saved(draft, _corrected(draft.text), writer), writer)
    review = other.open(f"{HERE}/duyet").text
    return other.send(f"{HERE}/phat-hanh", {name: _field(review, name) for name in ("revision", "seal")}).location


def _corrected(text: str) -> str:
    lie = "- [x] Nhân viên ngân hàng", "- [ ] Nhân viên ngân hàng"
    return text.replace(*lie).replace("- [ ] Chỉ một mình bác", "- [x] Chỉ một mình bác")


def test_a_corrected_key_by_which_nobody_was_counted_leads_on_as_ever(app: Flask) -> None:
    regrades.slip()
    other = signed_in(app, Role.EDITOR)

    assert _published(_actor(factories.account(Role.EDITOR)), other) == "/soan"
    assert "Không có bài nào cần chấm lại" in other.open(REGRADE).text


def test_who_wrote_the_key_sees_the_page_and_somebody_else_decides(app: Flask) -> None:
    regrades.slip()
    done(1, TRUTH)
    author, other = factories.account(Role.EDITOR), signed_in(app, Role.EDITOR)

    assert _published(_actor(author), other) == REGRADE

    own = Browser(app).sign_in(author)
    page = own.open(REGRADE).text
    assert "Người viết đáp án không tự quyết định chấm lại" in page
    assert 'name="reason"' not in page
    fields = {"shown": shown(other.open(REGRADE).text), "reason": REASON}
    own.send(REGRADE, fields, expect=403)
    assert db.session.query(Regrade).count() == 0
    other.send(REGRADE, fields)
    assert db.session.query(Regrade).count() == 1


def _actor(account: Account) -> given.Actor:
    from app.identity import service as identity

    return identity.actor_of(account)


def _field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found is not None, name
    return found.group(1)


def test_a_key_that_a_later_version_left_as_it_was_is_still_its_writers(app: Flask) -> None:
    regrades.slip()
    done(1, TRUTH)
    writer = given.editor()
    draft = given.opened(writer, KEY)
    given.put_out(given.saved(draft, _corrected(draft.text), writer), writer)
    given.edited("Mã OTP như chìa khoá cửa.", KEY, "Mã OTP như chìa khoá nhà.")

    from app.authoring import quality

    assert quality.regrade_page(KEY, actor=writer).problem is not None
    assert quality.regrade_page(KEY, actor=given.editor()).problem is None


@pytest.mark.parametrize(
    ("page", "role"), [("chat-luong", Role.LEARNER), ("chat-luong", Role.CULTURE), ("cham-lai", Role.TEACHER)]
)
def test_the_pages_are_for_writers_and_the_decision_for_publishers(app: Flask, page: str, role: Role) -> None:
    quizzes.module(KEY)

    signed_in(app, role).open(f"{HERE}/{page}", expect=403)


def test_a_teacher_is_told_that_a_publisher_may_count_again(app: Flask) -> None:
    regrades.slip()
    done(1, TRUTH)
    regrades.correction()

    assert "Người duyệt bài có thể quyết định chấm lại" in signed_in(app, Role.TEACHER).open(f"{HERE}/chat-luong").text
    assert REGRADE in signed_in(app, Role.EDITOR).open(f"{HERE}/chat-luong").text


def test_what_is_not_published_has_neither(app: Flask) -> None:
    editor = signed_in(app, Role.EDITOR)

    for page in ("chat-luong", "cham-lai"):
        editor.open(f"/soan/nguoi-dan/khong-co/{page}", expect=404)


def test_a_learner_reads_both_results_on_the_page_of_the_attempt(app: Flask) -> None:
    regrades.slip()
    account = factories.account()
    attempt = regrades.done(db.session.get_one(Person, account.person_id), TRUTH)
    regrades.correction()
    regrades.regraded()

    page = Browser(app).sign_in(account).get("quiz.result", attempt_id=attempt.id).text

    assert "Bác đã đạt bài này" in page
    assert "được chấm lại" in page
    assert "Kết quả hôm nộp: 66,6 %." in page


def test_a_learner_who_fell_reads_that_the_attempt_is_not_counted_against_them(app: Flask) -> None:
    regrades.slip()
    account = factories.account()
    attempt = regrades.done(db.session.get_one(Person, account.person_id), LIE)
    regrades.correction()
    regrades.regraded()
    browser = Browser(app).sign_in(account)

    page = browser.get("quiz.result", attempt_id=attempt.id).text

    assert "Lần làm này không trừ vào số lần của bác." in page
    assert "Còn 5 lần." in page
    browser.get("registry.my_page")
