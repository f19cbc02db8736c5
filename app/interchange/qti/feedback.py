"""What a QTI item says after an answer: some of it is about one option, the rest is our explanation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.interchange.making import WHEN_WRONG
from app.interchange.wording import remarks

if TYPE_CHECKING:
    from app.interchange.qti.item import QtiItem
    from app.interchange.qti.words import QtiWords
    from app.interchange.report import Findings
    from app.interchange.xml_tree import Node

WRONG = re.compile(r"(?:.*[^a-z])?(?:incorrect|wrong|false|sai|negative)(?:[^a-z].*)?", re.IGNORECASE)
OWN_EXPLANATION = "explanation"


class Feedback:
    """Hands out the feedback of one item; each piece once."""

    def __init__(self, item: QtiItem, words: QtiWords, findings: Findings) -> None:
        self.item, self.words, self.findings = item, words, findings
        self.used: set[int] = set()

    def of_option(self, option: Node) -> str:
        """Return what is said about one option: inside it, or in a message that has the name of the option."""
        said = [self.words.feedback(option)]
        self.used |= {id(node) for node in option.every("feedbackBlock")}
        for node in self.item.root.elements("modalFeedback"):
            if node.get("identifier") == option.get("identifier"):
                self.used.add(id(node))
                said.append(self.words.line(node))
        return "\n".join(text for text in said if text)

    def explanation(self) -> str:
        """Return all other messages as one explanation, and tell when that changes who sees them."""
        body = self.item.body
        nodes = [*(body.every("feedbackBlock") if body else ()), *self.item.root.elements("modalFeedback")]
        nodes = [node for node in nodes if id(node) not in self.used and node.text()]
        if nodes and not (self.item.is_own and len(nodes) == 1):
            words = "Lời nhận xét sau khi trả lời được chuyển vào phần giải thích, ai cũng thấy."
            self.findings.lost(nodes[0].line, words)
        return remarks(f"{self._lead(node)} {self.words.line(node)}" for node in nodes)

    @staticmethod
    def _lead(node: Node) -> str:
        name = node.get("identifier")
        return WHEN_WRONG if name != OWN_EXPLANATION and WRONG.fullmatch(name) else ""
