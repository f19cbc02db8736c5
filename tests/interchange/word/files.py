"""Builds Word files as teachers write them, for the tests of their reader."""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import parse_xml
from docx.shared import RGBColor
from PIL import Image

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
Look = Callable[[Any], None]


def bold(run: Any) -> None:
    run.bold = True


def underlined(run: Any) -> None:
    run.underline = True


def red(run: Any) -> None:
    run.font.color.rgb = RGBColor(0xC0, 0, 0)


def lit(run: Any) -> None:
    run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def slanted(run: Any) -> None:
    run.italic = True


class Paper:
    """A document under construction; its methods return nothing, so that a test reads as the paper does."""

    def __init__(self) -> None:
        self.document = Document()

    def line(self, *parts: str | tuple[str, Look], style: str | None = None) -> Any:
        """Add a paragraph of words, some of them with a look."""
        paragraph = self.document.add_paragraph(style=style)
        for part in parts:
            text, look = part if isinstance(part, tuple) else (part, None)
            run = paragraph.add_run(text)
            if look:
                look(run)
        return paragraph

    def lines(self, text: str) -> None:
        """Add a paragraph for each line."""
        for line in text.split("\n"):
            self.line(line)

    def table(self, *rows: Sequence[str]) -> Any:
        """Add a table of words."""
        table = self.document.add_table(len(rows), len(rows[0]))
        for at, row in enumerate(rows):
            for column, words in enumerate(row):
                table.cell(at, column).text = words
        return table

    def xml(self, inside: str) -> None:
        """Add a paragraph that holds a piece of Word's own markup."""
        self.document.add_paragraph()._p.append(parse_xml(inside))

    def numbered(self, form: str, text: str) -> Callable[[str], Any]:
        """Make a list that Word numbers itself and return what adds a paragraph to it."""
        root = self.document.part.numbering_part.element
        number = len(root.findall(f"{{{W[9:-1]}}}num")) + 100
        outline = (
            f'<w:abstractNum {W} w:abstractNumId="{number}"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl></w:abstractNum>'
        )
        root.insert(0, parse_xml(outline))
        root.append(parse_xml(f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))

        def add(words: str, look: Look | None = None) -> Any:
            paragraph = self.line((words, look) if look else words)
            properties = f'<w:numPr {W}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
            paragraph._p.get_or_add_pPr().append(parse_xml(properties))
            return paragraph

        return add

    def picture(self, data: bytes, words: str = "") -> None:
        """Add a picture with its alternative text."""
        shape = self.document.add_picture(io.BytesIO(data))
        shape._inline.docPr.set("descr", words)

    def bytes(self) -> bytes:
        """Return the file."""
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()


def png(colour: str = "red", size: int = 8) -> bytes:
    """Return a small picture."""
    out = io.BytesIO()
    Image.new("RGB", (size, size), colour).save(out, "PNG")
    return out.getvalue()


def photograph(side: int = 1200) -> bytes:
    """Return a picture with as much in it as one from a telephone: it does not pack well."""
    out = io.BytesIO()
    Image.effect_noise((side, side), 80).save(out, "PNG")
    return out.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """Return a zip with each file changed (None: left out) and more files added (`__` in a name is a slash)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in more.items():
            new.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()
