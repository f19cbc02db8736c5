"""Figures as they are shown: exact until the last digit."""

from fractions import Fraction

import pytest

from app.web import filters


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(6, 7), "85,7 %"),
        (Fraction(2, 3), "66,6 %"),
        ("7/8", "87,5 %"),
        ("1", "100 %"),
        (Fraction(0), "0 %"),
        (Fraction(7999, 10000), "79,9 %"),
        (Fraction(9999, 10000), "99,9 %"),
    ],
)
def test_a_share_is_shown_with_one_decimal_and_never_rounded_up(share: Fraction | str, text: str) -> None:
    assert filters.share_vi(share) == text
