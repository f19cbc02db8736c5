"""Many who act at the same moment, each on a thread of their own, against a database that commits for good."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask

from app.core.db import db, transaction

DONE = "done"


def together(app: Flask, acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Let all act at the same moment; return what each of them got, errors included."""
    gate, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                outcomes[number] = acts[number]()
            except Exception as error:
                outcomes[number] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def at_once(app: Flask, acts: Sequence[Callable[[], Any]]) -> Counter[str]:
    """Let all act at the same moment, each in a transaction of its own; count how they ended: done, or which error."""

    def committed(act: Callable[[], Any]) -> str:
        with transaction():
            act()
        return DONE

    ends = together(app, [lambda act=act: committed(act) for act in acts])  # type: ignore[misc]
    return Counter(end if end == DONE else type(end).__name__ for end in ends)
