"""Note class sessions, who was present, the quizzes opened there, and quizzes on paper."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SHEET_KEYS = {
    "version_id": "module_version",
    "session_id": "class_session",
    "attempt_id": "attempt",
    "person_id": "person",
    "printed_by_id": "person",
    "witness_id": "person",
    "first_by_id": "person",
    "second_by_id": "person",
    "voided_by_id": "person",
}


def upgrade() -> None:
    op.create_table(
        "class_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("door_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("door_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["leader_id"], ["person.id"], name=op.f("fk_class_session_leader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_session")),
        sa.UniqueConstraint("public_id", name=op.f("uq_class_session_public_id")),
    )
    op.create_index(op.f("ix_class_session_leader_id"), "class_session", ["leader_id"])
    op.create_index(op.f("ix_class_session_door_hash"), "class_session", ["door_hash"])
    op.create_index(op.f("ix_class_session_code_hash"), "class_session", ["code_hash"])
    _note_presence()
    _link_attempts()
    _lay_sheets()


def _note_presence() -> None:
    op.create_table(
        "presence",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["taken_back_by_id"], ["person.id"], name=op.f("fk_presence_taken_back_by_id")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["person.id"], name=op.f("fk_presence_noted_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_presence_person_id")),
        sa.ForeignKeyConstraint(["session_id"], ["class_session.id"], name=op.f("fk_presence_session_id")),
        sa.PrimaryKeyConstraint("session_id", "person_id", name=op.f("pk_presence")),
    )
    op.create_index(op.f("ix_presence_person_id"), "presence", ["person_id"])


def _link_attempts() -> None:
    op.create_table(
        "class_quiz",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("module_key", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["class_session.id"], name=op.f("fk_class_quiz_session_id")),
        sa.PrimaryKeyConstraint("session_id", "module_key", name=op.f("pk_class_quiz")),
    )
    op.create_table(
        "class_attempt",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_class_attempt_attempt_id")),
        sa.ForeignKeyConstraint(["session_id"], ["class_session.id"], name=op.f("fk_class_attempt_session_id")),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_class_attempt")),
    )
    op.create_index(op.f("ix_class_attempt_session_id"), "class_attempt", ["session_id"])


def _lay_sheets() -> None:
    keys = [
        sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_paper_sheet_{column}"))
        for column, table in SHEET_KEYS.items()
    ]
    op.create_table(
        "paper_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("batch", sa.Uuid(), nullable=False),
        sa.Column("module_key", sa.String(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("layout", sa.JSON(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("printed_by_id", sa.Integer(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("witness_id", sa.Integer(), nullable=True),
        sa.Column("first", sa.JSON(), nullable=True),
        sa.Column("first_by_id", sa.Integer(), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second", sa.JSON(), nullable=True),
        sa.Column("second_by_id", sa.Integer(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed", sa.JSON(), nullable=True),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("voided_by_id", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        *keys,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_sheet")),
        sa.UniqueConstraint("code", name=op.f("uq_paper_sheet_code")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_paper_sheet_attempt_id")),
    )
    for columns in (["batch"], ["session_id"], ["person_id"], ["state", "printed_at"]):
        op.create_index(op.f(f"ix_paper_sheet_{'_'.join(columns)}"), "paper_sheet", columns)


def downgrade() -> None:
    op.drop_table("paper_sheet")
    op.drop_table("class_attempt")
    op.drop_table("class_quiz")
    op.drop_table("presence")
    op.drop_table("class_session")
