"""Persons on the database: numbers, groups, consents, search."""

import pytest

from app.core.actor import SYSTEM
from app.core.crypto import CannotOpen
from app.core.db import db
from app.people import service as people
from app.people.models import Group, Purpose
from tests import factories

pytestmark = pytest.mark.storage


def test_a_number_is_sealed_found_by_its_hash_and_shown_by_its_tail() -> None:
    person = factories.person(number="999200000001")

    assert people.find_by_number("999200000001") == person
    assert people.open_number(person) == "999200000001"
    assert b"999200000001" not in (person.number_sealed or b"")
    assert person.masked_number == "•••••••••001"


def test_a_number_moved_to_another_row_does_not_open() -> None:
    one, two = factories.person(number="999200000001"), factories.person()

    with db.session.no_autoflush, pytest.raises(CannotOpen):
        two.number_sealed = one.number_sealed
        people.open_number(two)


def test_a_number_belongs_to_one_person() -> None:
    factories.person(number="999200000001")

    with pytest.raises(people.NumberTaken):
        people.set_number(factories.person(), "999200000001")


def test_the_newest_word_on_a_purpose_counts() -> None:
    person = factories.person()
    assert people.consent_for(person.id, Purpose.REGISTRY) is None

    people.record_consent(person, Purpose.REGISTRY, is_given=True, method="web")
    assert people.consent_for(person.id, Purpose.REGISTRY)
    people.record_consent(person, Purpose.REGISTRY, is_given=False, method="web", actor=SYSTEM)

    assert people.consent_for(person.id, Purpose.REGISTRY) is None
    assert people.consent_for(person.id, Purpose.STATISTICS) is None


def test_somebody_may_be_in_two_groups_and_in_each_once() -> None:
    person = factories.person(group=Group.OFFICIALS)
    people.join_group(person, Group.RESIDENTS, source="test")
    people.join_group(person, Group.RESIDENTS, source="test")

    assert people.groups_of(person.id) == [Group.OFFICIALS, Group.RESIDENTS]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("hoà", {"Trần Thị Hòa"}),
        ("hoa", {"Trần Thị Hòa", "Nguyễn Văn Hoa"}),
        ("HOA", {"Trần Thị Hòa", "Nguyễn Văn Hoa"}),
        ("dao", {"Lê Thị Đào"}),
        ("Đào", {"Lê Thị Đào"}),
        ("đao", set()),
        ("%", set()),
        ("", {"Trần Thị Hòa", "Nguyễn Văn Hoa", "Lê Thị Đào"}),
    ],
)
def test_search_with_marks_is_exact_and_without_marks_is_kind(typed: str, found: set[str]) -> None:
    for name in ("Trần Thị Hoà", "Nguyễn Văn Hoa", "Lê Thị Đào"):
        factories.person(full_name=name)

    names = {people.get_person(row.public_id).full_name for row in db.session.scalars(people.search(typed))}

    assert {name.replace("Hoà", "Hòa") for name in names} == found


def test_a_name_finds_verified_persons_only_and_nothing_typed_finds_nobody() -> None:
    known = factories.person(verified=True, full_name="Trần Văn Ổn")
    factories.person(full_name="Trần Văn Ổn")

    assert people.verified_named("tran van on") == [known]
    assert people.verified_named("  ") == []
    factories.person(verified=True, full_name="Trần Văn Ổn")
    assert len(people.verified_named("tran van on", limit=1)) == 1
