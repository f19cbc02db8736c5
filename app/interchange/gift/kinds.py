"""Turns one GIFT question into a question of ours, kind by kind, and tells what ours cannot hold."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from app.content.attributes import ID
from app.content.compare import read_range, same_text
from app.content.meta import SKILL_ID
from app.content.schema import Pair
from app.interchange import making
from app.interchange.fitting import as_feedback
from app.interchange.gift.answers import (
    FULL,
    MOST_ANSWERS,
    Shape,
    answers_of,
    shape_of,
    split_feedback,
    without_general,
)
from app.interchange.gift.numbers import ranges_of
from app.interchange.gift.words import GiftWords
from app.interchange.wording import one_line, quoted, remarks

if TYPE_CHECKING:
    from app.content.schema import Question
    from app.interchange.gift.answers import GiftAnswer
    from app.interchange.gift.blocks import Block, Part
    from app.interchange.report import Findings

NEAR = Fraction(1, 50)  # Weights are written with few places: 33.33 % is a third.
WILD = re.compile(r"(?<!\\)\*")


class GiftMaker:
    """Makes one question."""

    def __init__(self, block: Block, findings: Findings) -> None:
        self.block, self.findings = block, findings
        self.words = GiftWords(findings, block.text)
        self.explained: list[str] = []
        self.title = self.prompt = ""

    def question(self) -> Question | None:
        """Return the question, None for one that is not carried (told) or broken (reported)."""
        if self.block.answers is None:
            self._not_carried("Đoạn chữ không có câu trả lời")
            return None
        answers, general = without_general(self.block.answers)
        shape = shape_of(answers)
        if shape is Shape.ESSAY:
            self._not_carried("Câu tự luận")
            return None
        self.title, self.prompt = self.words.heading_and_prompt(self.block.name)
        if not self.title:
            self.findings.bad(self.block.line, "Câu chưa có nội dung trước dấu {.")
            return None
        found = MAKERS[shape](self, answers)
        if found is None:
            return None
        said = [*self.explained, *([self.words.markdown(general)] if general else [])]
        return self._signed(replace(found, explanation=remarks(said)))

    def choice(self, answers: Part) -> Question | None:
        """Read `{=right ~wrong}` or, without any `=`, weights of several right answers."""
        found = answers_of(answers, self.findings)
        several = not any(answer.sign == "=" for answer in found)
        right = [self._is_right(answer, several=several) for answer in found]
        if several:
            self._weights(found)
        elif sum(right) > 1:
            several = True
            words = f"Có {sum(right)} đáp án đúng cho câu chọn một: thành nhiều đáp án, người học phải chọn đủ."
            self.findings.lost(self.block.line, words)
        options = [
            making.Answer(self.words.plain(answer.text), is_right, self._feedback(answer), answer.line)
            for answer, is_right in zip(found, right, strict=True)
        ]
        return making.choice(self._stem(), options, self.findings, several=several)

    def match(self, answers: Part) -> Question | None:
        """Read `{=left -> right}`."""
        pairs = []
        starts = [found.start() for found in re.finditer("=", answers.text)][: MOST_ANSWERS + 1]
        if len(starts) > MOST_ANSWERS:
            self.findings.bad(answers.line, f"Câu có quá {MOST_ANSWERS} cặp, mời bác tách làm nhiều câu.")
            return None
        for start, end in zip([0, *starts], [*starts, None], strict=True):
            part = answers.cut(start + (answers.text[start : start + 1] == "="), end)
            at = part.text.find("->")
            if at >= 0:
                right = one_line(part.cut(at + 2).shown())
                pairs.append(Pair(self.words.plain(part.cut(0, at)), right, part.line))
            elif part.text:
                self.findings.bad(part.line, f"{quoted(part.shown())} thiếu mũi tên. Viết: `=vế trái -> vế phải`.")
        return making.match(self._stem(), pairs, self.findings)

    def truth(self, answers: Part) -> Question:
        """Read `{T#feedback when wrong#feedback when right}`."""
        first, wrong = split_feedback(answers)
        wrong, right = split_feedback(wrong) if wrong else (None, None)
        self._explain(right, "Lời nhận xét khi trả lời đúng")
        self._explain(wrong, "Lời nhận xét khi trả lời sai", lead=making.WHEN_WRONG)
        return making.statement(self._stem(), is_true=first.text.upper().startswith("T"))

    def short(self, answers: Part) -> Question | None:
        """Read `{=answer =other answer}`; only what earns all points is an answer of ours."""
        texts = [text for answer in self._full(answers) if (text := self._typed(answer.text))]
        if not texts:
            self._not_carried("Câu không có đáp án nào đúng trọn vẹn")
            return None
        return making.short(self._stem(), [text for at, text in enumerate(texts) if not _is_said(text, texts[:at])])

    def numeric(self, answers: Part) -> Question | None:
        """Read `{#5:1}`, `{#1..5}` and `{#=5 =6:1}`."""
        wrong = answers.text.find("~")
        kept = answers.cut(1, wrong if wrong > 0 else None)
        if wrong > 0:
            _, feedback = split_feedback(answers.cut(wrong + 1))
            self._explain(feedback, "Lời nhận xét cho đáp án khác", lead=making.WHEN_WRONG)
        full = [answer for answer in self._full(kept) if answer.text.text != "*"]
        ranges = ranges_of([answer.text for answer in full], self.findings)
        if not ranges:
            if not self.findings.problems:
                self.findings.bad(self.block.line, "Câu số chưa có đáp án sau dấu #.")
            return None
        question = making.number(self._stem(), ranges[0])
        others = [text for at, text in enumerate(ranges) if read_range(text) not in map(read_range, ranges[:at])]
        return replace(question, accepted=tuple(others[1:]))

    def _stem(self) -> making.Stem:
        return making.Stem(self.block.line, f"Câu {quoted(self.title)}", self.title, self.prompt)

    def _not_carried(self, what: str) -> None:
        text = quoted(self.block.name or one_line(self.block.text.shown()))
        self.findings.lost(self.block.line, f"{what} không nhập được: {text}.")

    def _is_right(self, answer: GiftAnswer, *, several: bool) -> bool:
        weight = FULL if answer.weight is None and answer.sign == "=" else answer.weight or Fraction(0)
        if not several and weight not in (0, FULL):
            words = f"Trọng số {float(weight):g}% của {quoted(answer.text.shown())} không giữ được, tính là sai."
            self.findings.lost(answer.line, words)
        return weight > 0 if several else weight == FULL

    def _weights(self, answers: list[GiftAnswer]) -> None:
        """Tell when the weights mean something else than ours: the same for each right one, less that for a wrong."""
        weights = [answer.weight or Fraction(0) for answer in answers]
        share = FULL / (sum(weight > 0 for weight in weights) or 1)
        if any(abs(weight - share) > NEAR for weight in weights if weight > 0):
            self.findings.lost(
                self.block.line, "Trọng số của các đáp án đúng không giữ được, mỗi đáp án tính như nhau."
            )
        if any(abs(weight + share) > NEAR for weight in weights if weight <= 0):
            words = "Điểm trừ cho đáp án sai không giữ được: mỗi đáp án sai trừ bằng một đáp án đúng."
            self.findings.lost(self.block.line, words)

    def _feedback(self, answer: GiftAnswer) -> str:
        return as_feedback(self.words.markdown(answer.feedback)) if answer.feedback else ""

    def _full(self, answers: Part) -> list[GiftAnswer]:
        """Return the answers that earn all points; what was said about an answer moves to the explanation."""
        found = answers_of(answers, self.findings)
        for answer in found:
            name, is_full = quoted(answer.text.shown()), answer.weight in (None, FULL) and answer.text.text != "*"
            lead = "" if is_full else making.WHEN_WRONG if answer.text.text == "*" else f"Nếu trả lời {name}:"
            self._explain(answer.feedback, f"Lời nhận xét cho {name}", lead=lead)
            if not is_full and answer.text.text != "*":
                self.findings.lost(answer.line, f"Đáp án {name} không được trọn điểm nên không nhập.")
        return [answer for answer in found if answer.weight in (None, FULL)]

    def _typed(self, part: Part) -> str:
        """Return a short answer as a person types it, empty for one with a wildcard, which ours do not have."""
        text = self.words.typed(part)
        if WILD.search(text):
            if text != "*":
                self.findings.lost(part.line, f"Đáp án {quoted(text)} dùng dấu * thay chữ bất kỳ nên không nhập.")
            return ""
        return text.replace("\\*", "*")

    def _explain(self, part: Part | None, what: str, *, lead: str = "") -> None:
        if part and part.text:
            self.explained.append(f"{lead} {self.words.markdown(part)}".strip())
            self.findings.lost(part.line, f"{what} được chuyển vào phần giải thích của câu.")

    def _signed(self, question: Question) -> Question:
        """Return the question with its id and its skills, when they are ours."""
        skills = tuple(tag for tag in self.block.tags if SKILL_ID.fullmatch(tag))
        if others := [tag for tag in self.block.tags if tag not in skills]:
            self.findings.lost(self.block.line, f"Nhãn {', '.join(map(quoted, others))} không giữ lại.")
        own = self.block.id if ID.fullmatch(self.block.id) else ""
        if self.block.id and not own:
            self.findings.lost(self.block.line, f"Mã {quoted(self.block.id)} không giữ lại, câu sẽ có mã mới.")
        return replace(question, id=own, skills=skills)


def _is_said(text: str, earlier: list[str]) -> bool:
    return any(same_text(text, other) for other in earlier)


MAKERS = {
    Shape.CHOICE: GiftMaker.choice,
    Shape.MATCH: GiftMaker.match,
    Shape.TRUTH: GiftMaker.truth,
    Shape.SHORT: GiftMaker.short,
    Shape.NUMERIC: GiftMaker.numeric,
}
