"""The two sets of a QTI match, as pairs of ours: each left side once, right sides nobody needs without a left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.content.schema import Pair

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.interchange.qti.item import Response
    from app.interchange.xml_tree import Node


def pairs_of(interaction: Node, response: Response, plain: Callable[[Node], str]) -> list[Pair] | None:
    """Return the pairs, None when a left side has no or several right sides, even with the sets swapped."""
    sets = [_choices(node) for node in interaction.elements("simpleMatchSet")]
    if len(sets) != 2:
        return None
    lefts, rights = sets
    pairs = [tuple(value.split()) for value in response.right]
    if any(len(pair) != 2 or pair[0] not in lefts or pair[1] not in rights for pair in pairs):
        return None
    if sorted(pair[0] for pair in pairs) != sorted(lefts):
        lefts, rights = rights, lefts
        pairs = [(pair[1], pair[0]) for pair in pairs]
        if sorted(pair[0] for pair in pairs) != sorted(lefts):
            return None
    partner = {pair[0]: pair[1] for pair in pairs}
    found = [Pair(plain(node), plain(rights[partner[name]]), node.line) for name, node in lefts.items()]
    used = set(partner.values())
    return [*found, *(Pair("", plain(node), node.line) for name, node in rights.items() if name not in used)]


def _choices(match_set: Node) -> dict[str, Node]:
    return {node.get("identifier"): node for node in match_set.elements("simpleAssociableChoice")}
