"""Writes a lesson as one HTML file to print: lesson, questions, answer sheet, key; styles inside, pictures as data."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader

from app.content.markdown import RenderRefused, render_batch
from app.content.snapshot import snapshot, texts_to_render
from app.core import clock
from app.interchange.paper.lesson import paper_of
from app.interchange.report import Exported, Findings, refuse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.content.schema import Module

ROOT = Path(__file__).parents[2]
STYLES = ("tokens.css", "base.css", "components/sheet.css", "components/handout.css")
TYPES = {"png": "png", "jpg": "jpeg", "jpeg": "jpeg", "gif": "gif", "webp": "webp", "avif": "avif", "svg": "svg+xml"}


def write(module: Module, media: Mapping[str, bytes]) -> Exported:
    """Return the whole lesson as one file that asks nobody for anything.

    Sounds, films and pictures that are not at hand leave their description, and that is told. Raises `BadFile` for a
    text that is beyond the limits of the renderer.
    """
    shown = {name: _address(name, content) for name, content in media.items() if _ending(name) in TYPES}
    try:
        html = render_batch(texts_to_render(module), media=shown)
    except RenderRefused as refused:
        raise refuse("Có đoạn quá rối nên không dựng thành trang được. Viết lại ngắn hơn, bớt ký hiệu.") from refused
    day = clock.today().strftime("%d/%m/%Y")
    paper = paper_of(snapshot(module, html), edition="Bản trong tệp", day=day)
    page = _environment().get_template("authoring/print_file.html").render(paper=paper, styles=STYLES)
    findings = Findings()
    for name in (name for name in media if _ending(name) not in TYPES):
        findings.lost(None, f"Tệp {name} (tiếng hoặc phim) không in được, trên giấy chỉ còn lời mô tả.")
    return Exported(page.encode(), "html", findings.carried())


def _environment() -> Environment:
    """Return templates and style sheets without the application; `_` fills placeholders of words that are ready."""
    loader = FileSystemLoader([ROOT / "templates", ROOT / "static" / "css"])
    environment = Environment(loader=loader, autoescape=True)
    environment.globals["_"] = _words
    return environment


def _words(message: str, **details: object) -> str:
    return message % details if details else message


def _address(name: str, content: bytes) -> str:
    return f"data:image/{TYPES[_ending(name)]};base64,{base64.b64encode(content).decode()}"


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()
