"""Reads quizdown, the Markdown of quizdown-js: a heading is a question, a list holds its answers, a quote its hint."""

from __future__ import annotations

import html
import re
import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.content.fences import fenced
from app.interchange.decoding import decode, glance
from app.interchange.dialect import Words
from app.interchange.making import Answer, Stem, choice, order
from app.interchange.report import Findings, Imported
from app.interchange.stems import title_of
from app.interchange.wording import quoted, remarks

if TYPE_CHECKING:
    from app.content.schema import Question

HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]+(.*?))?[ \t#]*")
ITEM = re.compile(r"( *)(?:([-*+])|(\d{1,9})[.)])[ \t]+(?:\[([ xX]?)\](?:[ \t]+|$))?(.*)")
QUOTE = re.compile(r"( *)> ?(.*)")
SETTING = re.compile(r"([A-Za-z][\w.]*)[ \t]*:[ \t]*(.*)")
FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*\{?\.?quizdown\}?[ \t]*")
# In this order html entities are undone before the Markdown is read.
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
LOOKS = frozenset({"primaryColor", "secondaryColor", "textColor", "locale", "startOnLoad", "buttonColor", "title"})
SURE = re.compile(
    r"^ {0,3}#{1,6}[ \t]+\S.*\n(?:(?!#)(?![ \t]*#).*\n){0,40}?[ \t]*1[.)][ \t]+\[[ xX]\][ \t]", re.MULTILINE
)


@dataclass(slots=True)
class Item:
    """One entry of a list: its marker, its box (None: there is none), its words and quotes with their lines."""

    line: int
    is_numbered: bool
    box: str | None
    words: list[str] = field(default_factory=list)
    quote: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """One question as far as it is read."""

    line: int
    title: str
    prompt: list[str] = field(default_factory=list)
    hint: list[str] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    is_closed: bool = False
    is_fixed: bool | None = None


def read(data: bytes, filename: str) -> Imported:
    """Return the questions of a quizdown text, or of the `quizdown` blocks of a Markdown page.

    Raises `BadFile` with a line for every slip.
    """
    decoded = decode(data)
    reader = _Reader()
    lines = _unfenced(_undone(textwrap.dedent(decoded.text.expandtabs(4))).split("\n"))
    reader.walk(lines)
    prose = reader.words.prose(1, "\n".join(reader.prose))
    losses = reader.findings.carried()
    return Imported(title_of(filename), tuple(reader.questions), (*decoded.losses(), *losses), prose)


def is_surely(data: bytes, _filename: str) -> bool:
    """Return whether a heading has a numbered list with boxes below it, which no other format writes."""
    text = glance(data)
    return bool(SURE.search(text) or re.search(r"^```[ \t]*\{?\.?quizdown", text, re.MULTILINE))


def _undone(text: str) -> str:
    for entity, char in ENTITIES:
        text = text.replace(entity, char)
    return text


def _unfenced(lines: list[str]) -> list[tuple[str, bool | None]]:
    """Return lines with their part: True in a `quizdown` block, False outside of one, None when there are no blocks."""
    if not any(FENCE.fullmatch(line.strip()) for line in lines):
        return [(line, None) for line in lines]
    mark = ""
    out: list[tuple[str, bool | None]] = []
    for line in lines:
        found = FENCE.fullmatch(line.strip())
        if not mark and found:
            mark = found[1]
            out.append(("", True))
        elif mark and line.strip() == mark:
            mark = ""
            out.append(("", True))
        else:
            out.append((line, bool(mark)))
    return out


class _Reader:
    """Walks over the lines; a heading opens a question."""

    def __init__(self) -> None:
        self.findings = Findings()
        self.words = Words(self.findings)
        self.questions: list[Question] = []
        self.prose: list[str] = []
        self.draft: Draft | None = None
        self.is_fixed = False

    def walk(self, lines: list[tuple[str, bool | None]]) -> None:
        """Read all lines."""
        texts = [text for text, _ in lines]
        code, _ = fenced(texts)
        settings = _settings(texts)
        at = 0
        while at < len(texts):
            if lines[at][1] is False:
                self.prose.append(texts[at])
            elif at in settings and self._may_hold_settings():
                at = self._set(texts, at, settings[at])
            elif code[at]:
                self._code(at + 1, texts[at])
            else:
                self._line(at + 1, texts[at])
            at += 1
        self._close()

    def _may_hold_settings(self) -> bool:
        draft = self.draft
        return draft is None or not (draft.items or draft.hint or any(line.strip() for line in draft.prompt))

    def _set(self, texts: list[str], start: int, end: int) -> int:
        """Take a block of settings and return the index of its last line."""
        for number in range(start + 1, end):
            if found := SETTING.fullmatch(texts[number].strip()):
                self._setting(number + 1, found[1], found[2].strip(" '\""))
        return end

    def _setting(self, line: int, key: str, value: str) -> None:
        if key == "shuffleAnswers" and value.lower() in ("true", "false"):
            is_fixed = value.lower() == "false"
            if self.draft:
                self.draft.is_fixed = is_fixed
            else:
                self.is_fixed = is_fixed
        elif key == "nQuestions":
            words = "số câu rút ra không đi theo câu hỏi; sau khi nhập, bác ghi ở phần đầu bài"
            self.findings.lost(line, f"`{key}: {value}`: {words} `lấy: {value} câu`.")
        elif key == "shuffleQuestions":
            words = "cách trộn câu không đi theo câu hỏi; sau khi nhập, bác ghi ở phần đầu bài"
            self.findings.lost(line, f"`{key}: {value}`: {words} `trộn: {'có' if value == 'true' else 'không'}`.")
        elif key in LOOKS:
            self.findings.lost(line, f"`{key}` chỉ là cách hiện trang, không nhập.")
        else:
            self.findings.lost(line, f"Không hiểu cài đặt `{key}`, không nhập.")

    def _code(self, line: int, text: str) -> None:
        """Keep code in the prompt; in an option only its words can stay."""
        draft = self.draft
        if draft is None:
            self.prose.append(text)
        elif not draft.items or draft.is_closed or not text.startswith(" "):
            draft.prompt.append(text)
        elif not text.strip().startswith(("```", "~~~")):
            self.findings.lost(line, "Phương án chỉ có chữ: dòng của khối mã đã thành chữ thường.")
            draft.items[-1].words.append(text.strip())

    def _line(self, line: int, text: str) -> None:
        if found := HEADING.fullmatch(text):
            self._open(line, html.unescape(found[1] or ""))
        elif self.draft is None:
            self.prose.append(text)
        elif found := QUOTE.fullmatch(text):
            self._quote(self.draft, found[1], found[2])
        elif found := ITEM.fullmatch(text):
            self._item(self.draft, line, found)
        else:
            self._words(self.draft, text)

    def _open(self, line: int, title: str) -> None:
        self._close()
        self.draft = Draft(line, title)

    def _quote(self, draft: Draft, indent: str, text: str) -> None:
        """A quote that is indented below an answer speaks about it; any other is a hint."""
        if draft.items and indent and not draft.is_closed:
            draft.items[-1].quote.append(text)
        else:
            draft.hint.append(text)

    def _item(self, draft: Draft, line: int, found: re.Match[str]) -> None:
        indent, _, number, box, text = found.groups()
        is_numbered = number is not None
        if draft.items and len(indent) > 1 and not draft.is_closed:
            self.findings.lost(line, f"Danh sách con {quoted(text)} đã nối vào phương án phía trên.")
            draft.items[-1].words.append(text.strip())
        elif draft.is_closed or (draft.items and draft.items[0].is_numbered != is_numbered):
            self.findings.lost(line, f"Danh sách thứ hai trong câu ({quoted(text)}) đã chuyển vào phần đề.")
            draft.is_closed = True
            draft.prompt.append(found.group())
        else:
            draft.items.append(Item(line, is_numbered, box, [text]))

    def _words(self, draft: Draft, text: str) -> None:
        """Text right below an answer or indented goes on with it; other text belongs to the prompt."""
        if not draft.items or draft.is_closed:
            draft.prompt.append(text)
        elif not text.strip():
            draft.items[-1].words.append("")
        elif text.startswith(" ") or draft.items[-1].words[-1]:
            draft.items[-1].words.append(text.strip())
        else:
            draft.is_closed = True
            draft.prompt += ["", text]

    def _close(self) -> None:
        draft, self.draft = self.draft, None
        if draft is None:
            return
        title = self.words.plain(draft.line, draft.title, "Tên câu")
        if not title:
            self.findings.bad(draft.line, "Tiêu đề này để trống nên chưa thành câu hỏi.")
            return
        name = f"Câu {quoted(title)}"
        if not draft.items:
            self.findings.bad(draft.line, f"{name} chưa có danh sách đáp án (`- [x] …`, `1. [x] …` hoặc `1. …`).")
            return
        is_fixed = self.is_fixed if draft.is_fixed is None else draft.is_fixed
        prompt = self.words.prompt(draft.line, "\n".join(draft.prompt))
        hint = self.words.single(draft.line, "\n".join(draft.hint), "Gợi ý")
        made = self._question(Stem(draft.line, name, title, prompt, hint=hint, is_fixed=is_fixed), draft.items)
        if made:
            self.questions.append(made)

    def _question(self, stem: Stem, items: list[Item]) -> Question | None:
        answers = [self._answer(item) for item in items]
        boxes = [item for item in items if item.box is not None]
        if not boxes and items[0].is_numbered:
            return self._order(stem, answers)
        if len(boxes) < len(items):
            for item in items:
                if item.box is None:
                    self.findings.bad(item.line, f"{stem.name}: phương án này chưa có ô `[ ]` hoặc `[x]`.")
            return None
        return choice(stem, answers, self.findings, several=not items[0].is_numbered)

    def _answer(self, item: Item) -> Answer:
        text = self.words.plain(item.line, " ".join(item.words), "Phương án")
        feedback = self.words.feedback(item.line, "\n".join(item.quote))
        return Answer(text, item.box in ("x", "X"), feedback, item.line)

    def _order(self, stem: Stem, steps: list[Answer]) -> Question | None:
        """Steps always change places, so a setting that fixes them says nothing; remarks move to the explanation."""
        said = [f"{step.text}: {step.feedback}" for step in steps if step.feedback]
        if said:
            self.findings.lost(stem.line, f"{stem.name}: lời nhắn dưới từng bước đã gộp vào phần giải thích.")
        fields = Stem(stem.line, stem.name, stem.title, stem.prompt, remarks(said), stem.hint)
        return order(fields, steps, self.findings)


def _settings(texts: list[str]) -> dict[int, int]:
    """Return where blocks of settings begin and end: `---`, lines of `key: value`, `---`."""
    found: dict[int, int] = {}
    start: int | None = None
    for index, text in enumerate(texts):
        plain = text.strip()
        if plain in ("---", "...") and start is not None and index > start + 1:
            found[start] = index
            start = None
        elif plain == "---":
            start = index
        elif start is not None and plain and not SETTING.fullmatch(plain) and not plain.startswith("#"):
            start = None
    return found
