"""What a typist's line says: "b", "a c", "3 1 2", "12,5" read as the answer it stands for, and told back in words."""

import re
from collections.abc import Sequence
from string import ascii_lowercase, ascii_uppercase

from app.content.words import Kind
from app.core.errors import Refusal
from app.core.text import N_
from app.quiz.kinds.base import WHOLE, Answer, Laid
from app.quiz.kinds.registry import rules_on
from app.quiz.questions import Question

BLANK = "-"
TOKEN = re.compile(r"[0-9]+|[^\W\d_]|-")
SEPARATORS = re.compile(r"[\s,;.)(]+")
TRUE, FALSE = "đd", "s"


class UnreadableLine(Refusal):
    """A line that stands for no answer to its question."""

    status = 422


def shape_of(laid: Laid) -> str:
    """Return how a question is answered on paper: letters, areas, truth, truths, line, order or pairs."""
    kind = Kind(laid["kind"])
    if kind is Kind.TRUE_FALSE:
        return "truths" if "parts" in laid else "truth"
    shapes = {Kind.HOTSPOT: "areas", Kind.SHORT: "line", Kind.NUMBER: "line", Kind.ORDER: "order", Kind.MATCH: "pairs"}
    return shapes.get(kind, "letters")


def signs_of(laid: Laid) -> list[str]:
    """Return the signs that stand before the options on paper, in the order of the sheet."""
    shape, count = shape_of(laid), len(laid["options"])
    if shape == "areas":
        return [str(number) for number in range(1, count + 1)]
    return list((ascii_uppercase if shape == "letters" else ascii_lowercase)[:count])


def read_line(laid: Laid, text: str) -> Answer:
    """Return the answer that a line stands for; an empty line and a dash are no answer.

    Raises:
        UnreadableLine: it stands for nothing that this question offers.
        Unreadable: a typed answer that is too long, or holds control signs.
    """
    if text.strip() in ("", BLANK):
        return []
    shape = shape_of(laid)
    if shape == "line":
        return _typed(laid, text)
    tokens = _tokens(text)
    if shape in ("letters", "areas"):
        return _chosen(laid, tokens, text)
    if shape == "truth":
        return [_truth(tokens[0], text)] if len(tokens) == 1 else _refuse_truth(text)
    rows: list[int | None]
    if shape == "truths":
        rows = [None if one == BLANK else _truth(one, text) for one in _each_row(laid, tokens, text)]
    elif shape == "pairs":
        rows = [None if one == BLANK else _option(laid, one, text) for one in _each_row(laid, tokens, text)]
    else:
        return _places(laid, tokens, text)
    found: list[int | None] = [None] * len(rows)
    for part, number in zip(laid["parts"], rows, strict=True):
        found[part] = number
    return found if any(number is not None for number in found) else []


def hint_of(laid: Laid) -> str:
    """Return how the line of this question is typed, by an example."""
    hints = {
        "letters": N_("Ví dụ: b"),
        "areas": N_("Ví dụ: 1 3"),
        "truth": N_("đ hoặc s"),
        "truths": N_("Ví dụ: đ s s đ"),
        "line": N_("Gõ như trên phiếu"),
        "order": N_("Ví dụ: 3 1 2"),
        "pairs": N_("Ví dụ: b a c"),
    }
    shape = shape_of(laid)
    return N_("Ví dụ: a c") if shape == "letters" and rules_on(laid).empties else hints[shape]


def told(question: Question, laid: Laid, answer: Answer) -> list[str]:
    """Return in words how an answer was read, a part a line; never whether it is right."""
    shape, texts = shape_of(laid), question.options
    if not rules_on(laid).is_begun(answer):
        return []
    if isinstance(answer, str):
        return [answer]
    if shape in ("letters", "areas", "truth"):
        signs = dict(zip((number for _, number in laid["options"]), signs_of(laid), strict=True))
        named = [(signs[number], texts[number].text) for number in answer if number is not None]
        return [text if shape == "truth" else f"{sign}. {text}" for sign, text in sorted(named, key=_by_sign)]
    lines = []
    for row in rules_on(laid).rows(laid, answer):
        side = question.parts[row.part].text or str(row.number)
        lines.append(f"{side} → {texts[row.chosen].text if row.chosen is not None else BLANK}")
    return lines


def _by_sign(named: tuple[str, str]) -> tuple[int, str]:
    return len(named[0]), named[0]


def _typed(laid: Laid, text: str) -> Answer:
    rules = rules_on(laid)
    answer = rules.read(laid, {WHOLE: [text]})
    if note := rules.note(laid["key"], answer):
        raise UnreadableLine(note.message, **note.details)
    return answer


def _tokens(text: str) -> list[str]:
    parts = SEPARATORS.sub(" ", text.casefold()).strip()
    tokens = TOKEN.findall(parts)
    if "".join(tokens) != parts.replace(" ", ""):
        raise _unreadable(text)
    return tokens


def _chosen(laid: Laid, tokens: Sequence[str], text: str) -> list[int]:
    if BLANK in tokens:
        raise _unreadable(text)
    numbers = sorted({_option(laid, one, text) for one in tokens})
    if len(numbers) > 1 and not rules_on(laid).empties:
        raise UnreadableLine(N_("Câu này chỉ chọn một phương án. Phiếu khoanh hai thì ghi “-”."))
    return numbers


def _option(laid: Laid, token: str, text: str) -> int:
    signs = [sign.casefold() for sign in signs_of(laid)]
    if token not in signs:
        raise UnreadableLine(
            N_("Máy không hiểu “%(typed)s”. Câu này có %(first)s đến %(last)s."),
            typed=text.strip()[:40],
            first=signs_of(laid)[0],
            last=signs_of(laid)[-1],
        )
    return laid["options"][signs.index(token)][1]


def _truth(token: str, text: str) -> int:
    if token in TRUE:
        return 0
    return 1 if token in FALSE else _refuse_truth(text)[0]


def _refuse_truth(text: str) -> list[int]:
    raise UnreadableLine(N_("Máy không hiểu “%(typed)s”. Ghi đ là Đúng, s là Sai."), typed=text.strip()[:40])


def _each_row(laid: Laid, tokens: Sequence[str], text: str) -> Sequence[str]:
    """Return one token a row; digits may be typed together where each row has one."""
    wanted = len(laid["parts"])
    if len(tokens) == 1 and tokens[0].isdigit() and len(tokens[0]) == wanted < 10:
        tokens = list(tokens[0])
    if len(tokens) != wanted:
        raise UnreadableLine(
            N_("Câu này cần %(count)s ô, “%(typed)s” có %(found)s. Ô bỏ trống thì ghi “-”."),
            count=wanted,
            typed=text.strip()[:40],
            found=len(tokens),
        )
    return tokens


def _places(laid: Laid, tokens: Sequence[str], text: str) -> list[int | None]:
    """Return the step at each place; on paper every step has a box with the number of its place."""
    found: list[int | None] = [None] * len(laid["parts"])
    for (_, step), token in zip(laid["options"], _each_row(laid, tokens, text), strict=True):
        if token == BLANK:
            continue
        place = int(token) if token.isdigit() else 0
        if not 1 <= place <= len(found):
            raise _unreadable(text)
        if found[place - 1] is not None:
            raise UnreadableLine(N_("Số %(place)s được ghi cho hai bước. Ô không rõ thì ghi “-”."), place=place)
        found[place - 1] = step
    return found if any(step is not None for step in found) else []


def _unreadable(text: str) -> UnreadableLine:
    return UnreadableLine(N_("Máy không hiểu “%(typed)s”. Mời bác xem lại ví dụ cạnh ô."), typed=text.strip()[:40])
