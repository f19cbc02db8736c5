"""The comparers of typed answers: what is the same, and above all what is not."""

import unicodedata
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.compare import (
    Range,
    UnclearAddress,
    in_range,
    matches,
    range_text,
    read_address,
    same_address,
    same_folded,
    same_phone,
    same_text,
)
from app.content.words import Comparer


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Cúp máy", "cúp máy"),
        ("  cúp \t máy. ", "Cúp máy"),
        ("CÚP MÁY!!", "Cúp máy…"),
        ("cúp\u00a0máy", "cúp máy"),
        ("cúp\u3000máy", "cúp máy"),
        ("cúp\u200b máy", "cúp máy"),
        (unicodedata.normalize("NFD", "Chuyển tiền"), "chuyển tiền"),
        ("hoà bình", "hòa bình"),
        ("Thuý", "thúy"),
        ("ＯＴＰ １２３", "OTP 123"),
        ("*101#", "*101#"),
        ("?", "?"),
    ],
)
def test_the_same_letters_are_the_same_answer(typed: str, answer: str) -> None:
    assert same_text(typed, answer)
    assert same_text(answer, typed)
    assert same_folded(typed, answer)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("bán", "bạn"),
        ("ban", "bán"),
        ("cúp máy ngay", "cúp máy"),
        ("cúpmáy", "cúp máy"),
        ("cup máy", "cúp máy"),
        ("m2", "m²"),
        ("vietcombаnk", "vietcombank"),
        ("", ""),
        ("   ", "."),
        ("", "."),
        ("cúp, máy", "cúp máy"),
    ],
)
def test_other_letters_are_another_answer(typed: str, answer: str) -> None:
    assert not same_text(typed, answer)


def test_without_accents_only_accents_and_case_are_left_out() -> None:
    assert same_folded("binh dan hoc vu so", "Bình dân học vụ số")
    assert same_folded("DUNG", "Đúng.")
    assert not same_folded("binh dan hoc vu", "Bình dân học vụ số")
    assert not same_folded("vietcombаnk", "vietcombank")
    assert not same_folded("", "")


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "091-234-5678",
        "(+84) 912 345 678",
        "+84912345678",
        "+84 (0)912 345 678",
        "0084 912 345 678",
        "０９１２３４５６７８",
        "0912\u00a0345\u00a0678",
        "0912–345–678",
        "0912345678.",
    ],
)
def test_one_number_dialled_in_many_spellings(typed: str) -> None:
    assert same_phone(typed, "0912 345 678")
    assert same_phone("0912 345 678", typed)


@pytest.mark.parametrize(
    "typed",
    [
        "0912345679",
        "912345678",
        "84912345678",
        "0912345678 0",
        "0912345678 / 0987654321",
        "ĐT 0912345678",
        "٠٩١٢٣٤٥٦٧٨",
        "",
        "++84912345678",
        "không nhớ",
    ],
)
def test_another_number_is_another_number(typed: str) -> None:
    assert not same_phone(typed, "0912345678")


def test_a_service_code_keeps_its_signs() -> None:
    assert same_phone("* 101 #", "*101#")
    assert not same_phone("101", "*101#")
    assert not same_phone("", "")


HOME = "binhdanhocvuso.gov.vn"


@pytest.mark.parametrize(
    "typed",
    [
        HOME,
        "BinhDanHocVuSo.GOV.vn",
        "https://binhdanhocvuso.gov.vn/",
        "http://binhdanhocvuso.gov.vn",
        "https://www.binhdanhocvuso.gov.vn",
        "https://binhdanhocvuso.gov.vn:443/",
        "http://binhdanhocvuso.gov.vn:80",
        " binhdanhocvuso.gov.vn. ",
        "binhdanhocvuso.gov.vn\u00a0",
        "ｂｉｎｈｄａｎｈｏｃｖｕｓｏ．ｇｏｖ．ｖｎ",
    ],
)
def test_one_house_is_found_by_every_spelling_of_its_address(typed: str) -> None:
    assert same_address(typed, HOME)
    assert same_address(HOME, typed)


@pytest.mark.parametrize(
    "typed",
    [
        "binhdanhocvuso.gov.vn.lua-dao.top",
        "lua-dao.top/binhdanhocvuso.gov.vn",
        "xbinhdanhocvuso.gov.vn",
        "binhdanhocvuso-gov.vn",
        "binhdanhocvuso.gov.vn@lua-dao.top",
        "https://binhdanhocvuso.gov.vn@lua-dao.top",
        "https://lua-dao.top\\@binhdanhocvuso.gov.vn",
        "https://lua-dao.top#binhdanhocvuso.gov.vn",
        "https://lua-dao.top?binhdanhocvuso.gov.vn",
        "binhdаnhocvuso.gov.vn",
        "binhdanhocvusọ.gov.vn",
        "binhdanhocvuso.gov\u200c.vn",
        "binhdanhocvuso。gov。vn",
        "dichvu.binhdanhocvuso.gov.vn",
        "www2.binhdanhocvuso.gov.vn",
        "binhdanhocvuso.gov.vn:8443",
        "https://binhdanhocvuso.gov.vn:80",
        "binhdanhocvuso.gov.vn/tai-ve",
        "binhdanhocvuso.gov.vn/?a=1",
        "binhdanhocvuso.gov.vn/#a",
        "binhdanhocvuso.gov",
        "binhdanhocvuso gov vn",
        "binhdanhocvuso..gov.vn",
        "javascript://binhdanhocvuso.gov.vn",
        "ftp://binhdanhocvuso.gov.vn",
        "",
    ],
)
def test_a_house_that_only_looks_alike_is_another_house(typed: str) -> None:
    assert not same_address(typed, HOME)


def test_letters_of_any_language_and_their_ascii_form_are_one_host() -> None:
    assert same_address("https://dânhọc.vn", "xn--dnhc-boa0707b.vn")
    assert same_address("DÂNHỌC.vn", read_address("dânhọc.vn").host)
    assert same_address(unicodedata.normalize("NFD", "dânhọc.vn"), "dânhọc.vn")
    assert read_address("vietcombаnk.com.vn").host.startswith("xn--")
    assert not same_address("straße.vn", "strasse.vn")


def test_paths_are_compared_whole_and_by_case() -> None:
    assert same_address("https://a.vn/Thu-tuc/", "a.vn/Thu-tuc")
    assert same_address("a.vn/d%C3%A2n", "a.vn/dân")
    assert same_address("a.vn/x?y=1", "https://www.a.vn/x?y=1")
    for other in ("a.vn/thu-tuc", "a.vn/Thu", "a.vn/Thu-tuc/x", "a.vn/Thu%2Dtuc/%2F"):
        assert not same_address(other, "a.vn/Thu-tuc")
    assert not same_address("a.vn/a%2Fb", "a.vn/a/b")
    assert not same_address("a.vn/%FF", "a.vn/%FE")


def test_www_alone_is_no_prefix() -> None:
    assert not same_address("www.vn", "vn")
    assert read_address("www.vn").host == "www.vn"
    with pytest.raises(UnclearAddress):
        read_address("localhost")


def test_each_comparer_is_found_by_its_name() -> None:
    assert matches("Cúp máy.", "cúp máy")
    assert matches("cup may", "cúp máy", Comparer.FOLDED)
    assert not matches("cup may", "cúp máy", Comparer.EXACT)
    assert matches("+84912345678", "0912345678", Comparer.PHONE)
    assert matches("www.gov.vn", "gov.vn", Comparer.ADDRESS)


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(Comparer))
def test_comparing_any_texts_ends_with_an_answer_that_is_the_same_both_ways(one: str, two: str, by: Comparer) -> None:
    assert matches(one, two, by) == matches(two, one, by)
    in_range(one, [Range(Fraction(0), Fraction(1))], two)
    range_text(one)
