"""From text to tree: a module, a programme or a framework, with every problem of its grammar; nothing here raises."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath

from app.content import hard_words
from app.content.attributes import attribute_of
from app.content.blocks import CHECKLIST, QUIZ, TASKS, Body, Cutter, Section
from app.content.files import decode
from app.content.frontmatter import Head, HeadReader
from app.content.heads import FRAMEWORK_KEYS, MODULE_KEYS, PROGRAMME_KEYS, framework_of, module_meta, programme_of
from app.content.messages import Report, shortened
from app.content.prose import canonical
from app.content.questions import QuestionReader
from app.content.schema import Document, Framework, Module, Problem, Programme, Question, Skill

SKILL = re.compile(r"##\s*(\d{1,2}(?:\.\d{1,2}){0,2})\.?\s+(\S.*)")


def parse_bytes(data: bytes, file: str) -> Document:
    """Read the bytes of one file; `file` decides what it is.

    That is `index.md`, `khung/tu-kho.md` (hard words), another file in `khung/` (skills), or a module.
    """
    source = decode(data, file)
    if not source.text and source.problems:
        return Document(file, "", source.sha256, problems=source.problems)
    report = Report(file)
    report.problems.extend(source.problems)
    return _parse(source.text, file, source.sha256, report)


def parse_text(text: str, file: str) -> Document:
    """Read a text as it stands in an editor; the same as `parse_bytes` of its UTF-8 bytes."""
    return parse_bytes(text.encode("utf-8", "replace"), file)


def _parse(text: str, file: str, digest: str, report: Report) -> Document:
    lines = text.split("\n")
    path = PurePath(file)
    if path.name == "index.md":
        head = HeadReader(lines, report, PROGRAMME_KEYS, bounded=False).read()
        programme = _programme(head, lines, report)
        return Document(file, text, digest, programme=programme, body_line=head.body + 1, problems=_sorted(report))
    if path.parent.name == "khung" and path.name == hard_words.FILE:
        head = HeadReader(lines, report, hard_words.GLOSSARY_KEYS, bounded=True).read()
        glossary = hard_words.glossary_of(head, lines, report)
        return Document(file, text, digest, glossary=glossary, body_line=head.body + 1, problems=_sorted(report))
    if path.parent.name == "khung":
        head = HeadReader(lines, report, FRAMEWORK_KEYS, bounded=True).read()
        framework = _framework(head, lines, report)
        return Document(file, text, digest, framework=framework, body_line=head.body + 1, problems=_sorted(report))
    head = HeadReader(lines, report, MODULE_KEYS, bounded=True).read()
    return replace(_module(head, lines, report), text=text, sha256=digest)


def _sorted(report: Report) -> tuple[Problem, ...]:
    return tuple(sorted(report.problems, key=lambda problem: (problem.line, problem.code)))


def _module(head: Head, lines: list[str], report: Report) -> Document:
    meta = module_meta(head, report)
    body = Cutter(lines, head.body, report).cut()
    ids: list[tuple[str, int]] = []
    found: dict[str, list[Question]] = {QUIZ: [], TASKS: []}
    intros = {QUIZ: "", TASKS: ""}
    for section in body.sections:
        intros[section.name] = intros[section.name] or _intro(section, report)
        if not section.blocks and not any(attribute_of(line, text) for line, text in section.intro):
            report.add(section.line, "Q36", section=section.name)
        readers = [QuestionReader(block, report, ids) for block in section.blocks]
        found[section.name].extend(question for reader in readers if (question := reader.read()))
    module = Module(
        meta,
        _text(body.prose),
        intros[QUIZ],
        tuple(found[QUIZ]),
        intros[TASKS],
        tuple(found[TASKS]),
        report.file,
        _first_line(body.prose, head),
    )
    count = sum(len(section.blocks) for section in body.sections if section.name == QUIZ)
    return Document(
        report.file,
        module=module,
        ids=tuple(ids),
        question_count=count,
        body_line=head.body + 1,
        problems=_sorted(report),
    )


def _intro(section: Section, report: Report) -> str:
    """Return the introduction of a section; what belongs to a question is reported."""
    in_list = False
    for line, text in section.intro:
        plain = text.strip()
        attribute = attribute_of(line, plain)
        is_option = bool(CHECKLIST.match(plain))
        if attribute and attribute.key == "Kiểu":
            report.add(line, "Q38")
            first, words = next((number, row.strip()) for number, row in section.intro if row.strip())
            if first != line:
                report.add(first, "Q37.maybe", title=words.strip("*_"))
            break
        if attribute or (is_option and not in_list):
            report.add(line, "Q90", section=section.name, text=shortened(plain, 60))
        in_list = is_option
    return _text(section.intro)


def _programme(head: Head, lines: list[str], report: Report) -> Programme:
    programme = programme_of(head, report)
    body = _prose_only(head, lines, report)
    return replace(programme, intro=_text(body.prose), file=report.file, intro_line=_first_line(body.prose, head))


def _framework(head: Head, lines: list[str], report: Report) -> Framework:
    framework = framework_of(head, report)
    parts: list[tuple[Skill | None, list[tuple[int, str]]]] = [(None, [])]
    for line, text in _prose_only(head, lines, report).prose:
        found = SKILL.fullmatch(text.strip())
        if found:
            parts.append((Skill(found[1], found[2].strip(" #"), line=line), []))
            continue
        if text.strip().startswith("#"):
            report.add(line, "G10")
        parts[-1][1].append((line, text))
    skills = tuple(replace(skill, text=_text(rows)) for skill, rows in parts if skill)
    intro = parts[0][1]
    return replace(framework, intro=_text(intro), skills=skills, file=report.file, intro_line=_first_line(intro, head))


def _prose_only(head: Head, lines: list[str], report: Report) -> Body:
    body = Cutter(lines, head.body, report).cut()
    for section in body.sections:
        report.add(section.line, "G09")
    return body


def _text(rows: list[tuple[int, str]]) -> str:
    return canonical([text for _, text in rows])


def _first_line(rows: list[tuple[int, str]], head: Head) -> int:
    return next((line for line, text in rows if text.strip()), head.body + 1)
