"""People going through a house in a Chromium, with one watch over all of their pages."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.e2e.client import Client
from tests.e2e.poisoned import Poisoned
from tests.e2e.walk import Walk
from tests.e2e.watch import Watch

# Fills fields, all that take words where they are asked for; then sends the form as a browser without scripts would.
FILL = """
({ form: selector, fields, all }) => {
  const form = document.querySelector(selector);
  const typed = [...form.elements].filter((one) => one.matches("textarea, input[type=text]"));
  typed.forEach((one, at) => { if (all.length) one.value = all[at % all.length]; });
  for (const [name, value] of Object.entries(fields)) {
    const given = form.querySelector(`input[name="${name}"], textarea[name="${name}"]`);
    const field = given ?? form.appendChild(Object.assign(document.createElement("input"), { name }));
    field.value = value;
  }
  HTMLFormElement.prototype.submit.call(form);
}
"""


@dataclass
class Visit:
    """People going through a house, with one watch over all of their pages."""

    poisoned: Poisoned
    chromium: Chromium
    watch: Watch
    app: Flask
    pages: dict[str, Page] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)

    def page(self, login: str = "") -> Page:
        """Return the page of somebody signed in, or of a stranger."""
        if login not in self.pages:
            context = self.chromium.new_context(base_url=self.watch.base, locale="vi-VN")
            self.pages[login] = page = self.watch.page(context)
            if login:
                Walk(self.poisoned.house, self.chromium).sign_in(page, login)
        return self.pages[login]

    def open(self, page: Page, path: str, *statuses: int) -> int:
        """Open a page and look at it; returns its status."""
        status = self.watch.open(page, path, *statuses)
        self.opened.add(self.endpoint(page.url))
        return status

    def send(
        self, page: Page, path: str, form: str, fields: dict[str, str], *statuses: int, all_: Sequence[str] = ()
    ) -> None:
        """Fill a form of a page without its scripts, send it and look at what comes."""
        self.watch.open(page, path)
        self.watch.expect(f"{path} sent", *statuses)
        with page.expect_navigation():
            page.evaluate(FILL, {"form": form, "fields": fields, "all": list(all_)})
        self.watch.look(page, f"{path} sent")

    def sound(self) -> None:
        """Assert that nothing of what must not happen did."""
        found, self.watch.findings = self.watch.findings, []
        assert not found, "\n".join(found[:40])

    def endpoint(self, address: str) -> str:
        """Return the endpoint of an address of the house, empty where there is none."""
        try:
            return str(self.app.url_map.bind("").match(urlsplit(address).path)[0])
        except (HTTPException, RequestRedirect):
            return ""

    def client(self, login: str) -> Client:
        """Return the same session without a browser."""
        client = Client(self.watch.base)
        for cookie in self.page(login).context.cookies():
            client.session.cookies.set(cookie["name"], cookie["value"])
        return client
