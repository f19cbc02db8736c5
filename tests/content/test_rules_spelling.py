"""Every syllable of the courses and of the interface is in the dictionary of Debian's hunspell-vi or in `words.txt`."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from app.content.files import list_sources
from app.content.messages import MESSAGES
from tests.architecture.test_catalogue import VIETNAMESE, sentences

ROOT = Path(__file__).parents[2]
COURSES = ROOT / "courses"
# The file of affixes has no rules, so the list is complete as it stands. It writes tone marks as this house does: on
# the last vowel of oa, oe and uy where no consonant follows (khoá, khoẻ, huỷ).
DICTIONARY = Path("/usr/share/hunspell/vi_VN.dic")
WORDS = Path(__file__).with_name("words.txt")
# Names that stand in laws as they are printed there.
OFFICIAL = re.compile(r"\b(?:ủy ban|phòng văn hóa|văn hóa(?= (?:–|-|và) xã hội)|cộng hòa(?= xã hội))\b", re.IGNORECASE)
FRONT = re.compile(r"(?:tiêu đề|tóm tắt): (.*)")
NOT_READ = re.compile(r"(?:Mã|Ảnh|Kỹ năng): .*")
CODE = re.compile(r"`[^`]*`")
TARGET = re.compile(r"\]\([^)]*\)")
# Addresses, names of files, numbers and signs of documents, placeholders, marks of HTML.
ADDRESS = re.compile(
    r"%\(\w+\)[sd]|\{[^}]*\}|</?\w[^>]*>|&\w+;|\S*\w\.\w{2,}\S*|\S*[@_\\]\S*|\S*\d\S*|(?<!\S)/\S+|[a-z]+(?:-[a-z]+){2,}"
)
# What is quoted or listed without a single mark is a name of a file or a text sent without marks, as some type.
QUOTED = re.compile(r"[\"“][^\"“”]*[\"”]")
LISTED = re.compile(r"(?:- \[.?\]|>) (?:\S+ ){3,}\S+")
# A letter alone names an option, a key or a place to fill in.
WORD = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]+)*|[^\W\d_](?:-[^\W\d_]+)+")

pytestmark = pytest.mark.pure


@cache
def known() -> frozenset[str]:
    """Return the syllables of the dictionary and the words allowed beside it."""
    if not DICTIONARY.is_file():
        pytest.skip("hunspell-vi is not installed: the spelling was not read")
    lines = [*DICTIONARY.read_text(encoding="utf-8").splitlines()[1:], *WORDS.read_text(encoding="utf-8").splitlines()]
    return frozenset(line.strip() for line in lines if not line.startswith("#"))


def is_known(word: str) -> bool:
    """Tell whether a word, or each part of it between hyphens, may be written so; a capital may begin it."""
    spellings = {word, word.lower(), word[:1].lower() + word[1:]}
    return bool(spellings & known()) or ("-" in word and all(map(is_known, word.split("-"))))


def misspelt(text: str) -> list[str]:
    """Return the words of a text that nobody knows."""
    plain = OFFICIAL.sub(" ", ADDRESS.sub(" ", TARGET.sub("] ", CODE.sub(" ", _without_unmarked(text)))))
    return [word for word in WORD.findall(plain) if not is_known(word)]


def _without_unmarked(text: str) -> str:
    """Return a line without what is typed in it without marks; up to three listed words may well have none."""
    if LISTED.fullmatch(text) and not VIETNAMESE.search(text):
        return ""
    return QUOTED.sub(lambda found: found[0] if VIETNAMESE.search(found[0]) else " ", text)


def read_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a course file that are read by people: of its head the title and the summary."""
    in_head = False
    for number, line in enumerate(text.split("\n"), 1):
        if line == "---" and (number == 1 or in_head):
            in_head = number == 1
        elif in_head and (found := FRONT.fullmatch(line)):
            yield number, found[1]
        elif not in_head and not NOT_READ.fullmatch(line):
            yield number, line


def nothing(found: Iterable[str]) -> None:
    """Fail with each misspelling on a line of its own."""
    told = list(found)
    assert not told, "\n".join(["", *told])


def test_the_courses_are_spelt_as_the_dictionary_has_it() -> None:
    nothing(
        f"{path.relative_to(COURSES)}:{number}: {word}"
        for path in list_sources(COURSES)
        for number, line in read_lines(path.read_text(encoding="utf-8"))
        for word in misspelt(line)
    )


def test_the_sentences_on_screen_are_spelt_as_the_dictionary_has_it() -> None:
    nothing(f"{name}: {word} in {text!r}" for text, name in sentences().items() for word in misspelt(text))


def test_the_sentences_of_the_checker_are_spelt_as_the_dictionary_has_it() -> None:
    nothing(f"{code}: {word}" for code, text in MESSAGES.items() for word in misspelt(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Bác xoá tin, huỷ lệnh, khoá thẻ cho khoẻ.", []),
        ("Bác xóa tin, hủy lệnh, khóa thẻ cho khỏe.", ["xóa", "hủy", "khóa", "khỏe"]),
        ("Ủy ban nhân dân xã, Phòng Văn hóa – Xã hội", []),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", []),
        ("Nước cộng hòa", ["hòa"]),
        ("Quý bác quyết định qua loa", []),
        ("Ngừoi lạ gọi đén", ["Ngừoi", "đén"]),
        ("Mở Zalo hoặc Livestream, rồi e-mail", ["e-mail"]),
        ("Vào vi-du.gov.vn, xem [bài này](/hoc/nguoi-dan/bai) và `lenh nao`", []),
        ("- [ ] anh chup man hinh 2231", []),
        ("- [ ] Nguoi lạ", ["Nguoi"]),
        ("- [ ] Nguoi la", ["Nguoi"]),
        ('Đặt tên tệp là "bai moi nhat that roi"', []),
        ("Nghị định 278/2025/NĐ-CP, trang A4, %(count)s câu", []),
    ],
)
def test_a_word_is_misspelt_when_nobody_knows_it(text: str, words: list[str]) -> None:
    assert misspelt(text) == words


def test_of_the_head_the_title_and_the_summary_are_read_and_of_questions_no_codes() -> None:
    head = "---\nmã: abc\ntiêu đề: Một\nnguồn:\n- Xyz\ntóm tắt: Hai\n---\n"
    text = f"{head}\nBa\nMã: 1a2b3c4d\nKỹ năng: TT02:4.2\n---\nBốn\n"
    assert [(number, line) for number, line in read_lines(text) if line] == [
        (3, "Một"),
        (6, "Hai"),
        (9, "Ba"),
        (12, "---"),
        (13, "Bốn"),
    ]
