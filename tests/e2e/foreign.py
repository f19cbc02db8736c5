"""Files of other programmes whose every field is a payload."""

import re
from collections.abc import Callable, Sequence
from html import escape

from tests.e2e.payloads import one_line
from tests.e2e.poison import Shape
from tests.interchange.qti import files as qti_files
from tests.interchange.word.files import Paper, bold

# What XML, and so Word and QTI, cannot hold.
NO_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")


def gift(shapes: Sequence[Shape], markup: str = "html") -> bytes:
    """Return questions in GIFT."""
    rows = []
    for _, shape in shapes:
        text = re.sub(r"([~=#{}:\\])", r"\\\1", one_line(shape))
        rows.append(f"::{text}::[{markup}]{text} {{=[{markup}]đúng {text}#{text} ~sai####{text}}}")
    return "\n\n".join(rows).encode()


def aiken(shapes: Sequence[Shape]) -> bytes:
    """Return questions in Aiken."""
    rows = (f"Câu {line}\nA. {line}\nB. Khác {line}\nANSWER: B" for line in _lines(shapes))
    return "\n\n".join(rows).encode()


def quizdown(shapes: Sequence[Shape]) -> bytes:
    """Return questions in quizdown, below a text."""
    rows = (
        f"### Câu {line}\n\n{line}\n\n> {line}\n\n1. [x] {line}\n    > {line}\n1. [ ] Khác\n" for line in _lines(shapes)
    )
    return "\n".join(rows).encode()


def text2qti(shapes: Sequence[Shape]) -> bytes:
    """Return questions in text2qti."""
    rows = [
        f"Title: {line}\n1.  Câu {line}\n... {line}\na)  {line}\n... {line}\n*b) Khác {line}\n\n"
        f"1.  Gõ {line}\n*   {line}\n"
        for line in _lines(shapes)
    ]
    return "\n".join(rows).encode()


def qti(shapes: Sequence[Shape]) -> bytes:
    """Return a package of QTI 2.1: payloads as text, and as elements where they can be written as such."""
    items = {}
    for number, (_, shape) in enumerate(shapes):
        line = escape(NO_XML.sub("", one_line(shape)))
        body = (
            f'<p>{line}</p><choiceInteraction responseIdentifier="RESPONSE" shuffle="false" maxChoices="1">'
            f"<prompt>{line}</prompt>"
            f'<simpleChoice identifier="A">{line}</simpleChoice><simpleChoice identifier="B">Khác</simpleChoice>'
            f'</choiceInteraction><p><a href="{line}">{line}</a></p>'
        )
        items[f"i{number}.xml"] = qti_files.item(body, qti_files.response("A")).replace(
            b'title=""', f'title="{line}"'.encode()
        )
    return qti_files.package(items)


def word(shapes: Sequence[Shape]) -> bytes:
    """Return a document with the right answer in bold letters, as teachers write it."""
    paper = Paper()
    for number, line in enumerate(_lines(shapes), 1):
        words = NO_XML.sub("", line)
        paper.line(f"Câu {number}. {words}")
        paper.line(f"A. {words}")
        paper.line((f"B. Khác {words}", bold))
        paper.line()
    return paper.bytes()


def _lines(shapes: Sequence[Shape]) -> list[str]:
    return [one_line(text) for _, text in shapes]


# By the format's name: the file's, and what writes it.
WRITERS: dict[str, tuple[str, Callable[[Sequence[Shape]], bytes]]] = {
    "aiken": ("bai.txt", aiken),
    "quizdown": ("bai.md", quizdown),
    "text2qti": ("bai.txt", text2qti),
    "qti": ("bai.zip", qti),
    "docx": ("bai.docx", word),
}
