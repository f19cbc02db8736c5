"""What publishing would store of a file, made of the checked text and its HTML; pure, compared by hash."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.catalog.rendering import MediaFile
from app.content.schema import Group, LessonRef, Module, Programme
from app.content.snapshot import snapshot
from app.core.canonical import canonical, sha256_hex

SHOWN = re.compile(r'<(img|audio|video) [^>]*?src="(/media/[^"]+)"')
CAPTIONS = re.compile(r"\.vtt$")
WORDS_A_MINUTE = 150


class Asked(NamedTuple):
    """What a question id stands for: the kind and the heading of its question."""

    id: str
    kind: str
    title: str


@dataclass(frozen=True)
class Edition:
    """One file as it would be stored: `columns` are those of its table that come from the text, `files` what it names.

    `key` is `<group>/<code>`, for a programme `<group>/index`. `sha256` is of the text and of the files it names.
    """

    key: str
    is_programme: bool
    columns: Mapping[str, Any]
    files: Mapping[str, MediaFile]
    questions: Sequence[Asked] = field(default=())

    @property
    def sha256(self) -> str:
        """Return what tells one edition of a file from another."""
        return str(self.columns["source_sha256"])


def minutes_of(module: Module) -> int:
    """Return how long a lesson takes: as its author says, else by the length of its text."""
    return module.meta.minutes or 1 + len(module.prose.split()) // WORDS_A_MINUTE


def edition_of_module(
    key: str, module: Module, text: str, html: Sequence[str], beside: Mapping[str, MediaFile]
) -> Edition:
    """Return a module as it would be stored; `html` is of `texts_to_render`, `beside` the media of its folder."""
    record = snapshot(module, html)
    named = _named_in(text, beside)
    audio = beside[module.meta.audio].address if module.meta.audio in beside else None
    page_html = record["lesson_html"]
    weights = _weights(page_html, audio, beside)
    columns = _source(text, named) | {
        "key": key,
        "title": module.meta.title,
        "summary": module.meta.summary,
        "minutes": minutes_of(module),
        "mode": module.meta.quiz.value,
        "valid_until": record["meta"]["valid_until"],
        "page_html": page_html,
        "page_bytes": len(page_html.encode()) + weights["img"],
        "about": _about(record, audio) | {"weights": weights},
        "snapshot": record,
    }
    questions = [Asked(question.id, question.kind.value, question.title) for question in module.items]
    return Edition(key, is_programme=False, columns=columns, files=named, questions=questions)


def edition_of_programme(
    group: str, programme: Programme, text: str, intro_html: str, beside: Mapping[str, MediaFile]
) -> Edition:
    """Return a programme as it would be stored; its lessons and assessment are whole keys `<group>/<code>`."""
    named = _named_in(text, beside)
    columns = _source(text, named) | {
        "group": group,
        "title": programme.title,
        "framework": programme.framework,
        "intro_html": intro_html,
        "has_register": programme.group is not Group.HELPERS,
        **outline_of(group, programme),
    }
    return Edition(f"{group}/index", is_programme=True, columns=columns, files=named)


def outline_of(group: str, programme: Programme) -> dict[str, Any]:
    """Return the lessons, the assessment and the rule of a programme as its table and its preview know them."""
    rule = programme.rule
    return {
        "lessons": [_key(group, ref) for ref in programme.lessons],
        "assessment": _key(group, programme.assessment) if programme.assessment else None,
        "rule": {
            "all_lessons": rule.all_lessons,
            "lessons": rule.lessons,
            "assessment": rule.assessment,
            "practices": rule.practices,
            "trust": programme.trust.value,
        },
    }


def fingerprint(text: str, beside: Mapping[str, MediaFile]) -> str:
    """Return the hash of a text and of the files it names."""
    return _fingerprint(text, _named_in(text, beside))


def _source(text: str, named: Mapping[str, MediaFile]) -> dict[str, Any]:
    return {
        "source_text": text,
        "source_sha256": _fingerprint(text, named),
        "media": {name: file.sha256 for name, file in named.items()},
    }


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


def _key(group: str, ref: LessonRef) -> str:
    return f"{ref.folder or group}/{ref.id}"


def _named_in(text: str, beside: Mapping[str, MediaFile]) -> dict[str, MediaFile]:
    """Return the files the text names, and the captions that go with a film of the same name."""
    return {name: file for name, file in sorted(beside.items()) if _is_named(CAPTIONS.sub(".mp4", name), text)}


def _is_named(name: str, text: str) -> bool:
    return name in text and re.search(rf"(?<![\w.-]){re.escape(name)}(?!\w)", text) is not None


def _fingerprint(text: str, media: Mapping[str, MediaFile]) -> str:
    return sha256_hex(canonical({"text": text, "media": {name: file.sha256 for name, file in media.items()}}))


def _weights(page_html: str, audio: str | None, beside: Mapping[str, MediaFile]) -> dict[str, int]:
    """Return the bytes of the pictures, sounds and films of a page, each file once."""
    sizes = {file.address: file.size for file in beside.values()}
    shown = {(kind, address) for kind, address in SHOWN.findall(page_html)} | ({("audio", audio)} if audio else set())
    return {kind: sum(sizes[address] for one, address in shown if one == kind) for kind in ("img", "audio", "video")}
