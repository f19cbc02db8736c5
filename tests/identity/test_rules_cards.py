"""Cards, PINs, passphrases and shared devices as values."""

from datetime import timedelta

import pytest

from app.identity import passwords, phrases, rules
from app.identity.words import HANDED, Assurance, Role, weakest
from app.web.shared import ASK_AFTER_SECONDS


@pytest.mark.parametrize("pin", ["0000", "1234", "4321", "1962", "12a4", "123", "12345", "１２３５", ""])
def test_digits_that_others_try_first_are_no_pin(pin: str) -> None:
    assert rules.pin_problem(pin, birth_year=1962) is not None


def test_four_digits_of_ones_own_are_a_pin() -> None:
    assert rules.pin_problem(rules.digits(" 27-05 "), birth_year=1962) is None


def test_the_weaker_way_in_is_the_one_that_counts() -> None:
    assert weakest(Assurance.PASSWORD, Assurance.CARD) is Assurance.CARD
    assert weakest(Assurance.PAPER, Assurance.VNEID) is Assurance.PAPER
    assert weakest(Assurance.CLASS, Assurance.CLASS) is Assurance.CLASS
    assert frozenset({Assurance.CARD, Assurance.CLASS, Assurance.CODE}) == HANDED


def test_a_shared_device_rests_ten_minutes_whoever_is_signed_in() -> None:
    assert rules.idle_limit([Role.LEARNER]) == timedelta(minutes=30)
    assert rules.idle_limit([Role.LEARNER], is_shared=True) == timedelta(minutes=10)
    assert rules.idle_limit([Role.LEADER], is_shared=True) == timedelta(minutes=10)
    assert rules.IDLE_SHARED - timedelta(seconds=ASK_AFTER_SECONDS) >= timedelta(minutes=1), "time to answer"


def test_the_list_has_enough_plain_words_and_none_twice() -> None:
    words = phrases._listed()

    assert len(words) == len(set(words)) >= 512
    assert all(word.isascii() and word.isalpha() and word.islower() and 2 <= len(word) <= 6 for word in words)


def test_a_suggested_passphrase_is_a_good_password_and_not_the_same_again() -> None:
    suggested = {phrases.suggest() for _ in range(50)}

    assert len(suggested) == 50
    for one in suggested:
        assert phrases.is_phrase(one)
        assert rules.password_problem(one, official=True) is None


@pytest.mark.parametrize(
    "typed", ["trau cau vuon xanh 47", "Trâu cau vườn xanh 47", "TRAU  CAU VUON XANH 47", " trầu cau vuon xánh\t47 "]
)
def test_a_passphrase_is_one_with_and_without_tone_marks_capitals_and_spaces(typed: str) -> None:
    stored = passwords.hash_of("trau cau vuon xanh 47")

    assert passwords.is_right(stored, typed)
    assert passwords.is_right(passwords.hash_of(typed), "trau cau vuon xanh 47")


@pytest.mark.parametrize("typed", ["trau cau vuon xanh 48", "cau trau vuon xanh 47", "traucauvuonxanh47"])
def test_another_passphrase_opens_nothing(typed: str) -> None:
    assert not passwords.is_right(passwords.hash_of("trau cau vuon xanh 47"), typed)


@pytest.mark.parametrize(
    ("own", "near"),
    [
        ("Ba con gà Trống", "ba con ga trong"),
        ("Nồi Cơm điện 47", "noi com dien 47"),
        ("trau cau vuon xanh", "Trau cau vuon xanh"),
        ("trau cau vuon qqqq 47", "Trau cau vuon qqqq 47"),
        ("trau cau vuon xanh 477", "Trau cau vuon xanh 477"),
    ],
)
def test_every_other_password_stays_exactly_as_it_was_typed(own: str, near: str) -> None:
    stored = passwords.hash_of(own)

    assert passwords.is_right(stored, own)
    assert not passwords.is_right(stored, near)
