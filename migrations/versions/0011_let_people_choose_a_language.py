"""Let an account remember the language its owner chose; nothing chosen is Vietnamese."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("language", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("account", "language")
