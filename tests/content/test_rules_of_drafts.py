"""What a draft with errors may not do in its preview, and what the formatter may not do to a draft without."""

from datetime import date

import pytest

from app.content.check import check_document
from app.content.format import write
from app.content.parse import parse_text
from app.content.snapshot import meta_record

pytestmark = pytest.mark.pure
FILE = "nguoi-dan/thu.md"
HEAD = "---\nđịnh dạng: 1\nmã: thu\ntiêu đề: Thử\nnhóm: [người dân]\n{more}---\n\nChữ.\n"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "//x.vn", "x"])
def test_a_source_that_is_no_web_address_becomes_no_link(address: str) -> None:
    document = parse_text(HEAD.format(more=f"nguồn:\n- Sách | {address} | 2026-11-01\n"), FILE)
    assert document.module
    assert meta_record(document.module.meta)["sources"][0]["url"] == ""


def test_a_head_with_many_brackets_is_accepted_before_and_after_the_formatter() -> None:
    rows = "".join(f"- {'<' * 30} {number} | | 2026-11-01\n{'' if number % 6 else chr(10)}" for number in range(1, 13))
    document = parse_text(HEAD.format(more=f"nguồn:\n{rows}"), FILE)
    formatted = parse_text(write(document, lambda: ""), FILE)

    for one in (document, formatted):
        assert not [problem for problem in check_document(one, today=date(2026, 11, 22)) if problem.is_error]
