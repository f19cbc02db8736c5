"""Reads one question block: prompt, `Kiểu:`, attributes, items; every line lands in one of them or is reported."""

from __future__ import annotations

import re

from app.content.attributes import COMMON, Attribute, Attributes, attribute_of, report_slip, slip_of
from app.content.blocks import TASKS, Block
from app.content.fences import fenced
from app.content.kinds.base import Draft, Item
from app.content.kinds.guess import guess
from app.content.kinds.registry import KINDS
from app.content.messages import Report, insert_before, replace_line, shortened
from app.content.nearby import nearest
from app.content.prose import canonical
from app.content.schema import Kind, Question
from app.core.text import fold

NAMES = {fold(kind): kind for kind in Kind}
# What people write from habit, too far from the word for a spelling suggestion.
HABITS = {
    "1 dap an": Kind.ONE,
    "trac nghiem": Kind.ONE,
    "mot lua chon": Kind.ONE,
    "chon mot": Kind.ONE,
    "1 lua chon": Kind.ONE,
    "nhieu lua chon": Kind.SEVERAL,
    "chon nhieu": Kind.SEVERAL,
    "2 dap an": Kind.SEVERAL,
    "3 dap an": Kind.SEVERAL,
    "dung/sai": Kind.TRUE_FALSE,
    "dung hoac sai": Kind.TRUE_FALSE,
    "dung hay sai": Kind.TRUE_FALSE,
    "thuc hanh tai nha": Kind.PRACTICE,
    "dung/sai 4 y": Kind.TRUE_FALSE,
    "tra loi": Kind.SHORT,
    "dien tu": Kind.SHORT,
    "dien vao cho trong": Kind.SHORT,
    "dien so": Kind.NUMBER,
    "nhap so": Kind.NUMBER,
    "con so": Kind.NUMBER,
    "thu tu": Kind.ORDER,
    "sap xep thu tu": Kind.ORDER,
    "xep thu tu": Kind.ORDER,
    "ghep": Kind.MATCH,
    "ghep cap": Kind.MATCH,
    "noi cot": Kind.MATCH,
    "ghep noi": Kind.MATCH,
    "cham vao anh": Kind.HOTSPOT,
    "bam vao anh": Kind.HOTSPOT,
    "diem tren anh": Kind.HOTSPOT,
    "dau hieu": Kind.SIGNS,
    "tim dau hieu lua dao": Kind.SIGNS,
    "kich ban": Kind.SCENARIO,
    "xu ly tinh huong": Kind.SCENARIO,
}
ITEM_START = re.compile(r"[-#>+*•–—·●▪■□\[({]|\d{1,3}[.)]\s")
LIST = re.compile(r"(?:[-+*•–—·●▪]|\d{1,3}[.)])\s+\S.*|[-+*•–—]?\s*[\[(]\s*[xX]?\s*[\])](?!\().*")


class QuestionReader:
    """Reads one block; `ids` collects every id met, also of questions that cannot be read."""

    def __init__(self, block: Block, report: Report, ids: list[tuple[str, int]]) -> None:
        self.block, self.report, self.ids = block, report, ids
        self.attributes = Attributes(report)
        self.code, _ = fenced([text for _, text in block.lines])

    def read(self) -> Question | None:
        """Return the question, or None when its kind is missing or not known; the reason is reported."""
        if not self.block.title:
            self.report.add(self.block.line, "Q17")
        at, attribute = self._kind_line()
        self._collect_ids()
        if attribute is None:
            self._missing_kind()
            return None
        self.attributes.put(attribute)
        self._prompt_slips(at)
        kind = self._kind(attribute)
        return self._of_kind(kind, at) if kind else None

    def _of_kind(self, kind: Kind, at: int) -> Question | None:
        rules = KINDS[kind]
        if rules.section != self.block.section:
            self.report.add(self.block.line, "Q32", kind=kind, section=rules.section)
        items = self._items(at + 1)
        if len(items) > rules.most_items:
            self.report.add(self.block.line, "Q54", count=len(items), limit=rules.most_items)
            return None
        for key, found in self.attributes.found.items():
            if key not in COMMON | rules.attributes:
                self.report.add(found.line, "Q18", key=key, kind=kind)
        prompt = canonical([text for _, text in self.block.lines[:at]])
        draft = Draft(
            kind, self.block.title, self.block.line, self.block.section, prompt, self.attributes, tuple(items)
        )
        return rules.read(draft, self.report)

    def _kind_line(self) -> tuple[int, Attribute | None]:
        """Return the index of `Kiểu:` among the lines; a slip of it counts when there is none."""
        for index, (line, text) in enumerate(self.block.lines):
            found = None if self.code[index] else attribute_of(line, text)
            if found and found.key == "Kiểu":
                return index, found
        for index, (line, text) in enumerate(self.block.lines):
            slip = None if self.code[index] or text.strip().startswith(">") else slip_of(text.strip(" -+•–—"))
            if slip and slip.key == "Kiểu" and _looks_like_kind(slip.value):
                return index, report_slip(self.report, line, slip)
        return len(self.block.lines), None

    def _collect_ids(self) -> None:
        for index, (line, text) in enumerate(self.block.lines):
            found = None if self.code[index] else attribute_of(line, text)
            if found and found.key == "Mã" and found.value:
                self.ids.append((found.value, line))

    def _missing_kind(self) -> None:
        kind, is_sure = guess([text for _, text in self.block.lines])
        if self.block.section == TASKS:
            kind, is_sure = Kind.PRACTICE, True
        line = self.block.line
        fix = insert_before(line + 1, f"Kiểu: {kind}") if is_sure and self._prompt_is_empty() else None
        self.report.add(line, "Q01", title=shortened(self.block.title), kind=kind, fix=fix)
        if not self._prompt_is_empty():
            self._end_of_prompt()

    def _end_of_prompt(self) -> None:
        """Show where `Kiểu:` is missing below a long prompt: at the first line that may only follow it."""
        for index, (line, text) in enumerate(self.block.lines):
            found = None if self.code[index] else attribute_of(line, text)
            if found:
                self.report.add(line, "Q02.early", key=found.key)
            elif not self.code[index] and LIST.fullmatch(text.strip()):
                self.report.add(line, "Q07")
            else:
                continue
            return

    def _prompt_is_empty(self) -> bool:
        first = next((text for _, text in self.block.lines if text.strip()), "")
        return bool(LIST.fullmatch(first.strip()) or first.startswith("####") or attribute_of(0, first))

    def _prompt_slips(self, at: int) -> None:
        """Report what may not stand before `Kiểu:`: keys, near keys, lists."""
        in_list = False
        for index, (line, text) in enumerate(self.block.lines[:at]):
            plain = text.strip()
            if self.code[index] or plain.startswith((">", "|", "![")):
                in_list = False
                continue
            is_list = bool(LIST.fullmatch(plain))
            if is_list and not in_list:
                self.report.add(line, "Q07")
            in_list = is_list or (in_list and not plain)
            if not is_list:
                self._prompt_line(line, plain)

    def _prompt_line(self, line: int, text: str) -> None:
        if found := attribute_of(line, text):
            self.report.add(line, "Q02.early", key=found.key)
            return
        slip = slip_of(text)
        if slip and slip.code != "Q03":
            report_slip(self.report, line, slip, in_prompt=True)

    def _kind(self, attribute: Attribute) -> Kind | None:
        value = " ".join(fold(attribute.value).split()).rstrip(".")
        if value in NAMES or not value:
            return NAMES.get(value)
        near = nearest(value, NAMES, limit=2 if len(value) > 4 else 1)
        kind = HABITS.get(value) or (NAMES[near] if near else None)
        if kind is None:
            self.report.add(attribute.line, "Q04.unknown", value=attribute.value, choices=" · ".join(KINDS))
        else:
            fix = replace_line(attribute.line, f"Kiểu: {kind}")
            self.report.add(attribute.line, "Q04", value=attribute.value, wanted=kind, fix=fix)
        return kind

    def _items(self, start: int) -> list[Item]:
        """Take the attributes below `Kiểu:` and return the other lines, which stand together."""
        items: list[Item] = []
        closed_at = 0
        for line, text in self.block.lines[start:]:
            plain = text.strip()
            if not plain:
                continue
            attribute = self._attribute(line, plain)
            if attribute and attribute.key == "Kiểu":
                self.report.add(line, "Q38")
                break
            if attribute:
                self.attributes.put(attribute)
                closed_at = closed_at or len(items)
            elif closed_at and (plain[0] == ">" or not ITEM_START.match(plain)):
                self.report.add(line, "Q90", section=self.block.section, text=shortened(plain, 60))
            else:
                if closed_at == len(items) > 0:
                    self.report.add(line, "Q19")
                items.append(Item(line, plain))
        return items

    def _attribute(self, line: int, text: str) -> Attribute | None:
        if found := attribute_of(line, text):
            return found
        if ITEM_START.match(text) and not text.startswith("**"):
            return None
        slip = slip_of(text)
        return report_slip(self.report, line, slip) if slip else None


def _looks_like_kind(value: str) -> bool:
    plain = " ".join(fold(value).split())
    return plain in HABITS or nearest(plain, NAMES) is not None
