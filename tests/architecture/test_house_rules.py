"""House rules as tests: what "please remember" would forget."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "app").rglob("*.py"))
TEMPLATES = sorted((ROOT / "app" / "templates").rglob("*.html"))
VOCABULARY_STRANGERS = {"utils", "helpers", "common", "misc"}
MODULE_CEILING = 300
FUNCTION_CEILING = 40
TEMPLATE_CEILING = 150
SAFE_ALLOWED = re.compile(r"(_html|\.html|page\.html|intro)\s*\|\s*safe")

pytestmark = pytest.mark.pure


def calls(tree: ast.AST) -> Iterator[str]:
    """Yield the last name of everything that is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            target = node.func
            yield target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")


def name_of(path: Path) -> str:
    """Name a file as people do."""
    return str(path.relative_to(ROOT))


def test_every_view_says_who_may_open_it(app: Flask) -> None:
    unmarked = {name for name, view in app.view_functions.items() if name != "static" and not hasattr(view, "access")}

    assert not unmarked


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_opens_with_a_sentence_and_stays_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    sentence = ast.get_docstring(ast.parse(text)) or ""

    assert sentence.split("\n")[0].endswith("."), "a module opens with one sentence"
    assert text.count("\n") <= MODULE_CEILING, "is there a second noun in it?"
    assert path.stem not in VOCABULARY_STRANGERS


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_functions_stay_short(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {node.name: node.end_lineno - node.lineno + 1 for node in functions if node.end_lineno}

    assert not {name: lines for name, lines in long.items() if lines > FUNCTION_CEILING}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_transaction_commits(path: Path) -> None:
    if name_of(path) in ("app/core/db.py", "app/operations/sandbox_store.py", "app/operations/bench_floors.py"):
        return
    assert "commit" not in set(calls(ast.parse(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nobody_imports_the_application_itself(path: Path) -> None:
    if name_of(path) == "app/operations/run.py":
        return  # `make run` is a door like `wsgi.py`: it builds the application to prepare its data.
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert "app" not in imported


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_stays_short_and_trusts_only_stored_html(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert text.count("\n") <= TEMPLATE_CEILING
    assert " style=" not in text
    assert not re.search(r"\son[a-z]+=", text), "no inline handlers"
    for found in re.finditer(r"[^{}]*\|\s*safe", text):
        assert SAFE_ALLOWED.search(found.group()), f"| safe on something else than stored HTML: {found.group()}"


def test_templates_stand_in_the_folder_of_their_blueprint(app: Flask) -> None:
    folders = {path.name for path in (ROOT / "app" / "templates").iterdir()}

    assert folders <= set(app.blueprints) | {"layouts", "components", "errors"}


def test_nothing_asks_for_markup_outside_the_content_pipeline() -> None:
    found = [name_of(path) for path in MODULES if re.search(r"\bMarkup\(", path.read_text(encoding="utf-8"))]

    assert not found


def test_no_template_leads_to_an_address_that_is_not_there(app: Flask) -> None:
    matcher = app.url_map.bind("localhost")
    texts = {path: path.read_text(encoding="utf-8") for path in TEMPLATES}
    found = [(name_of(path), href) for path, text in texts.items() for href in re.findall(r'href="(/[^"{?#]*)"', text)]

    assert found
    assert not [(path, href) for path, href in found if not matcher.test(href, method="GET")]


VIEWS = [
    path for path in MODULES if path.stem == "views" or path.parent.name == "views" or path.stem.endswith("_views")
]
QUERIES = re.compile(r"\b(?:select|insert|update|delete)\(|db\.session\.(?:query|execute|scalars?|get|add)\b")


@pytest.mark.parametrize("path", VIEWS, ids=name_of)
def test_a_view_never_queries(path: Path) -> None:
    assert not QUERIES.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_standard_library_opens_no_second_door_to_the_network(path: Path) -> None:
    imported = re.findall(
        r"^\s*(?:from|import) (http\.client|urllib\.request|socket)\b", path.read_text(), re.MULTILINE
    )

    assert not imported or name_of(path).startswith(("app/operations/", "app/push/gateway.py"))
