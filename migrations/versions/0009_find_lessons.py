"""Index the words of lessons so that they are found with and without tone marks; hard words; where a reader stopped.

What is published already is entered here, by code of this file's own: a migration does not change when the application
does. `flask catalog reindex` makes the index anew at any later time.
"""

import re
import unicodedata
from html import unescape
from itertools import pairwise

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

GROUPS = ("nguoi-dan", "nguoi-lao-dong", "hoc-sinh", "can-bo", "nguoi-huong-dan")
MOST = 8_000
WORD = re.compile(r"[^\W_]+")
BLOCK = re.compile(r"</?(?:h[234]|p|li|td|th|pre|blockquote|ul|ol|table|tr|hr)\b[^>]*>")
HEADING = re.compile(r"<h[234]>(.*?)</h[234]>", re.DOTALL)
TAG = re.compile(r"""<(?:"[^"]*"|[^">])*>""")
TONES = "\u0300\u0309\u0303\u0301\u0323"
OLD_PLACEMENT = re.compile(r"\b(\w*?(?:(?<![qQ])[oO][àáảãạèéẻẽẹ]|(?<![qQ])[uU][ỳýỷỹỵ]))\b")
INDEX = {
    "sqlite": "CREATE VIRTUAL TABLE lesson_index USING fts5(title, head, body, title_plain, head_plain, body_plain, "
    "tokenize = 'unicode61 remove_diacritics 0')",
    "postgresql": "CREATE TABLE lesson_index (id integer PRIMARY KEY, words tsvector NOT NULL)",
}

# The planner does not count what it costs to unpack long rows and would walk through all of them.
LESSONS_WITH = """
CREATE FUNCTION lessons_with(asked text) RETURNS SETOF integer LANGUAGE sql STABLE SET enable_seqscan = off
AS $$ SELECT id FROM lesson_index WHERE words @@ CAST(asked AS tsquery) $$
"""


def upgrade() -> None:
    op.create_table(
        "searched_lesson",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("plain", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_searched_lesson")),
        sa.UniqueConstraint("key", name=op.f("uq_searched_lesson_key")),
    )
    op.execute(INDEX[op.get_bind().dialect.name])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE INDEX ix_lesson_index_words ON lesson_index USING gin (words) WITH (fastupdate = off)")
        op.execute(LESSONS_WITH)
    _lay_reading()
    _fill()


def downgrade() -> None:
    op.drop_table("reading_place")
    op.drop_table("glossary_version")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION lessons_with(text)")
    op.execute("DROP TABLE lesson_index")
    op.drop_table("searched_lesson")


def _lay_reading() -> None:
    op.create_table(
        "glossary_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("source_text", sa.String(), nullable=False),
        sa.Column("source_sha256", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glossary_version")),
        sa.UniqueConstraint("number", name=op.f("uq_glossary_version_number")),
    )
    current = sa.text("is_current")
    where = {"sqlite_where": current, "postgresql_where": current}
    op.create_index("ix_glossary_version_current", "glossary_version", ["is_current"], unique=True, **where)
    op.create_table(
        "reading_place",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module_key", sa.String(), nullable=False),
        sa.Column("section", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reading_place_person_id")),
        sa.PrimaryKeyConstraint("person_id", "module_key", name=op.f("pk_reading_place")),
    )


def _fill() -> None:
    bind = op.get_bind()
    served = sa.text("SELECT key, title, summary, page_html FROM module_version WHERE is_current ORDER BY key")
    for number, row in enumerate(bind.execute(served).all(), start=1):
        blocks = [" ".join(unescape(TAG.sub("", part)).split()) for part in BLOCK.split(row.page_html)]
        shown = "\n".join(block for block in blocks if block)
        headings = " ".join(unescape(TAG.sub("", found)) for found in HEADING.findall(row.page_html))
        body = " ".join(unescape(TAG.sub("", part)) for part in BLOCK.split(HEADING.sub(" ", row.page_html)))
        group = row.key.partition("/")[0]
        columns = {
            "id": number,
            "key": row.key,
            "place": GROUPS.index(group) if group in GROUPS else len(GROUPS),
            "title": row.title,
            "summary": row.summary,
            "text": shown,
            "plain": "".join(_even(char) for char in shown),
        }
        names = ", ".join(columns)
        bind.execute(sa.text(f"INSERT INTO searched_lesson ({names}) VALUES (:{names.replace(', ', ', :')})"), columns)
        _enter(number, _words(row.title), _words(f"{row.summary} {headings}"), _words(body))
    if bind.dialect.name == "postgresql":
        bind.execute(
            sa.text(
                "SELECT setval(pg_get_serial_sequence('searched_lesson', 'id'), "
                "(SELECT coalesce(max(id), 1) FROM searched_lesson), (SELECT count(*) > 0 FROM searched_lesson))"
            )
        )


def _enter(number: int, title: list[str], head: list[str], body: list[str]) -> None:
    bind, fields = op.get_bind(), {"title": title, "head": head, "body": body}
    if bind.dialect.name == "sqlite":
        exact = {name: " ".join(words) for name, words in fields.items()}
        plain = {f"{name}_plain": " ".join(map(_fold, words)) for name, words in fields.items()}
        names = ", ".join(exact | plain)
        put = f"INSERT INTO lesson_index (rowid, {names}) VALUES (:rowid, :{names.replace(', ', ', :')})"
        bind.execute(sa.text(put), {"rowid": number, **exact, **plain})
        return
    lexemes: set[str] = set()
    for code, among in (("t", (title,)), ("h", (title, head)), ("a", (title, head, body))):
        for words in among:
            for prefix, shape in ((f"1{code}:", words), (f"0{code}:", [_fold(word) for word in words])):
                lexemes |= {f"{prefix}{one}" for one in shape}
                lexemes |= {f"{prefix}{one} {other}" for one, other in pairwise(shape)}
    put = "INSERT INTO lesson_index (id, words) VALUES (:id, array_to_tsvector(CAST(:words AS text[])))"
    bind.execute(sa.text(put), {"id": number, "words": sorted(lexemes)})


def _words(text: str) -> list[str]:
    placed = OLD_PLACEMENT.sub(lambda found: _moved(found.group()), unicodedata.normalize("NFC", text.casefold()))
    return [word[:60] for word in WORD.findall(placed)][:MOST]


def _moved(word: str) -> str:
    apart = unicodedata.normalize("NFD", word[-1])
    tone = next(char for char in apart if char in TONES)
    return word[:-2] + unicodedata.normalize("NFC", word[-2] + tone) + apart.replace(tone, "")


def _fold(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(char for char in apart if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", plain).replace("đ", "d")


def _even(char: str) -> str:
    folded = _fold(char)
    return folded if len(folded) == 1 else char
