"""Who is whom: two officials, one card, one human; on the real database and through the pages."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core.db import db
from app.identity.models import Account
from app.identity.words import Role
from app.learning import service as learning
from app.people import service as people
from app.people.models import CheckState, Group, IdentityCheck, IdentityState, Person, Purpose
from app.quiz.models import Attempt
from app.registry import linking
from app.registry.linking import CannotLink, NoNote, NumberDisputed, SameOfficial, WrongNumber
from tests import factories
from tests.browser import Browser
from tests.registry import given

pytestmark = pytest.mark.storage
NOTE = "Xem thẻ căn cước tại trụ sở"


def asked(person: Person, number: str, listed: Person | None = None, *, by: Person | None = None) -> IdentityCheck:
    check = linking.ask(
        person.public_id,
        number=number,
        listed_id=listed.public_id if listed else None,
        note=NOTE,
        actor=factories.actor(Role.POLICE, of=by),
    )
    db.session.commit()
    return check


def confirmed(check: IdentityCheck, number: str, *, by: Person | None = None) -> Person:
    target = linking.confirm(check.public_id, number=number, actor=factories.actor(Role.CULTURE, of=by))
    db.session.commit()
    return target


def test_a_self_registered_person_becomes_the_one_of_the_list_with_everything_they_have_done() -> None:
    course, number = given.programme(), factories.number()
    person = factories.person(consents=(Purpose.REGISTRY,), group=Group.RESIDENTS)
    account = factories.account(of=person)
    given.finish(person, course)
    listed = factories.person(is_listed=True)

    target = confirmed(asked(person, number, listed), number)

    assert target.id == listed.id
    assert (target.state, target.masked_number) == (IdentityState.VERIFIED, f"•••••••••{number[-3:]}")
    assert (person.state, person.merged_into_id) == (IdentityState.MERGED, listed.id)
    assert db.session.get(Account, account.id).person_id == listed.id
    assert set(db.session.scalars(select(Attempt.person_id))) == {listed.id}
    assert learning.completion_of(listed.id, Group.RESIDENTS, course.cycle) is not None
    assert people.consent_for(listed.id, Purpose.REGISTRY) is not None
    given.approved(listed)


def test_somebody_outside_the_list_keeps_their_row_and_gets_the_number() -> None:
    person, number = factories.person(), factories.number()

    target = confirmed(asked(person, number), number)

    assert target.id == person.id
    assert people.open_number(target) == number
    assert target.is_verified


def test_every_look_leaves_a_line_in_the_trail() -> None:
    person, number, listed = factories.person(), factories.number(), factories.person(is_listed=True)
    confirmed(asked(person, number, listed), number)

    subject = f"person:{person.public_id}"
    trail = select(AuditEntry.action).where(AuditEntry.subject == subject).order_by(AuditEntry.seq)

    assert db.session.scalars(trail).all() == [
        "people.identity.asked",
        "people.identity.confirmed",
        "people.person.merged",
    ]
    assert number not in "".join(db.session.scalars(select(AuditEntry.entry)))


def test_the_second_look_is_another_persons_even_with_another_account() -> None:
    official, person, number = factories.person(), factories.person(), factories.number()
    check = asked(person, number, by=official)

    with pytest.raises(SameOfficial):
        confirmed(check, number, by=official)


def test_nobody_looks_at_their_own_card() -> None:
    official, number = factories.person(), factories.number()
    with pytest.raises(SameOfficial):
        asked(official, number, by=official)
    db.session.rollback()
    check = asked(official, number)

    with pytest.raises(SameOfficial):
        confirmed(check, number, by=official)


def test_two_different_numbers_verify_nobody() -> None:
    person = factories.person()
    check = asked(person, factories.number())

    assert isinstance(confirmed(check, factories.number()), WrongNumber)

    assert db.session.get(IdentityCheck, check.id).state is CheckState.WAITING
    assert person.state is IdentityState.UNVERIFIED


@pytest.mark.parametrize("typed", ["", "99906200012", "9990620001234", "99906200012a", "９９９０６２０００１２３"])
def test_what_is_not_twelve_digits_is_refused(typed: str) -> None:
    with pytest.raises(WrongNumber):
        asked(factories.person(), typed)


def test_an_odd_number_is_taken_with_a_warning() -> None:
    check = asked(factories.person(birth_year=1962, sex="nữ"), "999075000123")

    assert len(check.warnings.splitlines()) == 3


def test_a_row_of_the_list_with_results_of_its_own_is_not_merged_into() -> None:
    listed = given.finish(factories.person(is_listed=True), given.programme())

    with pytest.raises(CannotLink, match="đã có kết quả học riêng"):
        asked(factories.person(), factories.number(), listed)


def test_results_that_came_while_the_check_waited_stop_the_merger() -> None:
    person, number, listed = factories.person(), factories.number(), factories.person(is_listed=True)
    check = asked(person, number, listed)
    given.finish(listed, given.programme())

    with pytest.raises(CannotLink):
        confirmed(check, number)


def test_a_number_that_is_somebody_elses_is_refused_by_name() -> None:
    owner = factories.person(verified=True, is_listed=True, full_name="Trần Văn Sở")

    refusal = asked(factories.person(), people.open_number(owner))

    assert isinstance(refusal, NumberDisputed)
    assert "Trần Văn Sở" in refusal.text()


def test_a_card_that_disagrees_with_the_list_is_refused() -> None:
    listed = factories.person(is_listed=True, number=factories.number())

    refusal = asked(factories.person(), factories.number(), listed)

    assert isinstance(refusal, NumberDisputed)
    assert "khác số đã ghi" in refusal.text()


def test_one_check_at_a_time_and_none_for_the_verified() -> None:
    person, number = factories.person(), factories.number()
    check = asked(person, number)
    with pytest.raises(CannotLink):
        asked(person, number)
    db.session.rollback()
    confirmed(check, number)

    with pytest.raises(CannotLink):
        confirmed(check, number)
    db.session.rollback()
    with pytest.raises(CannotLink):
        asked(person, factories.number())


def test_a_refused_check_may_begin_again() -> None:
    person, number = factories.person(), factories.number()
    check = asked(person, number)

    with pytest.raises(NoNote):
        linking.refuse(check.public_id, reason="", actor=factories.actor(Role.CULTURE))
    db.session.rollback()
    linking.refuse(check.public_id, reason="Thẻ đã hết hạn", actor=factories.actor(Role.CULTURE))
    db.session.commit()

    assert confirmed(asked(person, number), number).is_verified


def test_namesakes_of_the_same_year_or_hamlet_are_offered_the_likeliest_first() -> None:
    home = factories.hamlet()
    person = factories.person(full_name="Nguyễn Thị Hoà", birth_year=1962, hamlet=home)
    year = factories.person(full_name="Nguyễn thị Hòa", birth_year=1962, is_listed=True)
    both = factories.person(full_name="Nguyễn Thị Hòa", birth_year=1962, hamlet=home, is_listed=True)
    factories.person(full_name="Nguyễn Thị Hòa", birth_year=1990, is_listed=True)

    assert [one.person.id for one in linking.candidates(person)] == [both.id, year.id]


def signed_in(app: Flask, role: Role) -> Browser:
    return Browser(app).sign_in(factories.account(role))


def test_the_pages_lead_from_the_first_look_to_the_verified_person(app: Flask) -> None:
    home, number = factories.hamlet(), factories.number()
    person = factories.person(full_name="Lý Thị Mùi", hamlet=home)
    factories.account(of=person)
    listed = factories.person(full_name="Lý Thị Mùi", hamlet=home, is_listed=True)
    police, culture = signed_in(app, Role.POLICE), signed_in(app, Role.CULTURE)

    assert "Lý Thị Mùi" in police.get("registry.people").text
    assert str(listed.public_id) in police.get("registry.person", person_id=person.public_id).text
    police.post(
        "registry.first_look",
        {"number": number, "listed": str(listed.public_id), "note": NOTE},
        person_id=person.public_id,
    )
    assert "Một cán bộ khác" in police.get("registry.person", person_id=person.public_id).text
    assert "Lý Thị Mùi" in culture.get("registry.people", hien="cho-xac-nhan").text
    check = db.session.scalars(select(IdentityCheck)).one()
    culture.post("registry.second_look", {"number": number}, person_id=person.public_id, check_id=check.public_id)

    page = culture.get("registry.person", person_id=person.public_id).text
    assert str(listed.public_id) in page
    assert 'data-testid="identity-state">Đã xác minh' in culture.get("registry.person", person_id=listed.public_id).text


def test_a_wrong_number_is_shown_again_with_what_was_typed(app: Flask) -> None:
    person = factories.person()

    page = (
        signed_in(app, Role.POLICE)
        .post(
            "registry.first_look",
            {"number": "99906200012", "listed": "", "note": NOTE},
            person_id=person.public_id,
            expect=400,
        )
        .text
    )

    assert 'value="99906200012"' in page
    assert NOTE in page
    assert "Mới có 11 chữ số" in page


def test_nobody_of_the_list_has_to_be_said_aloud(app: Flask) -> None:
    home = factories.hamlet()
    person = factories.person(full_name="Lý Thị Mùi", hamlet=home)
    factories.person(full_name="Lý Thị Mùi", hamlet=home, is_listed=True)

    page = signed_in(app, Role.POLICE).post(
        "registry.first_look", {"number": factories.number(), "note": NOTE}, person_id=person.public_id, expect=400
    )

    assert "Không có trong danh sách" in page.text
    assert NOTE in page.text


def test_the_full_number_is_shown_for_a_reason_and_the_owner_sees_who_looked(app: Flask) -> None:
    number = factories.number()
    person = factories.person(verified=True, number=number)
    officer = signed_in(app, Role.DATA_OFFICER)

    assert number not in officer.get("registry.person", person_id=person.public_id).text
    officer.post("registry.show_number", {"reason": ""}, person_id=person.public_id, expect=400)
    page = officer.post(
        "registry.show_number", {"reason": "Đối chiếu hồ sơ giấy"}, person_id=person.public_id, expect=200
    )
    assert number in page.text
    signed_in(app, Role.LEADER).post(
        "registry.show_number", {"reason": "Đối chiếu hồ sơ giấy"}, person_id=person.public_id, expect=403
    )

    mine = Browser(app).sign_in(factories.account(of=person)).get("registry.my_data").text
    assert "Phụ trách dữ liệu cá nhân" in mine


def test_people_are_found_by_name_hamlet_and_group(app: Flask) -> None:
    home = factories.hamlet(name="Thôn Thoi")
    factories.person(full_name="Đặng Văn Quý", hamlet=home)
    factories.person(full_name="Đặng Văn Quỳ")
    police = signed_in(app, Role.POLICE)

    both = police.get("registry.people", q="dang van quy").text
    assert "Đặng Văn Quý" in both
    assert "Đặng Văn Quỳ" in both
    assert "Đặng Văn Quỳ" not in police.get("registry.people", q="Đặng Văn Quý").text
    assert "Đặng Văn Quỳ" not in police.get("registry.people", thon=home.code).text
    assert "Đặng Văn Quý" not in police.get("registry.people", nhom="hoc-sinh").text
