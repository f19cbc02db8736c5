"""Every sentence on screen can be translated, and is: whoever adds one finds here what is missing (`make i18n`)."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from jinja2 import Environment

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
FOLDERS = sorted((APP / "translations").glob("*/LC_MESSAGES"))
KEYWORDS: dict[str, Any] = {"_": None, "N_": None, "words": None, "gettext": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%%|&\w+;")
VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)
# Said in Vietnamese in every language (docs/adr/0017): beginnings of paths under `app`.
NOT_SAID = (
    "content/",  # The format's own words, and the checker's sentences about a Vietnamese text.
    "interchange/",  # What a foreign file could not carry into or out of such a text.
    "operations/",  # Demo data, benches, the sandbox, the developers' page of components.
    "audit/cli.py",
    "audit/verify.py",
    "audit/queries.py",
    "catalog/cli.py",
    "catalog/interchange_cli.py",
    "community/cli.py",
    "core/settings.py",
    "identity/cli.py",
    "push/cli.py",
    "registry/cli.py",
    "web/extensions.py",  # The help of a command.
    "core/text.py",  # Letters of the alphabet.
    "authoring/heading.py",  # From here on: lines of course files, not sentences.
    "authoring/programme.py",
    "authoring/templates.py",
    "authoring/checking.py",
    "authoring/inserting.py",
    "templates/authoring/_head_help.html",
    "templates/operations/",
    "templates/layouts/plain.html",  # Shown when nothing works, the choice of a language included.
    "templates/errors/500.html",
    "templates/errors/503.html",
    "templates/errors/strange_host.html",
)
# Words of the format, of answers and of names that stand alone in code.
WORDS = frozenset(
    {"Đúng", "Đ", "đ", "đd", "Bước ", "Mã", "Mã: ", "có", "không", " đến ", "nữ", "khung tạm", "đánh giá", "luyện tập"}
    | {"có người chứng kiến", "Học Vụ Số"}
)

pytestmark = pytest.mark.pure


@cache
def sentences() -> dict[str, str]:
    """Return every marked sentence (the first form of those with a plural) with the file it stands in."""
    found: dict[str, str] = {}
    for name, _, message, _, _ in extract_from_dir(APP, METHODS, keywords=KEYWORDS):
        found.setdefault(message if isinstance(message, str) else message[0], name)
    return found


def catalogue_of(folder: Path) -> Catalog:
    """Return the sentences of a language as a translator wrote them."""
    with (folder / "messages.po").open("rb") as file:
        return read_po(file, locale=folder.parent.name)


def pairs(catalogue: Catalog) -> Iterator[tuple[Message, str, str]]:
    """Yield each sentence beside what it becomes, forms of a plural one by one."""
    for message in catalogue:
        if message.id and isinstance(message.id, str):
            yield message, message.id, str(message.string)
        elif message.id:
            for said in message.string:
                yield message, message.id[0] if said == message.string[0] else message.id[1], said


def by_language(folder: Path) -> str:
    """Name a test after its language."""
    return folder.parent.name


def test_the_scan_finds_the_sentences() -> None:
    assert len(sentences()) > 1_500
    assert FOLDERS


@pytest.mark.parametrize("folder", FOLDERS, ids=by_language)
def test_every_sentence_is_translated(folder: Path) -> None:
    done = {source for message, source, said in pairs(catalogue_of(folder)) if said and not message.fuzzy}
    missing = [f"{name}: {text}" for text, name in sentences().items() if text not in done]

    assert not missing, "\n".join(["run `make i18n`, then translate:", *missing])


@pytest.mark.parametrize("folder", FOLDERS, ids=by_language)
def test_a_translation_keeps_placeholders_and_the_spaces_around_it(folder: Path) -> None:
    wrong = [
        source
        for _, source, said in pairs(catalogue_of(folder))
        if said and (set(PLACEHOLDER.findall(source)) != set(PLACEHOLDER.findall(said)) or _rim(source) != _rim(said))
    ]

    assert not wrong


def _rim(text: str) -> tuple[bool, bool, int]:
    return text[:1].isspace(), text[-1:].isspace(), text.count("\n")


@pytest.mark.parametrize("folder", FOLDERS, ids=by_language)
def test_what_is_compiled_is_what_was_written(folder: Path) -> None:
    with (folder / "messages.mo").open("rb") as file:
        compiled = {source: said for _, source, said in pairs(read_mo(file))}
    written = {source: said for _, source, said in pairs(catalogue_of(folder)) if said}

    assert compiled == written, "run `make i18n`"


def is_said(path: Path) -> bool:
    """Tell whether the words of a file are said to readers in their language."""
    return not str(path.relative_to(APP)).startswith(NOT_SAID)


def by_path(path: Path) -> str:
    """Name a test after its file."""
    return str(path.relative_to(APP))


@pytest.mark.parametrize("path", [path for path in sorted(APP.rglob("*.py")) if is_said(path)], ids=by_path)
def test_no_sentence_in_code_is_left_unmarked(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    marked = {id(part) for node in ast.walk(tree) if _is_mark(node) for part in ast.walk(node)}
    documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}

    assert not [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and VIETNAMESE.search(node.value)
        and node.value not in WORDS
        and id(node) not in marked | documented
    ]


def _is_mark(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name in KEYWORDS


@pytest.mark.parametrize("path", [path for path in sorted(APP.rglob("*.html")) if is_said(path)], ids=by_path)
def test_no_words_in_a_template_are_left_unmarked(path: Path) -> None:
    tokens = list(Environment(autoescape=True).lexer.tokeniter(path.read_text(encoding="utf-8"), by_path(path)))
    unmarked = [
        (line, text)
        for place, (line, kind, text) in enumerate(tokens)
        if VIETNAMESE.search(text)
        and (kind == "data" or (kind == "string" and text[1:-1] not in WORDS and not _is_marked(tokens, place)))
    ]

    assert not unmarked


def _is_marked(tokens: list[tuple[int, str, str]], place: int) -> bool:
    """Tell whether the brackets around a string belong to a mark."""
    depth = 0
    for at in range(place - 1, -1, -1):
        _, kind, text = tokens[at]
        if kind in ("block_begin", "variable_begin"):
            return False
        depth += (text == ")") - (text == "(")
        if depth < 0:
            if tokens[at - 1][2] in KEYWORDS:
                return True
            depth = 0
    return False


def test_no_script_says_anything_of_its_own() -> None:
    found = [
        (by_path(path), line.strip())
        for path in sorted((APP / "static").rglob("*.js"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if VIETNAMESE.search(line.split("//")[0].replace('"đ"', ""))  # The letter for "right" on paper.
    ]

    assert not found, "scripts get their words through data attributes of the template"
