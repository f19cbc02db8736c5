"""Keep later results of attempts beside the first ones, and say of progress since when it is in doubt.

A decision to count again and each result it led to are written once: the same guards as in 0002, on both databases.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Table: what makes a new row the replacement of one that is there, by each of its unique keys.
GUARDED = {
    "regrade": "g.id = NEW.id",
    "regraded_attempt": "g.id = NEW.id OR (g.attempt_id = NEW.attempt_id AND g.regrade_id = NEW.regrade_id)",
}
DOUBTED = ("lesson_progress", "programme_completion")


def upgrade() -> None:
    op.create_table(
        "regrade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("module_key", sa.String(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["module_version.id"], name=op.f("fk_regrade_version_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_regrade_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade")),
    )
    op.create_index(op.f("ix_regrade_module_key"), "regrade", ["module_key"])
    op.create_table(
        "regraded_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("regrade_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("state_before", sa.String(length=40), nullable=False),
        sa.Column("score_before", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("score", sa.String(), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("regraded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["regrade_id"], ["regrade.id"], name=op.f("fk_regraded_attempt_regrade_id")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_regraded_attempt_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regraded_attempt")),
        sa.UniqueConstraint("attempt_id", "regrade_id", name=op.f("uq_regraded_attempt_attempt_id_regrade_id")),
    )
    op.create_index(op.f("ix_regraded_attempt_regrade_id"), "regraded_attempt", ["regrade_id"])
    op.create_index(op.f("ix_attempt_module_key_id"), "attempt", ["module_key", "id"])
    for table in DOUBTED:
        op.add_column(table, sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True))
    _guard()


def downgrade() -> None:
    for table in reversed(DOUBTED):
        op.drop_column(table, "doubted_at")
    op.drop_index(op.f("ix_attempt_module_key_id"), table_name="attempt")
    op.drop_table("regraded_attempt")  # Its triggers go with it.
    op.drop_table("regrade")


def _guard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table, same in GUARDED.items():
            exists = f"WHEN EXISTS (SELECT 1 FROM {table} g WHERE {same}) "
            for name, what, when in (("frozen", "UPDATE", ""), ("delete", "DELETE", ""), ("replace", "INSERT", exists)):
                refuse = f"{when}BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
                op.execute(f"CREATE TRIGGER guard_{table}_{name} BEFORE {what} ON {table} {refuse}")
        return
    for table in GUARDED:  # The function was made in 0002.
        for name, what, each in (("frozen", "UPDATE", "ROW"), ("delete", "DELETE", "ROW")):
            _postgresql(table, name, what, each)
        _postgresql(table, "truncate", "TRUNCATE", "STATEMENT")


def _postgresql(table: str, name: str, what: str, each: str) -> None:
    op.execute(
        f"CREATE TRIGGER guard_{table}_{name} BEFORE {what} ON {table} FOR EACH {each} EXECUTE FUNCTION refuse_change()"
    )
