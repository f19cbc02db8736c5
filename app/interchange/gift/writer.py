"""Writes a module as a GIFT file and tells all that GIFT has no place for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.content.numbers import UnclearNumber
from app.content.schema import Comparer, Kind, Scoring
from app.interchange.gift.answers import shape_of
from app.interchange.gift.blocks import ESCAPE, FILLER, HIDDEN, Part
from app.interchange.gift.numbers import gift_range
from app.interchange.gift.text import escaped, is_plain, weight, worded
from app.interchange.report import Exported, Findings, in_order
from app.interchange.stems import PICTURE
from app.interchange.wording import as_markdown, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.content.schema import Module, Option, Question

NO_FORM = "GIFT không có kiểu câu “{kind}”, câu {title} không xuất được."


def write(module: Module, media: Mapping[str, bytes]) -> Exported:
    """Return a module as GIFT (UTF-8, LF); pictures are not part of a GIFT file, so `media` stays here."""
    findings = Findings()
    _module_losses(module, findings)
    for name in sorted(media):
        findings.lost(None, f"Tệp {quoted(name)} không đi kèm được trong GIFT.")
    parts = [f"$CATEGORY: {escaped(module.meta.title.replace('/', '//'))}"] if module.meta.title else []
    for question in module.items:
        text = GiftQuestion(question, module.meta.scoring, findings).text()
        parts += [text] if text else []
    return Exported(("\n\n".join(parts) + "\n").encode(), "gift", in_order(findings.losses))


def _module_losses(module: Module, findings: Findings) -> None:
    if module.prose:
        findings.lost(None, "Nội dung bài đọc không có chỗ trong GIFT, chỉ xuất câu hỏi.")
    for intro in (module.quiz_intro, module.practice_intro):
        if intro:
            findings.lost(None, f"Lời dẫn {quoted(intro)} không có chỗ trong GIFT.")
    findings.lost(None, "Cách tổ chức bài (nhóm, mức đạt, số lần làm, thời gian) không có chỗ trong GIFT.")


class GiftQuestion:
    """Writes one question."""

    def __init__(self, question: Question, scoring: Scoring, findings: Findings) -> None:
        self.question, self.findings = question, findings
        self.scoring = question.scoring or scoring
        self.usual = "markdown" if question.prompt else "plain"

    def text(self) -> str:
        """Return the question in GIFT, or an empty text when GIFT has no form for it (told)."""
        question = self.question
        write = WRITERS.get(question.kind)
        if write is None:
            self._lost(NO_FORM.format(kind=question.kind, title=quoted(question.title)))
            return ""
        shape, answers = write(self)
        hidden = Part(ESCAPE.sub(lambda found: HIDDEN[found[1]] + FILLER, answers), 1).cut(0)
        if shape_of(hidden).name != shape:
            self._lost(f"Đáp án của câu {quoted(question.title)} có dấu mà GIFT hiểu khác đi, câu không xuất được.")
            return ""
        self._losses()
        return "\n".join([*self._comment(), f"{self._stem()}{{{answers}{self._explanation()}}}"])

    def choice(self) -> tuple[str, str]:
        """Write `=right` and `~wrong`."""
        rows = [f"{'=' if option.correct else '~'}{self._option(option)}" for option in self.question.options]
        return "CHOICE", _rows(rows)

    def several(self) -> tuple[str, str]:
        """Write the same weight for each right answer, and that weight taken off for each wrong one."""
        count = sum(option.correct for option in self.question.options)
        if self.scoring is Scoring.ALL_RIGHT:
            self._lost(f"Câu {quoted(self.question.title)} tính điểm “đúng hết”; nơi nhận sẽ tính từng phần.")
        rows = [f"~{weight(count, is_right=option.correct)}{self._option(option)}" for option in self.question.options]
        return "CHOICE", _rows(rows)

    def true_false(self) -> tuple[str, str]:
        """Write one statement as true or false, several as pairs with Đúng or Sai."""
        if not self.question.options:
            return "TRUTH", "TRUE" if self.question.answer == "Đúng" else "FALSE"
        if self.scoring is Scoring.STEPS:
            self._lost(f"Câu {quoted(self.question.title)} tính điểm theo bậc; nơi nhận sẽ tính đều từng ý.")
        for option in self.question.options:
            if option.feedback:
                self._lost(f"Lời nhắn {quoted(option.feedback)} cho từng ý không có chỗ trong GIFT.")
        pairs = [(option.text, "Đúng" if option.correct else "Sai") for option in self.question.options]
        return "MATCH", self._pairs(pairs)

    def order(self) -> tuple[str, str]:
        """Write the steps as pairs of number and step: GIFT has no ordering."""
        self._lost(f"Câu sắp xếp {quoted(self.question.title)} thành câu ghép số thứ tự với bước.")
        return "MATCH", self._pairs([(str(at), step.text) for at, step in enumerate(self.question.options, 1)])

    def match(self) -> tuple[str, str]:
        """Write pairs; an empty left side is an extra wrong answer there as well."""
        return "MATCH", self._pairs([(pair.left, pair.right) for pair in self.question.pairs])

    def short(self) -> tuple[str, str]:
        """Write every accepted answer; a star is escaped as those who know wildcards expect."""
        if self.question.comparer not in (None, Comparer.EXACT):
            words = f"Cách so sánh “{self.question.comparer}” của câu {quoted(self.question.title)} không giữ được."
            self._lost(f"{words} Nơi nhận sẽ so từng chữ.")
        answers = [answer.replace("*", r"\*") for answer in (self.question.answer, *self.question.accepted)]
        return "SHORT", _rows([f"={worded(answer, 'plain', 'plain')}" for answer in answers])

    def number(self) -> tuple[str, str]:
        """Write `#answer:tolerance` and `#from..to`."""
        try:
            ranges = [gift_range(text) for text in (self.question.answer, *self.question.accepted)]
        except UnclearNumber:
            return "NUMERIC", ""  # No number is no numeric question; the caller tells.
        return "NUMERIC", "#" + _rows([f"={text}" for text in ranges])

    def _option(self, option: Option) -> str:
        feedback = f"#{self._markdown(option.feedback)}" if option.feedback else ""
        return worded(option.text, "plain", self.usual) + feedback

    def _pairs(self, pairs: list[tuple[str, str]]) -> str:
        rows = []
        for left, right in pairs:
            if "->" in left:
                self._lost(f"Mũi tên trong vế trái {quoted(left)} thành dấu →.")
            shown = worded(left.replace("->", "→"), "plain", self.usual) if left else ""
            rows.append(f"={shown} -> {escaped(right)}")
        return _rows(rows)

    def _markdown(self, text: str) -> str:
        form = "plain" if is_plain(text) else "markdown"
        return worded(text, form, self.usual)

    def _stem(self) -> str:
        if not self.question.prompt:
            return f"[plain]{escaped(self.question.title)} "
        text = "\n\n".join([as_markdown(self.question.title), self.question.prompt])
        return f"[markdown]{escaped(text)} "

    def _explanation(self) -> str:
        return f"####{self._markdown(self.question.explanation)}\n" if self.question.explanation else ""

    def _comment(self) -> list[str]:
        marks = [f"[id:{self.question.id}]"] if self.question.id else []
        marks += [f"[tag:{skill}]" for skill in self.question.skills]
        return [f"// {' '.join(marks)}"] if marks else []

    def _losses(self) -> None:
        """Tell the fields that no kind of GIFT question has."""
        question, title = self.question, quoted(self.question.title)
        tests = (
            (question.hint, f"Gợi ý của câu {title} không có chỗ trong GIFT."),
            (question.points != 1, f"Điểm riêng của câu {title} không có chỗ trong GIFT."),
            (not question.shuffle, f"Yêu cầu không trộn thứ tự của câu {title} không có chỗ trong GIFT."),
            (question.unit, f"Đơn vị “{question.unit}” của câu {title} không có chỗ trong GIFT."),
            (PICTURE.search(question.prompt), f"Ảnh trong đề của câu {title} không đi kèm được trong GIFT."),
        )
        for is_lost, words in tests:
            if is_lost:
                self._lost(words)

    def _lost(self, words: str) -> None:
        self.findings.lost(self.question.line or None, words)


def _rows(rows: list[str]) -> str:
    return "".join(f"\n\t{row}" for row in rows) + "\n"


WRITERS: dict[Kind, Callable[[GiftQuestion], tuple[str, str]]] = {
    Kind.ONE: GiftQuestion.choice,
    Kind.SEVERAL: GiftQuestion.several,
    Kind.TRUE_FALSE: GiftQuestion.true_false,
    Kind.ORDER: GiftQuestion.order,
    Kind.MATCH: GiftQuestion.match,
    Kind.SHORT: GiftQuestion.short,
    Kind.NUMBER: GiftQuestion.number,
}
