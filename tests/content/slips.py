"""Single slips of a hand: for a text, every way to spoil one line that teachers are known for."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from tests.content.slips_kinds import AREAS, ARROWS, NODES, PAIRS, QUANTITIES, STATEMENTS, STEPS, TARGETS, Change, plain

ATTRIBUTE = re.compile(
    r"(Kiểu|Mã|Điểm|Tính điểm|Đáp án|Chấp nhận|So sánh|Đơn vị|Ảnh|Mô tả ảnh|Giải thích|Gợi ý|Tối thiểu|Người xác nhận"
    r"|Kỹ năng|Trộn): ?(.*)"
)
OPTION = re.compile(r"- \[([x ])\] (.*)")
STATEMENT = re.compile(r"- \[([ĐS])\] (.*)")
AREA = re.compile(r"- \[([x ])\] \(\d+,\d+ - \d+,\d+\) (.*)")
BRANCH = re.compile(r"- \[([x ])\] .* -> .*")
PAIR = re.compile(r"- .*-> .*")
STEP = re.compile(r"\d+\. .*")
FRONT = re.compile(r"([^:#-]+): ?(.*)")


@dataclass(frozen=True)
class Slip:
    """One spoilt text: what was done, the line (from 1) it was done to."""

    name: str
    line: int
    text: str


def _swap(text: str) -> str:
    return text[1] + text[0] + text[2:]


EVERYWHERE: dict[str, Change] = {
    "leading spaces": lambda line: f"   {line}",
    "leading tab": lambda line: f"\t{line}",
    "trailing spaces": lambda line: f"{line}   ",
    "trailing tab": lambda line: f"{line}\t",
    "decomposed": lambda line: unicodedata.normalize("NFD", line),
    "no-break spaces": lambda line: line.replace(" ", "\u00a0"),
    "zero-width space": lambda line: f"{line[:2]}\u200b{line[2:]}",
}
FENCE_OF_HEAD: dict[str, Change] = {
    "two dashes": lambda _: "--",
    "four dashes": lambda _: "----",
    "a long dash": lambda _: "—",
    "long dashes": lambda _: "———",
    "stars": lambda _: "***",
    "equals": lambda _: "===",
    "underscores": lambda _: "___",
    "deleted": lambda _: None,
}
HEAD: dict[str, Change] = {
    "no colon": lambda line: line.replace(":", "", 1),
    "full-width colon": lambda line: line.replace(":", "：", 1),
    "semicolon": lambda line: line.replace(":", ";", 1),
    "equals sign": lambda line: line.replace(":", " =", 1),
    "no space after colon": lambda line: line.replace(": ", ":", 1),
    "space before colon": lambda line: line.replace(":", " :", 1),
    "capitals": lambda line: line.partition(":")[0].upper() + ":" + line.partition(":")[2],
    "letter lost": lambda line: line[:1] + line[2:],
    "letters swapped": _swap,
    "written twice": lambda line: f"{line}\n{line}",
    "bracket lost": lambda line: line.replace("]", "", 1),
    "first bracket lost": lambda line: line.replace("[", "", 1),
    "round brackets": lambda line: line.replace("[", "(").replace("]", ")"),
    "curly brackets": lambda line: line.replace("[", "{").replace("]", "}"),
    "smart quotes": lambda line: re.sub(r': "([^"]*)"$', r": “\1”", line),
    "one smart quote": lambda line: re.sub(r': "([^"]*)"$', r': "\1”', line),
    "made a comment": lambda line: f"# {line}",
}
HEAD_ITEM: dict[str, Change] = {
    "star": lambda line: line.replace("- ", "* ", 1),
    "plus": lambda line: line.replace("- ", "+ ", 1),
    "dot": lambda line: line.replace("- ", "• ", 1),
    "dash": lambda line: line.replace("- ", "– ", 1),
    "no space": lambda line: line.replace("- ", "-", 1),
    "no dash": lambda line: line.replace("- ", "", 1),
    "empty": lambda _: "- ",
}
SECTION: dict[str, Change] = {
    "one mark": lambda line: line[1:],
    "three marks": lambda line: f"#{line}",
    "four marks": lambda line: f"##{line}",
    "no mark": lambda line: line.lstrip("# "),
    "no space": lambda line: line.replace(" ", "", 1),
    "colon": lambda line: f"{line}:",
    "full stop": lambda line: f"{line}.",
    "bold": lambda line: f"## **{line[3:]}**",
    "only bold": lambda line: f"**{line[3:]}**",
    "small letters": str.lower,
    "capitals": str.upper,
    "closing marks": lambda line: f"{line} ##",
    "deleted": lambda _: None,
    "letter lost": lambda line: line[:4] + line[5:],
    "letter doubled": lambda line: line[:5] + line[4:],
    "full-width mark": lambda line: line.replace("#", "＃"),
    "underlined": lambda line: f"{line[3:]}\n----------",
    "written twice": lambda line: f"{line}\n{line}",
}
HEADING: dict[str, Change] = {
    "one mark": lambda line: line[2:],
    "two marks": lambda line: line[1:],
    "four marks": lambda line: f"#{line}",
    "five marks": lambda line: f"##{line}",
    "no mark": lambda line: line.lstrip("# "),
    "no space": lambda line: line.replace(" ", "", 1),
    "deleted": lambda _: None,
    "no words": lambda _: "###",
    "full-width marks": lambda line: line.replace("#", "＃"),
    "bold": lambda line: f"**{line[4:]}**",
}
KEYED: dict[str, Change] = {
    "no colon": lambda line: line.replace(":", "", 1),
    "full-width colon": lambda line: line.replace(":", "：", 1),
    "semicolon": lambda line: line.replace(":", ";", 1),
    "equals sign": lambda line: line.replace(":", " =", 1),
    "dash": lambda line: line.replace(":", " -", 1),
    "no space after colon": lambda line: line.replace(": ", ":", 1),
    "space before colon": lambda line: line.replace(":", " :", 1),
    "two spaces": lambda line: line.replace(": ", ":  ", 1),
    "capitals": lambda line: line.partition(":")[0].upper() + ":" + line.partition(":")[2],
    "no accents": lambda line: plain(line.partition(":")[0]) + ":" + line.partition(":")[2],
    "letter lost": lambda line: line[:1] + line[2:],
    "letters swapped": _swap,
    "wrong letter": lambda line: line[:1] + "w" + line[2:],
    "bold": lambda line: f"**{line.partition(':')[0]}:**{line.partition(':')[2]}",
    "bullet": lambda line: f"- {line}",
    "quote": lambda line: f"# {line}",
    "written twice": lambda line: f"{line}\n{line}",
    "full-width letters": lambda line: (
        "".join(chr(ord(c) + 0xFEE0) if "A" <= c <= "z" else c for c in line.partition(":")[0])
        + ":"
        + line.partition(":")[2]
    ),
    "value lost": lambda line: line.partition(":")[0] + ":",
}
KIND: dict[str, Change] = {
    "deleted": lambda _: None,
    "a number": lambda line: line.replace("một", "1").replace("nhiều", "2"),
    "letter lost in the kind": lambda line: line[:7] + line[8:],
    "unknown kind": lambda _: "Kiểu: tự luận",
    "no accents in the kind": lambda line: plain(line).replace("Kieu", "Kiểu"),
    "capitals in the kind": lambda line: f"Kiểu: {line[6:].upper()}",
}
BOX: dict[str, Change] = {
    "round": lambda line: line.replace("[", "(", 1).replace("]", ")", 1),
    "curly": lambda line: line.replace("[", "{", 1).replace("]", "}", 1),
    "angle": lambda line: line.replace("[", "<", 1).replace("]", ">", 1),
    "full-width": lambda line: line.replace("[", "［", 1).replace("]", "］", 1),
    "not closed": lambda line: line.replace("]", "", 1),
    "not opened": lambda line: line.replace("[", "", 1),
    "mixed": lambda line: line.replace("]", ")", 1),
    "mixed other way": lambda line: line.replace("[", "(", 1),
    "no box": lambda line: "- " + line[6:],
    "no dash": lambda line: line[2:],
    "no space after dash": lambda line: line.replace("- ", "-", 1),
    "no space after box": lambda line: line.replace("] ", "]", 1),
    "wide box": lambda line: line.replace("[", "[ ", 1).replace("]", " ]", 1),
    "star": lambda line: line.replace("-", "*", 1),
    "plus": lambda line: line.replace("-", "+", 1),
    "dot": lambda line: line.replace("-", "•", 1),
    "dash": lambda line: line.replace("-", "–", 1),
    "long dash": lambda line: line.replace("-", "—", 1),
    "two dashes": lambda line: line.replace("-", "--", 1),
    "numbered": lambda line: line.replace("-", "1.", 1),
    "lettered": lambda line: line.replace("-", "a)", 1),
    "capital": lambda line: line.replace("[x]", "[X]", 1),
    "v": lambda line: re.sub(r"\[.\]", "[v]", line, count=1),
    "tick": lambda line: re.sub(r"\[.\]", "[✓]", line, count=1),
    "letter of another script": lambda line: line.replace("[x]", "[х]", 1),
    "two letters": lambda line: re.sub(r"\[.\]", "[xx]", line, count=1),
    "no text": lambda line: line[:5],
    "broken line": lambda line: f"{line[:-3]}\n{line[-3:]}",
    "broken line, indented": lambda line: f"{line[:-3]}\n  {line[-3:]}",
    "written twice": lambda line: f"{line}\n{line}",
    "quote sign": lambda line: f"» {line[2:]}",
}
FEEDBACK: dict[str, Change] = {
    "no sign": lambda line: line.replace("> ", "", 1),
    "no space": lambda line: line.replace("> ", ">", 1),
    "no indent": lambda line: line.strip(),
    "full-width sign": lambda line: line.replace(">", "＞", 1),
    "arrow": lambda line: line.replace(">", "->", 1),
    "quotes": lambda line: line.replace(">", "»", 1),
}


def slips(text: str) -> Iterator[Slip]:
    """Yield every single slip of the structure of `text`; the words of the lesson are left alone."""
    yield from _whole(text)
    lines = text.split("\n")
    closing = lines.index("---", 1)
    in_section = in_code = in_story = False
    for index, line in enumerate(lines):
        in_code = in_code != line.startswith("```")
        if in_code:
            yield from _applied(lines, index, "fence lost", lambda _: None) if line.startswith("```") else ()
            continue
        in_section = in_section or (index > closing and line in ("## Kiểm tra", "## Thực hành"))
        in_story = line.startswith("#### ") or (in_story and not line.startswith("### "))
        if line.startswith("> ") and not in_story:
            continue  # A quote in a prompt is the author's text.
        for name, change in _changes(line, index, closing, in_section=in_section).items():
            if name != "deleted" or not _is_last_step(lines, index):
                yield from _applied(lines, index, name, change)
        if in_section and not line:
            yield from _applied(lines, index, "blank line lost", lambda _: None)
        if in_section and (OPTION.match(line) or STATEMENT.match(line) or PAIR.match(line) or STEP.match(line)):
            yield from _applied(lines, index, "blank line more", lambda old: f"{old}\n")


def _is_last_step(lines: list[str], index: int) -> bool:
    """Tell whether a line is the last step of an order: without it the order is a shorter one, and as good."""
    return bool(STEP.fullmatch(lines[index])) and not STEP.fullmatch(lines[index + 1])


def _applied(lines: list[str], index: int, name: str, change: Change) -> Iterator[Slip]:
    spoilt = change(lines[index])
    if spoilt != lines[index]:
        middle = [] if spoilt is None else [spoilt]
        yield Slip(f"{name}: {lines[index][:40]}", index + 1, "\n".join([*lines[:index], *middle, *lines[index + 1 :]]))


def _changes(line: str, index: int, closing: int, *, in_section: bool) -> dict[str, Change]:
    if index in (0, closing):
        return FENCE_OF_HEAD | EVERYWHERE
    if index < closing:
        return (HEAD_ITEM if line.startswith("- ") else HEAD) | EVERYWHERE
    if line in ("## Kiểm tra", "## Thực hành"):
        return SECTION | EVERYWHERE
    if not in_section:
        return {}
    return _in_question(line)


def _in_question(line: str) -> dict[str, Change]:
    tables = (
        ("### ", HEADING),
        ("#### ", NODES),
        ("Kiểu:", KEYED | KIND),
        ("Đáp án:", KEYED | QUANTITIES),
        ("Chấp nhận:", KEYED | QUANTITIES),
        ("> ", FEEDBACK),
        ("  > ", FEEDBACK),
    )
    for start, changes in tables:
        if line.startswith(start):
            return changes | EVERYWHERE
    patterns = (
        (ATTRIBUTE, KEYED),
        (AREA, BOX | AREAS),
        (BRANCH, BOX | ARROWS | TARGETS),
        (OPTION, BOX),
        (STATEMENT, BOX | STATEMENTS),
        (PAIR, PAIRS),
        (STEP, STEPS),
    )
    return next((changes | EVERYWHERE for pattern, changes in patterns if pattern.fullmatch(line)), {})


def _whole(text: str) -> Iterator[Slip]:
    changes = {
        "decomposed": unicodedata.normalize("NFD", text),
        "carriage returns": text.replace("\n", "\r\n"),
        "old carriage returns": text.replace("\n", "\r"),
        "byte order mark": "\ufeff" + text,
        "no last line end": text.rstrip("\n"),
        "many last lines": text + "\n\n\n",
        "first lines blank": "\n\n" + text,
        "no-break spaces": text.replace(": ", ":\u00a0"),
    }
    for name, spoilt in changes.items():
        yield Slip(name, 1, spoilt)
