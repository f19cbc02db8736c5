"""Keep when a witness opened an attempt, and guard who was at a class and what was typed of a sheet of paper."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Table: what makes a new row the replacement of one that is there; the columns that never change. Who is noted twice is
# left as they are by the statement itself ("on conflict do nothing"), which a guard against replacing would refuse.
GUARDED = {
    "presence": ("", "session_id"),
    "paper_sheet": (
        "g.id = NEW.id OR g.code = NEW.code",
        "id code batch module_key version_id session_id seed layout rule place",
    ),
}
# Table, name, columns, and from when on they stay: who a person is may still move, when two records become one.
TRIGGERS = (
    ("paper_sheet", "first", "first first_at", "OLD.first_at IS NOT NULL"),
    ("paper_sheet", "second", "second second_at", "OLD.second_at IS NOT NULL"),
    (
        "paper_sheet",
        "ended",
        "state agreed attempt_id held_on voided_at void_reason",
        "OLD.state IN ('entered', 'voided')",
    ),
    ("attempt", "opened", "opened_at", "OLD.state <> 'in-progress'"),
)


def upgrade() -> None:
    op.add_column("attempt", sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
    for table, (same, frozen) in GUARDED.items():
        _refuse(table, "frozen", f"UPDATE{_of(frozen)}")
        _refuse(table, "delete", "DELETE")
        if _is_sqlite() and same:
            _refuse(table, "replace", "INSERT", f"EXISTS (SELECT 1 FROM {table} g WHERE {same})")
        elif not _is_sqlite():
            _refuse(table, "truncate", "TRUNCATE", each="STATEMENT")
    for table, name, columns, when in TRIGGERS:
        _refuse(table, name, f"UPDATE{_of(columns)}", when)


def downgrade() -> None:
    for table, name, _columns, _when in TRIGGERS:
        _drop(table, name)
    for table, (same, _frozen) in GUARDED.items():
        names = ["frozen", "delete"] + (["truncate"] if not _is_sqlite() else ["replace"] if same else [])
        for name in names:
            _drop(table, name)
    op.drop_column("attempt", "opened_at")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _of(columns: str) -> str:
    names = ", ".join(f'"{name}"' for name in columns.split())
    return f" OF {names}"


def _refuse(table: str, name: str, what: str, when: str = "", *, each: str = "ROW") -> None:
    head = f"CREATE TRIGGER guard_{table}_{name} BEFORE {what} ON {table}"
    if _is_sqlite():
        condition = f"WHEN {when} " if when else ""
        op.execute(f"{head} {condition}BEGIN SELECT RAISE(ABORT, '{table} only grows'); END")
        return
    condition = f"WHEN ({when}) " if when else ""  # The function was made in 0002.
    op.execute(f"{head} FOR EACH {each} {condition}EXECUTE FUNCTION refuse_change()")


def _drop(table: str, name: str) -> None:
    on = "" if _is_sqlite() else f" ON {table}"
    op.execute(f"DROP TRIGGER guard_{table}_{name}{on}")
