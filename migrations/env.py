"""How Alembic reaches the models and the database of the running application."""

from alembic import context
from flask import current_app

from app.core.db import WORDS, UTCDateTime, db


def render_item(kind: str, item: object, autogen_context: object) -> str | bool:
    """Write our own column types as the plain ones they are stored in, so that no migration imports the application."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, type(WORDS)):
        return "sa.String(length=40)"
    return False


def is_ours(name: str | None, kind: str, parents: object) -> bool:
    """Leave out the index of words: it differs between the databases and is laid by hand (0009)."""
    return kind != "table" or not (name or "").startswith("lesson_index")


def run_migrations() -> None:
    """Run the chosen migrations over one connection."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=render_item,
            include_name=is_ours,
            transaction_per_migration=True,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run_migrations()
