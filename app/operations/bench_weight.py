"""The weight of a first visit: every file a browser fetches for a page, in the bytes it gets, and a worker's start."""

import gzip
import os
import re
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from posixpath import dirname, join, normpath

import brotli

from app.operations.bench_load import exchange, request_bytes
from app.operations.bench_visitors import Answer

STYLES = re.compile(r'<link rel="stylesheet" href="(/[^"]+)"')
SCRIPTS = re.compile(r'<script[^>]* src="(/[^"]+)"')
COMPONENTS = re.compile(r'data-component="([^"]+)"')
DRESSED = re.compile(r'data-sheet="(/[^"]+)"')
IMPORTED = re.compile(r'(?:from|import)\s*"(\.[^"]+)"')
APP_SCRIPT = re.compile(r'src="(/static/[^"]+)/app\.js"')
ENCODINGS = "Accept-Encoding: gzip, deflate, br\r\n"
UNPACK: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
# What a first visit to a learner's page may take: one round of a slow line, and the requests it can be read after.
MOST_BYTES, MOST_REQUESTS = 14 * 1024, 3
# What may follow once the page is read; it is kept for a year, so only a first visit pays for it.
MOST_LATER = 16 * 1024
STARTED = (
    "import time; began = time.perf_counter(); import wsgi; print(time.perf_counter() - began, time.process_time())"
)


@dataclass(frozen=True)
class Fetched:
    """One answer: its text, the bytes it took on the wire with its headers, and whether it came packed."""

    text: str
    wire_bytes: int
    is_packed: bool

    @classmethod
    def read(cls, body: bytes, *, encoding: str, head_bytes: int) -> "Fetched":
        """Return an answer whose body came in this encoding (empty: as it is), its headers in so many bytes."""
        text = UNPACK[encoding](body).decode()
        return cls(text, head_bytes + len(body), bool(encoding))


Fetch = Callable[[str], Fetched]


@dataclass(frozen=True)
class Weight:
    """A first visit without pictures and sound, in requests and bytes.

    A page is read once it and its style sheets are there; `bytes` is what it asks for at once, so its first script
    is in it. `later_bytes` is what that script asks for afterwards: what no page needs, for its buttons of comfort.
    """

    path: str
    requests: int
    bytes: int
    page_bytes: int
    later_requests: int
    later_bytes: int
    is_page_packed: bool

    @property
    def is_light(self) -> bool:
        """Tell whether the visit keeps to what a first visit may take."""
        return self.bytes <= MOST_BYTES and self.requests <= MOST_REQUESTS and self.later_bytes <= MOST_LATER


def first_visit(fetch: Fetch, path: str) -> Weight:
    """Fetch a page and all it needs as a browser with an empty cache does, scripts of components included."""
    page = fetch(path)
    styles = STYLES.findall(page.text)
    at_once = {name: fetch(name).wire_bytes for name in (*styles, *SCRIPTS.findall(page.text))}
    later = _fetch_all(fetch, [*_components(page.text), *DRESSED.findall(page.text)], known=at_once)
    return Weight(
        path=path,
        requests=1 + len(styles),
        bytes=page.wire_bytes + sum(at_once.values()),
        page_bytes=page.wire_bytes,
        later_requests=len(later),
        later_bytes=sum(later.values()),
        is_page_packed=page.is_packed,
    )


def _fetch_all(fetch: Fetch, names: list[str], *, known: Mapping[str, int]) -> dict[str, int]:
    """Fetch these files and what they import, each once; returns their bytes by address."""
    sizes: dict[str, int] = {}
    queue = [*names, *(other for name in known for other in _imports(name, fetch(name).text))]
    while queue:
        name = queue.pop()
        if name not in known and name not in sizes:
            found = fetch(name)
            sizes[name] = found.wire_bytes
            queue += _imports(name, found.text)
    return sizes


def from_server(address: str, cookie: str = "") -> Fetch:
    """Return what fetches from a server's socket file, packed as browsers ask for it.

    Raises:
        ValueError: something answers with another status than 200.
    """

    def fetch(path: str) -> Fetched:
        raw = exchange(address, request_bytes("GET", path, cookie=cookie, extra=ENCODINGS))
        answer = Answer.read(raw)
        if answer.status != 200:
            raise ValueError(f"{path} answers {answer.status}")
        encoding = answer.headers.get("content-encoding", "")
        return Fetched.read(answer.body, encoding=encoding, head_bytes=len(raw) - len(answer.body))

    return fetch


def start_of_worker(environ: Mapping[str, str], times: int = 3) -> tuple[float, float]:
    """Return the median seconds until the application stands, by the clock and in processor time."""
    command = [sys.executable, "-c", STARTED]
    runs = [
        subprocess.run(command, env=os.environ | dict(environ), check=True, capture_output=True, text=True).stdout
        for _ in range(times)
    ]
    figures = [tuple(map(float, run.split())) for run in runs]
    return statistics.median(one[0] for one in figures), statistics.median(one[1] for one in figures)


def weight_rows(weights: Sequence[Weight]) -> list[tuple[str, ...]]:
    """Return the rows of a table of first visits, the words above it first."""
    goal = f"first visit (goal: {MOST_REQUESTS} requests, {MOST_BYTES // 1024} KB)"
    rows: list[tuple[str, ...]] = [(goal, "requests", "KB", "page KB", "packed", "then", "KB then")]
    return rows + [
        (
            weight.path,
            str(weight.requests),
            f"{weight.bytes / 1024:.1f}",
            f"{weight.page_bytes / 1024:.1f}",
            "yes" if weight.is_page_packed else "no",
            str(weight.later_requests),
            f"{weight.later_bytes / 1024:.1f}",
        )
        for weight in weights
    ]


def _components(page: str) -> list[str]:
    """Return the addresses of the scripts that `app.js` asks for because of the marks in a page."""
    scripts = APP_SCRIPT.search(page)
    if scripts is None:
        return []
    names = sorted({name for names in COMPONENTS.findall(page) for name in names.split()})
    return [f"{scripts[1]}/components/{name}.js" for name in names]


def _imports(name: str, text: str) -> list[str]:
    if not name.endswith(".js"):
        return []
    return [normpath(join(dirname(name), other)) for other in IMPORTED.findall(text)]
