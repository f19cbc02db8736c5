"""`sắp xếp`: numbered steps in their right order; the learner gets them mixed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.kinds.base import Draft, Item, KindRules
from app.content.kinds.options import same_letters
from app.content.messages import Report, replace_line
from app.content.schema import Fix, Option, Scoring

if TYPE_CHECKING:
    from app.content.schema import Question

FEWEST, MOST = 3, 50  # Each place is shown with all steps to choose from.
# No digit right behind the point: "1.5 lít" is the text of a step that lost its number.
STEP = re.compile(r"(\d{1,3})\s*[.)](?!\d)\s*(.*)")
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
SLIPS = (
    re.compile(r"[-*+•–—·●▪]\s*(?:\[\s*[xX]?\s*\]\s*)?(?:\d{1,3}\s*[.):]\s*)?(\S.*)"),
    re.compile(r"\[\s*[xX]?\s*\]\s*(\S.*)"),
    re.compile(r"[A-Za-zĐđ]\s*[.)]\s*(\S.*)"),
    re.compile(r"[(\[]?\s*\d{1,3}\s*[)\]:,;/–—-]\s*(\S.*)"),
    re.compile(r"(?:[Bb]ước|[Bb]uoc|BƯỚC)\s*\d{1,3}\s*[:.)–—-]?\s*(\S.*)"),
    re.compile(rf"[{CIRCLED}]\s*(\S.*)"),
    re.compile(r"\d{1,3}\s+(\S.*)"),
)


def read(draft: Draft, report: Report) -> Question:
    """Read the steps; the number and the place of each must agree."""
    steps = Steps(draft, report)
    scoring = draft.attributes.scoring(Scoring.SHARE, Scoring.ALL_RIGHT)
    return draft.question(options=tuple(steps.options), scoring=scoring)


class Steps:
    """Reads numbered steps; what is wrong with the whole is said only when every line could be read."""

    def __init__(self, draft: Draft, report: Report) -> None:
        self.draft, self.report = draft, report
        self.options: list[Option] = []
        self.numbers: list[int] = []
        self.is_clean = True
        for item in draft.items:
            self._read(item)
        if self.is_clean and not self._has_duplicates() and not self._is_out_of_order() and len(self.options) < FEWEST:
            report.add(draft.line, "Q25")

    def _read(self, item: Item) -> None:
        found = STEP.fullmatch(item.text)
        if found and found[2]:
            self.numbers.append(int(found[1]))
            self.options.append(Option(found[2], line=item.line))
            return
        self.is_clean = False
        if found:
            self.report.add(item.line, "Q11.step")
        elif item.text[0] in ">#":
            self.draft.junk(self.report, item)
        else:
            self._slip(item)
        self.options.append(Option(item.text, line=item.line))

    def _slip(self, item: Item) -> None:
        """Report a step without its number; the repair is certain when something stood in its place."""
        text = next((found[1] for pattern in SLIPS if (found := pattern.fullmatch(item.text))), "")
        wanted = f"{len(self.options) + 1}. {text or item.text}"
        self.report.add(item.line, "Q25.number", wanted=wanted, fix=replace_line(item.line, wanted) if text else None)

    def _has_duplicates(self) -> bool:
        seen: dict[str, Option] = {}
        found = False
        for option in self.options:
            first = seen.setdefault(same_letters(option.text), option)
            if first is not option:
                self.report.add(option.line, "Q14.step", first=first.line)
                found = True
        return found

    def _is_out_of_order(self) -> bool:
        """Report the first step whose number is not its place; numbers that only rise can be set right for sure."""
        wrong = next((at for at, number in enumerate(self.numbers) if number != at + 1), None)
        if wrong is None:
            return False
        rises = self.numbers == sorted(self.numbers)
        lines = [option.line for option in self.options]
        is_sure = rises and lines == list(range(lines[0], lines[0] + len(lines)))
        fix = Fix(lines[0], lines[-1], tuple(_numbered(self.options))) if is_sure else None
        self.report.add(lines[wrong], "Q25.sequence", wanted=wrong + 1, fix=fix)
        return True


def _numbered(options: list[Option] | tuple[Option, ...]) -> list[str]:
    return [f"{number}. {option.text}" for number, option in enumerate(options, 1)]


def write_items(question: Question) -> list[str]:
    """Return the numbered steps."""
    return _numbered(question.options)


ORDER = KindRules(frozenset({"Điểm", "Tính điểm"}), read, write_items, most_items=MOST)
