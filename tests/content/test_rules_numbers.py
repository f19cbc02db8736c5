"""Numbers and ranges as a learner types them and a teacher writes them."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.compare import Range, UnclearNumber, in_range, range_text, read_number, read_range


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5", 5),
        ("1,5", Fraction(3, 2)),
        ("1.5", Fraction(3, 2)),
        ("0.125", Fraction(1, 8)),
        ("0,125", Fraction(1, 8)),
        ("1,000", 1),
        ("1234.567", Fraction(1234567, 1000)),
        ("1000000", 1_000_000),
        ("1.000.000", 1_000_000),
        ("1.000.000,25", Fraction(4_000_001, 4)),
        ("1.000,5", Fraction(2001, 2)),
        ("1 000", 1000),
        ("1\u00a0000\u00a0000", 1_000_000),
        ("−5", -5),
        ("– 5", -5),
        ("-0,5", Fraction(-1, 2)),
        ("+7", 7),
        ("１２，５", Fraction(25, 2)),
        (" 007 ", 7),
    ],
)
def test_a_number_is_read_exactly(text: str, number: Fraction | int) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        *("", "abc", "1.000", "12.345", "-1.000", "1,000,000", "1,000.5", "1.00.000", "1 00", "1e5", "1/2", "٥", "½"),
        *("5 %", "5,", ",5", "--5", "5-", "9" * 41, "1.000 người", "inf", "nan", "0x10", "1_000"),
    ],
)
def test_what_is_no_clear_number_is_refused(text: str) -> None:
    with pytest.raises(UnclearNumber):
        read_number(text)


def test_a_number_with_two_readings_names_both() -> None:
    with pytest.raises(UnclearNumber) as told:
        read_number("1.000")
    assert told.value.readings == ("1000", "1,0")
    with pytest.raises(UnclearNumber) as told:
        read_number("−2.500")
    assert told.value.readings == ("-2500", "-2,5")


def test_the_unit_may_stand_behind_a_number() -> None:
    assert read_number("5 người", "người") == 5
    assert read_number("5NGUOI", "người") == 5
    assert read_number("-5 °C", "°C") == -5
    assert read_number("20 m2", "m2") == 20
    assert read_number("1 000 đồng", "đồng") == 1000
    with pytest.raises(UnclearNumber):
        read_number("5 con", "người")


def test_a_range_includes_its_ends() -> None:
    assert read_range("15") == Range(Fraction(15), Fraction(15))
    assert read_range("15 ± 1") == read_range("15±1") == Range(Fraction(14), Fraction(16))
    assert read_range("Từ 10 đến 20") == Range(Fraction(10), Fraction(20))
    assert read_range("từ -1,5 đến 2") == Range(Fraction(-3, 2), Fraction(2))
    for typed in ("14", "16", "14,0", "15.5"):
        assert in_range(typed, [read_range("15 ± 1")])
    for typed in ("13,99", "16,01", "", "mười lăm", "1.000"):
        assert not in_range(typed, [read_range("15 ± 1")])
    assert in_range("30", [read_range("15"), read_range("từ 20 đến 30")])
    assert in_range("5 người", [read_range("5")], "người")
    assert not in_range("5", [])


@pytest.mark.parametrize(
    "text", ["10-20", "10..20", "15+-1", "từ 20 đến 10", "15 ± -1", "từ 10", "± 1", "từ 1.000 đến 2"]
)
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(UnclearNumber):
        read_range(text)


def test_a_key_has_one_spelling() -> None:
    spellings = [("15±1", "15 ± 1"), ("Tu 10 den 20", "từ 10 đến 20"), ("−5", "-5"), ("1,50", "1,50")]
    assert [range_text(text) for text, _ in spellings] == [text for _, text in spellings]


@settings(deadline=None)
@given(st.fractions(max_denominator=1).filter(lambda number: abs(number) < 10**9))
def test_a_whole_number_is_read_back(number: Fraction) -> None:
    assert read_number(str(int(number))) == number
