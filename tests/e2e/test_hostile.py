"""100 KB of text that is hard to render is refused in words or shown, and everybody else is served meanwhile."""

import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import requests

from tests.e2e.client import Client, Form, words_of
from tests.e2e.house import House

pytestmark = pytest.mark.slow
SIZE = 99_000  # Of the lesson; the head comes on top and a file has at most 100,000 bytes.
LESSON = "/soan/nguoi-dan/an-toan-otp"
HEAD = """---
định dạng: 1
mã: an-toan-otp
tiêu đề: Bài thử
nhóm: [người dân]
---

"""


def filled(part: str, joint: str = "") -> str:
    """Return a text of the size made of one part over and over."""
    return joint.join([part] * (SIZE // len((part + joint).encode()) + 1)).encode()[:SIZE].decode("utf-8", "ignore")


def question(part: str) -> str:
    """Return a lesson whose question holds a part over and over."""
    return "## Kiểm tra\n\n### Câu\nKiểu: một đáp án\n" + filled(part)[: SIZE - 200]


SHAPES = {
    "brackets in one line": filled("["),
    "brackets in small blocks": filled("[" * 290 + "\n\n"),
    "pictures that never end": filled("![a](" * 70 + "\n\n"),
    "links in links": filled("[" * 140 + "x" + "](a)" * 140 + "\n\n"),
    "tags that never end": filled("<a " * 290 + "\n\n"),
    "comments that never end": filled("<!--" * 290 + "\n\n"),
    "addresses that never end": filled("<https://" * 290 + "\n\n"),
    "ampersands": filled("&"),
    "entities": filled("&#x26;"),
    "stars": filled("*"),
    "stars and letters": filled("*a **b "),
    "underscores": filled("_a __b_ "),
    "back-quotes": filled("`" * 3 + "a" + "`" * 2 + " "),
    "back-quotes that grow": " ".join("`" * length for length in range(1, 440)),
    "fences": filled("```\n"),
    "open fences": filled("~~~a\n"),
    "quotes in quotes": filled("> "),
    "quotes that grow": "\n".join("> " * depth + "x" for depth in range(1, 300)),
    "lists in lists": "\n".join(" " * depth + "- x" for depth in range(430)),
    "numbers in numbers": filled("1. "),
    "lists and paragraphs": filled("- a\n\n  b\n\n"),
    "wide table": "|" + "a|" * 16_000 + "\n" + "|" + "-|" * 16_000,
    "long table": "| a | b |\n|---|---|\n" + filled("| a | b |\n"),
    "headings": filled("# a #\n"),
    "rules": filled("- - -\n"),
    "backslashes": filled("\\"),
    "one word": filled("a"),
    "empty lines": filled("\n"),
    "spaces": filled(" "),
    "letters in two parts": filled("e\u0302\u0323"),
    "marks on one letter": filled("\u0323"),
    "marks of the renderer": filled("klzzwxh:0001 wzxhzdk:1 "),
    "colons": filled("a: "),
    "options": question("- [x] a\n"),
    "feedback": question("> a\n"),
    "questions": "## Kiểm tra\n\n" + filled("### Câu\nKiểu: một đáp án\n- [x] a\n- [ ] b\n\n")[: SIZE - 200],
    "arrows": "## Kiểm tra\n\n### Câu\nKiểu: ghép đôi\n" + filled("- a -> b -> ")[: SIZE - 200],
    "steps of a story": "## Kiểm tra\n\n### Câu\nKiểu: tình huống\n" + filled("#### a\n- [ ] b -> a\n")[: SIZE - 200],
    "names of attributes": question("Giai thic: a\n"),
    "areas": "## Kiểm tra\n\n### Câu\nKiểu: điểm ảnh\n" + filled("- [x] (1,1 - 2,2) a\n")[: SIZE - 200],
    "sections": filled("## Kiểm tra\n"),
}


@dataclass
class Reader:
    """Somebody who reads lessons without a pause; every answer and its seconds are kept."""

    base: str
    seconds: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Read until told to stop."""
        with requests.Session() as session:
            while not self._stop.is_set():
                started = time.monotonic()
                try:
                    answer = session.get(f"{self.base}/hoc/nguoi-dan/an-toan-otp", timeout=30)
                    if answer.status_code != 200 or "Mã OTP" not in answer.text:
                        self.refused.append(str(answer.status_code))
                except requests.RequestException as error:
                    self.refused.append(str(error))
                self.seconds.append(time.monotonic() - started)
                time.sleep(0.02)

    def __enter__(self) -> "Reader":
        self._thread = threading.Thread(target=self.run)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Run the real server with its two workers."""
    whole = House(tmp_path_factory.mktemp("hostile"), people_count=30)
    whole.start("web")
    yield whole
    whole.close()


@pytest.fixture(scope="module")
def teacher(served: House) -> Client:
    """Return somebody who writes."""
    return Client(served.base).sign_in("giaovien1")


def test_hostile_lessons_are_answered_while_others_read(served: House, teacher: Client) -> None:
    form = next(form for form in teacher.forms(LESSON) if "text" in form.fields and "revision" in form.fields)
    taken: dict[str, dict[str, float]] = {}
    with Reader(served.base) as reader:
        for name, text in SHAPES.items():
            whole = HEAD + text
            taken[name] = {word: sent(teacher, form, word, whole) for word in ("xem-thu", "kiem-tra")}

    tell(taken, reader)
    assert not reader.refused, reader.refused[:5]
    assert len(reader.seconds) >= 20, "somebody really read meanwhile"


def sent(client: Client, form: Form, word: str, text: str) -> float:
    """Send a text and return the seconds until its answer, which says something to the teacher."""
    started = time.monotonic()
    answer = client.session.post(f"{client.base}{LESSON}/{word}", data=form.fields | {"text": text}, timeout=60)
    seconds = time.monotonic() - started
    assert answer.status_code == 200, f"{word}: {answer.status_code} {words_of(answer.text)}"
    if word == "kiem-tra":
        assert all(problem["message"] and problem["line"] for problem in answer.json()["problems"])
    else:
        is_refused = "Chưa xem thử được" in answer.text
        assert is_refused or 'class="prose"' in answer.text, words_of(answer.text)
        if is_refused:
            assert "<li>" in answer.text, "a refusal says why"
    return seconds


def tell(taken: dict[str, dict[str, float]], reader: Reader) -> None:
    """Print what it took, the slowest shapes first."""
    slowest = sorted(taken.items(), key=lambda row: -max(row[1].values()))
    print()
    for name, words in slowest[:8]:
        print(f"  {name}: preview {words['xem-thu']:.2f} s, check {words['kiem-tra']:.2f} s")
    for word in ("xem-thu", "kiem-tra"):
        times = [words[word] for words in taken.values()]
        print(f"{word}: {len(times)} shapes, worst {max(times):.2f} s, median {statistics.median(times):.2f} s")
    median = statistics.median(reader.seconds)
    print(f"lesson meanwhile: {len(reader.seconds)} times, worst {max(reader.seconds):.2f} s, median {median:.3f} s")
