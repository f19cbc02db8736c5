"""The body and the key of a QTI 3 item for each kind of ours that has one there."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from app.content.numbers import range_parts, read_number
from app.content.schema import Comparer, Kind, Scoring
from app.interchange.qti.item import OWN
from app.interchange.qti.media import picture_size
from app.interchange.qti.scoring import FEEDBACK, RESPONSE, Key, decimal
from app.interchange.qti.xml import element, text
from app.interchange.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.content.schema import Question
    from app.interchange.report import Findings

SMALLEST = 100  # Pixels; on a smaller picture a whole per cent is no whole pixel.


@dataclass(frozen=True, slots=True)
class Written:
    """A question whose Markdown is XML already: `said` has the feedback of each option."""

    question: Question
    prompt: str
    explanation: str
    said: Sequence[str]
    scoring: Scoring


@dataclass(frozen=True, slots=True)
class Parts:
    """What one kind gives: the body of the item and its key."""

    body: str
    key: Key


class QtiQuestion:
    """Writes one question; `media` has the pictures of the module."""

    def __init__(self, written: Written, media: Mapping[str, bytes], findings: Findings) -> None:
        self.written, self.media, self.findings = written, media, findings
        self.question = written.question

    def parts(self) -> Parts | None:
        """Return the parts, None for a kind or a picture that cannot be written (told)."""
        write = WRITERS.get(self.question.kind)
        if write is None:
            words = f"QTI không có kiểu câu “{self.question.kind}”, câu {quoted(self.question.title)} không xuất được."
            self.lost(words)
            return None
        return write(self)

    def lost(self, words: str) -> None:
        """Tell what is not carried, at the line of the question."""
        self.findings.lost(self.question.line or None, words)

    def choice(self) -> Parts:
        """Write one or several right answers; signs in a message are several answers, marked for ourselves."""
        question = self.question
        names = [f"A{at}" for at in range(1, len(question.options) + 1)]
        several = question.kind is not Kind.ONE
        options = [
            element("qti-simple-choice", {"identifier": name}, text(option.text), self._feedback(name, said))
            for name, option, said in zip(names, question.options, self.written.said, strict=True)
        ]
        given = {"shuffle": _yes(question.shuffle), "max-choices": "0" if several else "1"}
        own = {"kind": question.kind} if question.kind is Kind.SIGNS else {}
        body = self._block("qti-choice-interaction", given, own, *options)
        right = [name for name, option in zip(names, question.options, strict=True) if option.correct]
        return Parts(body, self._several(right) if several else Key("single", "identifier", right))

    def statement(self) -> Parts:
        """Write one statement as a choice of Đúng and Sai, a group as a match with these two."""
        if self.question.options:
            return self._statements()
        names = {"Đúng": "true", "Sai": "false"}
        options = (element("qti-simple-choice", {"identifier": name}, word) for word, name in names.items())
        body = self._block("qti-choice-interaction", {"shuffle": "false", "max-choices": "1"}, {}, *options)
        return Parts(body, Key("single", "identifier", [names[self.question.answer]]))

    def order(self) -> Parts:
        """Write steps in the order of their letters: the order and the names tell nothing."""
        steps = sorted(self.question.options, key=lambda step: step.text)
        names = {step.text: f"A{at}" for at, step in enumerate(steps, 1)}
        options = [element("qti-simple-choice", {"identifier": names[step.text]}, text(step.text)) for step in steps]
        is_share = self.written.scoring is not Scoring.ALL_RIGHT
        if is_share:
            self.lost(f"Câu sắp xếp {quoted(self.question.title)}: nơi nhận khác chỉ cho điểm khi đúng hết.")
        own = {"scoring": Scoring.SHARE} if is_share else {}
        body = self._block("qti-order-interaction", {"shuffle": "true"}, own, *options)
        return Parts(body, Key("ordered", "identifier", [names[step.text] for step in self.question.options]))

    def match(self) -> Parts:
        """Write pairs; right sides stand in the order of their letters."""
        pairs = [pair for pair in self.question.pairs if pair.left]
        rights = sorted(pair.right for pair in self.question.pairs)
        names = {right: f"R{at}" for at, right in enumerate(rights, 1)}
        lefts = [(f"L{at}", pair.left) for at, pair in enumerate(pairs, 1)]
        keys = [f"L{at} {names[pair.right]}" for at, pair in enumerate(pairs, 1)]
        given = {"shuffle": "true", "max-associations": str(len(pairs))}
        body = self._sets(given, {}, lefts, [(names[right], right) for right in rights], most="1")
        return Parts(body, self._shared("directedPair", keys))

    def short(self) -> Parts:
        """Write accepted answers; letters are compared, whatever the comparer says."""
        question = self.question
        answers = [question.answer, *question.accepted]
        own: dict[str, str] = {}
        if question.comparer not in (None, Comparer.EXACT):
            own["comparer"] = question.comparer
            self.lost(f"Câu {quoted(question.title)}: nơi nhận khác so từng chữ, không theo “{question.comparer}”.")
        longest = max(len(answer) for answer in answers)
        mapping = [(answer, question.points) for answer in answers]
        key = Key("single", "string", answers[:1], mapping, Fraction(0))
        return Parts(self._entry(own, {"expected-length": str(longest)}), key)

    def number(self) -> Parts:
        """Write a number with all its ranges."""
        ranges = [self.question.answer, *self.question.accepted]
        middle = decimal(read_number(range_parts(ranges[0])[0]))
        return Parts(self._entry({}, {"expected-length": "10"}), Key("single", "float", [middle], ranges=ranges))

    def hotspot(self) -> Parts | None:
        """Write areas of a picture in its pixels."""
        question = self.question
        content = self.media.get(question.picture)
        size = picture_size(content) if content else None
        if size is None or min(size) < SMALLEST:
            self.lost(f"Câu {quoted(question.title)} không xuất được: thiếu tệp ảnh “{question.picture}”.")
            return None
        names = [f"A{at}" for at in range(1, len(question.options) + 1)]
        given = {"src": f"../media/{question.picture}", "alt": question.picture_text}
        picture = element("img", {**given, "width": str(size[0]), "height": str(size[1])})
        areas = []
        for name, option in zip(names, question.options, strict=True):
            ends = zip(option.area or (0, 0, 100, 100), (*size, *size), strict=True)
            places = ",".join(str(round(per_cent * pixels / 100)) for per_cent, pixels in ends)
            told = {"identifier": name, "shape": "rect", "coords": places, "hotspot-label": option.text}
            areas.append(element("qti-hotspot-choice", told))
            if option.feedback:
                self.lost(f"Lời nhắn {quoted(option.feedback)} cho vùng ảnh không có chỗ trong QTI.")
        right = [name for name, option in zip(names, question.options, strict=True) if option.correct]
        own = {} if question.shuffle else {"shuffle": "không"}
        body = self._block("qti-hotspot-interaction", {"max-choices": "0"}, own, picture, *areas)
        return Parts(body, self._several(right))

    def _statements(self) -> Parts:
        question = self.question
        for option in question.options:
            if option.feedback:
                self.lost(f"Lời nhắn {quoted(option.feedback)} cho từng ý không có chỗ trong QTI.")
        steps = self.written.scoring is Scoring.STEPS
        if steps:
            self.lost(f"Câu {quoted(question.title)} tính điểm theo bậc; nơi nhận khác sẽ tính đều từng ý.")
        lefts = [(f"L{at}", option.text) for at, option in enumerate(question.options, 1)]
        keys = [f"L{at} {'R1' if option.correct else 'R2'}" for at, option in enumerate(question.options, 1)]
        given = {"shuffle": _yes(question.shuffle), "max-associations": str(len(lefts))}
        own = {"scoring": Scoring.STEPS} if steps else {}
        body = self._sets(given, own, lefts, [("R1", "Đúng"), ("R2", "Sai")], most="0")
        return Parts(body, self._shared("directedPair", keys))

    def _several(self, right: list[str]) -> Key:
        """Return the key of several answers: each right one its share, a wrong one takes a share away."""
        if self.written.scoring is Scoring.ALL_RIGHT:
            return Key("multiple", "identifier", right)
        share = self.question.points / max(len(right), 1)
        return Key("multiple", "identifier", right, [(name, share) for name in right], -share)

    def _shared(self, base_type: str, keys: list[str]) -> Key:
        share = self.question.points / max(len(keys), 1)
        return Key("multiple", base_type, keys, [(key, share) for key in keys], Fraction(0))

    def _block(self, tag: str, given: Mapping[str, str], own: Mapping[str, str], *content: str) -> str:
        """Return prompt and interaction: our prompt stands above, our heading is the prompt of the interaction."""
        heading = element("qti-prompt", None, text(self.question.title))
        told = {"response-identifier": RESPONSE, **given, **self._own(own)}
        return self.written.prompt + element(tag, told, heading, *content)

    def _entry(self, own: dict[str, str], given: dict[str, str]) -> str:
        """Return heading, prompt and a line with the field and the unit."""
        told = {"response-identifier": RESPONSE, **given, **self._own(own)}
        field = element("qti-text-entry-interaction", told)
        unit = f" {text(self.question.unit)}" if self.question.unit else ""
        heading = element("p", None, text(self.question.title))
        return heading + self.written.prompt + element("p", None, field, unit)

    def _sets(
        self,
        given: Mapping[str, str],
        own: Mapping[str, str],
        lefts: Sequence[tuple[str, str]],
        rights: Sequence[tuple[str, str]],
        *,
        most: str,
    ) -> str:
        sets = []
        for side, times in ((lefts, "1"), (rights, most)):
            choices = (
                element("qti-simple-associable-choice", {"identifier": name, "match-max": times}, text(words))
                for name, words in side
            )
            sets.append(element("qti-simple-match-set", None, *choices))
        return self._block("qti-match-interaction", given, own, *sets)

    def _feedback(self, name: str, said: str) -> str:
        """Return what is said about an option: inline when it is one paragraph, else as a block."""
        if not said:
            return ""
        given = {"outcome-identifier": FEEDBACK, "identifier": name, "show-hide": "show"}
        inner = said.removeprefix("<p>").removesuffix("</p>")
        if said == f"<p>{inner}</p>" and "<p>" not in inner:
            return element("qti-feedback-inline", given, inner)
        return element("qti-feedback-block", given, element("qti-content-body", None, said))

    def _own(self, own: Mapping[str, str]) -> dict[str, str]:
        """Return the fields only we read again: skills, the hint, and those of the kind."""
        given = {"skills": " ".join(self.question.skills), "hint": self.question.hint, **own}
        return {f"{OWN}{name}": value for name, value in given.items() if value}


def _yes(value: bool) -> str:  # A truth value written out.
    return "true" if value else "false"


WRITERS: dict[Kind, Callable[[QtiQuestion], Parts | None]] = {
    Kind.ONE: QtiQuestion.choice,
    Kind.SEVERAL: QtiQuestion.choice,
    Kind.SIGNS: QtiQuestion.choice,
    Kind.TRUE_FALSE: QtiQuestion.statement,
    Kind.ORDER: QtiQuestion.order,
    Kind.MATCH: QtiQuestion.match,
    Kind.SHORT: QtiQuestion.short,
    Kind.NUMBER: QtiQuestion.number,
    Kind.HOTSPOT: QtiQuestion.hotspot,
}
