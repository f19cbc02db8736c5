"""The memory of the sandbox gateway: what it applied, under which keys, and what it still has to tell.

A file of its own that survives a kill. It keeps no personal data: a person is a hash.
"""

import hashlib
import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.operations.sandbox_faults import ORDERS, Call, Plan, ensure_fits, read_plan

TABLES = """
CREATE TABLE IF NOT EXISTS message (
  message_id TEXT PRIMARY KEY, body_sha256 TEXT, kind TEXT, person TEXT, programme TEXT, version INTEGER, number TEXT,
  status TEXT, receipt TEXT, code TEXT, at REAL);
CREATE TABLE IF NOT EXISTS seen_key (key TEXT PRIMARY KEY, body_sha256 TEXT, n INTEGER);
CREATE TABLE IF NOT EXISTS effect (
  id INTEGER PRIMARY KEY, key TEXT, person TEXT, programme TEXT, version INTEGER, kind TEXT, number TEXT, at REAL);
CREATE TABLE IF NOT EXISTS plan (id INTEGER PRIMARY KEY, content TEXT);
CREATE TABLE IF NOT EXISTS told (
  id INTEGER PRIMARY KEY, message_id TEXT, event_id TEXT, status TEXT, is_forged INTEGER, due REAL, tries INTEGER);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value INTEGER);
"""
PER_RECORD = "SELECT person || '|' || programme || '|' || version || '|' || kind, count(*) FROM effect GROUP BY 1"
NAMES = ("message", "seen_key", "effect", "plan", "told", "setting")


@dataclass(frozen=True)
class Letter:
    """One confirmation as it arrived."""

    message_id: str
    key: str
    body_sha256: str
    kind: str
    person: str
    programme: str
    version: int
    number: str

    @property
    def done(self) -> str:
        """Return the status that means done for this kind."""
        return "revoked" if self.kind == "REVOKE" else "confirmed"


class KeyMismatch(Exception):  # noqa: N818
    """The key was seen with another body."""


class Store:
    """The gateway's file; every method is one transaction, durable when it returns."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + TABLES)

    def fault_for(self, kind: str, *, person: str | None, message_id: str) -> tuple[str | None, Plan]:
        """Count a request and return the fault it meets, with its plan; the first plan that fits is spent on it."""
        with self._writing() as db:
            call = Call(kind, _count(db, kind), person, message_id)
            for plan in _plans(db):
                fault = plan.meets(call)
                if fault is not None:
                    _spend(db, plan)
                    return fault, plan
        return None, Plan(faults=())

    def apply(self, letter: Letter, status: str, *, code: str | None = None) -> sqlite3.Row:
        """Take a letter in, once for its key, and return how it stands; a refused one has no effect.

        Raises:
            KeyMismatch: the key came before with another body.
        """
        with self._writing() as db:
            seen = db.execute("SELECT body_sha256 FROM seen_key WHERE key = ?", (letter.key,)).fetchone()
            if seen and seen["body_sha256"] != letter.body_sha256:
                raise KeyMismatch
            if seen is None:
                _take_in(db, letter, status, code)
            row: sqlite3.Row = _find(db, letter.message_id)
            return row

    def find(self, message_id: str) -> sqlite3.Row | None:
        """Return how a message stands, or None when it never arrived."""
        with self._writing() as db:
            row: sqlite3.Row | None = _find(db, message_id)
            return row

    def forget_key(self, key: str) -> None:
        """Forget a key, as a gateway does whose keys live too short."""
        with self._writing() as db:
            db.execute("DELETE FROM seen_key WHERE key = ?", (key,))

    def tell(
        self, message_id: str, status: str, *, after: float = 0.0, times: int = 1, is_forged: bool = False
    ) -> None:
        """Plan a callback; told `times` times under one event id."""
        event_id = secrets.token_hex(8)
        with self._writing() as db:
            for _ in range(times):
                row = (message_id, event_id, status, is_forged, time.time() + after)
                db.execute("INSERT INTO told VALUES (NULL, ?, ?, ?, ?, ?, 0)", row)

    def due(self) -> list[sqlite3.Row]:
        """Return the callbacks to be told now, with what they tell about."""
        with self._writing() as db:
            query = "SELECT told.*, body_sha256, receipt, code FROM told JOIN message USING (message_id) WHERE due <= ?"
            return db.execute(query, (time.time(),)).fetchall()

    def was_told(self, told: sqlite3.Row, *, is_done: bool) -> None:
        """Drop a callback that was thanked for; the others are told again, ever more slowly, ten times."""
        with self._writing() as db:
            if is_done or told["is_forged"] or told["tries"] >= 10:
                db.execute("DELETE FROM told WHERE id = ?", (told["id"],))
            else:
                later = time.time() + 0.1 * 2 ** told["tries"]
                db.execute("UPDATE told SET due = ?, tries = tries + 1 WHERE id = ?", (later, told["id"]))

    def control(self, content: dict[str, Any]) -> None:
        """Change plans: `reset` forgets everything, `clear` the plans; `faults` adds; `forget_keys_after` sets.

        Raises:
            UnknownFault: something named does not exist or is of a wrong kind; then nothing changes.
        """
        ensure_fits(content, ORDERS)
        plans = [read_plan(_with_hash(plan)) for plan in content.get("faults", ())]
        with self._writing() as db:
            for name in NAMES if content.get("reset") else ():
                db.execute(f"DELETE FROM {name}")  # noqa: S608  # From the constant list above.
            if content.get("clear"):
                db.execute("DELETE FROM plan")
            for plan in plans:
                db.execute("INSERT INTO plan VALUES (NULL, ?)", (json.dumps(plan.content()),))
            if "forget_keys_after" in content:
                _set(db, "forget_keys_after", content["forget_keys_after"])

    def state(self) -> dict[str, Any]:
        """Return what the gateway knows and how often each thing took effect."""
        with self._writing() as db:
            return {
                "effects": {
                    "total": db.execute("SELECT count(*) FROM effect").fetchone()[0],
                    "per_key": dict(db.execute("SELECT key, count(*) FROM effect GROUP BY key").fetchall()),
                    "per_record": dict(db.execute(PER_RECORD).fetchall()),
                },
                "records": dict(db.execute("SELECT number, kind FROM effect ORDER BY id").fetchall()),
                "messages": [dict(row) for row in db.execute("SELECT * FROM message ORDER BY at")],
                "faults": [plan.content() for plan in _plans(db)],
                "requests": dict(db.execute("SELECT name, value FROM setting").fetchall()),
                "callbacks_waiting": db.execute("SELECT count(*) FROM told").fetchone()[0],
            }

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise


def hash_of(personal_number: str) -> str:
    """Return what stands for a person in this file."""
    return hashlib.sha256(personal_number.encode()).hexdigest()[:16]


def _take_in(db: sqlite3.Connection, letter: Letter, status: str, code: str | None) -> None:
    now = time.time()
    if status != "rejected":
        row = (letter.key, letter.person, letter.programme, letter.version, letter.kind, letter.number, now)
        db.execute("INSERT INTO effect VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", row)
    if letter.kind == "REVOKE":
        db.execute("UPDATE message SET status = 'revoked' WHERE number = ? AND kind <> 'REVOKE'", (letter.number,))
    content = (letter.message_id, letter.body_sha256, letter.kind, letter.person, letter.programme, letter.version)
    receipt = f"SBX-{secrets.token_hex(6)}"
    last = (letter.number, status, receipt, code, now)
    db.execute(f"INSERT OR REPLACE INTO message VALUES ({','.join('?' * 11)})", content + last)  # noqa: S608
    n = db.execute("SELECT coalesce(max(n), 0) + 1 FROM seen_key").fetchone()[0]
    db.execute("INSERT OR REPLACE INTO seen_key VALUES (?, ?, ?)", (letter.key, letter.body_sha256, n))
    kept = db.execute("SELECT value FROM setting WHERE name = 'forget_keys_after'").fetchone()
    if kept is not None:
        db.execute("DELETE FROM seen_key WHERE n <= ?", (n - kept["value"],))


def _find(db: sqlite3.Connection, message_id: str) -> Any:
    return db.execute("SELECT * FROM message WHERE message_id = ?", (message_id,)).fetchone()


def _plans(db: sqlite3.Connection) -> list[Plan]:
    rows = db.execute("SELECT * FROM plan ORDER BY id").fetchall()
    return [replace(read_plan(json.loads(row["content"])), id=row["id"]) for row in rows]


def _spend(db: sqlite3.Connection, plan: Plan) -> None:
    if plan.next is not None:
        less = replace(plan, next=plan.next - 1)
        db.execute("UPDATE plan SET content = ? WHERE id = ?", (json.dumps(less.content()), plan.id))


def _count(db: sqlite3.Connection, name: str) -> int:
    row = db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    _set(db, name, (row["value"] if row else 0) + 1)
    return (row["value"] if row else 0) + 1


def _set(db: sqlite3.Connection, name: str, value: int) -> None:
    db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))


def _with_hash(plan: Any) -> Any:
    if isinstance(plan, dict) and isinstance(plan.get("person"), str):
        return plan | {"person": hash_of(plan["person"])}
    return plan
