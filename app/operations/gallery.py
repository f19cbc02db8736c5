"""The components of the templates as the files themselves name them, for the page that shows them to developers."""

import re
from dataclasses import dataclass
from pathlib import Path

MACRO = re.compile(r"{%-? macro (?P<name>[a-z]\w*)\((?P<given>[^)]*)\)")


@dataclass(frozen=True)
class Macro:
    """One public macro: its name and what it is called with."""

    name: str
    signature: str


@dataclass(frozen=True)
class Component:
    """One file of `templates/components` with its public macros."""

    name: str
    macros: dict[str, Macro]


def components(templates: Path) -> list[Component]:
    """Return every component that has a macro for other templates; names with an underscore in front are its own."""
    files = sorted((templates / "components").glob("*.html"))
    found = [Component(path.stem, _macros(path.read_text(encoding="utf-8"))) for path in files]
    return [component for component in found if component.macros]


def _macros(source: str) -> dict[str, Macro]:
    return {
        found["name"]: Macro(found["name"], f"{found['name']}({found['given']})") for found in MACRO.finditer(source)
    }
