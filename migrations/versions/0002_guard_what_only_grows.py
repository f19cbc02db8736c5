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

# Table: what makes a new row the replacement of one that is there, by each of its unique keys.
GUARDED = {
    "audit_entry": ("g.seq = NEW.seq", "g.hash = NEW.hash"),
    "registry_version": (
        "g.id = NEW.id",
        "(g.slot_id = NEW.slot_id AND g.version = NEW.version)",
        "(g.number = NEW.number AND g.version = NEW.version)",
    ),
    "registry_action": ("g.id = NEW.id", "g.audit_seq = NEW.audit_seq"),
    "outbox_event": ("g.id = NEW.id",),
    "module_version": ("g.id = NEW.id", "(g.key = NEW.key AND g.number = NEW.number)"),
    "programme_version": ("g.id = NEW.id", '(g."group" = NEW."group" AND g.number = NEW.number)'),
}
# Which columns never change where some may: "is it the current one" is no part of what was published.
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
    for table, keys in GUARDED.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        columns = ", ".join(f'"{name}"' for name in PUBLISHED.get(table, "").split())
        of = f" OF {columns}" if columns else ""
        op.execute(f"CREATE TRIGGER guard_{table}_update BEFORE UPDATE{of} ON {table} {refuse}")
        op.execute(f"CREATE TRIGGER guard_{table}_delete BEFORE DELETE ON {table} {refuse}")
        exists = f"WHEN EXISTS (SELECT 1 FROM {table} g WHERE {' OR '.join(keys)})"
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
