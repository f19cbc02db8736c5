"""Plain words and Markdown: the way there and back, what may stay, and what prompts and lessons are kept clear of."""

import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.content.markdown import render_batch
from app.interchange.fitting import as_prompt, as_prose
from app.interchange.wording import as_markdown, as_plain, tame

WORDS = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co"]), max_size=60)
SIGNS = st.text("ab01 *_[]()<>`\\#-+.!|~&;@:/x", max_size=40)


@given(st.one_of(WORDS, SIGNS))
@example("<0@0>")
@example("<https://a.vn>")
@example("*101# và ten_file_a [a](b) &lt; <b>x</b>")
@settings(max_examples=500, deadline=None)
def test_plain_words_come_back_from_markdown(text: str) -> None:
    plain = " ".join(text.split())
    found = as_plain(as_markdown(plain))
    assert (found.text, found.lost) == (plain, ())


def test_plain_words_are_shown_as_they_are() -> None:
    texts = ["*101#", "a * b", "**đậm** _x_ ten_file_a", "[a](b)", "<b>x</b> <họ tên> <a@b>", "&lt; &amp;", "# x"]
    texts += ["- a", "1. b", "> c", "| a |", "#113", "`a` \\ x", "![a](b.webp)", "~~~", "---", "<https://a.vn>"]
    shown = render_batch([as_markdown(text) for text in texts], media={})
    assert [html.unescape(re.sub(r"<[^>]*>", "", one)) for one in shown] == texts


@pytest.mark.parametrize(
    ("markdown", "plain", "lost"),
    [
        ("**đậm** và *nghiêng*", "đậm và nghiêng", ("chữ đậm, chữ nghiêng",)),
        ("gọi *101# và *102#", "gọi *101# và *102#", ()),
        ("[báo](https://a.vn)", "báo (https://a.vn)", ()),
        ("![mèo](a.webp)", "mèo", ("ảnh “a.webp”",)),
        ("<b>in</b>", "in", ("thẻ HTML",)),
        ("`mã` \\* &lt;", "mã * <", ()),
    ],
)
def test_marks_go_and_are_told(markdown: str, plain: str, lost: tuple[str, ...]) -> None:
    assert (as_plain(markdown).text, as_plain(markdown).lost) == (plain, lost)


def test_a_tame_text_has_no_html_no_foreign_pictures_and_no_foreign_links() -> None:
    found = tame("![cô](http://a/x.png) ![](b.webp) [x](javascript:y) [y](https://a.vn) <i>z</i> <http://a.vn> <div")
    assert found.text == "(cô) ![](b.webp) x (javascript:y) [y](https://a.vn) z http://a.vn &lt;div".replace(
        "![](b.webp)", "(ảnh)"
    )
    assert len(found.lost) == 4
    assert tame("![mèo](b.webp)", ["b.webp"]).text == "![mèo](b.webp)"
    assert tame("```\n<b>\n```").text == "```\n<b>\n```"


def test_a_prompt_has_no_list_no_key_and_no_heading() -> None:
    text = "# Đầu\n- một\n1. hai\n[x] ba\nGiải thích: bốn\nGiai thich: năm\n#113\n```\nchưa đóng"
    assert as_prompt(text) == (
        "**Đầu**\n\n> - một\n> 1. hai\n> [x] ba\n> Giải thích: bốn\n> Giai thich: năm\n\n\\#113\n\\```\nchưa đóng"
    )


def test_a_lesson_opens_no_section_and_holds_no_question() -> None:
    text = "## Kiểm tra\n# Thực hanh\n## Kiểm tra địa chỉ\n- [x] một\nKiểu: hai\n~~~\nba"
    assert as_prose(text) == (
        "## Phần kiểm tra\n\n# Phần thực hanh\n\n## Kiểm tra địa chỉ\n\n- \\[x] một\n\n> Kiểu: hai\n\n&#126;~~\nba"
    )
