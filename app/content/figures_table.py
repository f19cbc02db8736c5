"""The figures of a library as plain text: short tables whose columns stand one below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.content.figures import Figures, GroupFigures

GROUP_HEAD = ("Nhóm", "Bài", "Chữ", "Chữ/câu văn", "Câu ở bài", "Câu đánh giá", "Thực hành", "Đúng là dài nhất")
KIND_HEAD = ("Kiểu câu", "Câu")
SKILL_HEAD = ("Kỹ năng", "Câu", "Bài")
WHOLE = "Cả thư viện"
GAP = "  "


def figures_text(figures: Figures) -> str:
    """Return the figures as tables with a blank line between them; counts are written as in Vietnamese."""
    tables = [[GROUP_HEAD, *(_group(one) for one in figures.groups.values())]]
    if len(figures.groups) > 1:
        tables[0].append((WHOLE, *_group(figures.total)[1:]))
    if figures.kinds:
        tables.append([KIND_HEAD, *((kind.value, _whole(count)) for kind, count in figures.kinds.most_common())])
    skills = sorted(figures.skill_questions.keys() | figures.skill_lessons.keys())
    if skills:
        rows = ((tag, _whole(figures.skill_questions[tag]), _whole(figures.skill_lessons[tag])) for tag in skills)
        tables.append([SKILL_HEAD, *rows])
    if figures.places:
        tables.append(_places(figures))
    return "\n\n".join(_aligned(table) for table in tables)


def _group(one: GroupFigures) -> tuple[str, ...]:
    longest = f"{one.longest}/{one.single} ({round(100 * one.longest_share)} %)" if one.single else "–"
    counts = (one.lessons, one.words, one.in_lessons, one.in_assessments, one.practices)
    lessons, words, *others = map(_whole, counts)
    return (one.name, lessons, words, f"{one.average:.1f}".replace(".", ","), *others, longest)


def _places(figures: Figures) -> list[tuple[str, ...]]:
    most = max(figures.places)
    head = ("Câu đúng ở chỗ thứ", *map(str, range(1, most + 1)))
    rows = [
        (f"{count} phương án", *map(_whole, places), *("",) * (most - count))
        for count, places in sorted(figures.places.items())
    ]
    return [head, *rows]


def _aligned(rows: Sequence[tuple[str, ...]]) -> str:
    """Return rows as lines: the first column from the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        GAP.join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        ).rstrip()
        for row in rows
    )


def _whole(count: int) -> str:
    return f"{count:,}".replace(",", ".")
