"""Properties that hold for any text: reading never raises, the fixed form is a fixed point and keeps the tree."""

from __future__ import annotations

import random
import re
import time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.format import CannotFormat, format_text
from app.content.parse import parse_bytes, parse_text
from app.content.prose import canonical, for_renderer

if TYPE_CHECKING:
    from app.content.schema import Document

SAMPLE = Path(__file__).with_name("sample.md").read_text()
COURSES = sorted((Path(__file__).parents[2] / "courses").glob("*/*.md"))
PIECES = [
    *sorted(set(SAMPLE.split("\n"))),
    "",
    "---",
    "# A",
    "## Kiểm tra",
    "### Câu?",
    "Kiểu: một đáp án",
    "- [x] A",
    "- [ ] B",
    "  > vì",
    "```",
    "~~~",
    "Giải thích: b",
    "1) hai",
    "* ba",
    "    sâu",
    "| a | b |",
    "|---|---|",
    "#113",
    "![a](b.webp)",
    "<b>",
    "\t- c",
    "> d",
    ">> e",
    "***",
]
WORDS = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co"]), min_size=1, max_size=30)


def _ids() -> count[int]:
    return count(10_000_000)


def _formatted(text: str, file: str = "nguoi-dan/an-toan-otp.md") -> str:
    numbers = _ids()
    return format_text(text, file=file, new_id=lambda: f"{next(numbers)}")


def _tree(document: Document) -> tuple[object, ...]:
    return document.module, document.programme, document.framework


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))))
@settings(max_examples=150, deadline=None)
def test_reading_any_bytes_ends_with_a_document(data: bytes) -> None:
    for file in ("a/bai.md", "a/index.md", "khung/a.md", "khung/tu-kho.md"):
        assert parse_bytes(data, file).file == file


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.booleans())
@settings(max_examples=250, deadline=None)
def test_what_can_be_formatted_keeps_its_tree_and_its_form(lines: list[str], headed: bool) -> None:
    head = SAMPLE.partition("\n# ")[0] if headed else ""
    text = "\n".join([head, *lines])
    document = parse_text(text, "nguoi-dan/an-toan-otp.md")
    if document.has_errors:
        with pytest.raises(CannotFormat) as refusal:
            _formatted(text)
        assert refusal.value.problems == document.problems
        return
    once = _formatted(text)
    again = parse_text(once, "nguoi-dan/an-toan-otp.md")
    assert not again.has_errors
    assert _formatted(once) == once
    assert document.module
    if all(question.id for question in document.module.items):
        assert _tree(again) == _tree(document)


@given(st.lists(st.sampled_from(PIECES), max_size=30))
@settings(max_examples=200, deadline=None)
def test_the_canonical_text_is_a_fixed_point_and_the_renderers_text_too(lines: list[str]) -> None:
    once = canonical(lines)
    assert canonical(once.split("\n")) == once
    assert for_renderer(once) == for_renderer("\n".join(lines))


@given(WORDS, WORDS)
@settings(max_examples=150, deadline=None)
def test_any_title_and_option_survive_formatting(title: str, option: str) -> None:
    title, option = " ".join(title.split()), " ".join(option.split())
    text = SAMPLE.replace('Mã OTP và cuộc gọi "lạ"', title).replace("Tổng đài *101#", option)
    document = parse_text(text, "nguoi-dan/an-toan-otp.md")
    if not document.has_errors:
        assert _tree(parse_text(_formatted(text), "nguoi-dan/an-toan-otp.md")) == _tree(document)


@pytest.mark.parametrize("path", COURSES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_published_file_is_kept_by_its_fixed_form(path: Path) -> None:
    file = f"{path.parent.name}/{path.name}"
    document, once = parse_text(path.read_text(), file), _formatted(path.read_text(), file)
    assert _formatted(once, file) == once
    assert _tree(parse_text(once, file)) == _tree(document)


def test_new_ids_are_eight_letters_or_digits_and_free() -> None:
    text = re.sub(r"Mã: [0-9a-z]{8}\n", "", SAMPLE)
    module = parse_text(format_text(text, file="an-toan-otp.md"), "an-toan-otp.md").module
    assert module
    ids = [question.id for question in module.items]
    assert len(set(ids)) == len(ids) == 13
    assert all(re.fullmatch("[a-z0-9]{8}", value) for value in ids)


def test_the_fixed_form_orders_and_quotes() -> None:
    text = (
        "---\nnhóm: người dân\ntiêu đề: Hỏi: đáp\nmã: bai\nđịnh dạng: 1\ntóm tắt: no\n---\nChữ.\n* một\n"
        "## Kiểm tra\n### Câu\n"
        "Kiểu: MỘT đáp án\nMã: abcd1234\n*[ X ]A\n>vì\n+ [] B\n"
    )
    assert format_text(text, file="bai.md") == (
        '---\nđịnh dạng: 1\nmã: bai\ntiêu đề: "Hỏi: đáp"\ntóm tắt: "no"\nnhóm: [người dân]\n---\n\n'
        "Chữ.\n\n- một\n\n## Kiểm tra\n\n"
        "### Câu\nKiểu: một đáp án\nMã: abcd1234\n- [x] A\n  > vì\n- [ ] B\n"
    )


@pytest.mark.parametrize(
    "body",
    [
        "[" * 90_000,
        "`" * 90_000,
        "[x](" + "a" * 80_000,
        "#" * 90_000,
        "a:\n" * 30_000,
        "Mã: a" + " " * 80_000 + "b",
        "~~~ a\n" * 12_000,
        "#### a\n" * 12_000,
        "> " * 40_000,
        "![a](" * 18_000,
        '"a' * 40_000,
        "\n" * 90_000,
        "Kiểu: ghép đôi\n- " + "=" * 60_000,
        "Kiểu: ghép đôi\n- " + " -> " * 15_000,
        "Kiểu: điểm ảnh\n- [x] (" + "1," * 30_000,
        "Kiểu: điểm ảnh\n" + "- [x] " * 10_000,
        "Kiểu: đúng sai\n- " + "a (" * 20_000,
        "Kiểu: đúng sai\n- [Đ] " + " : S" * 15_000,
        "Kiểu: số\nĐáp án: " + "1.000 " * 10_000,
        "Kiểu: số\nĐáp án: " + "1 a" * 20_000,
        "Kiểu: trả lời ngắn\nSo sánh: địa chỉ web\nĐáp án: " + "a." * 30_000,
        "Kiểu: tình huống\n" + "#### a\n" * 12_000,
        "Kiểu: tình huống\n#### a\n" + "- [x] b -> c\n" * 3_000 + "# z\n" * 8_000,
        "Kiểu: tình huống\n" + "".join(f"#### {n}\n- [x] a > {n + 1}\n" for n in range(3_000)),
        "Kiểu: tình huống\n" + "".join(f"#### {n}\n- [x] a -> b{n}\n- [ ] b -> b{n}\n" for n in range(2_000)),
        "Kiểu: điểm ảnh\n" + "".join(f"- [x] (1,1 - 9,9) {n}\n- [ ] (1,1 - 8,9) a{n}\n" for n in range(1_800)),
        "Kiểu: trả lời ngắn\n" + "".join(f"Chấp nhận: {n}\n" for n in range(4_000)),
        "Kiểu: số\n" + "Chấp nhận: 1\n" * 4_000,
        "Kiểu: đúng sai\n" + "- [x] a\n" * 9_000,
        "Kiểu: sắp xếp\n" + "1. a\n" * 14_000,
        "Kiểu: tình huống\n" + "".join(f"#### {n}\n- [x] a -> {n + 1}\n- [ ] b -> {n + 1}\n" for n in range(2_000)),
    ],
    ids=lambda body: body[:30],
)
def test_reading_hostile_text_ends_soon(body: str) -> None:
    head = SAMPLE.partition("# Mã OTP")[0]
    started = time.process_time()
    parse_text(f"{head}## Kiểm tra\n\n### Câu\n{body}", "bai.md")
    for_renderer(body)
    assert time.process_time() - started < 4


def test_lines_in_any_order_are_read_without_an_exception() -> None:
    lines = SAMPLE.split("\n")
    shuffler = random.Random(113)
    for _ in range(60):
        shuffler.shuffle(lines)
        parse_text("\n".join(lines), "bai.md")
