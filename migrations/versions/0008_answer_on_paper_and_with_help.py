"""Keep how an attempt was made, by whom it was declared void, and the help that a learner was promised.

An attempt says how its learner showed who they are, on what it was answered, whether somebody read aloud, and how long
it rested; progress repeats that of the attempt that counts, and says nothing where a pass is older than this.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Table: what makes a new row the replacement of one that is there; the columns that never change (none named: all).
GUARDED = {
    "voiding": ("g.attempt_id = NEW.attempt_id", ""),
    "accommodation": (
        "g.id = NEW.id OR g.public_id = NEW.public_id",
        "id public_id module_key extra_time extra_attempts has_reader may_pause reason ends_at given_at",
    ),
}
# How an attempt was made is settled when it is closed.
CLOSED = "OLD.state <> 'in-progress'"
MADE = "assurance medium is_read_aloud paused_at paused_seconds"
ONCE = "withdrawn_by_id withdrawn_at withdrawn_reason"
WITHDRAWN = "OLD.withdrawn_at IS NOT NULL"
PROGRESS = ("assurance", "medium", "place", "is_read_aloud")
ATTEMPT = ("assurance", "medium", "is_read_aloud", "paused_at", "paused_seconds")
TRIGGERS = (
    ("attempt", "made", MADE, CLOSED),
    ("accommodation", "withdrawn", ONCE, WITHDRAWN),
)


def upgrade() -> None:
    op.add_column("attempt", sa.Column("assurance", sa.String(length=40), nullable=False, server_default="password"))
    op.add_column("attempt", sa.Column("medium", sa.String(length=40), nullable=False, server_default="screen"))
    op.add_column("attempt", sa.Column("is_read_aloud", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("attempt", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("attempt", sa.Column("paused_seconds", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("lesson_progress", sa.Column("assurance", sa.String(length=40), nullable=True))
    op.add_column("lesson_progress", sa.Column("medium", sa.String(length=40), nullable=True))
    op.add_column("lesson_progress", sa.Column("place", sa.String(), nullable=True))
    op.add_column("lesson_progress", sa.Column("is_read_aloud", sa.Boolean(), nullable=True))
    _lay()
    _guard()


def downgrade() -> None:
    on = "" if op.get_bind().dialect.name == "sqlite" else " ON attempt"
    op.execute(f"DROP TRIGGER guard_attempt_made{on}")
    op.drop_table("accommodation")  # Its triggers go with it.
    op.drop_table("voiding")
    for name in reversed(PROGRESS):
        op.drop_column("lesson_progress", name)
    for name in reversed(ATTEMPT):
        op.drop_column("attempt", name)


def _lay() -> None:
    op.create_table(
        "voiding",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("state_before", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("voided_by_id", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_voiding_attempt_id")),
        sa.ForeignKeyConstraint(["voided_by_id"], ["person.id"], name=op.f("fk_voiding_voided_by_id")),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_voiding")),
    )
    op.create_table(
        "accommodation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module_key", sa.String(), nullable=False),
        sa.Column("extra_time", sa.String(length=40), nullable=False),
        sa.Column("extra_attempts", sa.Integer(), nullable=False),
        sa.Column("has_reader", sa.Boolean(), nullable=False),
        sa.Column("may_pause", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_accommodation_person_id")),
        sa.ForeignKeyConstraint(["given_by_id"], ["person.id"], name=op.f("fk_accommodation_given_by_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["person.id"], name=op.f("fk_accommodation_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accommodation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_accommodation_public_id")),
    )
    op.create_index(op.f("ix_accommodation_person_id"), "accommodation", ["person_id"])


def _guard() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, (same, frozen) in GUARDED.items():
        _refuse(table, "frozen", f"UPDATE{_of(frozen)}")
        _refuse(table, "delete", "DELETE")
        if is_sqlite:
            _refuse(table, "replace", "INSERT", f"EXISTS (SELECT 1 FROM {table} g WHERE {same})")
        else:
            _refuse(table, "truncate", "TRUNCATE", each="STATEMENT")
    for table, name, columns, when in TRIGGERS:
        _refuse(table, name, f"UPDATE{_of(columns)}", when)


def _of(columns: str) -> str:
    names = ", ".join(f'"{name}"' for name in columns.split())
    return f" OF {names}" if names else ""


def _refuse(table: str, name: str, what: str, when: str = "", *, each: str = "ROW") -> None:
    head = f"CREATE TRIGGER guard_{table}_{name} BEFORE {what} ON {table}"
    if op.get_bind().dialect.name == "sqlite":
        condition = f"WHEN {when} " if when else ""
        op.execute(f"{head} {condition}BEGIN SELECT RAISE(ABORT, '{table} only grows'); END")
        return
    condition = f"WHEN ({when}) " if when else ""  # The function was made in 0002.
    op.execute(f"{head} FOR EACH {each} {condition}EXECUTE FUNCTION refuse_change()")
