"""Visitors of a bench run: they keep cookies and read the pages, so that the load may be sent as browsers would."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

from app.operations.bench_load import exchange, request_bytes

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
SIGN_IN = "/dang-nhap"


@dataclass(frozen=True)
class Answer:
    """One answer, read; header names are in lower case, and of several of one name the last one is kept."""

    status: int
    headers: dict[str, str]
    cookies: dict[str, str]
    body: bytes

    @classmethod
    def read(cls, raw: bytes) -> "Answer":
        """Return the answer that came over the wire as these bytes."""
        head, _, body = raw.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        pairs = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        set_cookies = [value.partition(";")[0].partition("=") for name, value in pairs if name == "set-cookie"]
        return cls(int(first.split()[1]), dict(pairs), {name: value for name, _, value in set_cookies}, body)

    @property
    def token(self) -> str:
        """Return the token against forgery that the page's forms carry."""
        found = TOKEN.search(self.body.decode())
        if found is None:
            raise ValueError("the page has no form")
        return found[1]


class Visitor:
    """One browser at one server: cookies kept, forms sent with the page's token and a fresh operation id."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.cookies: dict[str, str] = {}
        self.token = ""

    @property
    def cookie(self) -> str:
        """Return the header line of the cookies, without its name."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def open(self, path: str) -> Answer:
        """Open a page and keep its cookies; the token of its forms is kept too where it has any."""
        answer = self.take(exchange(self.address, request_bytes("GET", path, cookie=self.cookie)))
        if answer.status == 200 and TOKEN.search(answer.body.decode()):
            self.token = answer.token
        return answer

    def post(self, path: str) -> Answer:
        """Send an empty form that asks for no token."""
        return self.take(exchange(self.address, request_bytes("POST", path, cookie=self.cookie)))

    def form(self, path: str, *, accept: str = "text/html", **fields: str | list[str]) -> bytes:
        """Return the request that sends a form of the page opened last."""
        body = urlencode({"csrf_token": self.token, "op": str(uuid4()), **fields}, doseq=True)
        return request_bytes("POST", path, cookie=self.cookie, body=body, extra=f"Accept: {accept}\r\n")

    def take(self, raw: bytes) -> Answer:
        """Read an answer and keep its cookies."""
        answer = Answer.read(raw)
        self.cookies |= answer.cookies
        return answer

    def sign_in_form(self, login: str, password: str) -> bytes:
        """Open the page to sign in and return the request that sends it filled in."""
        self.open(SIGN_IN)
        return self.form(SIGN_IN, login=login, password=password)

    def sign_in(self, login: str, password: str) -> None:
        """Sign in."""
        answer = self.take(exchange(self.address, self.sign_in_form(login, password)))
        if answer.status != 303:
            raise ValueError(f"{login} could not sign in")
