"""Reads Aiken: a question on one line, options `A. …`, then `ANSWER: B`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.interchange.decoding import decode, glance
from app.interchange.fitting import as_prompt
from app.interchange.making import Answer, Stem, choice
from app.interchange.report import Findings, Imported
from app.interchange.stems import title_of
from app.interchange.wording import as_markdown, quoted

if TYPE_CHECKING:
    from app.content.schema import Question

OPTION = re.compile(r"([A-Za-z])[.)](\s+)(\S.*)")
TIGHT = re.compile(r"([A-Za-z])[.)](\S.*)")
EMPTY = re.compile(r"([A-Z])[.)]")
ANSWER = re.compile(r"(?:ANSWERS?|ĐÁP ÁN)\s*[:：]\s*(.*)", re.IGNORECASE)
LETTER = re.compile(r"([A-Za-z])[.)]?")
SURE = re.compile(r"^[ \t]*[A-Z][.)][ \t]+\S.*\n(?:[ \t]*\n)*[ \t]*ANSWER:[ \t]*[A-Z]\b", re.MULTILINE)


@dataclass(slots=True)
class Draft:
    """The lines of one question as far as they are read."""

    stem: list[tuple[int, str]] = field(default_factory=list)
    options: list[tuple[int, str, str]] = field(default_factory=list)
    strays: list[tuple[int, str]] = field(default_factory=list)

    @property
    def line(self) -> int:
        """The first line of the question."""
        return self.stem[0][0] if self.stem else self.options[0][0]


def read(data: bytes, filename: str) -> Imported:
    """Return the questions of an Aiken file; raises `BadFile` with a line for every slip."""
    decoded = decode(data)
    reader = _Reader()
    for number, line in enumerate(decoded.text.split("\n"), 1):
        if line.strip():
            reader.take(number, line.strip())
    reader.close()
    losses = reader.findings.carried()
    return Imported(title_of(filename), tuple(reader.questions), (*decoded.losses(), *losses))


def is_surely(data: bytes, _filename: str) -> bool:
    """Return whether an option is followed by `ANSWER:`, which no other format writes."""
    return bool(SURE.search(glance(data)))


class _Reader:
    """Walks over the lines; an answer closes a question."""

    def __init__(self) -> None:
        self.findings = Findings()
        self.questions: list[Question] = []
        self.draft = Draft()

    def take(self, number: int, line: str) -> None:
        """Take one line that is not blank."""
        found = ANSWER.fullmatch(line)
        if found and (self.draft.options or LETTER.fullmatch(found[1].strip())):
            self._answer(number, found[1].strip())
        elif option := self._option(line):
            self._new_option(number, *option)
        elif not self.draft.options:
            self.draft.stem.append((number, line))
        else:
            self.draft.strays.append((number, line))

    def close(self) -> None:
        """End the file: what is left has no answer."""
        strays, self.draft.strays = self.draft.strays, []
        self._report_strays(strays)
        if self.draft.stem or self.draft.options:
            self._unanswered()

    def _option(self, line: str) -> tuple[str, str] | None:
        """Return letter and text of an option; without a space behind the letter only the next letter in turn is one.

        Small letters count when the options of this question began so: `a) …` may be part of a question.
        """
        options = self.draft.options
        due = chr(ord("A") + len(options))
        if found := OPTION.fullmatch(line):
            letter, text = found[1], found[3]
            is_small = letter.islower()
            return (letter, text) if not is_small or letter.upper() == due else None
        found = TIGHT.fullmatch(line)
        if found and found[1] == due:
            return found[1], found[2]
        found = EMPTY.fullmatch(line)
        return (found[1], "") if found else None

    def _new_option(self, number: int, letter: str, text: str) -> None:
        if self.draft.options and letter.upper() == "A":
            self._unanswered()
        if not self.draft.stem and not self.draft.options:
            self.findings.bad(number, "Phương án này chưa có câu hỏi ở dòng trên.")
        if any(letter.upper() == other for _, other, _ in self.draft.options):
            self.findings.bad(number, f"Phương án {letter.upper()} có hai lần trong một câu.")
        self.draft.options.append((number, letter.upper(), text))

    def _report_strays(self, strays: list[tuple[int, str]]) -> None:
        """Report lines of words below options, where only another option or the answer may stand."""
        wanted = "dưới các phương án phải là phương án tiếp theo (mỗi phương án một dòng) hoặc dòng `ANSWER: B`"
        for number, line in strays:
            self.findings.bad(number, f"Không hiểu dòng {quoted(line)}: {wanted}.")

    def _unanswered(self) -> None:
        """Report a question without an answer; lines of words below its options begin the next question."""
        draft = self.draft
        words = draft.stem[0][1] if draft.stem else draft.options[0][2]
        what = "chưa có dòng `ANSWER:`" if draft.options else "chưa có phương án nào (`A. …`)"
        self.findings.bad(draft.line, f"Câu {quoted(words)} {what}.")
        self.draft = Draft(stem=draft.strays)

    def _answer(self, number: int, value: str) -> None:
        draft, self.draft = self.draft, Draft()
        self._report_strays(draft.strays)
        letters = [letter for _, letter, _ in draft.options]
        found = LETTER.fullmatch(value)
        if not draft.stem or not draft.options:
            self.findings.bad(number, "Dòng `ANSWER:` phải đứng ngay dưới các phương án của một câu hỏi.")
        elif not found:
            self.findings.bad(number, f"Đáp án phải là một chữ cái, ví dụ `ANSWER: B`, đang là {quoted(value)}.")
        elif found[1].upper() not in letters:
            given = ", ".join(letters)
            self.findings.bad(number, f"Đáp án {found[1].upper()} không có trong các phương án ({given}).")
        else:
            self._keep(draft, found[1].upper())

    def _keep(self, draft: Draft, right: str) -> None:
        title, *more = draft.stem
        if more:
            words = f"Câu hỏi dài {len(draft.stem)} dòng (Aiken chỉ cho một dòng): dòng đầu thành tên câu, "
            self.findings.lost(title[0], words + "các dòng sau thành phần đề bên dưới.")
        prompt = as_prompt(as_markdown("\n".join(text for _, text in more)))
        stem = Stem(title[0], f"Câu {quoted(title[1])}", title[1], prompt)
        answers = [Answer(text, letter == right, line=number) for number, letter, text in draft.options]
        question = choice(stem, answers, self.findings, several=False)
        if question:
            self.questions.append(question)
