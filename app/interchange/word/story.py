"""Walks over the body of a Word file: paragraphs into lines, tables into tables, and tells what stays behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.interchange.report import refuse
from app.interchange.word.lines import Line, Span, Story, Table, trimmed
from app.interchange.word.numbering import Numbering
from app.interchange.word.package import W
from app.interchange.word.pictures import Pictures
from app.interchange.word.runs import Runs
from app.interchange.word.styles import Styles
from app.interchange.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.interchange.report import Findings
    from app.interchange.word.package import Package

MOST_PARAGRAPHS = 6_000
DESCEND = frozenset({"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"})
SILENT = frozenset({"sectPr", "bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd", "sdtPr", "sdtEndPr"})


def read_story(package: Package, findings: Findings) -> Story:
    """Return the lines and tables of a document in their order; what they cannot hold is told in `findings`."""
    styles = Styles(package.styles)
    pictures = Pictures(package, findings)
    walker = _Walker(styles, Numbering(package.numbering), Runs(package, styles, pictures, findings), findings)
    blocks = list(walker.blocks(package.body))
    walker.tell(package)
    return Story(blocks, pictures.media, pictures.alts)


class _Walker:
    """Goes through paragraphs and tables, also inside the frames Word puts around them."""

    def __init__(self, styles: Styles, numbering: Numbering, runs: Runs, findings: Findings) -> None:
        self.styles, self.numbering, self.runs, self.findings = styles, numbering, runs, findings
        self.paragraphs = 0

    def blocks(self, parent: Any) -> Iterator[Line | Table]:
        """Yield the blocks below an element."""
        for child in parent:
            name = str(child.tag).rpartition("}")[2] if isinstance(child.tag, str) else "sectPr"
            if name == "p":
                yield from self._paragraph(child)
            elif name == "tbl":
                yield self._table(child)
            elif name in DESCEND:
                yield from self.blocks(child)
            elif name not in SILENT and not name.startswith(("comment", "move")):
                self.findings.lost(None, f"Thành phần `{name[:40]}` của Word không nhập.")

    def tell(self, package: Package) -> None:
        """Report what stands beside the text: comments, changes nobody accepted, heads and feet of pages."""
        if self.runs.inserted or self.runs.deleted:
            gone = quoted(" ".join(filter(None, self.runs.deleted)))
            what = f"đã lấy phần thêm vào và bỏ phần đã xoá ({gone})"
            self.findings.lost(None, f"Tệp còn sửa đổi chưa chấp nhận (Track Changes): {what}.")
        for comment in [] if package.comments is None else package.comments:
            self.findings.lost(None, f"Nhận xét {quoted(_words(comment))} không nhập.")
        for margin in package.margins:
            if words := _words(margin):
                self.findings.lost(None, f"Đầu trang, chân trang {quoted(words)} không nhập.")

    def _paragraph(self, paragraph: Any) -> Iterator[Line]:
        self.paragraphs += 1
        if self.paragraphs > MOST_PARAGRAPHS:
            raise refuse("Tệp Word dài quá mức một bài học. Bác tách làm nhiều tệp rồi nhập từng tệp.")
        heading = self.styles.heading(paragraph)
        list_id, level = self.styles.numbering(paragraph)
        spans = self.runs.read(paragraph)
        has_words = any(span.text.strip() or span.picture for span in spans)
        label = self.numbering.label(list_id, level) if list_id and has_words else ""
        depth = int(level) if level.isdecimal() and len(level) < 3 else 0
        for number, part in enumerate(_broken(spans)):
            yield trimmed(part, label="" if number else label, level=depth, heading=heading)

    def _table(self, table: Any) -> Table:
        rows = []
        is_simple = True
        for row in table.iter(f"{W}tr"):
            if _table_of(row) is not table:
                continue
            cells = [cell for cell in row.iter(f"{W}tc") if _row_of(cell) is row]
            is_simple = is_simple and not any(_is_merged(cell) for cell in cells)
            rows.append(tuple(self._cell(cell) for cell in cells))
        widths = {len(row) for row in rows}
        has_lists = any(line.label or line.heading for row in rows for cell in row for line in cell)
        nested = any(True for _ in table.iterdescendants(f"{W}tbl"))
        return Table(tuple(rows), is_simple and len(widths) == 1 and not nested and not has_lists)

    def _cell(self, cell: Any) -> tuple[Line, ...]:
        """Return the lines of a cell, those of tables inside it too."""
        lines: list[Line] = []
        for block in self.blocks([child for child in cell if not str(child.tag).endswith("}tcPr")]):
            lines += block.lines() if isinstance(block, Table) else [block]
        return tuple(line for line in lines if line.spans)


def _broken(spans: list[Span]) -> list[list[Span]]:
    """Return the spans cut at line breaks."""
    parts: list[list[Span]] = [[]]
    for span in spans:
        if span.text == "\n":
            parts.append([])
        else:
            parts[-1].append(span)
    return parts


def _table_of(element: Any) -> Any:
    return next(element.iterancestors(f"{W}tbl"), None)


def _row_of(element: Any) -> Any:
    return next(element.iterancestors(f"{W}tr"), None)


def _is_merged(cell: Any) -> bool:
    return cell.find(f"{W}tcPr/{W}gridSpan") is not None or cell.find(f"{W}tcPr/{W}vMerge") is not None


def _words(element: Any) -> str:
    found = (child.text or "" for child in element.iter(f"{W}t"))
    return " ".join(" ".join(found).split())
