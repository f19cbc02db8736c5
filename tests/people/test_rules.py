"""Personal numbers, names and years: what is refused, what is only warned of."""

from datetime import date

import pytest

from app.people.rules import birth_year_problem, check_number, may_register_alone, name_problem


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "12345678901",
        "1234567890123",
        "２２４０６２０００００１",
        "٠٢٤٠٦٢٠٠٠٠٠١",
        "024 062 000 001",
        "024062000001\n",
        " 024062000001",
        "024-062-000-001",
        "02406200000O",
        "2.4E+10",
        "+24062000001",
        "024062000001\x00",
    ],
)
def test_anything_but_twelve_plain_digits_is_refused_with_a_reason(typed: str) -> None:
    assert check_number(typed).error


def test_a_number_that_lost_its_zero_is_told_so() -> None:
    assert "số 0 ở đầu" in (check_number("24062000001").error or "")


def test_an_odd_prefix_sex_digit_or_year_only_warns() -> None:
    plain = check_number("024162000001", sex="nữ", birth_year=1962)
    odd = check_number("999062000001", sex="nữ", birth_year=1963)

    assert (plain.error, plain.warnings) == (None, ())
    assert odd.error is None
    assert len(odd.warnings) == 3


@pytest.mark.parametrize("name", ["Nguyễn Thị Hoa", "Y Jút", "K'Brôi", "Lò Thị Mười Hai", "Ánh"])
def test_names_of_real_people_pass(name: str) -> None:
    assert name_problem(name) is None


@pytest.mark.parametrize("name", ["", "A", "Hoa 2", "<b>Hoa</b>", "Hoa\tB@n", "H" * 101, "12"])
def test_what_is_no_name_is_refused(name: str) -> None:
    assert name_problem(name)


def test_birth_years_are_of_people_alive() -> None:
    today = date(2026, 11, 22)

    assert birth_year_problem(1906, today) is None
    assert birth_year_problem(1905, today)
    assert birth_year_problem(2027, today)


def test_only_somebody_surely_sixteen_registers_alone() -> None:
    today = date(2026, 11, 22)

    assert may_register_alone(2009, today)
    assert not may_register_alone(2010, today)
