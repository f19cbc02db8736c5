"""One question of each kind from what a teacher typed into its form; pure.

Nothing is guessed: what is missing or contradicts itself comes back at its field.
"""

from collections.abc import Callable
from typing import Any

from app.authoring.typed import MOST_ROWS, Data, Typed, Unclear
from app.content.compare import UnclearNumber, matches, range_text, read_range
from app.content.schema import END, Choice, Comparer, Kind, Node, Option, Pair, Question, Scoring
from app.core.text import N_

MOST_STEPS, MOST_CHOICES = 4, 3


def question_of(kind: Kind, data: Data) -> Question:
    """Return the question that was typed, without an id.

    Raises:
        Unclear: something is missing or contradicts itself; every slip names its field.
    """
    typed = Typed(data)
    title = typed.line("title")
    if not title:
        typed.slip("title", N_("Mời thầy cô viết câu hỏi."))
    is_shuffled = kind is not Kind.SIGNS and not typed.ticked("keep_order")
    of_kind = READERS[kind](typed)
    question = Question(
        kind,
        title,
        prompt=typed.lines("prompt"),
        explanation=typed.line("explanation"),
        hint=typed.line("hint"),
        shuffle=is_shuffled,
        **of_kind,
    )
    if typed.slips:
        raise Unclear(typed.slips)
    return question


def _options(typed: Typed, right: Callable[[int], bool]) -> tuple[Option, ...]:
    rows = typed.rows()
    return tuple(Option(text, right(number), typed.line(f"feedback_{number}")) for number, text in rows)


def _at_least(typed: Typed, count: int, least: int, message: str) -> None:
    """Note where the first missing row would be written."""
    if count < least:
        empty = (n for n in range(1, MOST_ROWS + 1) if not typed.line(f"text_{n}"))
        typed.slip(f"text_{next(empty, 1)}", message)


def _one(typed: Typed) -> dict[str, Any]:
    chosen = typed.choice("right")
    options = _options(typed, lambda number: str(number) == chosen)
    _at_least(typed, len(options), 2, N_("Cần ít nhất hai phương án."))
    if not any(option.correct for option in options):
        typed.slip("right", N_("Mời thầy cô chọn phương án đúng; dòng được chọn phải có chữ."))
    return {"options": options}


def _several(typed: Typed) -> dict[str, Any]:
    options = _options(typed, lambda number: typed.ticked(f"right_{number}"))
    _at_least(typed, len(options), 2, N_("Cần ít nhất hai phương án."))
    if options and not any(option.correct for option in options):
        typed.slip("right_1", N_("Mời thầy cô đánh dấu ít nhất một phương án đúng."))
    return {"options": options, "scoring": _all_right(typed)}


def _all_right(typed: Typed) -> Scoring | None:
    return Scoring.ALL_RIGHT if typed.ticked("all_right") else None


def _signs(typed: Typed) -> dict[str, Any]:
    return {"options": _several(typed)["options"]}


def _true_false(typed: Typed) -> dict[str, Any]:
    answer = typed.choice("answer")
    if answer not in ("Đúng", "Sai"):
        typed.slip("answer", N_("Mời thầy cô chọn Đúng hoặc Sai."))
    return {"answer": answer}


def _statements(typed: Typed) -> dict[str, Any]:
    rows = typed.rows()
    for number, _ in rows:
        if typed.choice(f"truth_{number}") not in ("Đ", "S"):
            typed.slip(f"truth_{number}", N_("Mời thầy cô chọn Đúng hoặc Sai cho ý này."))
    options = tuple(
        Option(text, typed.choice(f"truth_{number}") == "Đ", typed.line(f"feedback_{number}")) for number, text in rows
    )
    _at_least(typed, len(options), 2, N_("Cần ít nhất hai ý."))
    if typed.ticked("steps") and len(options) != 4:
        typed.slip("steps", N_("Thang điểm bậc chỉ dùng khi có đúng bốn ý."))
    return {"options": options, "scoring": Scoring.STEPS if typed.ticked("steps") else None}


def _practice(typed: Typed) -> dict[str, Any]:
    options = tuple(Option(text) for _, text in typed.rows())
    _at_least(typed, len(options), 1, N_("Cần ít nhất một việc."))
    written = typed.choice("minimum")
    least = int(written) if written else len(options)
    if options and not 1 <= least <= len(options):
        typed.slip("minimum", N_("Số việc cần đạt phải từ 1 đến số việc đã ghi."))
    return {"options": options, "confirmer": typed.choice("confirmer"), "minimum": (least, len(options))}


def _order(typed: Typed) -> dict[str, Any]:
    options = tuple(Option(text) for _, text in typed.rows())
    _at_least(typed, len(options), 3, N_("Cần ít nhất ba bước."))
    return {"options": options, "scoring": _all_right(typed)}


def _match(typed: Typed) -> dict[str, Any]:
    lefts = dict(typed.rows())
    pairs: list[Pair] = []
    for number in range(1, MOST_ROWS + 1):
        right = typed.line(f"answer_{number}")
        if right:
            pairs.append(Pair(lefts.get(number, ""), right))
        elif number in lefts:
            typed.slip(f"answer_{number}", N_("Vế trái này chưa có vế phải."))
    _at_least(typed, len(lefts), 2, N_("Cần ít nhất hai cặp có đủ hai vế."))
    return {"pairs": tuple(pairs)}


def _short(typed: Typed) -> dict[str, Any]:
    answer = typed.line("answer")
    if not answer:
        typed.slip("answer", N_("Mời thầy cô ghi câu trả lời đúng."))
    others = tuple(text for _, text in typed.rows("accepted"))
    if answer.lower() in (text.lower() for text in others):
        typed.slip("accepted_1", N_("Câu trả lời này đã ghi ở trên."))
    comparer = Comparer(typed.choice("comparer") or Comparer.EXACT)
    for name in ("answer", *(f"accepted_{number}" for number in range(1, MOST_ROWS + 1))):
        if typed.line(name) and not matches(typed.line(name), typed.line(name), comparer):
            typed.slip(name, NOT_COMPARED[comparer])
    return {"answer": answer, "accepted": others, "comparer": comparer}


NOT_COMPARED = {
    Comparer.EXACT: N_("Câu trả lời này không có chữ nào để so."),
    Comparer.FOLDED: N_("Câu trả lời này không có chữ nào để so."),
    Comparer.PHONE: N_("Đây chưa phải số điện thoại. Viết như 0912 345 678 hoặc 113."),
    Comparer.ADDRESS: N_("Đây chưa phải địa chỉ web. Viết như binhdanhocvuso.gov.vn."),
}


def _number(typed: Typed) -> dict[str, Any]:
    answer, around = typed.line("answer"), typed.line("tolerance")
    written = f"{answer} ± {around}" if around else answer
    try:
        read_range(written)
    except UnclearNumber:
        message = N_("Chưa đọc được số này. Viết như 15, hoặc 1,5, hoặc từ 10 đến 20; không viết 1.000.")
        typed.slip("tolerance" if around and _is_number(answer) else "answer", message)
    return {"answer": range_text(written), "unit": typed.line("unit")}


def _is_number(text: str) -> bool:
    try:
        read_range(text)
    except UnclearNumber:
        return False
    return True


def _hotspot(typed: Typed) -> dict[str, Any]:
    picture, words = typed.choice("picture"), typed.line("picture_text")
    if not picture:
        typed.slip("picture", N_("Mời thầy cô chọn ảnh. Chưa có ảnh nào thì thêm ảnh trước."))
    if not words:
        typed.slip("picture_text", N_("Mời thầy cô tả ảnh bằng lời, để người không nhìn rõ cũng làm được."))
    options = tuple(
        Option(text, typed.ticked(f"right_{number}"), typed.line(f"feedback_{number}"), area=_area(typed, number))
        for number, text in typed.rows()
    )
    _at_least(typed, len(options), 2, N_("Cần ít nhất hai vùng."))
    if options and not any(option.correct for option in options):
        typed.slip("right_1", N_("Mời thầy cô đánh dấu ít nhất một vùng đúng."))
    return {"options": options, "picture": picture, "picture_text": words}


def _area(typed: Typed, number: int) -> tuple[int, int, int, int] | None:
    values = [typed.data.get(f"{name}_{number}") for name in ("left", "top", "to_right", "bottom")]
    area = tuple(int(value) for value in values if value is not None)
    if len(area) == 4 and 0 <= area[0] < area[2] <= 100 and 0 <= area[1] < area[3] <= 100:
        return area
    typed.slip(f"left_{number}", N_("Ghi bốn số từ 0 đến 100: trái nhỏ hơn phải, trên nhỏ hơn dưới."))
    return None


def _scenario(typed: Typed) -> dict[str, Any]:
    nodes: list[Node] = []
    for step in range(1, MOST_STEPS + 1):
        text, choices = typed.line(f"said_{step}"), _choices(typed, step)
        if not text and not choices:
            break
        if not text:
            typed.slip(f"said_{step}", N_("Mời thầy cô kể chuyện gì xảy ra ở bước này."))
        if len(choices) < 2:
            typed.slip(f"choice_{step}_{len(choices) + 1}", N_("Bước này cần ít nhất hai cách xử trí."))
        nodes.append(Node(f"Bước {step}", text, choices))
    if not nodes:
        typed.slip("said_1", N_("Mời thầy cô kể chuyện gì xảy ra ở bước này."))
    _ways(typed, nodes)
    return {"nodes": tuple(nodes)}


def _choices(typed: Typed, step: int) -> tuple[Choice, ...]:
    rows = typed.rows(f"choice_{step}", MOST_CHOICES)
    return tuple(
        Choice(
            text,
            typed.choice(f"target_{step}_{number}") or END,
            typed.ticked(f"good_{step}_{number}"),
            typed.line(f"answer_{step}_{number}"),
        )
        for number, text in rows
    )


def _ways(typed: Typed, nodes: list[Node]) -> None:
    """Note choices that lead nowhere or back, steps nothing leads to, steps without a good choice."""
    reached = {choice.target for node in nodes for choice in node.choices}
    for step, node in enumerate(nodes, 1):
        ahead = {END, *(later.name for later in nodes[step:])}
        if step > 1 and node.name not in reached:
            typed.slip(f"said_{step}", N_("Chưa có cách xử trí nào dẫn tới bước này."))
        if node.choices and not any(choice.correct for choice in node.choices):
            typed.slip(f"good_{step}_1", N_("Mời thầy cô đánh dấu cách xử trí đúng ở bước này."))
        if any(choice.target not in ahead for choice in node.choices):
            typed.slip(f"said_{step}", N_("Có cách xử trí dẫn tới bước chưa viết, hoặc dẫn trở lại bước trước."))


READERS: dict[Kind, Callable[[Typed], dict[str, Any]]] = {
    Kind.ONE: _one,
    Kind.SEVERAL: _several,
    Kind.TRUE_FALSE: lambda typed: _statements(typed) if typed.choice("form") == "group" else _true_false(typed),
    Kind.PRACTICE: _practice,
    Kind.SHORT: _short,
    Kind.NUMBER: _number,
    Kind.ORDER: _order,
    Kind.MATCH: _match,
    Kind.HOTSPOT: _hotspot,
    Kind.SIGNS: _signs,
    Kind.SCENARIO: _scenario,
}
