"""The tags of HTML by what becomes of them in Markdown."""


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*", "dfn": "*", "code": "`", "tt": "`", "kbd": "`"}
BLOCKS = _names(
    "p div section article header footer main aside nav address center figure figcaption dl dt dd fieldset legend "
    "caption thead tbody tfoot colgroup details summary hgroup"
)
HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
# Unwrapped without a word, because nothing that can be read or seen as meaning is lost.
BARE = _names("span font html body label abbr acronym q small big bdi bdo wbr time data ruby rt rp nobr")
SHOWN_ONLY = {
    "u": "gạch chân",
    "ins": "gạch chân",
    "s": "gạch ngang",
    "del": "gạch ngang",
    "strike": "gạch ngang",
    "sub": "chỉ số dưới",
    "sup": "chỉ số trên",
    "mark": "tô màu",
}
# Never text: what stands inside them is for a machine.
SILENT = _names(
    "script style iframe object embed applet form input button select option textarea svg math video audio canvas "
    "template link meta base noscript title head frame frameset map area param source track portal"
)
VOID = _names("br hr img input link meta base area param source track wbr embed col frame")
FRAMES = _names("pre blockquote ul ol li table tr td th")
KNOWN = (
    frozenset({"a"}) | frozenset(EMPHASIS) | BLOCKS | HEADINGS | BARE | frozenset(SHOWN_ONLY) | SILENT | FRAMES | VOID
)
