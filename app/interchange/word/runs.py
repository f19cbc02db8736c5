"""Reads the inside of a Word paragraph: words with their looks, pictures, and everything that text cannot hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.interchange.word.lines import Span
from app.interchange.word.package import R, W
from app.interchange.word.pictures import Pictures, words_of
from app.interchange.word.styles import Mark, Styles
from app.interchange.wording import quoted

if TYPE_CHECKING:
    from app.interchange.report import Findings
    from app.interchange.word.package import Package

RAISED = dict(zip("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ", strict=True))
LOWERED = dict(zip("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎", strict=True))
INSIDE = frozenset({"smartTag", "customXml", "fldSimple", "dir", "bdo", "sdt", "sdtContent", "ins", "moveTo"})
SILENT = frozenset({
    "pPr", "rPr", "proofErr", "bookmarkStart", "bookmarkEnd", "permStart", "permEnd", "lastRenderedPageBreak",
    "commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef", "fldChar", "instrText", "sdtPr",
    "sdtEndPr", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "footnoteRef",
    "endnoteRef", "separator", "continuationSeparator", "smartTagPr", "customXmlPr", "fldData", "softHyphen",
    "delInstrText",
})  # fmt: skip
SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
REMOVED = frozenset({"del", "moveFrom"})


class Runs:
    """Reads paragraphs one after the other; counters go through the whole document."""

    def __init__(self, package: Package, styles: Styles, pictures: Pictures, findings: Findings) -> None:
        self.package, self.styles, self.pictures, self.findings = package, styles, pictures, findings
        self.formulas = 0
        self.inserted = 0
        self.deleted: list[str] = []
        self.paragraph: Any = None
        self.spans: list[Span] = []

    def read(self, paragraph: Any) -> list[Span]:
        """Return the spans of a paragraph; a line break is a span of "\\n"."""
        self.paragraph, self.spans = paragraph, []
        self._children(paragraph, "")
        return self.spans

    def _children(self, element: Any, link: str) -> None:
        for child in element:
            if isinstance(child.tag, str):
                self._element(child, link)

    def _element(self, element: Any, link: str) -> None:
        name = _name(element)
        if name == "r":
            self._run(element, link)
        elif name == "hyperlink":
            self._children(element, self.package.links.get(element.get(f"{R}id") or "", ""))
        elif name in INSIDE:
            self.inserted += name in ("ins", "moveTo")
            self._children(element, link)
        elif name in REMOVED:
            self.deleted.append(_words(element))
        elif name == "AlternateContent":
            self._children(_choice(element), link)
        elif name in ("oMath", "oMathPara"):
            self._formula(_words(element, "t"))
        elif name not in SILENT:
            self._unknown(name, element)

    def _run(self, run: Any, link: str) -> None:
        marks = self.styles.marks(run, self.paragraph)
        if link:
            marks -= {Mark.COLOUR, Mark.UNDERLINE}
        for child in run:
            if isinstance(child.tag, str):
                self._piece(child, marks, link)

    def _piece(self, piece: Any, marks: frozenset[Mark], link: str) -> None:
        name = _name(piece)
        if name in ("t", "ruby"):
            self._words(str(piece.text or "") if name == "t" else _words(piece), marks, link)
        elif name in SIGNS:
            self.spans.append(Span(SIGNS[name], marks))
        elif name == "AlternateContent":
            for child in _choice(piece):
                self._piece(child, marks, link)
        elif name not in SILENT:
            self._special(piece, name)

    def _special(self, piece: Any, name: str) -> None:
        """Take or tell what is no word."""
        if name in ("drawing", "pict", "object"):
            self._drawing(piece, name)
        elif name in ("footnoteReference", "endnoteReference"):
            self._note(piece, name)
        elif name == "sym":
            self._symbol(piece)
        elif name == "delText":
            self.deleted.append(str(piece.text or ""))
        else:
            self._unknown(name, piece)

    def _words(self, text: str, marks: frozenset[Mark], link: str) -> None:
        if Mark.HIDDEN in marks:
            if text.strip():
                self.findings.lost(None, f"Chữ ẩn {quoted(text)} không nhập.")
            return
        for mark, table in ((Mark.RAISED, RAISED), (Mark.LOWERED, LOWERED)):
            if mark in marks and text.strip():
                if any(char not in table for char in text.replace(" ", "")):
                    self.findings.lost(None, f"Chữ nhỏ nâng lên hay hạ xuống {quoted(text)} thành chữ thường.")
                text = "".join(table.get(char, char) for char in text)
        self.spans.append(Span(text, marks - {Mark.RAISED, Mark.LOWERED}, link))

    def _drawing(self, drawing: Any, name: str) -> None:
        """Take the picture of a drawing; its text box, chart or formula is told, with its words."""
        if name == "object" and "equation" in _program(drawing).lower():
            self._formula("")
            return
        boxes = [_words(box) for box in drawing.iter(f"{W}txbxContent")]
        for words in dict.fromkeys(filter(None, boxes)):
            self.findings.lost(None, f"Hộp chữ {quoted(words)} không nhập. Bác chép chữ ấy vào bài sau khi nhập.")
        if boxes:
            return
        relation = next((key for element in drawing.iter() if (key := _relation(element))), "")
        if relation and name != "object":
            if found := self.pictures.take(relation, words_of(drawing)):
                self.spans.append(Span("", picture=found))
        else:
            what = "Đối tượng nhúng" if name == "object" else "Hình vẽ, biểu đồ hoặc sơ đồ của Word"
            self.findings.lost(None, f"{what} không nhập. Bác chụp lại thành ảnh rồi thêm sau.")

    def _formula(self, words: str) -> None:
        self.formulas += 1
        sign = f"[công thức {self.formulas}]"
        shown = f" ({quoted(words)})" if words.strip() else ""
        self.findings.lost(None, f"Công thức{shown} không nhập được, thay bằng chữ “{sign}”. Bác viết lại bằng chữ.")
        self.spans.append(Span(sign))

    def _note(self, piece: Any, name: str) -> None:
        root = self.package.footnotes if name == "footnoteReference" else self.package.endnotes
        wanted = piece.get(f"{W}id")
        notes = [] if root is None else [note for note in root if note.get(f"{W}id") == wanted]
        words = " ".join(_words(note) for note in notes)
        self.findings.lost(None, f"Chú thích cuối trang {quoted(words)} không nhập.")

    def _symbol(self, piece: Any) -> None:
        font = str(piece.get(f"{W}font") or "")
        self.spans.append(Span("□"))
        self.findings.lost(None, f"Ký hiệu của phông chữ {quoted(font)} đã thay bằng “□”. Bác gõ lại ký hiệu ấy.")

    def _unknown(self, name: str, element: Any) -> None:
        words = _words(element)
        shown = f" ({quoted(words)})" if words.strip() else ""
        self.findings.lost(None, f"Thành phần `{name[:40]}` của Word{shown} không nhập.")


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _choice(alternatives: Any) -> Any:
    """Return the first of the ways in which Word wrote one thing; the others are the same for older programmes."""
    return next((child for child in alternatives if isinstance(child.tag, str)), [])


def _words(element: Any, *names: str) -> str:
    """Return all words below an element, also deleted ones."""
    wanted = names or ("t", "delText")
    found = (child.text or "" for child in element.iter() if isinstance(child.tag, str) and _name(child) in wanted)
    return " ".join("".join(found).split())


def _relation(element: Any) -> str:
    if not isinstance(element.tag, str) or _name(element) not in ("blip", "imagedata"):
        return ""
    return str(element.get(f"{R}embed") or element.get(f"{R}id") or element.get(f"{R}link") or "")


def _program(drawing: Any) -> str:
    return next((str(element.get("ProgID") or "") for element in drawing.iter() if element.get("ProgID")), "")
