"""The guide for teachers says what is so: its examples are read without a slip, its pictures are there and light."""

import re
from pathlib import Path

import pytest

from app.content.parse import parse_text
from app.content.schema import Kind

pytestmark = pytest.mark.pure
ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
HEAD = "---\nđịnh dạng: 1\nmã: bai\ntiêu đề: Bài\nnhóm: [người dân]\nkiểm tra: luyện tập\n---\n\nBài đọc.\n"
HEAVIEST = 120_000


def examples() -> list[str]:
    """Return the questions that the guide shows as they are written."""
    return [block for block in re.findall(r"```\n(.*?)```", GUIDE, re.DOTALL) if block.startswith("### ")]


@pytest.mark.parametrize("example", examples())
def test_an_example_of_the_guide_is_read_without_a_slip(example: str) -> None:
    section = "Thực hành" if "Kiểu: thực hành" in example else "Kiểm tra"
    document = parse_text(f"{HEAD}\n## {section}\n\n{example}", "nguoi-dan/bai.md")

    assert not [problem for problem in document.problems if problem.is_error]
    assert document.module
    assert len(document.module.items) == 1


def test_the_guide_shows_how_every_kind_but_the_one_with_a_picture_is_written() -> None:
    shown = {kind for kind in Kind if any(f"Kiểu: {kind.value}\n" in example for example in examples())}

    assert shown == set(Kind) - {Kind.HOTSPOT}


def test_the_pictures_of_the_guide_are_there_and_light() -> None:
    names = re.findall(r"\]\((pictures/[\w-]+\.png)\)", GUIDE)

    assert len(names) >= 15
    assert not [name for name in names if (ROOT / "docs" / name).stat().st_size > HEAVIEST]


def test_what_the_guide_says_to_press_stands_on_the_screen_in_the_same_words() -> None:
    pages = [*(ROOT / "app" / "templates").rglob("*.html"), *(ROOT / "app").rglob("*.py")]
    screen = "\n".join(path.read_text(encoding="utf-8") for path in pages)
    named = re.findall(r"(?:[Bb]ấm|[Mm]ở|mục) \*\*([^*]+)\*\*", GUIDE)

    assert len(named) >= 25
    assert not [words for words in named if words not in screen]
