"""Writes a module as a QTI 3.0 package and tells all that QTI has no place for."""

from __future__ import annotations

import io
import zipfile
from itertools import islice
from typing import TYPE_CHECKING

from app.content.markdown import RenderRefused, render_batch
from app.interchange.naming import named_in
from app.interchange.qti.item import TOOL
from app.interchange.qti.media import STARTS
from app.interchange.qti.package import MANIFEST
from app.interchange.qti.scoring import EXPLANATION, declarations, processing
from app.interchange.qti.written_kinds import QtiQuestion, Written
from app.interchange.qti.xml import (
    ITEM_SCHEMA,
    ITEM_SPACE,
    PACKAGE_SCHEMA,
    PACKAGE_SPACE,
    document,
    element,
    well_formed,
)
from app.interchange.report import Exported, Findings, in_order, refuse
from app.interchange.wording import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.content.schema import Module, Question

TEST = "test.xml"
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # The same module gives the same bytes.


def write(module: Module, media: Mapping[str, bytes]) -> Exported:
    """Return a module as a QTI 3.0 package (zip) with the pictures of `media` (file name → bytes) it names."""
    findings = Findings()
    _module_losses(module, findings)
    items: dict[str, bytes] = {}
    exported: list[Question] = []
    for number, written in enumerate(_written(module), 1):
        name = f"q_{written.question.id or f'{number:02d}'}"
        content = _item(name, written, media, findings)
        if content:
            items[name] = content
            exported.append(written.question)
    used = _used_media(exported, media, findings)
    files = {MANIFEST: _manifest(module, items, used), TEST: _test(module, items)}
    files |= {f"items/{name}.xml": content for name, content in items.items()}
    files |= {f"media/{name}": content for name, content in used.items()}
    return Exported(_zip(files), "zip", in_order(findings.losses))


def _module_losses(module: Module, findings: Findings) -> None:
    if module.prose:
        findings.lost(None, "Nội dung bài đọc không có chỗ trong gói QTI, chỉ xuất câu hỏi.")
    for intro in (module.quiz_intro, module.practice_intro):
        if intro:
            findings.lost(None, f"Lời dẫn {quoted(intro)} không có chỗ trong gói QTI.")
    findings.lost(None, "Cách tổ chức bài (nhóm, mức đạt, số lần làm, thời gian) không có chỗ trong gói QTI.")
    if any(question.hint or question.skills for question in module.items):
        findings.lost(None, "Gợi ý và kỹ năng của câu hỏi chỉ Học Vụ Số đọc lại được, nơi khác không thấy.")


def _written(module: Module) -> list[Written]:
    """Return the questions with their Markdown made XML, all in one go of the renderer."""
    sources = [text for question in module.items for text in _sources(question)]
    names = {name: f"../media/{name}" for name in named_in(sources)}
    try:
        done = iter([well_formed(html) for html in render_batch(sources, media=names)])
    except RenderRefused as error:
        raise refuse("Có đoạn văn quá dài hoặc quá rối nên không xuất được.") from error
    return [_next_written(question, module, done) for question in module.items]


def _next_written(question: Question, module: Module, done: Iterator[str]) -> Written:
    prompt, explanation = next(done), next(done)
    said = tuple(islice(done, len(question.options)))
    return Written(question, prompt, explanation, said, question.scoring or module.meta.scoring)


def _sources(question: Question) -> list[str]:
    return [question.prompt, question.explanation, *(option.feedback for option in question.options)]


def _item(name: str, written: Written, media: Mapping[str, bytes], findings: Findings) -> bytes:
    question = written.question
    parts = QtiQuestion(written, media, findings).parts()
    if parts is None:
        return b""
    told = {"has_feedback": "qti-feedback-" in parts.body, "has_explanation": bool(written.explanation)}
    modal = ""
    if written.explanation:
        given = {"outcome-identifier": EXPLANATION, "identifier": "explanation", "show-hide": "show"}
        modal = element("qti-modal-feedback", given, element("qti-content-body", None, written.explanation))
    attributes = {"identifier": name, "title": question.title, "adaptive": "false", "time-dependent": "false"}
    return document(
        "qti-assessment-item",
        ITEM_SPACE,
        ITEM_SCHEMA,
        {**attributes, "xml:lang": "vi", "tool-name": TOOL, "tool-version": "1"},
        declarations(parts.key, question.points, **told),
        element("qti-item-body", None, parts.body),
        processing(parts.key, question.points, **told),
        modal,
    )


def _used_media(questions: Sequence[Question], media: Mapping[str, bytes], findings: Findings) -> dict[str, bytes]:
    """Return the files that go along; what is named but not there, or of a kind nobody takes, is told."""
    names = named_in([text for question in questions for text in _sources(question)])
    names |= {question.picture for question in questions if question.picture}
    endings = {*STARTS, "vtt"}
    used = {name: media[name] for name in sorted(names) if name in media and name.rpartition(".")[2].lower() in endings}
    if missing := sorted(name for name in names - set(used) if not name.endswith(".vtt")):
        findings.lost(None, f"Tệp {listed(missing)} không đi kèm được trong gói QTI.")
    return used


def _manifest(module: Module, items: Mapping[str, bytes], media: Mapping[str, bytes]) -> bytes:
    metadata = element(
        "metadata", None, element("schema", None, "QTI Package"), element("schemaversion", None, "3.0.1")
    )
    ids = {name: f"m_{at}" for at, name in enumerate(media, 1)}
    resources = [_resource("bai_kiem_tra", "imsqti_test_xmlv3p0", TEST, list(items))]
    for name, content in items.items():
        needed = [ids[file] for file in media if f'"../media/{file}"'.encode() in content]
        resources.append(_resource(name, "imsqti_item_xmlv3p0", f"items/{name}.xml", needed))
    resources += [_resource(ids[name], "webcontent", f"media/{name}", ()) for name in media]
    identifier = {"identifier": f"goi_{module.meta.id or 'bai'}"}
    organizations = element("organizations")
    inside = (metadata, organizations, element("resources", None, *resources))
    return document("manifest", PACKAGE_SPACE, PACKAGE_SCHEMA, identifier, *inside)


def _resource(identifier: str, kind: str, href: str, needs: Sequence[str]) -> str:
    given = {"identifier": identifier, "type": kind, "href": href}
    dependencies = (element("dependency", {"identifierref": other}) for other in needs)
    return element("resource", given, element("file", {"href": href}), *dependencies)


def _test(module: Module, items: Mapping[str, bytes]) -> bytes:
    references = (
        element("qti-assessment-item-ref", {"identifier": name, "href": f"items/{name}.xml"}) for name in items
    )
    title = module.meta.title or "Kiểm tra"
    section = {"identifier": "phan_1", "title": title, "visible": "true"}
    part = {"identifier": "de", "navigation-mode": "nonlinear", "submission-mode": "simultaneous"}
    inside = element("qti-test-part", part, element("qti-assessment-section", section, *references))
    attributes = {"identifier": f"de_{module.meta.id or 'bai'}", "title": title}
    return document("qti-assessment-test", ITEM_SPACE, ITEM_SCHEMA, attributes, inside)


def _zip(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o100644 << 16
            archive.writestr(info, content)
    return stream.getvalue()
