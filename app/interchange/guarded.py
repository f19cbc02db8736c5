"""Reads a file that came over the web in a child process that is killed when it takes too long or too much."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.core.child import Task, ask
from app.core.text import N_
from app.interchange.report import BadFile, Loss, refuse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.content.schema import Group

TASK = Task("app.interchange.child", cpu_seconds=10, wall_seconds=25.0, memory_bytes=1024 * 1024 * 1024)
TOO_MUCH = N_("Tệp quá lớn hoặc quá rối nên đọc không xong. Mời bác tách làm nhiều tệp rồi nhập từng tệp.")


class Unsure(BadFile):
    """The format of the file is not certain: a person has to name it."""

    def __init__(self) -> None:
        super().__init__([Loss(None, N_("Chưa chắc tệp này dạng gì. Mời bác chọn dạng của tệp rồi gửi lại."))])


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read whole: the text of a module without ids, what it does not carry, the files it names."""

    form: str
    title: str
    text: str
    questions: int
    losses: tuple[Loss, ...]
    media: Mapping[str, bytes]


def read_file(data: bytes, filename: str, *, form: str, title: str, group: Group) -> ReadFile:
    """Return a foreign file as a module; an empty `form` is guessed, an empty `title` is taken from the file.

    Raises:
        Unsure: the format cannot be guessed.
        BadFile: with every reason, also when reading took more time or memory than one file may.
    """
    given = {"form": form, "filename": filename, "title": title, "group": group.value}
    found = _ask(given | {"data": base64.b64encode(data).decode()})
    if "unsure" in found:
        raise Unsure
    if "problems" in found:
        raise BadFile(_losses(found["problems"]))
    media = {name: base64.b64decode(content) for name, content in found["media"].items()}
    return ReadFile(found["form"], found["title"], found["text"], found["questions"], _losses(found["losses"]), media)


def _ask(job: dict[str, Any]) -> dict[str, Any]:
    told = ask(TASK, json.dumps(job).encode())
    answer = json.loads(told) if told else None
    if not isinstance(answer, dict):
        raise refuse(TOO_MUCH)
    return answer


def _losses(rows: list[list[Any]]) -> tuple[Loss, ...]:
    return tuple(Loss(line, what) for line, what in rows)
