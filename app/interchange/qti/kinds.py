"""Turns one QTI item into a question of ours, by its interaction, and tells what ours cannot hold."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from app.content.attributes import POINTS
from app.content.meta import SKILL_ID
from app.content.schema import Comparer, Kind, Pair, Scoring
from app.interchange import making
from app.interchange.numbers import number_text
from app.interchange.qti.areas import areas_of
from app.interchange.qti.feedback import Feedback
from app.interchange.qti.numbers import ranges_of
from app.interchange.qti.pairs import pairs_of
from app.interchange.qti.words import QtiWords, without_gap_line
from app.interchange.stems import heading_and_prompt
from app.interchange.wording import quoted, remarks

if TYPE_CHECKING:
    from app.content.schema import Question
    from app.interchange.qti.item import QtiItem, Response
    from app.interchange.qti.media import Media
    from app.interchange.report import Findings
    from app.interchange.xml_tree import Node

NAMES = {
    "associateInteraction": "nối hai chiều",
    "gapMatchInteraction": "kéo chữ vào chỗ trống",
    "hottextInteraction": "chọn chữ trong đoạn",
    "extendedTextInteraction": "tự luận",
    "sliderInteraction": "thanh trượt",
    "uploadInteraction": "nộp tệp",
    "drawingInteraction": "vẽ",
    "selectPointInteraction": "chấm điểm trên ảnh",
    "graphicOrderInteraction": "sắp thứ tự trên ảnh",
    "graphicAssociateInteraction": "nối trên ảnh",
    "graphicGapMatchInteraction": "kéo ảnh vào chỗ trống",
    "positionObjectInteraction": "đặt vật lên ảnh",
    "mediaInteraction": "xem hoặc nghe",
}
SHUFFLED = (Kind.ONE, Kind.SEVERAL, Kind.HOTSPOT, Kind.TRUE_FALSE)  # The others have no order of their own to keep.
NUMBERS = ("float", "integer")


class NotCarried(Exception):  # noqa: N818  # Named like the refusals of the application.
    """The question has no form of ours; the message says what it is. It is told, the others are imported."""


class QtiMaker:
    """Makes one question."""

    def __init__(self, item: QtiItem, media: Media, findings: Findings) -> None:
        self.item, self.media, self.findings = item, media, findings
        self.words = QtiWords(item, media, findings)
        self.feedback = Feedback(item, self.words, findings)
        self.title = self.prompt = self.unit = ""
        self.is_fixed = False

    def question(self) -> Question | None:
        """Return the question, None for one that is not carried (told) or broken (reported)."""
        name = quoted(self.item.root.get("title") or self.item.root.get("identifier"))
        try:
            made = self._made()
        except NotCarried as reason:
            self.findings.lost(self.item.root.line, f"Câu {name} không nhập được: {reason}.")
            return None
        if made is None:
            return None
        is_own_order = made.kind in SHUFFLED and not (made.kind is Kind.TRUE_FALSE and made.answer)
        made = replace(made, shuffle=not (self.is_fixed and is_own_order) and made.kind is not Kind.SIGNS)
        said = [made.explanation, self.feedback.explanation()]
        return self._signed(replace(made, explanation=remarks(said)))

    def _made(self) -> Question | None:
        item = self.item
        if not item.interactions:
            raise NotCarried("không có chỗ trả lời")
        if item.root.first("templateDeclaration"):
            raise NotCarried("nội dung do máy thay đổi mỗi lần làm")
        tags = {node.tag for node in item.interactions}
        if len(item.interactions) > 1 and tags != {"inlineChoiceInteraction"}:
            raise NotCarried("có nhiều chỗ trả lời trong một câu")
        interaction = item.interactions[0]
        make = MAKERS.get(interaction.tag)
        if make is None:
            raise NotCarried(f"kiểu “{NAMES.get(interaction.tag, interaction.tag)}” chưa có trong bài học")
        response = item.response(interaction)
        self._word(interaction, response)
        return make(self, interaction, response)

    def choice(self, interaction: Node, response: Response) -> Question | None:
        """Read a choice of one or several options."""
        options = interaction.elements("simpleChoice")
        several = response.cardinality == "multiple"
        answers = self._answers(options, response)
        made = making.choice(self._stem(interaction), answers, self.findings, several=several)
        if made is None or made.kind is Kind.TRUE_FALSE:
            return made
        own = self.item.own(interaction, "kind")
        kind = Kind.SIGNS if own == Kind.SIGNS and several else made.kind
        return replace(made, kind=kind, scoring=self._scoring(response) if several else None)

    def order(self, interaction: Node, response: Response) -> Question | None:
        """Read steps to be put in order."""
        steps = {node.get("identifier"): node for node in interaction.elements("simpleChoice")}
        if sorted(response.right) != sorted(steps):
            raise NotCarried("thứ tự đúng không kể đủ các bước")
        answers = [making.Answer(self.words.plain(steps[name]), line=steps[name].line) for name in response.right]
        made = making.order(self._stem(interaction), answers, self.findings)
        is_share = self.item.own(interaction, "scoring") == Scoring.SHARE
        return replace(made, scoring=None if is_share else Scoring.ALL_RIGHT) if made else None

    def match(self, interaction: Node, response: Response) -> Question | None:
        """Read two sets to be matched; each left side goes with one right side."""
        pairs = pairs_of(interaction, response, self.words.plain)
        if pairs is None:
            raise NotCarried("không phải mỗi vế trái đi với đúng một vế phải")
        self._weights(response, "cặp")
        if self.item.uses("match") and not self.item.uses("mapResponse") and not self.item.is_own:
            self.findings.lost(interaction.line, "Câu ghép chấm từng cặp, không phải đúng hết mới có điểm.")
        made = making.match(self._stem(interaction), pairs, self.findings)
        if made and made.kind is Kind.TRUE_FALSE and self.item.own(interaction, "scoring") == Scoring.STEPS:
            return replace(made, scoring=Scoring.STEPS)
        return made

    def inline(self, interaction: Node, response: Response) -> Question | None:
        """Read gaps with choices: one gap is a question of one answer, several are pairs of gap and choice."""
        if len(self.item.interactions) == 1:
            answers = self._answers(interaction.elements("inlineChoice"), response)
            return making.choice(self._stem(interaction), answers, self.findings, several=False)
        pairs, others = [], []
        for at, gap in enumerate(self.item.interactions, 1):
            right = self.item.response(gap).right
            for node in gap.elements("inlineChoice"):
                text = self.words.plain(node)
                if node.get("identifier") in right[:1]:
                    pairs.append(Pair(f"Chỗ trống ({at})", text, node.line))
                else:
                    others.append(Pair("", text, node.line))
        if len(pairs) != len(self.item.interactions):
            raise NotCarried("có chỗ trống chưa ghi đáp án đúng")
        words = "Các chỗ trống thành câu ghép đôi, lựa chọn của mọi chỗ gộp chung một danh sách."
        self.findings.lost(interaction.line, words)
        said = {pair.right.lower() for pair in pairs}
        extra = {pair.right.lower(): pair for pair in others if pair.right.lower() not in said}
        return making.match(self._stem(interaction), [*pairs, *extra.values()], self.findings)

    def entry(self, interaction: Node, response: Response) -> Question | None:
        """Read a typed answer: words, or a number with its tolerance."""
        if interaction.get("patternMask"):
            self.findings.lost(interaction.line, "Khuôn gõ đáp án (pattern mask) không giữ lại.")
        stem = self._stem(interaction)
        if response.base_type in NUMBERS:
            ranges = ranges_of(self.item, response, self.findings)
            if not ranges:
                raise NotCarried("chưa ghi đáp án số")
            return replace(making.number(stem, ranges[0]), accepted=tuple(ranges[1:]), unit=self.unit)
        full = max((response.mapping or {}).values(), default=Fraction(0))
        texts = [*response.correct, *(key for key, points in (response.mapping or {}).items() if 0 < points == full)]
        if partly := [key for key, points in (response.mapping or {}).items() if 0 < points < full]:
            shown = ", ".join(map(quoted, partly))
            self.findings.lost(response.line, f"Đáp án {shown} chỉ được một phần điểm nên không nhập.")
        if response.is_case_sensitive:
            self.findings.lost(response.line, "Bài học không phân biệt chữ hoa, chữ thường trong đáp án.")
        texts = [text for text in dict.fromkeys(" ".join(text.split()) for text in texts) if text]
        if not texts:
            raise NotCarried("chưa ghi đáp án")
        comparer = self.item.own(interaction, "comparer")
        made = making.short(stem, texts)
        return replace(made, comparer=Comparer(comparer)) if comparer in set(Comparer) else made

    def hotspot(self, interaction: Node, response: Response) -> Question | None:
        """Read areas of a picture."""
        found = areas_of(interaction, response, self.item.name, self.media, self.findings)
        if found is None:
            raise NotCarried("không có tệp ảnh dùng được, hoặc không biết vùng nằm đâu trên ảnh")
        made = making.choice(self._stem(interaction), found.answers, self.findings, several=True)
        if made is None:
            return None
        options = tuple(replace(option, area=area) for option, area in zip(made.options, found.areas, strict=True))
        made = replace(made, kind=Kind.HOTSPOT, options=options, scoring=self._scoring(response))
        return replace(made, picture=found.picture, picture_text=found.description)

    def _word(self, interaction: Node, response: Response) -> None:
        """Find the heading and the prompt: the prompt of the interaction is the heading, the body stands above."""
        body, prompt = self.words.body(), self.words.prompt(interaction)
        if interaction.tag == "textEntryInteraction":
            body, self.unit = without_gap_line(body, has_unit=response.base_type in NUMBERS)
        name = self.item.root.get("title") or self.item.root.get("identifier")
        line = self.item.root.line
        self.title, self.prompt = heading_and_prompt(prompt or body, name, line, self.findings)
        if prompt and body:
            _, before = heading_and_prompt(f"x\n\n{body}", name, line, self.findings)
            self.prompt = "\n\n".join(part for part in (before, self.prompt) if part)

    def _stem(self, interaction: Node) -> making.Stem:
        points = self.item.points
        text = number_text(points) if points is not None else None
        if points == 1 or text is None or not POINTS.fullmatch(text):
            if points not in (None, 1):
                self.findings.lost(self.item.root.line, f"Số điểm {points} không giữ lại, câu này 1 điểm.")
            points = None
        fixed = any(node.get("fixed") == "true" for node in interaction.elements())
        self.is_fixed = interaction.get("shuffle") == "false" or self.item.own(interaction, "shuffle") == "không"
        if fixed and interaction.get("shuffle") == "true":
            self.is_fixed = True
            self.findings.lost(interaction.line, "Có phương án phải đứng yên nên cả câu không trộn thứ tự.")
        name = f"Câu {quoted(self.title)}"
        hint = self.item.own(interaction, "hint")
        return making.Stem(self.item.root.line, name, self.title, self.prompt, "", hint, points)

    def _answers(self, options: list[Node], response: Response) -> list[making.Answer]:
        if not response.right:
            raise NotCarried("trong tệp không ghi đáp án đúng")
        texts = [self.words.plain(node) for node in options]
        if not all(texts):
            raise NotCarried("có phương án chỉ là ảnh")
        said = [self.feedback.of_option(node) for node in options]
        return [
            making.Answer(text, node.get("identifier") in response.right, words, node.line)
            for node, text, words in zip(options, texts, said, strict=True)
        ]

    def _scoring(self, response: Response) -> Scoring | None:
        """Return `đúng hết` when only the whole answer earns points, else our own share."""
        if self.item.uses("mapResponse"):
            self._weights(response, "phương án")
            return None
        return Scoring.ALL_RIGHT if self.item.uses("match") else None

    def _weights(self, response: Response, what: str) -> None:
        """Tell when single points mean something else than ours: the same for each right one."""
        points = {value for value in (response.mapping or {}).values() if value > 0}
        if points and max(points) - min(points) > Fraction(1, 100):
            self.findings.lost(response.line, f"Điểm khác nhau của từng {what} không giữ được, tính đều nhau.")

    def _signed(self, question: Question) -> Question:
        """Return the question with its id and its skills, when our exporter wrote them."""
        own = self.item.root.get("identifier").removeprefix("q_") if self.item.is_own else ""
        skills = tuple(self.item.own(self.item.interactions[0], "skills").split())
        skills = tuple(skill for skill in skills if SKILL_ID.fullmatch(skill))
        return replace(question, id=own if making.is_id(own) else "", skills=skills)


MAKERS = {
    "choiceInteraction": QtiMaker.choice,
    "orderInteraction": QtiMaker.order,
    "matchInteraction": QtiMaker.match,
    "inlineChoiceInteraction": QtiMaker.inline,
    "textEntryInteraction": QtiMaker.entry,
    "hotspotInteraction": QtiMaker.hotspot,
}
