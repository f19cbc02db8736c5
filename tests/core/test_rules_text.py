"""Vietnamese text: one spelling, one order, one way to find a name."""

import pytest

from app.core.text import fold, normal, one_placement, sort_key


@pytest.mark.parametrize(
    ("typed", "one"),
    [
        ("hoà", "hòa"),
        ("thuỷ", "thủy"),
        ("uỷ ban", "ủy ban"),
        ("khoẻ", "khỏe"),
        ("loè xoè", "lòe xòe"),
        ("của", "của"),
        ("múa", "múa"),
        ("lúa", "lúa"),
        ("quý", "quý"),
        ("quà", "quà"),
        ("Hòa", "Hòa"),
    ],
)
def test_two_places_of_a_tone_mark_become_one(typed: str, one: str) -> None:
    assert one_placement(typed) == one


def test_names_are_ordered_by_given_name_then_by_what_stands_before() -> None:
    names = ["Nguyễn Thị Đào", "Trần Văn Dũng", "Lê Ân", "Lê An", "Phạm Anh", "Hà Ánh", "Vũ Ăn", "An An", "Lê Ấn"]

    assert sorted(names, key=sort_key) == [
        "An An",
        "Lê An",
        "Phạm Anh",
        "Hà Ánh",
        "Vũ Ăn",
        "Lê Ân",
        "Lê Ấn",
        "Trần Văn Dũng",
        "Nguyễn Thị Đào",
    ]


def test_folding_drops_case_and_marks_and_knows_the_vietnamese_d() -> None:
    assert fold("ĐƯỜNG Uỷ Ban") == "duong uy ban"
    assert fold("a\u0300") == "a"


def test_normal_text_is_composed_trimmed_and_single_spaced() -> None:
    assert normal("  Nguye\u0302\u0303n \u00a0 Hoa\n") == "Nguyễn Hoa"
