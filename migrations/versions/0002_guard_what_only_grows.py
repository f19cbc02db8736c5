"""Guard what only grows: no row of the trail, the register or a published version is changed or removed.

Where some columns may change (a letter's state, a person who was merged), the frozen ones are named and no row goes.
SQLite: triggers also stop `INSERT OR REPLACE` and `UPDATE OR REPLACE`, which remove a row without the delete trigger
unless `recursive_triggers` is on, so a second connection without our settings meets the guard as well.
PostgreSQL: one function refuses UPDATE and DELETE by row and TRUNCATE by statement.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Table: what makes a new row the replacement of one that is there, by each of its unique keys.
GUARDED = {
    "audit_entry": ("g.seq = NEW.seq", "g.hash = NEW.hash"),
    "registry_version": (
        "g.id = NEW.id",
        "(g.slot_id = NEW.slot_id AND g.version = NEW.version)",
        "(g.number = NEW.number AND g.version = NEW.version)",
    ),
    "registry_action": ("g.id = NEW.id", "g.audit_seq = NEW.audit_seq"),
    "proposal_list": ("g.id = NEW.id",),
    "proposal": ("g.id = NEW.id",),
    "outbox_event": ("g.id = NEW.id",),
    "outbox_message": (
        "g.id = NEW.id",
        "(g.lane = NEW.lane AND g.seq = NEW.seq)",
        "(g.subject = NEW.subject AND g.version = NEW.version AND g.kind = NEW.kind)",
        "g.idempotency_key = NEW.idempotency_key",
    ),
    "inbox_event": ("g.event_id = NEW.event_id",),
    "module_version": ("g.id = NEW.id", "(g.key = NEW.key AND g.number = NEW.number)"),
    "programme_version": ("g.id = NEW.id", '(g."group" = NEW."group" AND g.number = NEW.number)'),
    "programme_lesson": (
        "(g.programme_id = NEW.programme_id AND (g.position = NEW.position OR g.module_key = NEW.module_key))",
    ),
    "consent": ("g.id = NEW.id",),
    "practice": (
        "g.id = NEW.id",
        "(g.person_id = NEW.person_id AND g.question_id = NEW.question_id AND g.version_id = NEW.version_id)",
    ),
    "programme_completion": (
        "g.id = NEW.id",
        '(g.person_id = NEW.person_id AND g."group" = NEW."group" AND g.cycle = NEW.cycle)',
    ),
    "attempt": (
        "g.id = NEW.id",
        "(g.person_id = NEW.person_id AND g.module_key = NEW.module_key AND g.number = NEW.number)",
    ),
}
# Which columns never change where some may: whether a version is the current one is no part of what was published,
# how a letter fares no part of the letter, and what somebody did follows the human who turns out to be the same.
FROZEN = {
    "proposal": "id list_id slot_id evidence content_sha256",
    "outbox_message": "id lane seq kind subject version body_sealed body_sha256 idempotency_key created_at",
    "inbox_event": "event_id message_id body_sha256 status receipt code received_at",
    "module_version": "id key number title summary minutes mode valid_until page_html page_bytes about snapshot "
    "source_text source_sha256 published_at",
    "programme_version": "id group number title framework intro_html lessons assessment rule has_register source_text "
    "source_sha256 published_at",
    "consent": "id purpose text_version is_given method recorded_by_id recorded_at",
    "practice": "id module_key question_id version_id ticked needed of place confirmed_at",
    "programme_completion": "id group cycle programme_version_id finished_at evidence evidence_sha256",
    "attempt": "id module_key version_id mode seed layout rule place started_at ends_at submitted_at score right asked "
    "marks",
}
# When the frozen columns are frozen, where that is not from the start.
FROM_WHEN = {"attempt": "OLD.state <> 'in-progress'"}
# Columns of a unique key that may change: on SQLite an update that wins by `OR REPLACE` would remove the other row.
MOVABLE = {"practice": "person_id", "programme_completion": "person_id", "attempt": "person_id number"}
CURRENT = {
    "module_version": "g.is_current AND NEW.is_current AND g.key = NEW.key",
    "programme_version": 'g.is_current AND NEW.is_current AND g."group" = NEW."group"',
}
# A completion goes when its learner turns out to be its only witness, but never from under a record.
ENTERED = "EXISTS (SELECT 1 FROM registry_slot s WHERE s.person_id = OLD.person_id)"
BARE_LETTER = "NOT EXISTS (SELECT 1 FROM registry_version v WHERE v.number = NEW.subject AND v.version = NEW.version)"
REOPENED = "OLD.state <> 'in-progress' AND NEW.state <> 'voided' AND NEW.state <> OLD.state"
CLOSED = "NOT EXISTS (SELECT 1 FROM attempt a WHERE a.id = {row}.attempt_id AND a.state = 'in-progress')"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in GUARDED:
        for name in ("frozen", "delete", "replace") if sqlite else ("frozen", "delete", "truncate"):
            _drop(table, name)
    for table in (MOVABLE | CURRENT) if sqlite else ():
        _drop(table, "oust")
    _drop("attempt", "reopen")
    for name in ("insert", "update", "delete") if sqlite else ("insert", "update", "delete", "truncate"):
        _drop("saved_answer", name)
    _drop("outbox_message", "bare")
    if not sqlite:
        for function in ("refuse_change", "refuse_bare_letter", "refuse_late_answer", "refuse_if_entered"):
            op.execute(f"DROP FUNCTION {function}()")


def _drop(table: str, name: str) -> None:
    on = "" if op.get_bind().dialect.name == "sqlite" else f" ON {table}"
    op.execute(f"DROP TRIGGER guard_{table}_{name}{on}")


def _of(columns: str) -> str:
    """Return the part of a trigger that names columns; all of them where none is named."""
    names = ", ".join(f'"{name}"' for name in columns.split())
    return f" OF {names}" if names else ""


def _guard_sqlite() -> None:
    for table, keys in GUARDED.items():
        when = f"WHEN {FROM_WHEN[table]} " if table in FROM_WHEN else ""
        same = " OR ".join(keys)
        _sqlite(table, "frozen", f"UPDATE{_of(FROZEN.get(table, ''))}", when)
        _sqlite(table, "delete", "DELETE", f"WHEN {ENTERED} " if table == "programme_completion" else "")
        _sqlite(table, "replace", "INSERT", f"WHEN EXISTS (SELECT 1 FROM {table} g WHERE {same}) ")
    for table, columns in MOVABLE.items():
        other = f"g.id <> OLD.id AND ({' OR '.join(GUARDED[table])})"
        _sqlite(table, "oust", f"UPDATE{_of(columns)}", f"WHEN EXISTS (SELECT 1 FROM {table} g WHERE {other}) ")
    for table, same in CURRENT.items():
        other = f"g.id <> OLD.id AND {same}"
        _sqlite(table, "oust", "UPDATE OF is_current", f"WHEN EXISTS (SELECT 1 FROM {table} g WHERE {other}) ")
    _sqlite("attempt", "reopen", "UPDATE OF state", f"WHEN {REOPENED} ")
    _sqlite("saved_answer", "insert", "INSERT", f"WHEN {CLOSED.format(row='NEW')} ")
    _sqlite("saved_answer", "update", "UPDATE", f"WHEN {CLOSED.format(row='OLD')} OR {CLOSED.format(row='NEW')} ")
    _sqlite("saved_answer", "delete", "DELETE")
    op.execute(
        f"CREATE TRIGGER guard_outbox_message_bare BEFORE INSERT ON outbox_message WHEN {BARE_LETTER} "
        "BEGIN SELECT RAISE(ABORT, 'a letter needs its registry version'); END"
    )


def _sqlite(table: str, name: str, what: str, when: str = "") -> None:
    refuse = f"{when}BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
    op.execute(f"CREATE TRIGGER guard_{table}_{name} BEFORE {what} ON {table} {refuse}")


def _guard_postgresql() -> None:
    """Lay the triggers; a condition of WHEN cannot ask another table here, so such a one is asked inside a function."""
    _function("refuse_change", "RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = {code};")
    entered = "RAISE EXCEPTION 'programme_completion only grows' USING ERRCODE = {code};"
    _function("refuse_if_entered", f"IF {ENTERED} THEN {entered} END IF; RETURN OLD;")
    for table in GUARDED:
        _postgresql(table, "frozen", f"UPDATE{_of(FROZEN.get(table, ''))}", FROM_WHEN.get(table, ""))
        does = "refuse_if_entered" if table == "programme_completion" else "refuse_change"
        _postgresql(table, "delete", "DELETE", does=does)
        _truncate(table)
    _postgresql("attempt", "reopen", "UPDATE OF state", REOPENED)
    late = "RAISE EXCEPTION 'saved_answer only grows' USING ERRCODE = {code};"
    new, old = CLOSED.format(row="NEW"), CLOSED.format(row="OLD")
    body = f"IF {new} THEN {late} END IF; IF TG_OP = 'UPDATE' THEN IF {old} THEN {late} END IF; END IF; RETURN NEW;"
    _function("refuse_late_answer", body)
    for name in ("insert", "update"):
        _postgresql("saved_answer", name, name.upper(), does="refuse_late_answer")
    _postgresql("saved_answer", "delete", "DELETE")
    _truncate("saved_answer")
    bare = "RAISE EXCEPTION 'a letter needs its registry version' USING ERRCODE = {code};"
    _function("refuse_bare_letter", f"IF {BARE_LETTER} THEN {bare} END IF; RETURN NEW;")
    _postgresql("outbox_message", "bare", "INSERT", does="refuse_bare_letter")


def _function(name: str, body: str) -> None:
    code = body.replace("{code}", "'integrity_constraint_violation'")
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {code} END $$")


def _postgresql(table: str, name: str, what: str, when: str = "", *, does: str = "refuse_change") -> None:
    condition = f"WHEN ({when}) " if when else ""
    op.execute(
        f"CREATE TRIGGER guard_{table}_{name} BEFORE {what} ON {table} "
        f"FOR EACH ROW {condition}EXECUTE FUNCTION {does}()"
    )


def _truncate(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER guard_{table}_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
