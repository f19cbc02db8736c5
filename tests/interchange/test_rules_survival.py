"""No bytes crash the readers of GIFT and QTI: each ends with questions that make a module, or with a refusal, soon."""

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.schema import Group
from app.interchange import formats
from app.interchange.gift.reader import read as read_gift
from app.interchange.html.markdown import from_html, without_tags
from app.interchange.module_text import module_text
from app.interchange.qti.reader import read as read_qti
from app.interchange.report import BadFile, Imported
from tests.interchange.qti import files as qti_files

pytestmark = pytest.mark.pure

GIFT_SIGNS = (
    "{ } {} ~ = # #### -> :: \\ \\n %50% %-50% % .. : // [html] [markdown] [plain] T FALSE 5 1e9 * _ ` ``` | a bà"
)
GIFT_PIECES = [
    *GIFT_SIGNS.split(),
    *(
        "\n",
        "\n\n",
        "> ",
        "- ",
        "$CATEGORY: a/b",
        "// [id:a]",
        "<b>",
        "</b>",
        "<li>",
        "<!--",
        "Kiểu: số",
        "## Kiểm tra",
    ),
    *("---", "![a](b.png)", "&lt;"),
]
TAG_NAMES = (
    "choiceInteraction orderInteraction matchInteraction inlineChoiceInteraction textEntryInteraction "
    "hotspotInteraction simpleChoice inlineChoice simpleMatchSet simpleAssociableChoice hotspotChoice feedbackInline "
    "feedbackBlock script prompt p b ul li table tr td img object"
)
TAGS = TAG_NAMES.split()
ATTRIBUTES = [
    *('responseIdentifier="RESPONSE"', 'identifier="A"', 'identifier="B"', 'shuffle="false"', 'fixed="true"'),
    *('shape="rect"', 'coords="1,2,3,4"', 'coords="x"', 'src="a.png"', 'data="a.png"', 'type="image/png"', 'width="0"'),
]
BASES = ["identifier", "float", "string", "directedPair"]
HTML = ["<", ">", "</", "b", "p", "li", "a href='", "'", '"', " ", "x", "<!--", "-->", "<![", "&", ";"]


@st.composite
def bodies(draw: st.DrawFn, depth: int = 3) -> str:
    """Draw the body of an item: elements of the standard in any nesting."""
    parts = []
    for _ in range(draw(st.integers(0, 3))):
        tag, drawn = draw(st.sampled_from(TAGS)), draw(st.lists(st.sampled_from(ATTRIBUTES), max_size=2))
        attributes = {one.partition("=")[0]: one for one in drawn}
        inside = draw(bodies(depth - 1)) if depth else draw(st.sampled_from(["", "a", "Đúng", "5"]))
        parts.append(f"<{tag} {' '.join(attributes.values())}>{inside}</{tag}>")
    return "".join(parts)


def survives(data: bytes, form: str) -> None:
    """Read; what was read must be a module or be refused."""
    with suppress(BadFile):
        found = formats.read(form, data, "de.txt")
        assert isinstance(found, Imported)
        module_text(found, module_id="de", group=Group.RESIDENTS)


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_end_with_questions_or_a_refusal(data: bytes) -> None:
    for form in ("gift", "qti"):
        survives(data, form)
    formats.guess(data, "de.txt")


@given(st.lists(st.sampled_from(GIFT_PIECES), max_size=30).map("".join))
@settings(max_examples=400, deadline=None)
def test_any_pieces_of_gift_end_with_questions_or_a_refusal(text: str) -> None:
    survives(text.encode(), "gift")


@given(bodies(), st.sampled_from(["A", "A B", "5", ""]), st.sampled_from(BASES))
@settings(max_examples=150, deadline=None)
def test_any_pieces_of_qti_end_with_questions_or_a_refusal(body: str, right: str, base: str) -> None:
    for cardinality in ("single", "multiple"):
        survives(qti_files.item(body, qti_files.response(right, cardinality=cardinality, base=base)), "qti")


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_a_package_with_any_bytes_inside_ends_with_questions_or_a_refusal(data: bytes) -> None:
    survives(qti_files.package({"a.xml": data}, {"a.png": data}), "qti")
    survives(qti_files.archive({"imsmanifest.xml": data}), "qti")


@given(
    st.lists(
        st.sampled_from(
            ["<", ">", "</", "b", "p", "li", "a href='", "'", '"', " ", "x", "<!--", "-->", "<![", "&", ";"]
        )
    )
)
@settings(max_examples=300, deadline=None)
def test_any_html_becomes_markdown_without_tags(parts: list[str]) -> None:
    for found in (from_html("".join(parts)), without_tags("".join(parts))):
        assert not any(tag in found.text.lower() for tag in ("<b>", "<p>", "<li>", "<!--"))


@pytest.mark.parametrize(
    "text",
    [
        "{" * 200_000,
        "Câu {" + "=a " * 50_000 + "}",
        "Câu {" + "~a#" * 60_000 + "}",
        "\\" * 300_000 + "{T}",
        "::" * 100_000 + "{T}",
        "[html]" + "<b>" * 6_000 + " {T}",
        "[html]" + "<ul><li>" * 2_400 + " {T}",
        "[html]" + "<!--" * 4_900 + " {T}",
        "[markdown]" + "`" * 9_000 + "<" * 9_000 + " {T}",
        "[markdown]" + "[a](" * 4_900 + " {T}",
        "[markdown]" + "*_" * 9_900 + " {T}",
        "[plain]" + "chữ " * 100_000 + " {T}",
        "A {T}\n\n" * 20_000,
        "// x\n" * 100_000 + "A {T}",
    ],
    ids=lambda text: text[:12],
)
def test_hostile_gift_is_answered_in_seconds(text: str) -> None:
    start = time.process_time()
    with suppress(BadFile):
        read_gift(text.encode(), "de.gift")
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "body",
    ["<p>" + "<b>x</b>" * 6_000 + "</p>", "<ul>" + "<li>x</li>" * 9_000 + "</ul>", "<p>" + "chữ " * 100_000 + "</p>"],
)
def test_hostile_qti_is_answered_in_seconds(body: str) -> None:
    start = time.process_time()
    with suppress(BadFile):
        read_qti(qti_files.item(body, qti_files.response("A")), "cau.xml")
    assert time.process_time() - start < 5
