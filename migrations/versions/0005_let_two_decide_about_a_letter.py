"""Let two officials decide about a letter that stopped: what one asked for, and what became of it.

A letter that is sent again by such a decision has its time anew: the thirty days count from then.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WAITING = "decided_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "outbox_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("to_state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_leader", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_outbox_decision_asked_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_outbox_decision_decided_by_id")),
        sa.ForeignKeyConstraint(["message_id"], ["outbox_message.id"], name=op.f("fk_outbox_decision_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_decision")),
    )
    waiting = sa.text(WAITING)
    op.create_index(
        "ix_outbox_decision_waiting",
        "outbox_decision",
        ["message_id"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_index(op.f("ix_outbox_decision_message_id"), "outbox_decision", ["message_id"])
    op.execute("ALTER TABLE outbox_message ADD COLUMN resumed_at " + _moment())


def downgrade() -> None:
    op.execute("ALTER TABLE outbox_message DROP COLUMN resumed_at")
    op.drop_table("outbox_decision")


def _moment() -> str:
    return "DATETIME" if op.get_bind().dialect.name == "sqlite" else "TIMESTAMP WITH TIME ZONE"
