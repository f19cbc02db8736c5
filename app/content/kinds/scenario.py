"""`tình huống`: a story in steps; each step has a quote and choices that lead to other steps or to `Kết thúc`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING

from app.content.blocks import heading_of
from app.content.kinds.arrows import Sides, split
from app.content.kinds.base import Draft, Item, KindRules
from app.content.kinds.options import BARE, OPTION, TICKS, is_box, quoted, same_letters, tell_box_slip, with_quote
from app.content.kinds.paths import check_story
from app.content.messages import Report, insert_before, replace_line
from app.content.prose import canonical
from app.content.schema import END, Choice, Fix, Node
from app.core.text import fold

if TYPE_CHECKING:
    from app.content.schema import Question

MARKS, FIRST = 4, "Bước 1"
STEP_NAME = re.compile(r"(?:buoc|canh|man)\s*\d{1,2}", re.IGNORECASE)
QUOTE = re.compile(r">\s?(.*)")


@dataclass(slots=True)
class Step:
    """One step while it is read."""

    name: str
    line: int
    quotes: list[str] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)

    def node(self) -> Node:
        """Return the step as it is kept."""
        return Node(self.name, canonical(self.quotes), tuple(self.choices), self.line)


class Story:
    """Reads the lines of a story one by one; `is_clean` tells whether every line was understood."""

    def __init__(self, draft: Draft, report: Report) -> None:
        self.draft, self.report = draft, report
        self.steps: list[Step] = []
        self.is_clean = True
        self.targets = _targets(draft)
        self.known = _known(draft)
        self.lost = [target for key, target in self.targets.items() if key not in self.known]
        for item in draft.items:
            self._read(item)

    def _read(self, item: Item) -> None:
        if heading_of(item.text)[0] == MARKS:
            self._heading(item)
        elif _is_name(item.text, self.targets):
            self._heading_slip(item, item.text)
        elif not self.steps:
            if self.is_clean:
                self.report.add(item.line, "Q40.before", fix=self._first_heading(item))
            self.is_clean = False
        elif item.text.startswith(">"):
            self._quote(item)
        elif found := OPTION.fullmatch(item.text):
            self._choice(item, found)
        else:
            self.is_clean = False
            self._slip(item)

    def _heading(self, item: Item) -> None:
        name = heading_of(item.text)[1]
        if name and name != _plain(name):
            self._heading_slip(item, name)
            return
        if not name:
            self.is_clean = False
            self._unnamed(item)
        elif fold(name) == fold(END):
            self.is_clean = False
            self.report.add(item.line, "Q40.end")
        self.steps.append(Step(name, item.line))

    def _first_heading(self, item: Item) -> Fix | None:
        """Return the repair that names the first step, when lines of a whole step stand before the first heading."""
        above = takewhile(lambda other: heading_of(other.text)[0] != MARKS, self.draft.items)
        is_step = any(OPTION.fullmatch(other.text) for other in above)
        is_free = same_letters(FIRST) not in self.known
        return insert_before(item.line, f"#### {FIRST}") if is_step and is_free else None

    def _heading_slip(self, item: Item, name: str) -> None:
        name = _plain(name)
        self.report.add(item.line, "Q08.node", name=name, fix=replace_line(item.line, f"#### {name}"))
        self.is_clean = False
        self.steps.append(Step(name, item.line))

    def _unnamed(self, item: Item) -> None:
        """Report a step without a name; when just one target leads nowhere, it is this one."""
        is_sure = len(self.lost) == 1
        wanted = self.lost[0] if is_sure else f"Bước {len(self.steps) + 1}"
        fix = replace_line(item.line, f"#### {wanted}") if is_sure else None
        self.report.add(item.line, "Q40.name", name=wanted, fix=fix)

    def _quote(self, item: Item) -> None:
        step = self.steps[-1]
        if step.choices:
            last = step.choices[-1]
            step.choices[-1] = Choice(
                last.text, last.target, last.correct, with_quote(last.feedback, item.text), last.line
            )
        elif found := QUOTE.fullmatch(item.text):
            step.quotes.append(found[1])

    def _choice(self, item: Item, found: re.Match[str]) -> None:
        """Take one choice; a spoilt one is kept as well, so that its step is not said to lack it."""
        sides = split(found[2], at_last=True)
        is_good = is_box(found, item, self.draft, self.report) and self._has_sides(item, found, sides)
        self.is_clean = self.is_clean and is_good
        text, target = (sides.left, sides.right) if sides else (found[2], END)
        self.steps[-1].choices.append(Choice(text, target, found[1] in TICKS, "", item.line))

    def _has_sides(self, item: Item, found: re.Match[str], sides: Sides | None) -> bool:
        """Return whether a choice has a text, an arrow and a target; what is missing is reported."""
        if sides is None or not sides.right:
            self.report.add(item.line, "Q28.branch")
        elif not sides.left:
            self.report.add(item.line, "Q11")
        elif not sides.is_exact:
            wanted = f"- [{'x' if found[1] in TICKS else ' '}] {sides.left} -> {sides.right}"
            fix = replace_line(item.line, wanted) if same_letters(sides.right) in self.known else None
            self.report.add(item.line, "Q28.arrow", wanted=wanted, fix=fix)
        else:
            return True
        return False

    def _slip(self, item: Item) -> None:
        if tell_box_slip(item, self.report):
            self.steps[-1].choices.append(Choice(item.text, END, line=item.line))
        elif BARE.fullmatch(item.text) and not item.text.startswith("**"):
            self.report.add(item.line, "Q13.box")
        elif not self.steps[-1].choices:
            self.report.add(item.line, "Q90.story", text=item.text, fix=replace_line(item.line, f"> {item.text}"))
        else:
            self.draft.junk(self.report, item)


def _targets(draft: Draft) -> dict[str, str]:
    """Return where the choices lead, as written, by the letters that are compared."""
    found = [split(item.text, at_last=True) for item in draft.items if OPTION.fullmatch(item.text)]
    return {same_letters(sides.right): sides.right for sides in found if sides and sides.right}


def _known(draft: Draft) -> set[str]:
    """Return all names of steps of a story, as they are compared, and the end."""
    found = [heading_of(item.text) for item in draft.items]
    return {same_letters(name) for name in [*(name for marks, name in found if marks == MARKS), END]}


def _plain(name: str) -> str:
    return name.strip("*_ ").rstrip(":. *_")


def _is_name(text: str, targets: dict[str, str]) -> bool:
    """Whether a line without marks is the name of a step: "Bước 2", or a name that a choice leads to."""
    plain = _plain(text)
    return bool(plain) and (bool(STEP_NAME.fullmatch(fold(plain))) or same_letters(plain) in targets)


def read(draft: Draft, report: Report) -> Question:
    """Read a story; the ways through it are judged when every line could be read."""
    story = Story(draft, report)
    nodes = tuple(step.node() for step in story.steps)
    if not nodes and story.is_clean:
        report.add(draft.kind_line, "Q40")
    if story.is_clean:
        nodes = check_story(nodes, report)
    return draft.question(nodes=nodes)


def write_items(question: Question) -> list[str]:
    """Return the steps with their quotes, choices and feedback."""
    lines: list[str] = []
    for node in question.nodes:
        lines.append(f"#### {node.name}")
        lines += [f"> {text}".rstrip() for text in node.text.split("\n") if node.text]
        for choice in node.choices:
            mark = "x" if choice.correct else " "
            lines += [f"- [{mark}] {choice.text} -> {choice.target}", *quoted(choice.feedback)]
    return lines


SCENARIO = KindRules(frozenset({"Điểm"}), read, write_items)
