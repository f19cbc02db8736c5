"""The one door to the HTML libraries: Markdown without raw HTML, bleach, nh3, in a child process under limits.

Run as a program this file is the child: it reads a job as JSON and writes one JSON line for each rendered text. With
`serve` it has the three libraries loaded and forks such a child for each job (`app.content.renderer` keeps one).
Both run isolated (`python -I`) and never import the application; the parent never imports the three libraries.
"""

from __future__ import annotations

import html
import json
import os
import re
import sys
from functools import partial
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CPU_SECONDS = 0.5  # The longest honest text takes two fifths of it; whoever waits for a hostile one waits no longer.
MEMORY_BYTES = 512 * 1024 * 1024
MAX_BRACKETS = 300  # `[` or `<` in one block: the renderer is quadratic on them.
MAX_BYTES = 100_000  # Of one text.
MAX_BATCH_BYTES = 2_000_000
TAGS = frozenset(
    "p br strong em ul ol li h2 h3 h4 blockquote code pre hr table thead tbody tr th td a img".split()  # noqa: SIM905
)
ATTRIBUTES = {"a": ["href", "title"], "img": ["src", "alt"], "ol": ["start"]}
SCHEMES = ["https", "mailto", "tel"]
REL = "noopener noreferrer"
# An own path: one slash, then nothing that a browser could read as another host.
OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
OUTSIDE = re.compile(r"(?:https://[^\s/\\?#]|mailto:|tel:)[^\\\x00-\x20\x7f]*", re.IGNORECASE)
MEDIA_NAME = re.compile(r"\w[\w.-]*\.(?:webp|png|jpe?g|gif|avif|svg|mp3|mp4)", re.IGNORECASE)
IMG = re.compile(r"<img\b[^>]*>")
DEAD_LINK = re.compile(rf'<a(?: title="[^"]*")? rel="{REL}">(.*?)</a>', re.DOTALL)
ATTRIBUTE = re.compile(r'\b(src|alt)="([^"]*)"')


class RenderRefused(Exception):  # noqa: N818  # Named like the refusals of the application.
    """A text could not be rendered within its limits; `index` tells which one of the batch, None if not known."""

    def __init__(self, reason: str, index: int | None = None) -> None:
        super().__init__(reason)
        self.index = index


def render_batch(sources: Sequence[str], *, media: Mapping[str, str]) -> list[str]:
    """Return safe HTML for each Markdown text, in order; `media` maps names of files to their addresses.

    One child process does the whole batch. Raises `RenderRefused` for a text that is too large, has too many brackets
    in a block, or takes more than the child's CPU seconds or memory.
    """
    from app.content import renderer
    from app.content.prose import for_renderer

    if not any(source.strip() for source in sources):
        return ["" for _ in sources]
    for index, source in enumerate(sources):
        _precheck(source, index)
    if sum(len(source.encode()) for source in sources) > MAX_BATCH_BYTES:
        raise RenderRefused("batch too large")
    job = {"sources": [for_renderer(source) for source in sources], "media": dict(media)}
    done = renderer.run(json.dumps(job, ensure_ascii=True).encode())
    if done.output is None:
        raise RenderRefused("time is up")
    ready = done.output.split(b"\n")[:-1]  # A line without its end is one the child was killed over.
    if not done.is_whole or len(ready) != len(sources):
        raise RenderRefused("the renderer gave up", min(len(ready), len(sources) - 1))
    return [str(json.loads(line)) for line in ready]


def crowded_block(source: str) -> int | None:
    """Return the line (from 1) of the first block with more brackets than may be rendered, or None."""
    start, brackets = 1, 0
    for number, line in enumerate(source.split("\n"), 1):
        if not line.strip():
            start, brackets = number + 1, 0
        brackets += max(line.count("["), line.count("<"))
        if brackets > MAX_BRACKETS:
            return start
    return None


def _precheck(source: str, index: int) -> None:
    if len(source.encode("utf-8", "replace")) > MAX_BYTES:
        raise RenderRefused("text too large", index)
    if crowded_block(source) is not None:
        raise RenderRefused("too many brackets in a block", index)


# --- The child -------------------------------------------------------------------------------------------------------


def _limit() -> None:
    import resource
    import signal

    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)  # Ends the process: the limit below knows whole seconds only.
    whole = int(CPU_SECONDS) + 1
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (whole, whole + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _converter() -> object:
    """Return Python-Markdown without raw HTML, link definitions, underlined headings and indented code."""
    import markdown

    converter = markdown.Markdown(extensions=["tables", "sane_lists", "fenced_code", "nl2br"], output_format="html")
    converter.preprocessors.deregister("html_block")
    for name in ("html", "reference", "image_reference", "short_reference", "short_image_ref", "automail"):
        converter.inlinePatterns.deregister(name)
    for name in ("reference", "setextheader", "code"):
        converter.parser.blockprocessors.deregister(name)
    return converter


def _address_is_safe(tag: str, name: str, value: str) -> bool:
    if name not in ATTRIBUTES.get(tag, ()):
        return False
    if name == "href":
        return bool(OWN_PATH.fullmatch(value) or OUTSIDE.fullmatch(value))
    if name == "src":
        return bool(MEDIA_NAME.fullmatch(value))
    return name != "start" or value.isdecimal()


def _sanitize(dirty: str) -> str:
    """Return what both cleaners let through; nh3 comes last because it is the maintained one."""
    import bleach
    import nh3

    once = bleach.clean(
        dirty,
        tags=TAGS,
        attributes=_address_is_safe,
        protocols=SCHEMES,
        strip=True,
        strip_comments=True,
    )
    return nh3.clean(
        once,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=lambda tag, name, value: (
            value if name == "rel" or _address_is_safe(tag, name, value) else None
        ),
        url_schemes=set(SCHEMES),
        link_rel=REL,
        strip_comments=True,
    )


def _media_element(found: re.Match[str], media: Mapping[str, str]) -> str:
    """Return our own element for one cleaned `<img>`; a file that is not known leaves its description only."""
    given = {name: html.unescape(value) for name, value in ATTRIBUTE.findall(found.group())}
    name, words = given.get("src", ""), html.escape(given.get("alt", ""))
    address = media.get(name)
    if address is None:
        return words
    src, ending = html.escape(address), name.rpartition(".")[2].lower()
    if ending == "mp3":
        return f'<audio controls preload="none" src="{src}" aria-label="{words}"></audio>'
    if ending == "mp4":
        captions = media.get(name.rpartition(".")[0] + ".vtt")
        track = (
            f'<track kind="captions" srclang="vi" label="Tiếng Việt" src="{html.escape(captions)}" default>'
            if captions
            else ""
        )
        return f'<video controls preload="none" playsinline src="{src}" aria-label="{words}">{track}</video>'
    return f'<img src="{src}" alt="{words}" loading="lazy">'


def _shift_headings(text: str) -> str:
    """Return the HTML of the renderer with each heading one level down: the page's title is the only `h1`."""
    return re.sub(r"(</?h)([1-6])(?=>)", lambda found: f"{found[1]}{min(int(found[2]) + 1, 4)}", text)


def render(source: str, media: Mapping[str, str], converter: object) -> str:
    """Return the safe HTML of one text (in the child only)."""
    if not source:
        return ""
    converter.reset()  # type: ignore[attr-defined]  # Python-Markdown is imported in the child only.
    dirty = _shift_headings(converter.convert(source))  # type: ignore[attr-defined]
    cleaned = DEAD_LINK.sub(r"\1", _sanitize(dirty))
    return IMG.sub(partial(_media_element, media=media), cleaned).strip()


def main() -> None:
    """Render the batch on standard input; a killed child has written what was ready, so the offender is known."""
    _limit()
    _render_all(sys.stdin.buffer.read(), sys.stdout.buffer)


def serve() -> None:
    """Answer jobs until the input ends; a job is its length on a line and its bytes, an answer "<exit code> <length>".

    Each job is done by a child of its own, which is waited for: nothing of a text is left here, and no dead process.
    """
    for name in ("markdown", "bleach", "nh3"):
        __import__(name)
    render("Sẵn sàng.", {}, _converter())  # What the libraries load late is loaded now.
    while head := sys.stdin.buffer.readline():
        code, output = _in_child(sys.stdin.buffer.read(int(head)))
        sys.stdout.buffer.write(b"%d %d\n" % (code, len(output)) + output)
        sys.stdout.buffer.flush()


def _in_child(job: bytes) -> tuple[int, bytes]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _be_child(job, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        output = stream.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), output


def _be_child(job: bytes, writing: int) -> None:
    """Do the job and end. The pipes to the application are closed: if the server dies, the application learns it."""
    code = 1
    try:
        for inherited in (0, 1):
            os.close(inherited)
        _limit()
        with os.fdopen(writing, "wb") as stream:
            _render_all(job, stream)
        code = 0
    finally:
        os._exit(code)


def _render_all(text: bytes, out: IO[bytes]) -> None:
    job = json.loads(text)
    converter = _converter()
    for source in job["sources"]:
        out.write(json.dumps(render(source, job["media"], converter)).encode() + b"\n")
        out.flush()


if __name__ == "__main__":
    serve() if "serve" in sys.argv else main()
