"""How long a search takes in five hundred lessons, excerpts included; beside a walk through all that only counts."""

import time
from collections.abc import Callable
from statistics import median

from sqlalchemy import select, text

from app.catalog import search_index
from app.catalog.models import ModuleVersion, SearchedLesson
from app.catalog.search import search
from app.core.db import db
from app.core.text import fold
from app.operations.bench_authors import Waited

LESSONS, ROUNDS, GOAL_MS = 500, 5, 20
QUERIES = (
    "dich vu cong",
    "Dịch vụ công",
    "mật khẩu",
    "otp",
    '"không đọc mã"',
    "bac",
    "dien tho",
    "lừa đảo qua điện thoại",
    "người hướng dẫn ngồi cạnh",
    "xyzzy khong co",
)
FLOOR = text("SELECT count(*) FROM searched_lesson WHERE plain LIKE '%' || :words || '%'")


def searching() -> list[Waited]:
    """Measure the middle search and the slowest one among five hundred lessons; nothing of them is kept."""
    _fill()
    try:
        ours = {query: _times(lambda query=query: search(query)) for query in QUERIES}  # type: ignore[misc]
        floor = {query: _times(lambda query=query: _walk(query)) for query in QUERIES}  # type: ignore[misc]
    finally:
        db.session.rollback()
    slowest = max(QUERIES, key=lambda query: median(ours[query]))
    middle = [median(one) for one in ours.values()]
    walked = [median(one) for one in floor.values()]
    beside = "x a walk that only counts"
    return [
        Waited(f"search in {LESSONS} lessons, the middle one", GOAL_MS, median(middle), median(walked), beside),
        Waited(f"search, the slowest ({slowest})", GOAL_MS, max(middle), median(floor[slowest]), beside),
    ]


def _fill() -> None:
    """Put the published lessons in by turns until there are enough, each with words of its own."""
    module = ModuleVersion
    lessons = db.session.execute(select(module.title, module.summary, module.page_html).where(module.is_current)).all()
    there = len(db.session.scalars(select(SearchedLesson.id)).all())
    for number in range(LESSONS - there):
        title, summary, page_html = lessons[number % len(lessons)]
        own = f"<p>Lần thứ {number}, bài riêng số {number}.</p>"
        key = f"nguoi-dan/do-{number}"
        search_index.enter(key, title=f"{title} {number}", summary=summary, page_html=page_html + own)


def _walk(query: str) -> None:
    db.session.execute(FLOOR, {"words": fold(query.strip('"'))}).all()


def _times(work: Callable[[], object]) -> list[float]:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - began))
    return times
