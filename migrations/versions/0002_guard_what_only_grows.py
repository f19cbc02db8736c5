"""Guard what only grows: no row of the trail, the register or a published version is changed or removed.

SQLite: triggers also stop `INSERT OR REPLACE`, which removes a row without the delete trigger unless
`recursive_triggers` is on, so a second connection without our settings meets the guard as well.
PostgreSQL: one function refuses UPDATE and DELETE by row and TRUNCATE by statement.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Table: its key, and the columns that may change after all ("is it the current one" is no part of what was published).
GUARDED = {
    "audit_entry": ("seq", ()),
    "registry_version": ("id", ()),
    "registry_action": ("id", ()),
    "outbox_event": ("id", ()),
    "module_version": ("id", ("is_current", "withdrawn_at")),
    "programme_version": ("id", ("is_current",)),
}
PUBLISHED = {
    "module_version": "key number title summary minutes mode valid_until page_html page_bytes about snapshot "
    "source_text source_sha256 published_at",
    "programme_version": "group number title framework intro_html lessons assessment rule has_register source_text "
    "source_sha256 published_at",
}
BARE_LETTER = "NOT EXISTS (SELECT 1 FROM registry_version v WHERE v.number = NEW.subject AND v.version = NEW.version)"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in GUARDED:
        for name in ("update", "delete", "replace") if sqlite else ("row", "truncate"):
            op.execute(f"DROP TRIGGER guard_{table}_{name}" + ("" if sqlite else f" ON {table}"))
    op.execute("DROP TRIGGER guard_outbox_message_bare" + ("" if sqlite else " ON outbox_message"))
    if not sqlite:
        op.execute("DROP FUNCTION refuse_change()")
        op.execute("DROP FUNCTION refuse_bare_letter()")


def _guard_sqlite() -> None:
    for table, (key, _) in GUARDED.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        columns = ", ".join(f'"{name}"' for name in PUBLISHED.get(table, "").split())
        of = f" OF {columns}" if columns else ""
        op.execute(f"CREATE TRIGGER guard_{table}_update BEFORE UPDATE{of} ON {table} {refuse}")
        op.execute(f"CREATE TRIGGER guard_{table}_delete BEFORE DELETE ON {table} {refuse}")
        exists = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"
        op.execute(f"CREATE TRIGGER guard_{table}_replace BEFORE INSERT ON {table} {exists} {refuse}")
    op.execute(
        f"CREATE TRIGGER guard_outbox_message_bare BEFORE INSERT ON outbox_message WHEN {BARE_LETTER} "
        "BEGIN SELECT RAISE(ABORT, 'a letter needs its registry version'); END"
    )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$"
    )
    for table in GUARDED:
        columns = ", ".join(f'"{name}"' for name in PUBLISHED.get(table, "").split())
        of = f" OF {columns}" if columns else ""
        op.execute(
            f"CREATE TRIGGER guard_{table}_row BEFORE UPDATE{of} OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER guard_{table}_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE FUNCTION refuse_bare_letter() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {BARE_LETTER} THEN RAISE EXCEPTION 'a letter needs its registry version' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER guard_outbox_message_bare BEFORE INSERT ON outbox_message "
        "FOR EACH ROW EXECUTE FUNCTION refuse_bare_letter()"
    )
