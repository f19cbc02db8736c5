"""Reads text2qti: `1. question`, `a) wrong`, `*b) right`, `[*]` ticks, `= 5 +- 1`, `* short answer`, feedback."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from app.interchange.decoding import decode, glance
from app.interchange.dialect import Words
from app.interchange.making import Answer, Stem, choice, number, short
from app.interchange.report import Findings, Imported
from app.interchange.stems import heading_and_prompt, title_of
from app.interchange.text2qti.lines import Element, elements
from app.interchange.text2qti.numbers import numeric_answer
from app.interchange.wording import as_markdown, quoted

if TYPE_CHECKING:
    from app.content.schema import Question

POINTS = re.compile(r"(\d{1,3})(?:\.([05]))?0*")
CHOICES = {"right": False, "wrong": False, "ticked": True, "unticked": True}
SIGN = {"right": "`*a)`", "wrong": "`a)`", "ticked": "`[*]`", "unticked": "`[ ]`", "short": "`*`", "number": "`=`"}
UNSUPPORTED = {"essay": "câu tự luận", "upload": "câu nộp tệp"}
SURE = re.compile(
    r"^(?:\*[a-zA-Z]\)[ \t]+\S|\[\*\][ \t]+\S|=[ \t]+\S.*\+-|[Qq]uiz [Tt]itle:|END_GROUP[ \t]*$)", re.MULTILINE
)


@dataclass(slots=True)
class Draft:
    """One question as far as it is read."""

    line: int
    text: str
    title: str = ""
    points: Fraction | None = None
    answers: list[Element] = field(default_factory=list)
    feedback: dict[int, str] = field(default_factory=dict)
    remarks: dict[str, Element] = field(default_factory=dict)


def read(data: bytes, filename: str) -> Imported:
    """Return the questions of a text2qti file; raises `BadFile` with a line for every slip. Code is never run."""
    decoded = decode(data)
    reader = _Reader()
    for element in elements(decoded.text, reader.findings):
        reader.take(element)
    reader.end()
    losses = reader.findings.carried()
    prose = "\n\n".join(reader.prose)
    title = reader.title or title_of(filename)
    return Imported(title, tuple(reader.questions), (*decoded.losses(), *losses), prose)


def is_surely(data: bytes, _filename: str) -> bool:
    """Return whether a numbered question and an answer in the signs of this format stand at the left edge."""
    text = glance(data)
    return bool(SURE.search(text) and re.search(r"^\d+\.[ \t]+\S", text, re.MULTILINE))


class _Reader:
    """Takes the elements in their order; a numbered line opens a question."""

    def __init__(self) -> None:
        self.findings = Findings()
        self.words = Words(self.findings)
        self.questions: list[Question] = []
        self.prose: list[str] = []
        self.title = ""
        self.draft: Draft | None = None
        self.waiting: dict[str, Element] = {}
        self.group: int | None = None
        self.each: Fraction | None = None
        self.is_fixed = False

    def take(self, element: Element) -> None:
        """Take one element: of the quiz, of a group, between questions, or of the question that is open."""
        if element.role not in ("essay", "upload", "group", "end of group", "program") and not element.text:
            self.findings.bad(element.line, "Dòng này để trống sau dấu đầu dòng.")
        elif element.role == "question":
            self._open(element)
        elif element.role in ("title", "points"):
            self.close()
            self.waiting[element.role] = element
        elif element.role in ("group", "end of group", "pick", "solutions pick", "points each"):
            self._group(element)
        elif element.role in ("quiz title", "quiz description", "text title", "text", "shuffle", "setting", "program"):
            self._outside(element)
        else:
            self._inside(element)

    def end(self) -> None:
        """End the file; what waits for a question or an end is reported."""
        self.close()
        for element in self.waiting.values():
            self.findings.bad(element.line, "Dưới dòng này chưa có câu hỏi nào (`1. …`).")
        if self.group:
            self.findings.bad(self.group, "Nhóm câu mở ở đây chưa đóng bằng `END_GROUP`.")

    def close(self) -> None:
        """End the question that is open."""
        draft, self.draft = self.draft, None
        if draft:
            question = self._question(draft)
            self.questions += [question] if question else []

    def _open(self, element: Element) -> None:
        self.close()
        self.draft = Draft(element.line, element.text, points=self.each)
        waiting, self.waiting = self.waiting, {}
        if title := waiting.get("title"):
            self.draft.title = " ".join(title.text.split())
        if points := waiting.get("points"):
            self.draft.points = self._points(points)

    def _points(self, element: Element) -> Fraction | None:
        found = POINTS.fullmatch(element.text)
        value = Fraction(f"{found[1]}.{found[2] or 0}") if found else Fraction(0)
        if value <= 0:
            self.findings.bad(element.line, f"Điểm {quoted(element.text)} phải là số dương, chẵn hoặc lẻ nửa điểm.")
        return value

    def _group(self, element: Element) -> None:
        self.close()
        if element.role == "group":
            if self.group:
                self.findings.bad(element.line, f"Nhóm câu mở ở dòng {self.group} chưa đóng bằng `END_GROUP`.")
            self.group = element.line
        elif element.role == "end of group":
            if not self.group:
                self.findings.bad(element.line, "`END_GROUP` này không đóng nhóm nào.")
            self.group, self.each = None, None
        elif element.role == "points each":
            self.each = self._points(element)
        elif element.role == "pick":
            words = "nhóm câu đã nhập đủ mọi câu, số câu rút ra của riêng nhóm không nhập được"
            self.findings.lost(element.line, f"`pick: {element.text[:20]}`: {words} (cả bài thì ghi `lấy: … câu`).")
        else:
            self.findings.lost(element.line, "`solutions pick` không nhập.")

    def _outside(self, element: Element) -> None:
        self.close()
        if element.role == "program":
            self.findings.bad(element.line, "Tệp có khối mã tự chạy để sinh câu hỏi; hệ thống không bao giờ chạy mã.")
        elif element.role == "quiz title":
            self.title = " ".join(element.text.split())
        elif element.role == "shuffle":
            self.is_fixed = element.text.strip().lower() == "false"
        elif element.role == "setting":
            self.findings.lost(element.line, "Cách làm bài không đi theo câu hỏi; bác đặt lại ở phần đầu bài.")
        else:
            self._prose(element)

    def _prose(self, element: Element) -> None:
        text = element.text
        if element.role == "text title":
            text = f"# {as_markdown(' '.join(text.split()))}"
        if self.questions:
            self.findings.lost(element.line, "Đoạn chữ nằm giữa các câu đã chuyển lên phần bài đọc.")
        self.prose.append(self.words.prose(element.line, text))

    def _inside(self, element: Element) -> None:
        draft, role = self.draft, element.role
        if draft is None:
            self.findings.bad(element.line, "Dòng này phải nằm dưới một câu hỏi (`1. …`).")
        elif role == "feedback" and draft.answers:
            self._feedback(draft, element)
        elif role in ("feedback", "if right", "if wrong", "solution"):
            if role in draft.remarks:
                self.findings.bad(element.line, "Lời nhắn này đã có ở trên.")
            draft.remarks[role] = element
        else:
            draft.answers.append(element)

    def _feedback(self, draft: Draft, element: Element) -> None:
        index = len(draft.answers) - 1
        if draft.answers[index].role not in CHOICES:
            self.findings.bad(element.line, "Lời nhắn `...` phải đứng ngay dưới câu hỏi hoặc dưới một phương án.")
        elif index in draft.feedback:
            self.findings.bad(element.line, "Phương án này đã có lời nhắn.")
        else:
            draft.feedback[index] = self.words.feedback(element.line, element.text)

    def _question(self, draft: Draft) -> Question | None:
        stem = self._stem(draft)
        roles = {answer.role for answer in draft.answers}
        for role in roles & set(UNSUPPORTED):
            self.findings.lost(draft.line, f"{stem.name} là {UNSUPPORTED[role]}, máy không chấm được nên không nhập.")
            return None
        if not roles:
            self.findings.bad(draft.line, f"{stem.name} chưa có phương án hay đáp án nào.")
        elif roles <= {"right", "wrong"} or roles <= {"ticked", "unticked"}:
            return self._choice(draft, stem)
        elif roles == {"short"}:
            self._tell_remarks(draft, stem)
            return short(stem, [" ".join(answer.text.split()) for answer in draft.answers])
        elif roles == {"number"}:
            return self._number(draft, stem)
        else:
            signs = ", ".join(SIGN[role] for role in SIGN if role in roles)
            self.findings.bad(draft.line, f"{stem.name} trộn nhiều kiểu đáp án ({signs}), mỗi câu chỉ một kiểu.")
        return None

    def _stem(self, draft: Draft) -> Stem:
        """Return heading and prompt: learners never see the name that `Title:` gives, the question heads itself."""
        text = self.words.rich(draft.line, draft.text, "Phần đề")
        title, prompt = heading_and_prompt(text, draft.title or "Câu hỏi", draft.line, self.findings)
        if draft.title not in ("", title):
            self.findings.lost(draft.line, f"Tên riêng của câu ({quoted(draft.title)}) không nhập, câu hỏi là tên câu.")
        remark = draft.remarks.get("feedback")
        explanation = self.words.single(remark.line, remark.text, "Giải thích") if remark else ""
        if solution := draft.remarks.get("solution"):
            what = f"Lời giải dành riêng cho giáo viên ({quoted(solution.text)}) không nhập."
            self.findings.lost(solution.line, what)
        name = f"Câu {quoted(title)}"
        return Stem(draft.line, name, title, prompt, explanation, points=draft.points, is_fixed=self.is_fixed)

    def _choice(self, draft: Draft, stem: Stem) -> Question | None:
        several = CHOICES[draft.answers[0].role]
        answers = [
            Answer(
                self.words.plain(answer.line, answer.text, "Phương án"),
                answer.role in ("right", "ticked"),
                draft.feedback.get(index, ""),
                answer.line,
            )
            for index, answer in enumerate(draft.answers)
        ]
        if several:
            self._tell_remarks(draft, stem)
        else:
            answers = [self._remarked(draft, answer) for answer in answers]
        return choice(stem, answers, self.findings, several=several)

    def _remarked(self, draft: Draft, answer: Answer) -> Answer:
        """Return an option of a one-answer question with what is said when it is right or wrong, if it has no own."""
        remark = draft.remarks.get("if right" if answer.correct else "if wrong")
        if remark is None or answer.feedback:
            return answer
        return replace(answer, feedback=self.words.feedback(remark.line, remark.text))

    def _tell_remarks(self, draft: Draft, stem: Stem) -> None:
        for role, words in (("if right", "đúng"), ("if wrong", "chưa đúng")):
            if remark := draft.remarks.get(role):
                what = f"{stem.name}: lời nhắn khi trả lời {words} ({quoted(remark.text)}) không có chỗ nên không nhập."
                self.findings.lost(remark.line, what)

    def _number(self, draft: Draft, stem: Stem) -> Question | None:
        self._tell_remarks(draft, stem)
        if len(draft.answers) > 1:
            self.findings.bad(draft.answers[1].line, f"{stem.name} đã có một đáp án số ở trên.")
            return None
        answer = draft.answers[0]
        written = numeric_answer(answer.text)
        if written is None:
            wanted = "`= 5`, `= 1.5 +- 0.1`, `= 20 +- 5%` hoặc `= [1, 2]`"
            self.findings.bad(answer.line, f"Không hiểu đáp án số {quoted(answer.text)}. Viết như {wanted}.")
            return None
        return number(stem, written)
