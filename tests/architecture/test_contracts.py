"""The import contracts catch what they are there for: each is broken once, on purpose, in a copy."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.pure

BREACHES = {
    "a package nobody placed": ("Packages import downwards only", "app/utils/__init__.py", '"""Stray."""'),
    "a low package reaches up": ("Packages import downwards only", "app/core/stray.py", "import app.people.service"),
    "two neighbours meet": ("Packages import downwards only", "app/push/stray.py", "import app.identity.service"),
    "models know their service": ("Inside a package", "app/people/models.py", "import app.people.service"),
    "a service knows its views": ("Inside a package", "app/quiz/service.py", "import app.quiz.views"),
    "a rule knows the web": ("Rules are pure", "app/quiz/rules.py", "import flask"),
    "a rule knows the database": ("Rules are pure", "app/registry/rules.py", "import app.core.db"),
    "a rule of the dashboards knows the web": ("Rules are pure", "app/reports/rules.py", "import flask"),
    "the postman's own second door": ("The network has one door", "app/push/service.py", "import requests"),
    "content knows the database": ("Content is pure", "app/content/parse.py", "import sqlalchemy"),
    "two formats meet": ("Foreign formats do", "app/interchange/gift/words.py", "import app.interchange.qti.xml"),
    "a second door to the network": ("The network has one door", "app/registry/stray.py", "import requests"),
    "a second door to HTML": ("The HTML libraries have one door", "app/catalog/stray.py", "import bleach"),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_is_caught(breach: str, tmp_path: Path) -> None:
    contract, file, line = BREACHES[breach]
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__", "templates", "static"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    target = tmp_path / file
    target.parent.mkdir(exist_ok=True)
    with target.open("a", encoding="utf-8") as stream:
        stream.write(f"\n{line}\n")

    found = lint(tmp_path)

    assert found.returncode == 1, found.stdout
    verdicts = " ".join(found.stdout.split())
    assert re.search(rf"{contract}(?:(?!KEPT|BROKEN).)*BROKEN", verdicts), found.stdout


def lint(folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run the contracts over a copy of the application."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    environ = os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200"}
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
