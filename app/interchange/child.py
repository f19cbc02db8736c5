"""What is done with one file from outside in the process that `app.interchange.guarded` has it read in."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

from app.content.schema import Group
from app.interchange import formats
from app.interchange.module_text import module_id_of, module_text
from app.interchange.report import BadFile


def answer(job: bytes) -> bytes:
    """Return what became of one job, both as JSON: a module's text, report and media, or every reason against it."""
    return json.dumps(_answer(json.loads(job))).encode()


def _answer(job: dict[str, Any]) -> dict[str, Any]:
    data = base64.b64decode(job["data"])
    try:
        name = job["form"] or formats.guess(data, job["filename"])
        if name is None:
            return {"unsure": True}
        found = formats.read(name, data, job["filename"])
        found = replace(found, title=job["title"] or found.title)
        text = module_text(found, module_id=module_id_of(found.title), group=Group(job["group"]), has_ids=False)
    except BadFile as refusal:
        return {"problems": [[problem.line, problem.what] for problem in refusal.problems]}
    return {
        "form": name,
        "title": found.title,
        "text": text,
        "questions": len(found.questions),
        "losses": [[loss.line, loss.what] for loss in found.losses],
        "media": {name: base64.b64encode(content).decode() for name, content in found.media.items()},
    }
