"""Watches pages in a Chromium: what ran, what its rules had to stop, what left for another host, what is alive."""

from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Error, Frame, Page, Request, Response

from tests.e2e.payloads import RESULT, SHAPES

MARK = "payload:"
# Runs before every page: what calls a window, and a page whose rules had to stop something, say so.
MARKS = f"""
document.addEventListener("securitypolicyviolation",
  (event) => console.error("{MARK} stopped", event.effectiveDirective, event.blockedURI, event.sample));
for (const name of ["alert", "confirm", "prompt", "print", "open"])
  window[name] = (said) => console.error("{MARK} ran", said);
"""
TAGS = (
    "html head meta title link script style body header nav main footer section div span p a ul ol li h1 h2 h3 h4 h5"
    " form fieldset legend label input textarea select optgroup option button table caption thead tbody tr th td"
    " details summary dl dt dd img audio video track svg g rect line path circle text foreignObject code pre strong"
    " em blockquote hr br iframe template noscript"
)
# Names that payloads try to take from the page; no page of ours has any of them.
NAMES = "cookie document body attributes getElementById querySelector location __ran alert pop x m"
# Says what in a page could act, or did: one sentence for each finding.
SETTLED = "() => new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); setTimeout(done, 100); })"
LOOK = """
(given) => {
  const found = [];
  const tags = new Set(given.tags.split(" ")), names = new Set(given.names.split(" "));
  const own = (address, more) => {
    if (!URL.canParse(address, document.baseURI)) return false;
    const url = new URL(address, document.baseURI);
    return url.origin === self.origin || more.includes(url.protocol);
  };
  const going = new Set(["href", "action", "formaction"]);
  const coming = new Set(["src", "data", "poster", "background", "srcset", "imagesrcset", "ping", "manifest",
    "codebase", "cite", "longdesc", "archive", "classid", "usemap", "xlink:href", "srcdoc", "to", "values",
    "from", "by"]);
  const inHead = (element) => element.parentElement === document.head;
  const inLine = (element) => element.outerHTML.slice(0, 200);
  for (const element of document.querySelectorAll("*")) {
    const tag = element.localName;
    const ours = tag === "base" && element.attributes.length === 1 && element.target === "_blank" && inHead(element);
    if (!ours && !tags.has(tag)) found.push(`element ${tag}: ${inLine(element)}`);
    for (const { name, value } of element.attributes) {
      if (/^on|^style$|^is$/.test(name)) found.push(`attribute ${name}: ${inLine(element)}`);
      if ((name === "id" || name === "name") && names.has(value)) found.push(`name ${value}: ${inLine(element)}`);
      const icon = tag === "link" && element.rel === "icon";
      if (going.has(name) && !own(value, tag === "a" ? ["https:", "mailto:", "tel:"] : icon ? ["data:"] : []))
        found.push(`address ${value}: ${inLine(element)}`);
      if (coming.has(name) && !(own(value, []) && name !== "srcdoc")) found.push(`source ${value}: ${inLine(element)}`);
    }
  }
  for (const meta of document.querySelectorAll("meta[http-equiv], base[href]")) found.push(`head: ${inLine(meta)}`);
  for (const link of document.querySelectorAll("link"))
    if (!["icon", "manifest", "stylesheet"].includes(link.rel)) found.push(`link ${link.rel}: ${inLine(link)}`);
  for (const frame of document.querySelectorAll("iframe"))
    if (frame.name !== "xem-thu") found.push(`frame: ${inLine(frame)}`);
  for (const script of document.querySelectorAll("script"))
    if (!/^\\/static\\/[0-9a-f]{12}\\/js\\/app\\.js$/.test(script.getAttribute("src")))
      found.push(`script: ${inLine(script)}`);
  for (const style of document.querySelectorAll("style")) found.push(`style: ${inLine(style)}`);
  const typed = [...document.querySelectorAll("textarea, input")].map((one) => one.value);
  const whole = document.documentElement.outerHTML + typed;
  if (whole.includes(given.result)) found.push("a template was filled in");
  return { found, shown: [...new Set(whole.match(/alert\\(\\d+|p\\d+\\.evil\\.test/g) ?? [])] };
}
"""


@dataclass
class Watch:
    """Everything that should not have happened in the pages of some contexts, with the page it happened on."""

    base: str
    findings: list[str] = field(default_factory=list)
    shown: dict[str, set[int]] = field(default_factory=dict)
    looked_at: int = 0
    _where: str = ""
    _expected: tuple[int, ...] = (200,)

    def page(self, context: BrowserContext) -> Page:
        """Return a page of a context whose every sign of life is listened to."""
        context.add_init_script(MARKS)
        page = context.new_page()
        context.on("page", lambda opened: self._note(f"a window opened: {opened.url}"))
        context.on("console", self._said)
        context.on("dialog", self._asked)
        context.on("request", self._sent)
        context.on("response", self._answered)
        context.on("weberror", lambda error: self._note(f"error {error.error}"))
        page.on("framenavigated", self._went)
        page.on("websocket", lambda socket: self._note(f"socket {socket.url}"))
        page.on("download", lambda file: self._note(f"download {file.url}"))
        return page

    def open(self, page: Page, path: str, *statuses: int) -> int:
        """Open a page and look at it; returns its status, which is 200 or one of these."""
        self.expect(path, *statuses)
        answer = page.goto(path)
        assert answer
        assert answer.status in self._expected, f"{path}: {answer.status}"
        self.look(page, path)
        return answer.status

    def expect(self, where: str, *statuses: int) -> None:
        """Say which page comes next, and how it may be answered beside 200."""
        self._where, self._expected = where, (200, *statuses)

    def look(self, page: Page, name: str) -> None:
        """Look for what is alive in a page and its frames, and note which payloads it shows."""
        self.looked_at += 1
        given = {"tags": TAGS, "names": NAMES, "result": RESULT}
        page.evaluate(SETTLED)
        for frame in page.frames:
            try:
                seen = frame.evaluate(LOOK, given)
            except Error as error:  # Nothing of ours leaves while it is looked at.
                self._note(f"frame {frame.url}: {error.message}")
                continue
            for one in seen["found"]:
                self._note(one)
            numbers = (int("".join(filter(str.isdigit, token))) for token in seen["shown"])
            self.shown.setdefault(name, set()).update(numbers)

    def _note(self, what: str) -> None:
        self.findings.append(f"{self._where}: {what}")

    def _said(self, message: ConsoleMessage) -> None:
        is_own_refusal = any(f"status of {status}" in message.text for status in self._expected[1:])
        if (message.type == "error" and not is_own_refusal) or "Content Security Policy" in message.text:
            self._note(f"console: {message.text[:300]}")

    def _asked(self, dialog: Dialog) -> None:
        is_ours = dialog.type == "beforeunload"  # The editor asks whether words that are not saved may go.
        if not is_ours:
            self._note(f"dialog {dialog.type}: {dialog.message}")
        with suppress(Error):  # It may have gone with its frame.
            dialog.accept() if is_ours else dialog.dismiss()

    def _sent(self, request: Request) -> None:
        if not self._is_own(request.url) and not (request.url.startswith("data:") and request.resource_type == "image"):
            self._note(f"request {request.resource_type} {request.url[:200]}")

    def _answered(self, response: Response) -> None:
        wanted = response.request.is_navigation_request() and response.status in self._expected
        if response.status >= 400 and not wanted:
            self._note(f"{response.status} for {response.url}")

    def _went(self, frame: Frame) -> None:
        if not self._is_own(frame.url):
            self._note(f"went to {frame.url[:200]}")

    def _is_own(self, address: str) -> bool:
        return (
            address == "about:blank" or urlsplit(address)._replace(path="", query="", fragment="").geturl() == self.base
        )


def marked() -> set[int]:
    """Return the numbers of the payloads that carry their number where it can be read again."""
    shapes = [shape for family in SHAPES.values() for shape in family]
    return {number for number, shape in enumerate(shapes, 1) if "alert(1)" in shape or "evil.test" in shape}
