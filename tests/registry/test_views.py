"""Pages of the register as each role sees them, through the inspecting browser."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core import clock
from app.core.db import db
from app.identity.models import SignInSession
from app.identity.words import Role
from app.learning import service as learning
from app.people import service as people
from app.people.models import Group, Person, Purpose
from app.push.models import OutboxMessage
from app.push.words import Kind, MessageState
from app.quiz.models import AttemptState
from app.registry import service as registry
from app.registry.models import RegistryVersion
from app.registry.queries import waiting_names
from app.registry.words import State
from tests import factories
from tests.browser import Browser
from tests.quiz import given as quizzes
from tests.quiz import regrades
from tests.registry import given

pytestmark = pytest.mark.storage

GREEN = re.compile(r'<span class="tag tag--done"[^>]*>VNeID')


def signed_in(app: Flask, role: Role, *, of: Person | None = None) -> Browser:
    return Browser(app).sign_in(factories.account(role, of=of))


def test_my_page_says_in_one_line_what_is_missing(app: Flask) -> None:
    course = given.programme()
    learner = factories.person(group=Group.RESIDENTS)

    page = signed_in(app, Role.LEARNER, of=learner).get("registry.my_page").text

    line = re.search(r'data-testid="status-line">([^<]+)<', page)
    assert line is not None
    assert line.group(1) == str(learning.standing(learner.id, course.group).line)
    assert f'href="/hoc/{course.lessons[0]}"' in page


def test_my_page_says_vneid_only_when_the_gateway_confirmed(app: Flask) -> None:
    learner = given.finisher(given.programme())
    browser = signed_in(app, Role.LEARNER, of=learner)
    line = re.compile(r'data-testid="status-line">([^<]+)<')

    def said() -> str:
        found = line.search(browser.get("registry.my_page").text)
        return found.group(1) if found else ""

    assert "Đạt, chờ xã xác nhận" in said()
    given.approved(learner)
    assert "Xã đã xác nhận, đang chuyển VNeID" in said()
    db.session.scalars(select(OutboxMessage)).one().state = MessageState.CONFIRMED
    db.session.commit()
    assert "VNeID đã ghi nhận" in said()
    registry.hold(given.slot_of(learner).public_id, reason="Nghi nhầm", actor=factories.actor(Role.POLICE))
    db.session.commit()
    assert "Có vướng mắc, cán bộ đang xử lý" in said()


def test_my_page_tells_who_finished_what_still_has_to_be_brought(app: Flask) -> None:
    learner = given.finisher(given.programme(), verified=False, consents=())

    page = signed_in(app, Role.LEARNER, of=learner).get("registry.my_page").text

    assert "thẻ căn cước" in page
    assert "đồng ý ghi vào sổ" in page


def test_my_data_shows_a_masked_number_and_a_consent_can_be_withdrawn(app: Flask) -> None:
    learner = factories.person(verified=True, consents=(Purpose.REGISTRY,), number="999062000456")
    browser = signed_in(app, Role.LEARNER, of=learner)

    page = browser.get("registry.my_data").text
    assert "•••••••••456" in page
    assert "999062000456" not in page
    browser.post("registry.set_consent", {"purpose": "registry", "given": "0"})

    assert people.consent_for(learner.id, Purpose.REGISTRY) is None


def test_my_data_leads_to_every_assessment_handed_in(app: Flask) -> None:
    regrades.slip()
    learner = factories.person()
    risen = regrades.done(learner, regrades.TRUTH)
    regrades.correction()
    regrades.regraded()
    gone, missed = quizzes.missed(learner), quizzes.missed(learner)
    gone.state = AttemptState.VOIDED
    db.session.commit()
    open_one, others = quizzes.started(learner), quizzes.missed(factories.person())
    browser = signed_in(app, Role.LEARNER, of=learner)

    page = browser.get("registry.my_data").text

    for attempt, outcome in ((risen, "đạt, 100 %"), (gone, "không được tính"), (missed, "chưa đạt, 0 %")):
        entry = re.search(rf'href="/bai-lam/{attempt.id}/ket-qua">[^<]*, lần {attempt.number}</a>[^<]*', page)
        assert entry is not None
        assert entry.group().strip().endswith(outcome)
        browser.get("quiz.result", attempt_id=attempt.id)
    assert str(open_one.id) not in page
    assert str(others.id) not in page


def test_the_register_is_searched_with_and_without_tone_marks_and_by_number(app: Flask) -> None:
    course = given.programme()
    hoa, huong = given.finisher(course, full_name="Trần Thị Hoà"), given.finisher(course, full_name="Lê Văn Hưởng")
    given.approved(hoa, huong)
    browser = signed_in(app, Role.INSPECTOR)

    for asked, found, hidden in (
        ("hoà", "Trần Thị Hoà", "Lê Văn Hưởng"),
        ("huong", "Lê Văn Hưởng", "Trần Thị Hoà"),
        ("000001", "", "000002"),
    ):
        page = browser.get("registry.records", q=asked).text
        assert found in page
        assert hidden not in page
    assert "Trần Thị Hoà" not in browser.get("registry.records", **{"trang-thai": "revoked"}).text
    assert "Trần Thị Hoà" in browser.get("registry.records", vneid="queued", nhom="nguoi-dan").text


def test_a_list_of_fifty_one_turns_its_page(app: Flask) -> None:
    course, home, witness = given.programme(), factories.hamlet(), factories.person()
    given.proposed(*(given.finisher(course, hamlet=home, witness=witness) for _ in range(51)))
    browser = signed_in(app, Role.INSPECTOR)

    first = browser.get("registry.records").text
    after = re.search(r'rel="next" href="([^"]+)"', first)
    assert after is not None
    second = browser.open(after.group(1)).text

    assert first.count("<tr>") == 51
    assert second.count("<tr>") == 2
    assert 'rel="prev"' in second


def test_the_whole_way_from_eligible_to_approved(app: Flask) -> None:
    learner = given.finisher(given.programme())
    culture, leader = signed_in(app, Role.CULTURE), signed_in(app, Role.LEADER)

    assert 'data-count="eligible">1<' in culture.get("registry.eligible").text
    culture.post("registry.propose", {"nhom": "nguoi-dan", "person": str(learner.public_id), "note": "Đợt một"})
    lists = leader.get("registry.approvals").text
    address = re.search(r'href="(/can-bo/duyet/[^"]+)"', lists)
    assert address is not None
    page = leader.open(address.group(1)).text
    shown = re.search(r'name="shown_hash" value="([^"]+)"', page)
    assert shown is not None
    answer = leader.send(address.group(1), {"shown_hash": shown.group(1)})

    assert "Đã duyệt 1 người" in leader.open(answer.location).text
    assert given.slot_of(learner).state is State.APPROVED
    record = leader.get("registry.record", record_id=given.slot_of(learner).public_id).text
    assert 'data-testid="record-state" data-state="APPROVED"' in record
    assert 'data-testid="push-state" data-state="QUEUED"' in record
    letters = record.split("Bản tin gửi VNeID")[1]
    assert all(words in letters for words in ("Xác nhận", "Đang xếp hàng, chưa gửi.", "Biên nhận"))


def test_everybody_in_the_filter_is_proposed_at_once(app: Flask) -> None:
    course = given.programme()
    home = factories.hamlet()
    inside, outside = given.finisher(course, hamlet=home), given.finisher(course)
    culture = signed_in(app, Role.CULTURE)

    culture.post("registry.propose", {"nhom": "nguoi-dan", "thon": home.code, "tat-ca": "1", "note": ""})

    assert given.slot_of(inside).state is State.PROPOSED
    assert given.slot_of(outside) is None


def test_a_proposal_of_nobody_says_so_and_keeps_the_note(app: Flask) -> None:
    given.finisher(given.programme())

    page = signed_in(app, Role.CULTURE).post(
        "registry.propose", {"nhom": "nguoi-dan", "note": "Đợt thứ bảy"}, expect=400
    )

    assert "Mời chọn lại" in page.text
    assert "Đợt thứ bảy" in page.text


def test_an_approval_sent_twice_is_carried_out_once(app: Flask) -> None:
    frozen = given.proposed(given.finisher(given.programme()))
    leader = signed_in(app, Role.LEADER)
    form = {"shown_hash": given.shown(frozen), "op": str(uuid4())}

    first = leader.post("registry.approve", form, list_id=frozen.id)
    second = leader.post("registry.approve", form, list_id=frozen.id)

    assert first.location == second.location
    assert db.session.scalar(select(func.count()).select_from(RegistryVersion)) == 1


def test_an_approval_of_what_was_not_shown_is_a_conflict(app: Flask) -> None:
    frozen = given.proposed(given.finisher(given.programme()))

    page = signed_in(app, Role.LEADER).post("registry.approve", {"shown_hash": "0" * 64}, list_id=frozen.id, expect=409)

    assert "Danh sách đã thay đổi" in page.text
    assert len(waiting_names(frozen.id)) == 1


def test_the_proposer_reads_why_they_cannot_approve(app: Flask) -> None:
    human = factories.person()
    frozen = given.proposed(given.finisher(given.programme()), by=factories.actor(Role.CULTURE, of=human))
    leader = signed_in(app, Role.LEADER, of=human)

    page = leader.get("registry.approval", list_id=frozen.id).text
    assert "Người duyệt phải khác người đề nghị" in page
    assert "Duyệt danh sách" not in page
    leader.post("registry.approve", {"shown_hash": given.shown(frozen)}, list_id=frozen.id, expect=403)


def test_a_list_is_given_back_with_a_reason_and_not_without(app: Flask) -> None:
    frozen = given.proposed(given.finisher(given.programme()))
    leader, shown = signed_in(app, Role.LEADER), given.shown(frozen)

    page = leader.post("registry.return_list", {"shown_hash": shown, "reason": "?"}, list_id=frozen.id, expect=400)
    assert "ghi rõ lý do" in page.text
    leader.post("registry.return_list", {"shown_hash": shown, "reason": "Thiếu giấy tờ"}, list_id=frozen.id)

    assert waiting_names(frozen.id) == []
    assert "Trả lại" in leader.get("registry.approval", list_id=frozen.id).text


def test_one_name_is_given_back_from_its_own_page(app: Flask) -> None:
    course = given.programme()
    first, second = given.finisher(course), given.finisher(course)
    frozen = given.proposed(first, second)
    leader = signed_in(app, Role.LEADER)
    record = given.slot_of(first).public_id

    leader.post("registry.return_name", {"shown_hash": given.shown(frozen), "reason": "Sai năm sinh"}, record_id=record)
    assert (given.slot_of(first).state, given.slot_of(second).state) == (State.RETURNED, State.PROPOSED)
    signed_in(app, Role.CULTURE).post("registry.propose_again", record_id=record)

    assert given.slot_of(first).state is State.PROPOSED


def test_hold_release_and_revocation_go_from_hand_to_hand(app: Flask) -> None:
    learner = given.finisher(given.programme())
    given.approved(learner)
    record = given.slot_of(learner).public_id
    police, leader = signed_in(app, Role.POLICE), signed_in(app, Role.LEADER)

    police.post("registry.hold", {"reason": "Nghi nhầm người"}, record_id=record)
    leader.post("registry.release", record_id=record)
    police.post("registry.propose_revoke", {"ground": "Điều 5 quy chế", "evidence": "Biên bản"}, record_id=record)
    leader.post("registry.refuse_revoke", {"reason": "Chưa đủ bằng chứng"}, record_id=record)
    police.post("registry.propose_revoke", {"ground": "Điều 5 quy chế", "evidence": "Biên bản 2"}, record_id=record)
    police.post("registry.withdraw_revoke", {"reason": "Nhầm hồ sơ"}, record_id=record)
    police.post("registry.propose_revoke", {"ground": "Điều 5 quy chế", "evidence": "Biên bản 3"}, record_id=record)
    leader.post("registry.revoke", {"reason": "Đúng là nhầm người"}, record_id=record)

    page = leader.get("registry.record", record_id=record).text
    assert 'data-state="REVOKED"' in page
    assert 'data-state="CANCELLED"' in page
    assert "Biên bản 3" in page


def test_a_revoked_record_never_wears_the_green_tag(app: Flask) -> None:
    learner = given.finisher(given.programme())
    given.approved(learner)
    record, police, leader = given.slot_of(learner).public_id, factories.actor(Role.POLICE), signed_in(app, Role.LEADER)
    confirm = db.session.scalars(select(OutboxMessage)).one()
    confirm.first_sent_at, confirm.state, confirm.receipt = confirm.created_at, MessageState.CONFIRMED, "R-1"
    registry.propose_revoke(record, ground="Điều 5 quy chế", evidence="Biên bản", actor=police)
    db.session.commit()
    assert GREEN.search(leader.get("registry.record", record_id=record).text), "it stands until somebody decides"
    leader.post("registry.revoke", {"reason": "Đúng là nhầm người"}, record_id=record)

    page = leader.get("registry.record", record_id=record).text
    assert "Thu hồi: Chờ chuyển" in page
    letters = page.split("Bản tin gửi VNeID")[1]
    assert "VNeID từng ghi nhận, xã đã thu hồi" in letters
    assert all(words in letters for words in ("Xác nhận", "Cổng đã ghi nhận, có biên nhận.", "R-1", "Thu hồi"))
    assert not GREEN.search(page + leader.get("registry.records").text)

    revoke = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == Kind.REVOKE)).one()
    revoke.first_sent_at, revoke.state, revoke.receipt = revoke.created_at, MessageState.CONFIRMED, "R-2"
    db.session.commit()
    pages = [
        leader.get("registry.record", record_id=record).text,
        leader.get("registry.letter", message_id=revoke.id).text,
    ]
    assert all("VNeID đã ghi nhận việc thu hồi" in one for one in pages)
    assert not GREEN.search("".join(pages))


def test_a_revocation_that_is_not_complete_keeps_what_was_typed(app: Flask) -> None:
    learner = given.finisher(given.programme())
    given.approved(learner)

    page = signed_in(app, Role.POLICE).post(
        "registry.propose_revoke",
        {"ground": "Điều 5 quy chế", "evidence": ""},
        record_id=given.slot_of(learner).public_id,
        expect=400,
    )

    assert "Điều 5 quy chế" in page.text


def test_an_act_on_a_record_that_moved_on_shows_where_it_stands_now(app: Flask) -> None:
    learner = given.finisher(given.programme())
    given.approved(learner)
    record = given.slot_of(learner).public_id
    police = signed_in(app, Role.POLICE)
    police.post("registry.hold", {"reason": "Nghi nhầm người"}, record_id=record)

    page = police.post("registry.hold", {"reason": "Nghi nhầm người"}, record_id=record, expect=409)

    assert 'data-state="ON_HOLD"' in page.text


def test_the_push_board_counts_and_names_what_is_stuck(app: Flask) -> None:
    learner = given.finisher(given.programme())
    (version,) = given.approved(learner)
    message = db.session.scalars(select(OutboxMessage)).one()
    message.state, message.answer_text = MessageState.NEEDS_HUMAN, "Khác nội dung"
    db.session.commit()

    page = signed_in(app, Role.CULTURE).get("registry.push_board").text

    assert 'data-count="needs-human">1<' in page
    assert version.number in page
    assert "Khác nội dung" in page
    signed_in(app, Role.CULTURE).get("registry.push_board", **{"trang-thai": "queued"})


@pytest.mark.parametrize(
    ("role", "endpoint", "expect"),
    [
        (Role.LEARNER, "registry.records", 403),
        (Role.LEARNER, "registry.people", 403),
        (Role.HELPER, "registry.approvals", 403),
        (Role.TEACHER, "registry.eligible", 403),
        (Role.TEACHER, "registry.records", 403),
        (Role.ADMIN, "registry.records", 403),
        (Role.ADMIN, "registry.my_page", 403),
        (Role.INSPECTOR, "registry.eligible", 403),
        (Role.INSPECTOR, "registry.records", 200),
        (Role.INSPECTOR, "registry.push_board", 200),
        (Role.LEADER, "registry.eligible", 403),
        (Role.POLICE, "registry.people", 200),
        (Role.DATA_OFFICER, "registry.people", 200),
    ],
)
def test_each_page_opens_for_those_whose_work_it_is(app: Flask, role: Role, endpoint: str, expect: int) -> None:
    given.programme()
    signed_in(app, role).get(endpoint, expect=expect)


def test_nobody_but_a_leader_approves_or_revokes(app: Flask) -> None:
    learner = given.finisher(given.programme())
    frozen = given.proposed(learner)
    for role in (Role.CULTURE, Role.POLICE, Role.TEACHER, Role.INSPECTOR, Role.ADMIN, Role.LEARNER):
        browser = signed_in(app, role)
        browser.post("registry.approve", {"shown_hash": given.shown(frozen)}, list_id=frozen.id, expect=403)
        browser.post("registry.revoke", {"reason": "Thử"}, record_id=given.slot_of(learner).public_id, expect=403)


def test_a_record_that_is_not_there_is_a_404(app: Flask) -> None:
    leader = signed_in(app, Role.LEADER)
    leader.get("registry.record", record_id=uuid4(), expect=404)
    leader.get("registry.approval", list_id=uuid4(), expect=404)
    leader.get("registry.person", person_id=uuid4(), expect=404)
    leader.post("registry.hold", {"reason": "Không có"}, record_id=uuid4(), expect=404)


def test_an_approval_with_an_old_factor_waits_for_a_code_and_loses_nothing(app: Flask) -> None:
    course = given.programme()
    frozen = given.proposed(given.finisher(course), given.finisher(course))
    kept = waiting_names(frozen.id)[0].id
    leader = signed_in(app, Role.LEADER)
    for session in db.session.scalars(select(SignInSession)):
        session.factor_at = clock.now() - timedelta(minutes=6)
    db.session.commit()

    page = leader.post(
        "registry.approve", {"shown_hash": given.shown(frozen), "excluded": str(kept)}, list_id=frozen.id, expect=403
    ).text

    assert f'name="excluded" value="{kept}"' in page
    assert f'name="shown_hash" value="{given.shown(frozen)}"' in page
    assert len(waiting_names(frozen.id)) == 2
