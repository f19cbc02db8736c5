"""Slips of a hand in the lists of the other kinds: statements, pairs, steps, areas, stories, numbers."""

import re
import unicodedata
from collections.abc import Callable

Change = Callable[[str], str | None]


def plain(text: str) -> str:
    """Return a text without accents."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(c for c in apart if not unicodedata.combining(c)).replace("đ", "d").replace("Đ", "D")


STATEMENTS: dict[str, Change] = {
    "x": lambda line: re.sub(r"\[.\]", "[x]", line, count=1),
    "no mark": lambda line: re.sub(r"\[.\]", "[ ]", line, count=1),
    "letter without its stroke": lambda line: line.replace("[Đ]", "[D]", 1),
    "letter of another language": lambda line: line.replace("[Đ]", "[Ð]", 1),
    "small letter": lambda line: re.sub(r"\[(.)\]", lambda found: f"[{found[1].lower()}]", line, count=1),
    "whole word": lambda line: line.replace("[Đ]", "[Đúng]", 1).replace("[S]", "[Sai]", 1),
    "label": lambda line: re.sub(r"\[(.)\]", r"\1:", line, count=1),
    "at the end": lambda line: f"- {line[6:]} [{line[3]}]",
    "at the end, round": lambda line: f"- {line[6:]} ({line[3]})",
    "lettered with a box": lambda line: line.replace("-", "a)", 1),
}
ARROWS: dict[str, Change] = {
    "long arrow": lambda line: line.replace("->", "-->"),
    "dash arrow": lambda line: line.replace("->", "–>"),
    "long dash arrow": lambda line: line.replace("->", "—>"),
    "sign of greater": lambda line: line.replace("->", ">"),
    "two signs of greater": lambda line: line.replace("->", ">>"),
    "split arrow": lambda line: line.replace("->", "- >"),
    "full-width arrow": lambda line: line.replace("->", "－＞"),
    "double arrow": lambda line: line.replace("->", "=>"),
    "one-letter arrow": lambda line: line.replace("->", "→"),
    "heavy arrow": lambda line: line.replace("->", "➔"),
    "arrow of a symbol font": lambda line: line.replace("->", "\uf0e0"),
    "arrow without spaces": lambda line: line.replace(" -> ", "->"),
    "arrow without space before": lambda line: line.replace(" ->", "->"),
    "arrow without space behind": lambda line: line.replace("-> ", "->"),
    "arrow turned round": lambda line: line.replace("->", "<-"),
    "colon for an arrow": lambda line: line.replace(" ->", ":"),
    "dash for an arrow": lambda line: line.replace("->", "-"),
    "no arrow": lambda line: line.replace(" -> ", " "),
    "nothing behind": lambda line: line.partition("->")[0] + "->",
    "arrow in a new line": lambda line: line.replace(" ->", "\n->"),
}
PAIRS: dict[str, Change] = ARROWS | {
    "no dash": lambda line: line[2:],
    "no space after dash": lambda line: line.replace("- ", "-", 1),
    "star": lambda line: line.replace("-", "*", 1),
    "plus": lambda line: line.replace("-", "+", 1),
    "dot": lambda line: line.replace("-", "•", 1),
    "long dash": lambda line: line.replace("-", "–", 1),
    "two dashes": lambda line: f"-{line}",
    "two dashes apart": lambda line: f"- {line}",
    "numbered": lambda line: line.replace("-", "1.", 1),
    "lettered": lambda line: line.replace("-", "a)", 1),
    "box": lambda line: line.replace("- ", "- [x] ", 1),
    "empty box": lambda line: line.replace("- ", "- [ ] ", 1),
    "written twice": lambda line: f"{line}\n{line}",
    "broken line": lambda line: f"{line[:-3]}\n{line[-3:]}",
}
STEPS: dict[str, Change] = {
    "round bracket": lambda line: line.replace(".", ")", 1),
    "two brackets": lambda line: "(" + line.replace(".", ")", 1),
    "no point": lambda line: line.replace(".", "", 1),
    "no space": lambda line: line.replace(". ", ".", 1),
    "comma": lambda line: line.replace(".", ",", 1),
    "colon": lambda line: line.replace(".", ":", 1),
    "dash": lambda line: line.replace(".", " -", 1),
    "no number": lambda line: line.partition(". ")[2],
    "dash for a number": lambda line: "- " + line.partition(". ")[2],
    "dash and number": lambda line: f"- {line}",
    "box": lambda line: "- [x] " + line.partition(". ")[2],
    "letter": lambda line: "a) " + line.partition(". ")[2],
    "word": lambda line: f"Bước {line.replace('.', ':', 1)}",
    "circled": lambda line: "① " + line.partition(". ")[2],
    "full-width number": lambda line: chr(ord(line[0]) + 0xFEE0) + line[1:],
    "another number": lambda line: "9" + line[1:],
    "number before": lambda line: str(int(line[0]) - 1) + line[1:],
    "no text": lambda line: line.partition(" ")[0],
    "quote": lambda line: f"> {line}",
    "heading": lambda line: f"# {line}",
    "written twice": lambda line: f"{line}\n{line}",
    "broken line": lambda line: f"{line[:-3]}\n{line[-3:]}",
    "deleted": lambda _: None,
}
AREAS: dict[str, Change] = {
    "no round brackets": lambda line: line.replace("(", "", 1).replace(")", "", 1),
    "round bracket not closed": lambda line: line.replace(")", "", 1),
    "round bracket not opened": lambda line: line.replace("(", "", 1),
    "square brackets": lambda line: line.replace("(", "[", 1).replace(")", "]", 1),
    "full-width brackets": lambda line: line.replace("(", "（", 1).replace(")", "）", 1),
    "long dash": lambda line: line[:6] + line[6:].replace("-", "–", 1),
    "commas only": lambda line: line[:6] + line[6:].replace(" - ", ",", 1),
    "semicolons": lambda line: line.replace(",", ";", 2),
    "full stops": lambda line: line.replace(",", ".", 2),
    "no dash": lambda line: line[:6] + line[6:].replace("- ", "", 1),
    "no spaces": lambda line: line[:6] + line[6:].replace(" - ", "-", 1),
    "many spaces": lambda line: line[:6] + line[6:].replace(",", " , ", 2),
    "per cent": lambda line: re.sub(r"(\d+),(\d+)", r"\1%,\2%", line),
    "pixels": lambda line: re.sub(r"\d+\)", "720)", line),
    "negative": lambda line: line.replace("(", "(-", 1),
    "decimals": lambda line: line.replace("(", "(1.", 1),
    "a number lost": lambda line: re.sub(r",\d+ -", " -", line),
    "corners swapped": lambda line: re.sub(r"\((\d+,\d+) - (\d+,\d+)\)", r"(\2 - \1)", line),
    "flat": lambda line: re.sub(r"\((\d+),(\d+) - \d+,", r"(\1,\2 - \1,", line),
    "no area": lambda line: re.sub(r"\([^)]*\) ", "", line),
    "no words": lambda line: line.partition(")")[0] + ")",
    "area at the end": lambda line: re.sub(r"(\(.*?\)) (.*)", r"\2 \1", line),
}
NODES: dict[str, Change] = {
    "one mark": lambda line: line[3:],
    "two marks": lambda line: line[2:],
    "three marks": lambda line: line[1:],
    "five marks": lambda line: f"#{line}",
    "six marks": lambda line: f"##{line}",
    "no mark": lambda line: line.lstrip("# "),
    "no space": lambda line: line.replace(" ", "", 1),
    "bold": lambda line: f"#### **{line[5:]}**",
    "only bold": lambda line: f"**{line[5:]}**",
    "colon": lambda line: f"{line}:",
    "closing marks": lambda line: f"{line} ####",
    "no words": lambda _: "####",
    "full-width marks": lambda line: line.replace("#", "＃"),
    "the end": lambda _: "#### Kết thúc",
    "written twice": lambda line: f"{line}\n{line}",
    "deleted": lambda _: None,
}
TARGETS: dict[str, Change] = {
    "unknown step": lambda line: re.sub(r"-> .*", "-> Bước 9", line),
    "letter lost in the target": lambda line: line[:-3] + line[-2:],
    "small target": lambda line: line.partition("->")[0] + "->" + line.partition("->")[2].lower(),
    "target without accents": lambda line: line.partition("->")[0] + "->" + plain(line.partition("->")[2]),
    "full stop behind the target": lambda line: f"{line}.",
}
QUANTITIES: dict[str, Change] = {
    "point for a comma": lambda line: line.replace(",", "."),
    "thousand": lambda line: re.sub(r": \d+$", ": 1.000", line),
    "plus and minus": lambda line: line.replace("±", "+-"),
    "plus over minus": lambda line: line.replace("±", "+/-"),
    "span with a dash": lambda line: re.sub(r"từ (\S+) đến (\S+)", r"\1-\2", line),
    "span with points": lambda line: re.sub(r"từ (\S+) đến (\S+)", r"\1..\2", line),
    "span turned round": lambda line: re.sub(r"từ (\S+) đến (\S+)", r"từ \2 đến \1", line),
    "span without its first word": lambda line: line.replace("từ ", ""),
    "span without accents": lambda line: line.replace("từ", "tu").replace("đến", "den"),
    "unit": lambda line: f"{line} người" if line[-1].isdecimal() else line,
    "letters": lambda line: re.sub(r": (?:\d|từ).*", ": mười lăm", line),
    "full-width digits": lambda line: "".join(chr(ord(c) + 0xFEE0) if c.isdecimal() else c for c in line),
    "no spaces": lambda line: line.replace(" ± ", "±"),
}
