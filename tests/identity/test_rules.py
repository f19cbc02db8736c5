"""The policy of sign-in as values."""

from datetime import timedelta

import pytest

from app.identity import rules
from app.identity.words import Role
from app.web.permissions import Permission


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("113.160.0.1", "113.160.0.1"),
        ("::ffff:113.160.0.1", "113.160.0.1"),
        ("2001:db8:0:1:aaaa::1", "2001:db8:0:1::/64"),
        ("-", "-"),
    ],
)
def test_tries_are_counted_by_ipv4_address_or_ipv6_network(address: str, network: str) -> None:
    assert rules.network_of(address) == network


@pytest.mark.parametrize(
    ("failures", "minutes", "left"),
    [(60, 9, (60, 0)), (60, 10, (30, 10)), (60, 29, (15, 20)), (60, 10**6, (0, 10**6)), (60, -5, (60, 0))],
)
def test_a_count_is_halved_every_ten_minutes(failures: int, minutes: int, left: tuple[int, int]) -> None:
    count, used = rules.faded(failures, timedelta(minutes=minutes), timedelta(minutes=10))

    assert (count, used) == (left[0], timedelta(minutes=left[1]))


def test_who_proposes_or_verifies_or_administers_does_not_lead() -> None:
    for role in (Role.CULTURE, Role.POLICE, Role.ADMIN):
        assert rules.clashing([Role.LEARNER, role, Role.LEADER]) == {role, Role.LEADER}
    assert not rules.clashing([Role.LEARNER, Role.TEACHER, Role.LEADER])


def test_a_teacher_proposes_nobody_while_there_are_no_classes() -> None:
    assert Permission.PROPOSE not in rules.PERMISSIONS[Role.TEACHER]
