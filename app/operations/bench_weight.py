"""The weight of a first visit: every file a browser fetches for a page, in the bytes it gets, and a worker's start."""

import os
import re
import statistics
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath

from app.operations.bench_load import exchange, request_bytes
from app.operations.bench_visitors import Answer

LINKED = re.compile(r'<(?:link rel="stylesheet" href|script[^>]* src|img[^>]* src)="(/[^"]+)"')
COMPONENTS = re.compile(r'data-component="([^"]+)"')
IMPORTED = re.compile(r'(?:from|import)\s*"(\.[^"]+)"')
APP_SCRIPT = re.compile(r'src="(/static/[^"]+)/app\.js"')
ENCODINGS = "Accept-Encoding: gzip, deflate, br\r\n"
STARTED = (
    "import time; began = time.perf_counter(); import wsgi; print(time.perf_counter() - began, time.process_time())"
)


@dataclass(frozen=True)
class Weight:
    """A first visit to a page: how many requests, and the bytes of their bodies; of the page itself apart."""

    path: str
    requests: int
    total_bytes: int
    page_bytes: int
    is_page_packed: bool


def first_visit(address: str, path: str, *, cookie: str = "") -> Weight:
    """Fetch a page and all it needs as a browser with an empty cache does, scripts of components included."""
    page = _fetch(address, path, cookie)
    text = Answer.read(exchange(address, request_bytes("GET", path, cookie=cookie))).body.decode()
    needed = dict.fromkeys(LINKED.findall(text))
    scripts = APP_SCRIPT.search(text)
    if scripts:
        names = sorted({name for names in COMPONENTS.findall(text) for name in names.split()})
        needed |= dict.fromkeys(f"{scripts[1]}/components/{name}.js" for name in names)
    sizes: dict[str, int] = {}
    queue = list(needed)
    while queue:
        name = queue.pop()
        if name not in sizes:
            sizes[name] = len(_fetch(address, name, cookie).body)
            queue += _imports(address, name)
    is_packed = "content-encoding" in page.headers
    return Weight(path, 1 + len(sizes), len(page.body) + sum(sizes.values()), len(page.body), is_packed)


def start_of_worker(environ: Mapping[str, str], times: int = 3) -> tuple[float, float]:
    """Return the median seconds until the application stands, by the clock and in processor time."""
    command = [sys.executable, "-c", STARTED]
    runs = [
        subprocess.run(command, env=os.environ | dict(environ), check=True, capture_output=True, text=True).stdout
        for _ in range(times)
    ]
    figures = [tuple(map(float, run.split())) for run in runs]
    return statistics.median(one[0] for one in figures), statistics.median(one[1] for one in figures)


def _fetch(address: str, path: str, cookie: str) -> Answer:
    answer = Answer.read(exchange(address, request_bytes("GET", path, cookie=cookie, extra=ENCODINGS)))
    if answer.status != 200:
        raise ValueError(f"{path} answers {answer.status}")
    return answer


def _imports(address: str, name: str) -> list[str]:
    if not name.endswith(".js"):
        return []
    text = Answer.read(exchange(address, request_bytes("GET", name))).body.decode()
    return [normpath(join(dirname(name), other)) for other in IMPORTED.findall(text)]
