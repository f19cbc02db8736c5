"""Lessons of 100 KB that are hard to read, to check or to render, by what they are made of."""

from collections.abc import Callable
from itertools import count

SIZE = 99_000  # Of the lesson; the head comes on top and a file has at most 100,000 bytes.
HEAD = """---
định dạng: 1
mã: an-toan-otp
tiêu đề: Bài thử
nhóm: [người dân]
---

"""
PROGRAMME = """---
định dạng: 1
nhóm: người dân
tiêu đề: Chương trình thử
khung: (khung tạm)
"""
QUIZ = "## Kiểm tra\n\n"


def filled(part: str, joint: str = "") -> str:
    """Return a text of the size made of one part over and over."""
    return joint.join([part] * (SIZE // len((part + joint).encode()) + 1)).encode()[:SIZE].decode("utf-8", "ignore")


def counted(part: Callable[[int], str], size: int = SIZE - 300) -> str:
    """Return a text of the size made of parts that each know their number."""
    parts, length = list[str](), 0
    for number in count(1):
        parts.append(part(number))
        length += len(parts[-1].encode())
        if length > size:
            return "".join(parts[:-1])
    return ""


def lesson(text: str) -> str:
    """Return a lesson of this body."""
    return HEAD + text


def question(kind: str, part: str, *attributes: str) -> str:
    """Return a lesson whose only question holds a part over and over."""
    lines = "\n".join(["### Câu", f"Kiểu: {kind}", *attributes])
    return lesson(f"{QUIZ}{lines}\n{filled(part)[: SIZE - 400]}")


def numbered(kind: str, part: Callable[[int], str], *attributes: str) -> str:
    """Return a lesson whose only question holds parts that each know their number."""
    lines = "\n".join(["### Câu", f"Kiểu: {kind}", *attributes])
    return lesson(f"{QUIZ}{lines}\n{counted(part)}")


def questions(part: Callable[[int], str]) -> str:
    """Return a lesson of as many questions as there is room for."""
    return lesson(QUIZ + counted(part))


def _in_four(place: int) -> str:
    """Return an area of two by two per cent that touches no other one."""
    left, top = 2 * (place % 50), 2 * (place // 50 % 50)
    return f"({left},{top} - {left + 2},{top + 2})"


PROSE = {
    "brackets in one line": filled("["),
    "brackets in small blocks": filled("[" * 290 + "\n\n"),
    "pictures that never end": filled("![a](" * 70 + "\n\n"),
    "links in links": filled("[" * 140 + "x" + "](a)" * 140 + "\n\n"),
    "pictures in links": filled("[![]([)"),
    "pictures in links in blocks": filled("[![a](b.webp)](https://vi-du.vn/a) " * 60 + "\n\n"),
    "words of a link that never end": filled("[" + "chữ " * 80),
    "tags that never end": filled("<a " * 290 + "\n\n"),
    "comments that never end": filled("<!--" * 290 + "\n\n"),
    "addresses that never end": filled("<https://" * 290 + "\n\n"),
    "addresses": filled("<https://a.vn> " * 200 + "\n\n"),
    "ampersands": filled("&"),
    "entities": filled("&#x26;"),
    "stars": filled("*"),
    "stars and letters": filled("*a **b "),
    "stars in stars": filled("***a** b* "),
    "stars that open": filled("**a "),
    "stars around words": filled("**chữ** *chữ* "),
    "long rows of stars": filled("*" * 50 + "a"),
    "underscores": filled("_a __b_ "),
    "back-quotes": filled("`" * 3 + "a" + "`" * 2 + " "),
    "back-quotes that grow": " ".join("`" * length for length in range(1, 440)),
    "code in words": filled("`a` "),
    "fences": filled("```\n"),
    "fences with words": filled("```a\nb\n```\n"),
    "open fences": filled("~~~a\n"),
    "quotes in quotes": filled("> "),
    "quotes that grow": "\n".join("> " * depth + "x" for depth in range(1, 300)),
    "lists in quotes": filled("> - a\n"),
    "lists in deep quotes": filled("> " * 40 + "- a\n"),
    "lists in lists": "\n".join(" " * depth + "- x" for depth in range(430)),
    "four lists in each other": filled("- a\n    - b\n        - c\n            - d\n"),
    "numbers in numbers": filled("1. "),
    "dashes in dashes": filled("- "),
    "lists and paragraphs": filled("- a\n\n  b\n\n"),
    "many small lists": filled("- a\n\nb\n\n"),
    "wide table": "|" + "a|" * 16_000 + "\n" + "|" + "-|" * 16_000,
    "long table": "| a | b |\n|---|---|\n" + filled("| a | b |\n"),
    "long table in long lines": "|a" * 30 + "|\n" + "|-" * 30 + "|\n" + filled("|a" * 30 + "|\n"),
    "many tables": filled("|a|b|\n|-|-|\n|c|d|\n\n"),
    "headings": filled("# a #\n"),
    "a huge heading": "# " + filled("chữ "),
    "headings without words": filled("##\n"),
    "headings like sections": counted(lambda number: f"## Kiêm tra{number}\n"),
    "rules": filled("- - -\n"),
    "backslashes": filled("\\"),
    "one word": filled("a"),
    "one line": filled("Bà con cô bác. "),
    "an honest text in short lines": filled("Bà con cô bác **nhớ** không đọc mã OTP cho ai.\n"),
    "an honest text in paragraphs": filled("Bà con cô bác nhớ *không đọc* mã OTP cho ai. " * 8 + "\n\n"),
    "lines of one letter": filled("a\n"),
    "paragraphs of one letter": filled("a\n\n"),
    "empty lines": filled("\n"),
    "spaces": filled(" "),
    "tabs": filled("\ta\n"),
    "letters in two parts": filled("e\u0302\u0323"),
    "marks on one letter": filled("\u0323"),
    "marks in the wrong order": "a" + filled("\u0302\u0323"),
    "marks of many alphabets": "a" + filled("\u0345\u0300\u05b0\u0f74\u302a"),
    "letters that stand for many": filled("\ufdfa"),
    "letters of wide keyboards": filled("＃＊［ａ］（ｂ）"),
    "faces of several parts": filled("\U0001f468\u200d\U0001f469\u200d\U0001f467"),
    "syllables in parts": filled("\u1112\u1161\u11ab"),
    "letters beyond the first plane": filled("\U00020000"),
    "lines that turn round": filled("\u202ea\n"),
    "marks of the renderer": filled("klzzwxh:0001 wzxhzdk:1 "),
    "marks of the renderer as letters": filled("\u0002a\u0003"),
    "colons": filled("a: "),
}
OPTION = "- [x] a\n"
SHAPES = {name: lesson(text) for name, text in PROSE.items()} | {
    "options": question("một đáp án", OPTION),
    "options in options": question("một đáp án", "- [x] "),
    "options deep inside": question("một đáp án", " " * 30 + "- - - [x] a\n"),
    "many different options": numbered("nhiều đáp án", lambda number: f"- [x] a{number}\n"),
    "options without boxes": numbered("một đáp án", lambda number: f"- a{number}\n"),
    "feedback": question("một đáp án", "> a\n"),
    "feedback below an option": question("một đáp án", "> a\n", "- [x] a"),
    "statements": numbered("đúng sai", lambda number: f"- [Đ] a{number}\n"),
    "statements in other words": numbered("đúng sai", lambda number: f"Đúng: a{number}\n"),
    "steps in order": numbered("sắp xếp", lambda number: f"{number % 999}. a{number}\n"),
    "pairs": numbered("ghép đôi", lambda number: f"- a{number} -> b{number}\n"),
    "arrows": question("ghép đôi", "- a -> b -> "),
    "arrows of another kind": question("ghép đôi", "- a –>> "),
    "signs": numbered("tìm dấu hiệu", lambda number: f"- [ ] a{number}\n"),
    "short answers": numbered("trả lời ngắn", lambda number: f"Chấp nhận: a{number}\n", "Đáp án: a"),
    "addresses as answers": numbered(
        "trả lời ngắn", lambda number: f"Chấp nhận: a{number}.vn\n", "So sánh: địa chỉ web", "Đáp án: a.vn"
    ),
    "numbers as answers": numbered("số", lambda number: f"Chấp nhận: từ {number} đến {number}\n", "Đáp án: 1"),
    "a number of many digits": question("số", "1", "Đáp án: 1"),
    "an answer of many digits": lesson(f"{QUIZ}### Câu\nKiểu: số\nĐáp án: {filled('1')}"),
    "an answer of many points": lesson(f"{QUIZ}### Câu\nKiểu: số\nĐáp án: {filled('1.')}"),
    "steps of a story": question("tình huống", "#### a\n- [ ] b -> a\n"),
    "a story that goes on": numbered(
        "tình huống", lambda number: f"#### a{number}\n- [ ] b -> a{number + 1}\n- [x] c -> a{number + 1}\n"
    ),
    "a story without arrows": numbered("tình huống", lambda number: f"#### Bước {number}\n- [ ] b{number}\n"),
    "names of attributes": question("một đáp án", "Giai thic: a\n"),
    "different names of attributes": numbered("một đáp án", lambda number: f"Giai{number % 99} t{number}: a\n"),
    "different names in a prompt": lesson(QUIZ + "### Câu\n" + counted(lambda number: f"Giai t{number}: a\n")),
    "areas": question("điểm ảnh", "- [x] (1,1 - 2,2) a\n", "Ảnh: a.webp"),
    "areas side by side": numbered(
        "điểm ảnh", lambda number: f"- [{'x '[number % 2]}] {_in_four(number)} a{number}\n", "Ảnh: a.webp"
    ),
    "areas in other words": numbered("điểm ảnh", lambda number: f"- [x] 1 2 {number} a\n", "Ảnh: a.webp"),
    "sections": lesson(filled("## Kiểm tra\n")),
    "questions": questions(lambda number: f"### Câu {number}\nKiểu: một đáp án\n- [x] a\n- [ ] b\n\n"),
    "questions of two lines": questions(lambda number: f"### {number}\nKiểu: số\nĐáp án: {number}\n"),
    "questions without a kind": questions(lambda number: f"### Câu {number}\n\n"),
    "questions of another kind": questions(lambda number: f"### {number}\nKiểu: một đáp an{number}\n"),
    "questions with long lists": questions(
        lambda number: f"### {number}\nKiểu: ghép đôi\n" + "".join(f"- a{at} -> b{at}\n" for at in range(50))
    ),
    "questions with long orders": questions(
        lambda number: f"### {number}\nKiểu: sắp xếp\n" + "".join(f"{at}. a{at}\n" for at in range(1, 51))
    ),
    "questions with all words": questions(
        lambda number: (
            f"### {number}\n\n**a**\n\nKiểu: một đáp án\n- [x] a\n  > *b*\n- [ ] b\n  > *c*\n"
            "Gợi ý: *d*\nGiải thích: *e*\n\n"
        )
    ),
    "practices": lesson(
        "## Thực hành\n\n" + counted(lambda number: f"### {number}\nKiểu: thực hành\n- [ ] a\n- [ ] b\n")
    ),
    "groups nobody knows": "---\nđịnh dạng: 1\nmã: a\ntiêu đề: A\nnhóm: ["
    + counted(lambda number: f"a{number},")
    + "]\n---\n\nChữ.\n",
    "skills nobody knows": HEAD.replace(
        "---\n\n", "kỹ năng: [" + counted(lambda number: f"1.{number % 99},") + "]\n---\n\nChữ.\n"
    ),
    "sources without a day": HEAD.replace(
        "---\n\n", "nguồn:\n" + filled("- a | b\n")[: SIZE - 200] + "\n---\n\nChữ.\n"
    ),
    "a head that never ends": "---\n" + filled("mục nào: a\n"),
    "lines before a head": filled("a b\n"),
}
PROGRAMMES = {
    "lessons nobody wrote": PROGRAMME
    + "bài:\n"
    + counted(lambda number: f"- an-toan-o{number}\n")
    + "\nđạt khi: tất cả bài\n---\n\nChữ.\n",
    "one lesson many times": PROGRAMME
    + "bài:\n"
    + filled("- an-toan-otp\n")[: SIZE - 300]
    + "\nđạt khi: tất cả bài\n---\n\nChữ.\n",
    "rules nobody knows": PROGRAMME
    + "bài: [an-toan-otp]\nđạt khi:\n"
    + filled("- học giỏi\n")[: SIZE - 300]
    + "\n---\n\nChữ.\n",
    "an introduction of stars": PROGRAMME
    + "bài: [an-toan-otp]\nđạt khi: tất cả bài\n---\n\n"
    + filled("*a **b ")[: SIZE - 300],
}
