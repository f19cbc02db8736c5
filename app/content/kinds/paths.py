"""The ways through a story: every choice leads on, every step is reached, and nobody walks in a circle."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.content.kinds.options import same_letters
from app.content.messages import Report, replace_line
from app.content.nearby import nearest
from app.content.schema import END, Choice, Level, Node
from app.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


MOST = 20  # Names that are compared and told; a longer story is no story.


def check_story(nodes: tuple[Node, ...], report: Report) -> tuple[Node, ...]:
    """Return the steps with each target in the spelling of the step it names; what is wrong is reported.

    Each step has at least two choices, a right one among them; ways only lead forward, so that each ends at `END` and
    right choices alone lead there from the first step.
    """
    told = report.counts[Level.ERROR]
    names = _names(nodes, report)
    found = tuple(_with_targets(node, names, report) for node in nodes)
    is_whole = told == report.counts[Level.ERROR]
    for node in found:
        _choices(node, report)
    if is_whole:
        _circles(found, report)
        _unreached(found, report)
    return found


def _names(nodes: tuple[Node, ...], report: Report) -> dict[str, str]:
    """Return the names by the letters that are compared; a name used twice is reported."""
    seen: dict[str, Node] = {}
    for node in nodes:
        first = seen.setdefault(same_letters(node.name), node)
        if first is not node:
            report.add(node.line, "Q14.node", first=first.line, name=node.name)
    return {key: node.name for key, node in seen.items()}


def _with_targets(node: Node, names: Mapping[str, str], report: Report) -> Node:
    return replace(node, choices=tuple(_with_target(choice, names, report) for choice in node.choices))


def _with_target(choice: Choice, names: Mapping[str, str], report: Report) -> Choice:
    key = same_letters(choice.target)
    if fold(key).rstrip(".") == fold(END):
        return replace(choice, target=END)
    if key in names:
        return replace(choice, target=names[key])
    near = _meant(key, names)
    mark = "x" if choice.correct else " "
    fix = replace_line(choice.line, f"- [{mark}] {choice.text} -> {near}") if near else None
    told = ", ".join(list(names.values())[:MOST]) + (" …" if len(names) > MOST else "")
    report.add(choice.line, "Q41", value=choice.target, choices=told, fix=fix)
    return choice


def _meant(key: str, names: Mapping[str, str]) -> str:
    """Return the one step or end a target surely means; a wrong number may mean any step."""
    plain = {fold(name): name for name in list(names.values())[:MOST]} | {fold(END): END}
    near = nearest(fold(key).rstrip(".:"), plain)
    is_same_number = near is not None and _digits(near) == _digits(key)
    return plain[near] if near and is_same_number else ""


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())


def _choices(node: Node, report: Report) -> None:
    right = [choice for choice in node.choices if choice.correct]
    if len(node.choices) < 2:
        report.add(node.line, "Q20.node", name=node.name)
    elif not right:
        report.add(node.line, "Q22.node", name=node.name)
    elif len(right) == len(node.choices):
        report.add(node.line, "Q23")
    seen: dict[str, int] = {}
    for choice in node.choices:
        first = seen.setdefault(same_letters(choice.text), choice.line)
        if first != choice.line:
            report.add(choice.line, "Q14", first=first)


def _circles(nodes: tuple[Node, ...], report: Report) -> None:
    """Report each choice that leads back to a step passed on the way to it."""
    by_name = {node.name: node for node in nodes}
    done: set[str] = set()
    for start in nodes:
        way: dict[str, Iterator[Choice]] = {}
        if start.name not in done:
            way[start.name] = iter(start.choices)
        while way:
            name = next(reversed(way))
            choice = next(way[name], None)
            if choice is None:
                done.add(name)
                del way[name]
            elif choice.target in way:
                report.add(choice.line, "Q43", name=choice.target)
            elif choice.target != END and choice.target not in done:
                way[choice.target] = iter(by_name[choice.target].choices)


def _unreached(nodes: tuple[Node, ...], report: Report) -> None:
    by_name = {node.name: node for node in nodes}
    reached, ahead = set[str](), [nodes[0].name] if nodes else []
    while ahead:
        name = ahead.pop()
        if name not in reached and name != END:
            reached.add(name)
            ahead += [choice.target for choice in by_name[name].choices]
    for node in nodes:
        if node.name not in reached:
            report.add(node.line, "Q42", name=node.name)
