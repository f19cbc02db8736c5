"""How each kind of question stands on paper: its signs, its blanks, and its key in words."""

from __future__ import annotations

from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING, Any

from app.content.parts import END
from app.content.words import Kind
from app.core.text import N_
from app.interchange.paper.sheets import Answers, Area, Blank, Remark, Row, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Asked = Mapping[str, Any]

TRUTHS = (N_("Đúng"), N_("Sai"))


def _letters(asked: Asked, task: str) -> Answers:
    options = asked["options"]
    rows = tuple(Row(ascii_uppercase[at % 26], option["text"]) for at, option in enumerate(options))
    key = tuple(f"{row.sign}. {row.text}" for row, option in zip(rows, options, strict=True) if option["correct"])
    blank = Blank(signs=tuple(row.sign for row in rows))
    return Answers("letters", task, rows, blanks=(blank,), key=key, remarks=_remarks(rows, options))


def _one(asked: Asked) -> Answers:
    return _letters(asked, N_("Chọn một phương án."))


def _several(asked: Asked) -> Answers:
    return _letters(asked, N_("Chọn tất cả các phương án đúng."))


def _signs(asked: Asked) -> Answers:
    return _letters(asked, N_("Chọn tất cả những chỗ đáng ngờ."))


def _hotspot(asked: Asked) -> Answers:
    """Areas have numbers on the picture, and the same numbers in the list of what they show."""
    options = asked["options"]
    rows = tuple(Row(str(at), option["text"]) for at, option in enumerate(options, 1))
    areas = tuple(
        Area(row.sign, area[0], area[1], area[2] - area[0], area[3] - area[1])
        for row, option in zip(rows, options, strict=True)
        if (area := option.get("area"))
    )
    key = tuple(f"{row.sign}. {row.text}" for row, option in zip(rows, options, strict=True) if option["correct"])
    blank = Blank(signs=tuple(row.sign for row in rows))
    task = N_("Nhìn ảnh và chọn số của tất cả những chỗ cần tìm.")
    return Answers("areas", task, rows, areas=areas, blanks=(blank,), key=key, remarks=_remarks(rows, options))


def _true_false(asked: Asked) -> Answers:
    options = asked["options"]
    if not options:
        return Answers("truth", N_("Đánh dấu Đúng hoặc Sai."), blanks=(Blank(signs=TRUTHS),), key=(asked["answer"],))
    rows = tuple(Row(ascii_lowercase[at % 26], option["text"]) for at, option in enumerate(options))
    blanks = tuple(Blank(row.sign, ("Đ", "S")) for row in rows)
    truths = tuple("Đ" if option["correct"] else "S" for option in options)
    key = ", ".join(f"{row.sign}) {truth}" for row, truth in zip(rows, truths, strict=True))
    task = N_("Ở mỗi ý, đánh dấu Đúng (Đ) hoặc Sai (S).")
    return Answers("truths", task, rows, blanks=blanks, key=(key,), remarks=_remarks(rows, options))


def _short(asked: Asked) -> Answers:
    key = (asked["answer"], *asked.get("accepted", ()))
    return Answers("line", N_("Viết câu trả lời ngắn."), blanks=(Blank(),), key=key)


def _number(asked: Asked) -> Answers:
    key = (asked["answer"], *asked.get("accepted", ()))
    return Answers("line", N_("Viết một số."), blanks=(Blank(asked.get("unit", "")),), key=key)


def _order(asked: Asked) -> Answers:
    """Steps stand by the alphabet; where that is their right order, the other way round."""
    right = [option["text"] for option in asked["options"]]
    shown = sorted(right, key=str.casefold)
    shown = shown[::-1] if shown == right else shown
    rows = tuple(Row(ascii_lowercase[at % 26], text) for at, text in enumerate(shown))
    blanks = tuple(Blank(row.sign) for row in rows)
    places = ", ".join(f"{row.sign} – {right.index(row.text) + 1}" for row in rows)
    steps = tuple(f"{number}. {text}" for number, text in enumerate(right, 1))
    task = N_("Ghi số 1, 2, 3… vào ô theo thứ tự đúng.")
    return Answers("order", task, rows, blanks=blanks, key=(places, *steps))


def _match(asked: Asked) -> Answers:
    """Right sides stand by the alphabet with letters; where each would stand beside its left side, moved by one."""
    pairs = asked.get("pairs", [])
    wanted = [pair["right"] for pair in pairs if pair["left"]]
    rights = sorted({pair["right"] for pair in pairs}, key=str.casefold)
    rights = rights[1:] + rights[:1] if rights[: len(wanted)] == wanted else rights
    lefts = tuple(Row(str(at), pair["left"]) for at, pair in enumerate((p for p in pairs if p["left"]), 1))
    others = tuple(Row(ascii_lowercase[at % 26], text) for at, text in enumerate(rights))
    blanks = tuple(Blank(row.sign) for row in lefts)
    letters = [others[rights.index(text)].sign for text in wanted]
    key = ", ".join(f"{row.sign} – {letter}" for row, letter in zip(lefts, letters, strict=True))
    words = tuple(f"{row.text} → {text}" for row, text in zip(lefts, wanted, strict=True))
    task = N_("Ghi chữ cái của vế phải vào ô của mỗi vế trái.")
    return Answers("pairs", task, lefts, others, blanks=blanks, key=(key, *words))


def _scenario(asked: Asked) -> Answers:
    nodes = asked.get("nodes", [])
    steps = tuple(Step(node["name"], node["text_html"], _ways(node["choices"])) for node in nodes)
    blanks = tuple(Blank(step.name) for step in steps)
    key, remarks = [], []
    for step, node in zip(steps, nodes, strict=True):
        good = [row for row, choice in zip(step.rows, node["choices"], strict=True) if choice["correct"]]
        key.append(f"{step.name}: " + "; ".join(f"{row.sign}) {row.text}" for row in good))
        remarks += [
            Remark(f"{step.name}, {row.sign}", choice["feedback_html"])
            for row, choice in zip(step.rows, node["choices"], strict=True)
            if choice["feedback_html"]
        ]
    task = N_("Bắt đầu ở bước đầu tiên. Ở mỗi bước chọn một cách, rồi sang bước được chỉ.")
    return Answers("story", task, steps=steps, blanks=blanks, key=tuple(key), remarks=tuple(remarks))


def _ways(choices: Sequence[Asked]) -> tuple[Row, ...]:
    return tuple(
        Row(ascii_lowercase[at % 26], choice["text"], "" if choice["target"] == END else choice["target"])
        for at, choice in enumerate(choices)
    )


def _remarks(rows: Sequence[Row], options: Sequence[Asked]) -> tuple[Remark, ...]:
    """Return what is said of single options, in safe HTML."""
    both = zip(rows, options, strict=True)
    return tuple(Remark(row.sign, option["feedback_html"]) for row, option in both if option["feedback_html"])


KINDS: dict[Kind, Callable[[Asked], Answers]] = {
    Kind.ONE: _one,
    Kind.SEVERAL: _several,
    Kind.SIGNS: _signs,
    Kind.HOTSPOT: _hotspot,
    Kind.TRUE_FALSE: _true_false,
    Kind.SHORT: _short,
    Kind.NUMBER: _number,
    Kind.ORDER: _order,
    Kind.MATCH: _match,
    Kind.SCENARIO: _scenario,
}
