"""The program that reads a file from outside in a process of its own, under limits on time and memory.

Run as a program (`python -I child.py`) it takes one job as JSON on standard input and answers with one JSON object; the
parent (`app.interchange.guarded`) may kill it at any moment. It never loads the application, only what reads files.
"""

from __future__ import annotations

import base64
import json
import sys
import types
from dataclasses import replace
from pathlib import Path
from typing import Any

CPU_SECONDS = 10
MEMORY_BYTES = 1024 * 1024 * 1024


def answer(job: dict[str, Any]) -> dict[str, Any]:
    """Return what became of one job: a module's text with its report and media, or every reason against it."""
    from app.content.schema import Group
    from app.interchange import formats
    from app.interchange.module_text import module_id_of, module_text
    from app.interchange.report import BadFile

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


def _limit() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _without_the_application() -> None:
    """Make `app` a bare package: its own module would load the web, the database and every feature."""
    root = Path(__file__).resolve().parents[2]
    package = types.ModuleType("app")
    package.__path__ = [str(root / "app")]
    sys.modules["app"] = package
    sys.path.insert(0, str(root))


def main() -> None:
    """Do the one job on standard input."""
    _limit()
    _without_the_application()
    job = json.load(sys.stdin)
    sys.stdout.write(json.dumps(answer(job)))


if __name__ == "__main__":
    main()
