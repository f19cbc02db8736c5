"""Let learners come in by a card, a code read out, or in an open class.

A session says how it was opened, whether others use the device too, and whether the learner said "that is me".
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LIVE = "voided_at IS NULL"
ADDED = {
    "account": ("pin_hash", "pin_failures"),
    "sign_in_session": ("method", "is_shared", "is_confirmed"),
}


def upgrade() -> None:
    _make_cards()
    _make_requests()
    op.add_column("account", sa.Column("pin_hash", sa.LargeBinary(length=32), nullable=True))
    op.add_column("account", sa.Column("pin_failures", sa.Integer(), nullable=False, server_default="0"))
    method = sa.Column("method", sa.String(length=40), nullable=False, server_default="password")
    op.add_column("sign_in_session", method)
    shared = sa.Column("is_shared", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("sign_in_session", shared)
    confirmed = sa.Column("is_confirmed", sa.Boolean(), nullable=False, server_default=sa.true())
    op.add_column("sign_in_session", confirmed)


def _make_cards() -> None:
    op.create_table(
        "learner_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("print_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("print_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by_id", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_by_id", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_learner_card_account_id")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["person.id"], name=op.f("fk_learner_card_issued_by_id")),
        sa.ForeignKeyConstraint(["voided_by_id"], ["person.id"], name=op.f("fk_learner_card_voided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learner_card")),
        sa.UniqueConstraint("public_id", name=op.f("uq_learner_card_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_learner_card_token_hash")),
    )
    live = sa.text(LIVE)
    op.create_index(
        "ix_learner_card_live",
        "learner_card",
        ["account_id"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    op.create_index(op.f("ix_learner_card_account_id"), "learner_card", ["account_id"])
    op.create_index(op.f("ix_learner_card_issued_by_id"), "learner_card", ["issued_by_id"])


def _make_requests() -> None:
    op.create_table(
        "code_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("phone_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("code_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_code_request_account_id")),
        sa.ForeignKeyConstraint(["given_by_id"], ["person.id"], name=op.f("fk_code_request_given_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_request")),
        sa.UniqueConstraint("phone_hash", name=op.f("uq_code_request_phone_hash")),
        sa.UniqueConstraint("public_id", name=op.f("uq_code_request_public_id")),
    )
    op.create_index(op.f("ix_code_request_number"), "code_request", ["number"])
    op.create_index(op.f("ix_code_request_ends_at"), "code_request", ["ends_at"])


def downgrade() -> None:
    for table, names in ADDED.items():
        for name in names:
            op.drop_column(table, name)
    op.drop_table("code_request")
    op.drop_table("learner_card")
