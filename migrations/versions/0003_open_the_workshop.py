"""Open the workshop: drafts with their history and review, the shelf of media, where a version came from.

The history of a draft and the kind a question id stands for only grow, like a published version; the same guards as in
0002 keep them so, and the new columns of a version are frozen with the others.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LIVING = "state IN ('draft', 'in-review', 'returned')"
FROZEN = {
    "module_version": "id key number title summary minutes mode valid_until page_html page_bytes about snapshot "
    "source_text source_sha256 published_at",
    "programme_version": "id group number title framework intro_html lessons assessment rule has_register source_text "
    "source_sha256 published_at",
}
NEW = "media origin published_by_id"
# Table: what may not change (nothing named: nothing may), and what makes a new row the replacement of another.
GUARDED = {
    "draft_revision": ("", "(g.draft_id = NEW.draft_id AND g.number = NEW.number)"),
    "published_question": ("id kind", "g.id = NEW.id"),
}


def upgrade() -> None:
    _lay_drafts()
    _lay_shelf()
    for table, columns in FROZEN.items():
        _add_columns(table)
        _thaw(table)
        _freeze(table, f"{columns} {NEW}")
    op.add_column("media", sa.Column("is_published", sa.Boolean(), nullable=False, server_default=sa.true()))
    _enter_questions()
    for table, (columns, same) in GUARDED.items():
        _freeze(table, columns)
        _guard(table, same)


def downgrade() -> None:
    for table in GUARDED:
        _thaw(table)
        for name in ("delete", "replace") if _is_sqlite() else ("delete", "truncate"):
            op.execute(f"DROP TRIGGER guard_{table}_{name}{_on(table)}")
    op.drop_column("media", "is_published")
    for table, columns in FROZEN.items():
        _thaw(table)
        for name in reversed(NEW.split()):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
        _freeze(table, columns)
    for table in ("published_question", "taken_file", "shelf_file", "review_comment", "draft_revision", "draft"):
        op.drop_table(table)


def _lay_drafts() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("base_number", sa.Integer(), nullable=True),
        sa.Column("published_number", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_account", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=False),
        sa.Column("updated_account", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_draft_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["person.id"], name=op.f("fk_draft_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    living = sa.text(LIVING)
    op.create_index("ix_draft_living", "draft", ["key"], unique=True, sqlite_where=living, postgresql_where=living)
    op.create_index(op.f("ix_draft_key_published_number"), "draft", ["key", "published_number"])
    op.create_table(
        "draft_revision",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.Column("saved_account", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_revision_draft_id")),
        sa.ForeignKeyConstraint(["saved_by_id"], ["person.id"], name=op.f("fk_draft_revision_saved_by_id")),
        sa.PrimaryKeyConstraint("draft_id", "number", name=op.f("pk_draft_revision")),
    )
    op.create_table(
        "review_comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_review_comment_draft_id")),
        sa.ForeignKeyConstraint(["resolved_by_id"], ["person.id"], name=op.f("fk_review_comment_resolved_by_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name=op.f("fk_review_comment_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_comment")),
    )
    op.create_index(op.f("ix_review_comment_draft_id"), "review_comment", ["draft_id"])


def _lay_shelf() -> None:
    op.create_table(
        "shelf_file",
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("put_by_id", sa.Integer(), nullable=True),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["put_by_id"], ["person.id"], name=op.f("fk_shelf_file_put_by_id")),
        sa.ForeignKeyConstraint(["sha256"], ["media.sha256"], name=op.f("fk_shelf_file_sha256")),
        sa.PrimaryKeyConstraint("folder", "name", name=op.f("pk_shelf_file")),
    )
    op.create_index(op.f("ix_shelf_file_sha256"), "shelf_file", ["sha256"])
    op.create_table(
        "taken_file",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_taken_file")),
    )
    op.create_table(
        "published_question",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("module_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_question")),
    )


def _add_columns(table: str) -> None:
    """Add the columns in plain SQL: SQLite takes a foreign key with its column, or the table has to be rebuilt."""
    op.execute(f"ALTER TABLE {table} ADD COLUMN media JSON NOT NULL DEFAULT '{{}}'")
    op.execute(f"ALTER TABLE {table} ADD COLUMN origin VARCHAR(40) NOT NULL DEFAULT 'files'")
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN published_by_id INTEGER "
        f"CONSTRAINT fk_{table}_published_by_id REFERENCES person (id)"
    )


def _enter_questions() -> None:
    """Enter what was published before this ledger was kept; the newest version of a question says what it is."""
    versions = sa.table("module_version", sa.column("id"), sa.column("key"), sa.column("snapshot", sa.JSON()))
    ledger = sa.table("published_question", *(sa.column(name) for name in ("id", "module_key", "kind", "title")))
    known: dict[str, dict[str, str]] = {}
    bind = op.get_bind()
    for row in bind.execute(sa.select(versions.c.key, versions.c.snapshot).order_by(versions.c.id)):
        for question in [*row.snapshot.get("questions", ()), *row.snapshot.get("practices", ())]:
            known[question["id"]] = {
                "id": question["id"],
                "module_key": row.key,
                "kind": question["kind"],
                "title": question.get("title", ""),
            }
    if known:
        bind.execute(sa.insert(ledger), list(known.values()))


def _freeze(table: str, columns: str) -> None:
    names = ", ".join(f'"{name}"' for name in columns.split())
    of = f" OF {names}" if names else ""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
    does = refuse if _is_sqlite() else "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    op.execute(f"CREATE TRIGGER guard_{table}_frozen BEFORE UPDATE{of} ON {table} {does}")


def _thaw(table: str) -> None:
    op.execute(f"DROP TRIGGER guard_{table}_frozen{_on(table)}")


def _guard(table: str, same: str) -> None:
    if not _is_sqlite():
        refuse = "EXECUTE FUNCTION refuse_change()"
        op.execute(f"CREATE TRIGGER guard_{table}_delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}")
        op.execute(f"CREATE TRIGGER guard_{table}_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}")
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
    op.execute(f"CREATE TRIGGER guard_{table}_delete BEFORE DELETE ON {table} {refuse}")
    op.execute(
        f"CREATE TRIGGER guard_{table}_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} g WHERE {same}) {refuse}"
    )


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _on(table: str) -> str:
    return "" if _is_sqlite() else f" ON {table}"
