"""Reads QTI 2.1, 2.2 and 3.0: one item or a package; every question it holds, or every reason why it cannot be read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.core.text import normal
from app.interchange.archives import is_archive
from app.interchange.qti.item import QtiItem
from app.interchange.qti.kinds import QtiMaker
from app.interchange.qti.media import Media
from app.interchange.qti.package import MANIFEST, open_package
from app.interchange.report import Findings, Imported, Loss
from app.interchange.stems import title_of
from app.interchange.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.content.schema import Question
    from app.interchange.qti.package import ItemSource

ROOT = re.compile(r"<(?:\w+:)?(?:assessmentItem|qti-assessment-item)\b")
# Parts of an item that are never carried, with what they are.
PARTS = {
    "rubricBlock": "lời hướng dẫn chấm hoặc làm bài",
    "stylesheet": "kiểu trình bày riêng",
    "catalogInfo": "phần hỗ trợ người khuyết tật (catalog)",
    "companionMaterialsInfo": "tài liệu kèm theo",
    "assessmentStimulusRef": "bài đọc chung",
    "infoControl": "phần thông tin bật tắt",
}


def read(data: bytes, filename: str) -> Imported:
    """Return the questions of a QTI file; raises `BadFile` with all problems of all its items at once."""
    package = open_package(data)
    media = Media(package.files)
    whole = Findings()
    whole.losses.extend(package.losses)
    questions = tuple(question for source in package.items if (question := _question(source, media, whole)) is not None)
    losses = whole.carried()
    title = normal(package.title) or title_of(filename)
    return Imported(title, questions, losses, media=_used(media, questions))


def is_surely(data: bytes, filename: str) -> bool:
    """Return whether a file is QTI beyond doubt: an item in XML, or a zip with the manifest of a package."""
    if is_archive(data):  # Judged by the names in its directory: what is wrong with an archive is for `read` to tell.
        return filename.lower().endswith(".zip") and MANIFEST.encode() in data
    return bool(ROOT.search(data[:4000].replace(b"\0", b"").decode("utf-8", "replace")))


def _question(source: ItemSource, media: Media, whole: Findings) -> Question | None:
    """Read one item; what it says names its file when there are several."""
    item = QtiItem(source.root, source.name)
    findings = Findings()
    _parts(item, findings)
    question = QtiMaker(item, media, findings).question()
    where = f"(tệp {source.name}) " if source.name else ""
    whole.problems += [Loss(loss.line, f"{where}{loss.what}") for loss in findings.problems]
    whole.losses += [Loss(loss.line, f"{where}{loss.what}") for loss in findings.losses]
    return question


def _parts(item: QtiItem, findings: Findings) -> None:
    """Tell the parts that are not carried, and scoring that is more than the standard ones."""
    for node in item.root.every():
        if node.tag in PARTS and (node.children or node.attributes):
            findings.lost(node.line, f"Không giữ được {PARTS[node.tag]}.")
    if item.root.get("adaptive") == "true":
        findings.lost(item.root.line, "Câu cho sửa câu trả lời nhiều lần, nay chỉ trả lời một lần.")
    processing = item.processing
    is_written_out = processing is not None and not processing.get("template") and processing.elements()
    if processing is not None and is_written_out and not item.is_own:
        findings.lost(processing.line, "Cách chấm viết riêng không giữ lại, câu chấm theo đáp án đúng đã ghi.")
    title = item.root.get("title")
    if title and not item.is_own and title.lower() not in item.root.text().lower():
        findings.lost(item.root.line, f"Tên riêng của câu {quoted(title)} không giữ lại.")


def _used(media: Media, questions: Sequence[Question]) -> dict[str, bytes]:
    """Return the files the questions name, and the captions of their films."""
    text = "\n".join(
        "\n".join([question.prompt, question.explanation, f"({question.picture})"])
        + "".join(option.feedback for option in question.options)
        for question in questions
    )
    stems = {name.rpartition(".")[0] for name in media.taken if f"({name})" in text}
    return {name: content for name, content in media.taken.items() if name.rpartition(".")[0] in stems}
