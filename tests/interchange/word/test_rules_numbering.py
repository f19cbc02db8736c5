"""The labels Word writes itself: letters, Roman numbers, levels inside levels, lists that begin anew."""

from docx.oxml import parse_xml

from app.interchange.word.numbering import Numbering
from tests.interchange.word.files import W


def numbering(*levels: tuple[str, str], lists: str = "") -> Numbering:
    """Return the lists of a document: outline 1 with these levels (form, text), list 1 of it, and more lists."""
    inside = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(levels)
    )
    outline = f'<w:abstractNum w:abstractNumId="1">{inside}</w:abstractNum>'
    one = '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    return Numbering(parse_xml(f"<w:numbering {W}>{outline}{one}{lists}</w:numbering>"))


def test_letters_and_numbers_are_counted_in_their_form() -> None:
    for form, labels in (
        ("decimal", ["1.", "2."]),
        ("upperLetter", ["A.", "B."]),
        ("lowerLetter", ["a.", "b."]),
        ("upperRoman", ["I.", "II."]),
        ("lowerRoman", ["i.", "ii."]),
        ("bullet", ["•", "•"]),
        ("none", [".", "."]),
    ):
        lists = numbering((form, "%1."))
        assert [lists.label("1", "0") for _ in range(2)] == labels


def test_letters_go_on_after_z_and_roman_numbers_are_subtracted() -> None:
    letters, roman = numbering(("lowerLetter", "%1")), numbering(("upperRoman", "%1"))
    assert [letters.label("1", "0") for _ in range(28)][25:] == ["z", "aa", "bb"]
    assert [roman.label("1", "0") for _ in range(49)][3::45] == ["IV", "XLIX"]


def test_an_inner_level_begins_anew_below_the_next_outer_one() -> None:
    lists = numbering(("decimal", "Câu %1:"), ("upperLetter", "%2."), ("decimal", "%1.%3"))
    asked = [("0", "Câu 1:"), ("1", "A."), ("1", "B."), ("0", "Câu 2:"), ("1", "A."), ("2", "2.1")]
    assert [lists.label("1", level) for level, _ in asked] == [label for _, label in asked]


def test_a_list_goes_on_in_another_of_its_outline_unless_that_says_where_it_begins() -> None:
    more = (
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="1"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    lists = numbering(("decimal", "%1"), lists=more)
    assert [lists.label(number, "0") for number in ("1", "2", "3", "3", "1")] == ["1", "2", "5", "6", "7"]


def test_lists_and_levels_nobody_described_have_no_label() -> None:
    lists = numbering(("decimal", "%1 %4"))
    assert [lists.label("9", "0"), lists.label("1", "3"), lists.label("1", "x"), lists.label("1", "0")] == [
        "",
        "",
        "1",
        "2",
    ]
    assert Numbering(None).label("1", "0") == ""
