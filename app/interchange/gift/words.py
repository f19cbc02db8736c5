"""The texts of GIFT in their four formats (plain, markdown, html, moodle), turned into Markdown or plain words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.markdown import MEDIA_NAME
from app.interchange.html.frames import Markdown
from app.interchange.html.markdown import from_html, without_tags
from app.interchange.stems import heading_and_prompt, plain_words
from app.interchange.wording import as_markdown, listed, one_line, tame

if TYPE_CHECKING:
    from app.interchange.gift.blocks import Part
    from app.interchange.report import Findings

FORMAT = re.compile(r"\[(plain|markdown|html|moodle)\]", re.IGNORECASE)
PICTURE_NAME = re.compile(r"!\[[^\[\]\n]*\]\(\s*<?([^()\s<>]*)")
PLUGIN_FILE = re.compile(r"@@PLUGINFILE@@/?")


class GiftWords:
    """Reads the texts of one question; `usual` is the format of its text, which the others have unless they say so."""

    def __init__(self, findings: Findings, question: Part) -> None:
        self.findings = findings
        self.usual = "moodle"
        self.usual, self.question = self._format(question)
        self.line = question.line

    def heading_and_prompt(self, name: str) -> tuple[str, str]:
        """Return the heading of the question (its first paragraph, plain) and the prompt (the rest, Markdown)."""
        text = self._told(self._markdown(self.usual, self.question), self.line)
        return heading_and_prompt(text, name, self.line, self.findings)

    def markdown(self, part: Part) -> str:
        """Return a text as Markdown of one paragraph or several lines."""
        form, text = self._format(part)
        return self._told(self._markdown(form, text), part.line)

    def plain(self, part: Part) -> str:
        """Return a text as plain words on one line; marks that a place without Markdown cannot hold are reported."""
        form, text = self._format(part)
        if form == "plain":
            return one_line(text)
        return plain_words(self._told(self._markdown(form, text), part.line), part.line, self.findings)

    def typed(self, part: Part) -> str:
        """Return a short answer: letters as they are typed, unless the file says that they are marked up."""
        return self.plain(part) if FORMAT.match(part.text) else one_line(part.shown())

    def _format(self, part: Part) -> tuple[str, str]:
        found = FORMAT.match(part.text)
        if found:
            return found[1].lower(), part.cut(found.end()).shown()
        return self.usual, part.shown()

    def _markdown(self, form: str, text: str) -> Markdown:
        text = PLUGIN_FILE.sub("", text)
        if form == "plain":
            return Markdown(as_markdown(text))
        if form == "markdown":
            return self._tamed(without_tags(text))
        return from_html(text.replace("\n", "<br>") if form == "moodle" else text)

    def _tamed(self, found: Markdown) -> Markdown:
        """Return Markdown whose pictures are files with names of ours; those files do not come with GIFT."""
        names = {name for name in PICTURE_NAME.findall(found.text) if MEDIA_NAME.fullmatch(name)}
        if names:
            self.findings.lost(self.line, f"Tệp {listed(sorted(names))} không đi kèm, mời bác tải lên sau.")
        tamed = tame(found.text, names)
        return Markdown(tamed.text, (*found.lost, *tamed.lost))

    def _told(self, found: Markdown, line: int) -> str:
        if found.lost:
            self.findings.lost(line, f"Không giữ được: {listed(found.lost)}.")
        return found.text
