"""Watches pages in a Chromium: what ran, what its rules had to stop, what left for another host, what is alive in them."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Frame, Page, Request, Response

from tests.e2e.payloads import RESULT, SHAPES

MARK = "payload:"
# Runs before every page: a payload that counts itself, and a page whose rules had to stop something, say so.
MARKS = f"""
document.addEventListener("securitypolicyviolation",
  (event) => console.error("{MARK} stopped", event.effectiveDirective, event.blockedURI, event.sample));
Object.defineProperty(window, "__ran", {{ set: (value) => console.error("{MARK} ran", value), configurable: false }});
"""
TAGS = """
html head meta title link script style body header nav main footer section div span p a ul ol li h1 h2 h3 h4 h5 form fieldset
legend label input textarea select option button table caption thead tbody tr th td details summary dl dt dd img audio video
track svg g rect line path circle text foreignObject code pre strong em blockquote hr br iframe template noscript
""".split()
# Names that payloads try to take from the page; no page of ours has any of them.
NAMES = "cookie document body attributes getElementById querySelector location __ran alert pop x m".split()
# Says what in a page could act, or did: one sentence for each finding.
LOOK = """
async ({ tags, names, result, tokens }) => {
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const found = [];
  const own = (address, more) => {
    if (!URL.canParse(address, document.baseURI)) return false;
    const url = new URL(address, document.baseURI);
    return url.origin === self.origin || more.includes(url.protocol);
  };
  const going = new Set(["href", "action", "formaction"]);
  const coming = new Set(["src", "data", "poster", "background", "srcset", "imagesrcset", "ping", "manifest", "codebase",
    "cite", "longdesc", "archive", "classid", "usemap", "xlink:href", "srcdoc", "to", "values", "from", "by"]);
  const inLine = (element) => element.outerHTML.slice(0, 200);
  for (const element of document.querySelectorAll("*")) {
    const tag = element.localName;
    if (!tags.includes(tag)) found.push(`element ${tag}: ${inLine(element)}`);
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on") || name === "style" || name === "is") found.push(`attribute ${name}: ${inLine(element)}`);
      if ((name === "id" || name === "name") && names.includes(value)) found.push(`name ${value}: ${inLine(element)}`);
      const icon = tag === "link" && element.rel === "icon";
      if (going.has(name) && !own(value, tag === "a" ? ["https:", "mailto:", "tel:"] : icon ? ["data:"] : []))
        found.push(`address ${value}: ${inLine(element)}`);
      if (coming.has(name) && !(own(value, []) && name !== "srcdoc")) found.push(`source ${value}: ${inLine(element)}`);
    }
  }
  for (const meta of document.querySelectorAll("meta[http-equiv], base[href]")) found.push(`head: ${inLine(meta)}`);
  for (const link of document.querySelectorAll("link"))
    if (!["icon", "stylesheet"].includes(link.rel)) found.push(`link ${link.rel}: ${inLine(link)}`);
  for (const frame of document.querySelectorAll("iframe"))
    if (frame.name !== "xem-thu") found.push(`frame: ${inLine(frame)}`);
  for (const script of document.querySelectorAll("script"))
    if (!/^\\/static\\/[0-9a-f]{12}\\/js\\/app\\.js$/.test(script.getAttribute("src"))) found.push(`script: ${inLine(script)}`);
  for (const style of document.querySelectorAll("style")) found.push(`style: ${inLine(style)}`);
  const whole = document.documentElement.outerHTML + [...document.querySelectorAll("textarea, input")].map((one) => one.value);
  if (whole.includes(result)) found.push("a template was filled in");
  return { found, shown: tokens ? [...new Set(whole.match(/alert\\(\\d+|p\\d+\\.evil\\.test/g) ?? [])] : [] };
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
    _expected: int = 200

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

    def open(self, page: Page, path: str, *, status: int = 200) -> None:
        """Open a page and look at it; it must be the one that was asked for, answered as expected."""
        self._where, self._expected = path, status
        answer = page.goto(path)
        assert answer
        assert answer.status == status, f"{path}: {answer.status}"
        self.look(page, path)

    def expect(self, where: str, status: int) -> None:
        """Say which page comes next when it does not come by its address."""
        self._where, self._expected = where, status

    def look(self, page: Page, name: str) -> None:
        """Look for what is alive in a page and its frames, and note which payloads it shows."""
        self.looked_at += 1
        given = {"tags": TAGS, "names": NAMES, "result": RESULT, "tokens": True}
        for frame in page.frames:
            seen = frame.evaluate(LOOK, given)
            for one in seen["found"]:
                self._note(one)
            numbers = (int("".join(filter(str.isdigit, token))) for token in seen["shown"])
            self.shown.setdefault(name, set()).update(numbers)

    def _note(self, what: str) -> None:
        self.findings.append(f"{self._where}: {what}")

    def _said(self, message: ConsoleMessage) -> None:
        is_own_refusal = f"status of {self._expected}" in message.text and self._expected >= 400
        if (message.type == "error" and not is_own_refusal) or "Content Security Policy" in message.text:
            self._note(f"console: {message.text[:300]}")

    def _asked(self, dialog: Dialog) -> None:
        self._note(f"dialog {dialog.type}: {dialog.message}")
        dialog.dismiss()

    def _sent(self, request: Request) -> None:
        if not self._is_own(request.url) and not (request.url.startswith("data:") and request.resource_type == "image"):
            self._note(f"request {request.resource_type} {request.url[:200]}")

    def _answered(self, response: Response) -> None:
        wanted = response.request.is_navigation_request() and response.status == self._expected
        if response.status >= 400 and not wanted:
            self._note(f"{response.status} for {response.url}")

    def _went(self, frame: Frame) -> None:
        if not self._is_own(frame.url):
            self._note(f"went to {frame.url[:200]}")

    def _is_own(self, address: str) -> bool:
        return address == "about:blank" or urlsplit(address)._replace(path="", query="", fragment="").geturl() == self.base


def marked() -> set[int]:
    """Return the numbers of the payloads that carry their number where it can be read again."""
    shapes = [shape for family in SHAPES.values() for shape in family]
    return {number for number, shape in enumerate(shapes, 1) if "alert(1)" in shape or "evil.test" in shape}
