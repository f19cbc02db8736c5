"""What publishing would store of each file, made of the checked library and its HTML; pure, compared by hash."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.catalog.rendering import MediaByFolder, MediaFile
from app.content.schema import Group, LessonRef, Library, Module, Programme
from app.content.snapshot import snapshot
from app.core.canonical import canonical, sha256_hex

PICTURE = re.compile(r'<img src="(/media/[^"]+)"')
WORDS_A_MINUTE = 150


@dataclass(frozen=True)
class ModuleDraft:
    """One module as it would be stored; `sha256` is of the text and of the media beside it that the text names."""

    key: str
    title: str
    summary: str
    minutes: int
    mode: str
    valid_until: str | None
    page_html: str
    page_bytes: int
    about: dict[str, Any]
    snapshot: dict[str, Any]
    source_text: str
    sha256: str
    media: Sequence[MediaFile]


@dataclass(frozen=True)
class ProgrammeDraft:
    """One programme as it would be stored; lessons and assessment are whole keys `<group>/<code>`."""

    group: str
    title: str
    framework: str
    intro_html: str
    lessons: list[str]
    assessment: str | None
    rule: dict[str, Any]
    has_register: bool
    source_text: str
    sha256: str
    media: Sequence[MediaFile]


def drafts_of(
    library: Library, html: Mapping[str, Sequence[str]], media: MediaByFolder
) -> tuple[dict[str, ModuleDraft], dict[str, ProgrammeDraft]]:
    """Return the drafts of all modules by key and of all programmes by group."""
    texts = {document.file: document.text for document in library.documents}
    modules = {
        key: _module(key, module, texts[module.file], html[key], media.get(key.partition("/")[0], {}))
        for key, module in library.modules.items()
    }
    programmes = {
        group: _programme(group, programme, texts[programme.file], html[group][0], media.get(group, {}))
        for group, programme in library.programmes.items()
    }
    return modules, programmes


def _module(key: str, module: Module, text: str, html: Sequence[str], beside: Mapping[str, MediaFile]) -> ModuleDraft:
    record = snapshot(module, html)
    named = _named_in(text, beside)
    audio = beside[module.meta.audio].address if module.meta.audio in beside else None
    page_html = record["lesson_html"]
    return ModuleDraft(
        key=key,
        title=module.meta.title,
        summary=module.meta.summary,
        minutes=module.meta.minutes or 1 + len(module.prose.split()) // WORDS_A_MINUTE,
        mode=module.meta.quiz.value,
        valid_until=record["meta"]["valid_until"],
        page_html=page_html,
        page_bytes=len(page_html.encode()) + _picture_bytes(page_html, beside),
        about=_about(record, audio),
        snapshot=record,
        source_text=text,
        sha256=_fingerprint(text, named),
        media=list(named.values()),
    )


def _about(record: dict[str, Any], audio: str | None) -> dict[str, Any]:
    """Return what a reader may know beside the text; nothing in it comes from an answer key."""
    meta = record["meta"]
    practices = [
        {
            "id": question["id"],
            "title": question["title"],
            "prompt_html": question["prompt_html"],
            "confirmer": question["confirmer"],
            "tasks": [option["text"] for option in question["options"]],
            "needed": question["minimum"][0] if question["minimum"] else len(question["options"]),
        }
        for question in record["practices"]
    ]
    asked = min(meta["draw"] or len(record["questions"]), len(record["questions"]))
    return {"sources": meta["sources"], "audio": audio, "practices": practices, "asked": asked}


def _programme(
    group: str, programme: Programme, text: str, intro_html: str, beside: Mapping[str, MediaFile]
) -> ProgrammeDraft:
    rule, named = programme.rule, _named_in(text, beside)
    return ProgrammeDraft(
        group=group,
        title=programme.title,
        framework=programme.framework,
        intro_html=intro_html,
        lessons=[_key(group, ref) for ref in programme.lessons],
        assessment=_key(group, programme.assessment) if programme.assessment else None,
        rule={
            "all_lessons": rule.all_lessons,
            "lessons": rule.lessons,
            "assessment": rule.assessment,
            "practices": rule.practices,
            "trust": programme.trust.value,
        },
        has_register=programme.group is not Group.HELPERS,
        source_text=text,
        sha256=_fingerprint(text, named),
        media=list(named.values()),
    )


def _key(group: str, ref: LessonRef) -> str:
    return f"{ref.folder or group}/{ref.id}"


def _named_in(text: str, beside: Mapping[str, MediaFile]) -> dict[str, MediaFile]:
    """Return the files the text names, and the captions that go with a film of the same name."""
    return {name: file for name, file in sorted(beside.items()) if re.sub(r"\.vtt$", ".mp4", name) in text}


def _fingerprint(text: str, media: Mapping[str, MediaFile]) -> str:
    return sha256_hex(canonical({"text": text, "media": {name: file.sha256 for name, file in media.items()}}))


def _picture_bytes(page_html: str, beside: Mapping[str, MediaFile]) -> int:
    sizes = {file.address: len(file.content) for file in beside.values()}
    return sum(sizes[address] for address in set(PICTURE.findall(page_html)))
