"""Lessons whose every authored field holds payloads, as they are and as far as the checker lets them through."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import TYPE_CHECKING

from tests.e2e.payloads import numbered, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.content.schema import Problem

A_LESSON, LETTERS = 22, 1_100  # Payloads in one lesson, and their letters: more would not fit into a file.
GROUP = "nguoi-dan"
PICTURE = "anh.webp"
HIDDEN = re.compile("[\u2028-\u202e]")  # Line separators and marks that turn the direction of writing.
Shape = tuple[int, str]
Form = tuple[str, ...]


@dataclass
class Cell:
    """Some lines that hold payloads of one field; where the checker refuses a form of them, the next one is tried."""

    forms: list[Form]
    field: str = ""
    numbers: tuple[int, ...] = ()
    group: str = ""
    at: int = 0

    @property
    def lines(self) -> Form:
        """Return the lines as they stand now."""
        return self.forms[self.at]

    @property
    def is_poison(self) -> bool:
        """Tell whether payloads are in it; the last form is a harmless one."""
        return bool(self.field) and self.at < len(self.forms) - 1

    def give_way(self) -> bool:
        """Take the next form, if there is one."""
        can = self.at < len(self.forms) - 1
        self.at += can
        return can


@dataclass
class Lesson:
    """A lesson as cells, so that each payload knows its lines."""

    code: str
    shapes: list[Shape]
    cells: list[Cell] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the lesson as a teacher would have typed it."""
        return "\n".join(line for cell in self.cells for line in cell.lines) + "\n"

    @property
    def holds(self) -> set[tuple[str, int]]:
        """Return which payload, by its number, stands in which field."""
        return {(cell.field, number) for cell in self.cells if cell.is_poison for number in cell.numbers}

    def say(self, *lines: str) -> None:
        """Add lines without payloads."""
        self.cells.append(Cell([lines]))

    def put(self, name: str, shapes: Sequence[Shape], *forms: Form | str, group: str = "") -> None:
        """Add lines of a field; `forms` from the worst to the harmless one, each also without hidden letters."""
        lines = [(form,) if isinstance(form, str) else form for form in forms]
        seen = [one for form in lines for one in (form, tuple(HIDDEN.sub("", line) for line in form))]
        self.cells.append(Cell(list(dict.fromkeys(seen)), name, tuple(number for number, _ in shapes), group))

    def breathe(self, place: int, every: int = 5) -> None:
        """Add an empty line now and then: a block with hundreds of brackets is refused as it is."""
        if place % every == every - 1:
            self.say("")

    def purify(self, problems_of: Callable[[str], Sequence[Problem]]) -> Lesson:
        """Take out, step by step, what the checker refuses; returns itself, without an error."""
        for _ in range(60):
            wrong = [problem for problem in problems_of(self.text) if problem.is_error]
            if not wrong:
                return self
            if not self._give_way({problem.line for problem in wrong}):
                raise AssertionError("\n".join(problem.message for problem in wrong))
        raise AssertionError("the checker still refuses the lesson")

    def _give_way(self, lines: set[int]) -> bool:
        found = [cell for cell in self._at(lines) if cell.forms[1:]]
        groups = {cell.group for cell in found if cell.group}
        found += [cell for cell in self.cells if cell.group in groups and cell not in found]
        return sum(cell.give_way() for cell in found) > 0

    def _at(self, lines: set[int]) -> list[Cell]:
        """Return the cells at these lines; where a line without payloads is blamed, those of its question."""
        found, line, question = [], 0, list[Cell]()
        for cell in self.cells:
            if cell.lines and cell.lines[0].startswith(("### ", "## ", "---")):
                question = []
            question.append(cell)
            here = set(range(line + 1, line + 1 + len(cell.lines)))
            line += len(cell.lines)
            if here & lines:
                found += [cell] if cell.forms[1:] else [one for one in question if one.is_poison]
        return found


def lessons(stem: str) -> list[Lesson]:
    """Return lessons that hold every payload in every field; their codes begin with `stem`."""
    parts: list[list[Shape]] = [[]]
    for shape in enumerate(numbered(), 1):
        if len(parts[-1]) == A_LESSON or sum(len(text) for _, text in [*parts[-1], shape]) > LETTERS:
            parts.append([])
        parts[-1].append(shape)
    return [lesson(f"{stem}-{number}", part) for number, part in enumerate(parts, 1)]


def lesson(code: str, shapes: list[Shape], mode: str = "luyện tập") -> Lesson:
    """Return a lesson with one question of each kind and one for each payload alone."""
    made = Lesson(code, shapes)
    _head(made, mode)
    _prose(made)
    made.say("## Kiểm tra", "")
    _paragraphs(made, "quiz intro", shapes)
    _questions(made)
    for shape in shapes:
        _alone(made, shape)
    made.say("## Thực hành", "")
    _paragraphs(made, "practice intro", shapes)
    _practice(made)
    return made


def joined(shapes: Sequence[Shape]) -> str:
    """Return payloads side by side on one line; for plain text, whose escaping looks at no neighbour."""
    return " ".join(one_line(text) for _, text in shapes)


def _head(made: Lesson, mode: str) -> None:
    made.say("---", "định dạng: 1", f"mã: {made.code}")
    made.put("title", made.shapes, f"tiêu đề: Bài {joined(made.shapes)}", "tiêu đề: Bài thử")
    made.put("summary", made.shapes, f"tóm tắt: Bài {joined(made.shapes)}", "tóm tắt: Bài thử")
    made.say("", "nhóm: [người dân]", "thời lượng: 15 phút", f"kiểm tra: {mode}", "trộn: không", "tác giả:")
    made.put("author", made.shapes, f"- Tác giả {joined(made.shapes)}", "- Tác giả")
    made.say("", "nguồn:")
    for place, (number, text) in enumerate(made.shapes):
        plain, address = one_line(text).replace("|", "¦"), "".join(text.replace("|", "%7C").split())
        rows = f"{plain} | {plain}", f"{plain} | https://vi-du.vn/{address}", f"Nguồn {plain} | https://vi-du.vn/a"
        forms = [f"- {row} | 2026-11-01" for row in (*rows, f"Nguồn {number} | https://vi-du.vn/b")]
        made.put("source", [(number, text)], *forms)
        made.breathe(place, 12)
    made.say("---", "")


def _prose(made: Lesson) -> None:
    _paragraphs(made, "paragraph", made.shapes)
    for number, text in made.shapes:
        line = one_line(text)
        wrapped: dict[str, Form] = {
            "heading": (f"# {line}", ""),
            "list": (f"- {line}", "", "Chữ.", ""),
            "numbered list": (f"1. {line}", "", "Chữ.", ""),
            "quote": (f"> {line}", ""),
            "table": (f"| {line} | b |", "|---|---|", f"| a | {line} |", ""),
            "words of a link": (f"[{line}](https://vi-du.vn)", ""),
            "target of a link": (f"[chữ]({line})", ""),
            "title of a link": (f'[chữ](https://vi-du.vn "{line}")', ""),
            "words of a picture": (f"![{line}]({PICTURE})", ""),
            "name of a picture": (f"![chữ]({line})", ""),
            "code": (f"`{line}`", ""),
            "language of code": (f"```{line}", line, "```", ""),
        }
        for name, lines in wrapped.items():
            made.put(name, [(number, text)], lines, ())


def _paragraphs(made: Lesson, name: str, shapes: Sequence[Shape]) -> None:
    for shape in shapes:
        made.put(name, [shape], (*shape[1].split("\n"), ""), ())


def _questions(made: Lesson) -> None:
    """Write one question of each kind; lists hold every payload, single fields a few each."""
    parts = iter(_shared(made.shapes, 15))
    for kind in ("một đáp án", "nhiều đáp án", "tìm dấu hiệu"):
        with_ = next(parts)
        _open(made, kind, with_)
        _options(made, kind, made.shapes)
        _close(made, with_)
    with_ = next(parts)
    _open(made, "đúng sai", with_)
    made.say("Đáp án: Đúng")
    _close(made, with_)
    for statements in _shared(made.shapes, 5):
        with_ = next(parts)
        _open(made, "đúng sai", with_)
        _options(made, "statement", statements, marks="ĐS")
        _close(made, with_)
    for write in (_short, _number, _order, _match, _hotspot):
        with_ = next(parts)
        write(made, with_)
        _close(made, with_)
    with_ = next(parts)
    _open(made, "tình huống", with_)
    _story(made)
    _close(made, with_)
    _open(made, "tình huống", made.shapes[:1])
    _named_story(made)
    _close(made, made.shapes[:1])


def _shared(shapes: list[Shape], count: int) -> list[list[Shape]]:
    """Return the payloads in so many parts, two at least in each; the first ones come again where they are few."""
    size = max(2, -(-len(shapes) // count))
    again = islice(cycle(shapes), size * count)
    return [list(islice(again, size)) for _ in range(count)]


def _open(made: Lesson, kind: str, shapes: Sequence[Shape], *attributes: str) -> None:
    made.put("title of a question", shapes, f"### Câu {joined(shapes)}", "### Câu hỏi")
    _paragraphs(made, "prompt", shapes)
    made.say(f"Kiểu: {kind}", *attributes)


def _close(made: Lesson, shapes: Sequence[Shape]) -> None:
    made.put("hint", shapes, f"Gợi ý: {joined(shapes)}", f"Gợi ý: {one_line(shapes[0][1])}", ())
    made.put("explanation", shapes, f"Giải thích: {joined(shapes)}", f"Giải thích: {one_line(shapes[-1][1])}", ())
    made.say("")


def _options(made: Lesson, kind: str, shapes: Sequence[Shape], marks: str = "x ", area: bool = False) -> None:
    """Write an option and its feedback for each payload; of one right answer the first is it."""
    for place, (number, text) in enumerate(shapes):
        right = place == 0 or (kind != "một đáp án" and place % 2 == 0)
        x, y = 15 * (place % 6), 15 * (place // 6)
        start = f"- [{marks[0] if right else marks[1]}] " + (f"({x},{y} - {x + 10},{y + 10}) " if area else "")
        made.put(f"option: {kind}", [(number, text)], start + one_line(text), f"{start}Chữ {number}")
        _quoted(made, f"feedback: {kind}", shapes[place - 1])
        made.breathe(place)


def _quoted(made: Lesson, name: str, shape: Shape, empty: Form = ()) -> None:
    made.put(name, [shape], tuple(f"> {line}".rstrip() for line in shape[1].split("\n")), empty)


def _short(made: Lesson, with_: list[Shape]) -> None:
    _open(made, "trả lời ngắn", with_, "Đáp án: đúng chữ")
    for place, (number, text) in enumerate(made.shapes):
        made.put("short answer", [(number, text)], f"Chấp nhận: {one_line(text)}", ())
        made.breathe(place)


def _number(made: Lesson, with_: list[Shape]) -> None:
    _open(made, "số", with_, "Đáp án: 5")
    made.put("unit", made.shapes, f"Đơn vị: {joined(made.shapes)}", "Đơn vị: người")


def _order(made: Lesson, with_: list[Shape]) -> None:
    _open(made, "sắp xếp", with_)
    for place, (number, text) in enumerate(made.shapes, 1):
        made.put("step", [(number, text)], f"{place}. {one_line(text)}", f"{place}. Chữ {number}")
        made.breathe(place)
    made.say(*(f"{place}. Thêm {place}" for place in range(len(made.shapes) + 1, len(made.shapes) + 3)))


def _match(made: Lesson, with_: list[Shape]) -> None:
    _open(made, "ghép đôi", with_)
    for place, (number, text) in enumerate(made.shapes):
        line = one_line(text)
        made.put("left side", [(number, text)], f"- {line} -> phải {number}", f"- trái {number} -> phải {number}")
        made.put("right side", [(number, text)], f"- vế {number} -> {line}", f"- vế {number} -> bên {number}")
        made.breathe(place)


def _hotspot(made: Lesson, with_: list[Shape]) -> None:
    _open(made, "điểm ảnh", with_, f"Ảnh: {PICTURE}")
    made.put("picture in words", made.shapes, f"Mô tả ảnh: Ảnh {joined(made.shapes)}", "Mô tả ảnh: Ảnh")
    _options(made, "area", made.shapes, area=True)


def _story(made: Lesson) -> None:
    last = len(made.shapes)
    for place, (number, text) in enumerate(made.shapes, 1):
        then = "Kết thúc" if place == last else f"Bước {place + 1}"
        made.say(f"#### Bước {place}")
        _quoted(made, "step of a story", (number, text), ("> Chuyện.",))
        made.put("choice", [(number, text)], f"- [x] {one_line(text)} -> {then}", f"- [x] Chữ {number} -> {then}")
        _quoted(made, "feedback: choice", made.shapes[place - 2])
        made.say("- [ ] Khác -> Kết thúc", "")


def _named_story(made: Lesson) -> None:
    """Write a story whose steps are called like payloads; a name and the way to it change together."""
    names = [one_line(text) for _, text in made.shapes]
    for place, (shape, name) in enumerate(zip(made.shapes, names, strict=True)):
        group, then = f"{made.code} {place}", f"{made.code} {place + 1}"
        made.put("name of a step", [shape], f"#### {name}", f"#### Chỗ {place}", group=group)
        if place + 1 < len(names):
            forms = f"- [x] Đi -> {names[place + 1]}", f"- [x] Đi -> Chỗ {place + 1}"
            made.put("name of a step", [made.shapes[place + 1]], *forms, group=then)
        else:
            made.say("- [x] Đi -> Kết thúc")
        made.say("- [ ] Thôi -> Kết thúc", "")


def _alone(made: Lesson, shape: Shape) -> None:
    """Write a question that holds one payload only, so that none hides behind another."""
    line = one_line(shape[1])
    made.put("title of a question", [shape], f"### {line}", f"### Riêng {shape[0]}")
    _paragraphs(made, "prompt", [shape])
    made.say("Kiểu: một đáp án")
    made.put("option: một đáp án", [shape], f"- [x] {line}", "- [x] Chữ")
    _quoted(made, "feedback: một đáp án", shape)
    made.say("- [ ] Khác")
    _close(made, [shape])


def _practice(made: Lesson) -> None:
    made.put("title of a practice", made.shapes, f"### Việc {joined(made.shapes)}", "### Việc")
    _paragraphs(made, "prompt of a practice", made.shapes)
    made.say("Kiểu: thực hành")
    for place, (number, text) in enumerate(made.shapes):
        made.put("task", [(number, text)], f"- [ ] {one_line(text)}", f"- [ ] Chữ {number}")
        made.breathe(place)


def halves() -> tuple[list[Shape], list[Shape]]:
    """Return all payloads in two parts with as many brackets: no line may hold more than some hundreds."""
    shapes = list(enumerate(numbered(), 1))
    whole = sum(text.count("<") for _, text in shapes)
    cut = next(at for at in range(len(shapes)) if 2 * sum(text.count("<") for _, text in shapes[:at]) > whole)
    return shapes[:cut], shapes[cut:]


def programme(group: str, codes: Sequence[str], halves: tuple[Sequence[Shape], Sequence[Shape]]) -> Lesson:
    """Return the index of a group: its title holds one half of the payloads, its framework the other, its text all."""
    made = Lesson("index", [*halves[0], *halves[1]])
    made.say("---", "định dạng: 1", f"nhóm: {group}")
    for name, key, shapes in (("programme title", "tiêu đề", halves[0]), ("framework", "khung", halves[1])):
        made.say("")
        made.put(name, shapes, f"{key}: (khung tạm) {joined(shapes)}", f"{key}: (khung tạm)")
        made.say("")
    made.say("bài:", *(f"- {code}" for code in codes), "đạt khi: [tất cả bài]", "mức tin cậy: có người chứng kiến")
    made.say("---", "")
    _paragraphs(made, "programme intro", made.shapes)
    return made
