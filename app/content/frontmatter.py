"""The flat head of a file: `tên: giá trị` and `- mục` lines between two `---`, every line read or reported."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.content.messages import Report, insert_before, replace_line
from app.content.nearby import nearest
from app.core.text import fold

MAX_LINES = 40
CLOSING_SLIP = re.compile(r"[-–—_=*~.\s]{2,}")
ITEM = re.compile(r"-\s*(.*)")
ITEM_SLIP = re.compile(r"[*+•–—·●▪]\s*(.+)")
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'|“[^“”"]*”')


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a head: its spelling, whether it is a list, whether commas part it, an example if it is required."""

    name: str
    is_list: bool = False
    splits: bool = False
    example: str = ""


@dataclass(slots=True)
class Entry:
    """What was written for one key: the values and the line of each."""

    key: Key
    line: int
    values: list[str] = field(default_factory=list)
    value_lines: list[int] = field(default_factory=list)
    is_open: bool = False

    @property
    def value(self) -> str:
        """The only value, or an empty text."""
        return self.values[0] if self.values else ""

    def put(self, value: str, line: int) -> None:
        """Add one value read on `line`."""
        self.values.append(value)
        self.value_lines.append(line)


@dataclass(frozen=True, slots=True)
class Head:
    """All entries by the spelling of their key, and the index (from 0) of the first line of the body."""

    entries: dict[str, Entry]
    body: int

    def written(self) -> dict[str, str | tuple[str, ...]]:
        """Return what was written, without quotes: a text or a tuple of texts for each key."""
        return {name: tuple(e.values) if e.key.is_list else e.value for name, e in self.entries.items() if e.values}

    def lines(self) -> dict[str, int]:
        """Return the line of each key."""
        return {name: entry.line for name, entry in self.entries.items()}


class HeadReader:
    """Reads one head; `keys` is the closed list of the kind of file, `bounded` whether line 40 ends it."""

    def __init__(self, lines: list[str], report: Report, keys: tuple[Key, ...], *, bounded: bool) -> None:
        self.lines, self.report, self.bounded = lines, report, bounded
        self.keys = {fold(key.name): key for key in keys}
        self.entries: dict[str, Entry] = {}
        self.current: Entry | None = None

    def read(self) -> Head:
        """Read the whole head and report what is missing in it."""
        start = self._start()
        end, body = self._end(start)
        for index in range(start, end):
            self._line(index + 1, self.lines[index].strip())
        self._finish()
        return Head(self.entries, body)

    def _start(self) -> int:
        first = next((i for i, line in enumerate(self.lines) if line.strip()), 0)
        text = self.lines[first].strip() if self.lines else ""
        if text == "---":
            return first + 1
        if CLOSING_SLIP.fullmatch(text):
            self.report.add(first + 1, "F03", fix=replace_line(first + 1, "---"))
            return first + 1
        fix = insert_before(first + 1, "---") if self._is_front(text) else None
        self.report.add(first + 1, "F03", fix=fix)
        return first

    def _end(self, start: int) -> tuple[int, int]:
        """Return the index where the head ends and the one where the body starts."""
        for index in range(start, self._bound()):
            text = self.lines[index].strip()
            if text == "---":
                return index, index + 1
            if CLOSING_SLIP.fullmatch(text):
                self.report.add(index + 1, "F04", text=text, fix=replace_line(index + 1, "---"))
                return index, index + 1
            if text.startswith("#"):
                break
        last = self._last_front(start)
        self.report.add(last + 1, "F01", before=last, fix=insert_before(last + 1, "---"))
        return last, last

    def _bound(self) -> int:
        return min(len(self.lines), MAX_LINES) if self.bounded else len(self.lines)

    def _last_front(self, start: int) -> int:
        """Return the index after the last line that still looks like a head."""
        last = start
        for index in range(start, self._bound()):
            text = self.lines[index].strip()
            if text and not self._is_front(text):
                break
            last = index + 1 if text else last
        return last

    def _is_front(self, text: str) -> bool:
        head, colon, _ = text.partition(":")
        if text.startswith("- "):
            return True
        if colon and (fold(head.strip()) in self.keys or nearest(fold(head.strip()), self.keys)):
            return True
        return self._missing_colon(text) is not None

    def _line(self, number: int, text: str) -> None:
        if not text:
            return
        if found := ITEM.fullmatch(text):
            self._item(number, text, found.group(1).strip())
        elif (found := ITEM_SLIP.fullmatch(text)) and self.current and self.current.is_open:
            value = found.group(1).strip()
            self.report.add(number, "F06.dash", value=value, fix=replace_line(number, f"- {value}"))
        else:
            self._pair(number, text)

    def _item(self, number: int, text: str, value: str) -> None:
        if self.current is None or not self.current.is_open:
            if self.current is not None or not self.report.problems:
                self.report.add(number, "F06", text=text)
        elif not value:
            self.report.add(number, "F06.empty")
        else:
            self.current.put(self._unquoted(number, value), number)

    def _pair(self, number: int, text: str) -> None:
        head, colon, value = text.replace("：", ":", 1).partition(":")
        key = self.keys.get(fold(head.strip())) if colon else None
        if key and "：" in text[: len(head) + 1]:
            self.report.add(
                number,
                "F02",
                text=text,
                wanted=f"{key.name}: {value.strip()}",
                fix=replace_line(number, f"{key.name}: {value.strip()}"),
            )
        if key is None:
            key, value = self._slip(number, text, head.strip() if colon else "", value)
        if key is None:
            self.current = Entry(Key(""), number, is_open=True)
        else:
            self._enter(number, key, value.strip())

    def _slip(self, number: int, text: str, head: str, value: str) -> tuple[Key | None, str]:
        """Report a line whose key is not known; return the key it was surely meant to be, if any."""
        if missing := self._missing_colon(text):
            key, rest = missing
            wanted = f"{key.name}: {rest}".strip()
            self.report.add(number, "F02", text=text, wanted=wanted, fix=replace_line(number, wanted))
            return key, rest
        if not head:
            self.report.add(number, "F02.unclear", text=text)
            return None, ""
        near = nearest(fold(head), self.keys)
        if near is None:
            self.report.add(number, "F11", key=head)
            return None, ""
        key = self.keys[near]
        fix = replace_line(number, f"{key.name}: {value.strip()}".strip())
        self.report.add(number, "F11.near", key=head, wanted=key.name, fix=fix)
        return (key, value) if key.name not in self.entries else (None, "")

    def _missing_colon(self, text: str) -> tuple[Key, str] | None:
        words = text.split(" ")
        for count in range(min(len(words), 5), 0, -1):
            key = self.keys.get(fold(" ".join(words[:count]).rstrip(";=-–,.")))
            if key is not None and ":" not in " ".join(words[:count]):
                return key, " ".join(words[count:]).lstrip(";=-– ")
        return None

    def _enter(self, number: int, key: Key, value: str) -> None:
        if key.name in self.entries:
            self.report.add(number, "F10", key=key.name, first=self.entries[key.name].line)
            self.current = Entry(Key(""), number, is_open=not value)
            return
        entry = self.current = self.entries[key.name] = Entry(key, number, is_open=not value)
        if not value:
            return
        if key.is_list:
            self._inline_list(entry, value)
        else:
            entry.put(self._unquoted(number, value), number)

    def _inline_list(self, entry: Entry, value: str) -> None:
        inner = value
        if value.startswith("[") and value.endswith("]"):
            inner = value[1:-1]
        elif value[0] in "[({" or value[-1] in "]}" or (value[-1] == ")" and "(" not in value):
            inner = value.strip("[](){}")
            fix = replace_line(entry.line, f"{entry.key.name}: [{inner}]")
            self.report.add(entry.line, "F18", fix=fix)
        elif not entry.key.splits:
            entry.put(self._unquoted(entry.line, value), entry.line)
            return
        for part in _split(inner):
            entry.put(self._unquoted(entry.line, part), entry.line)

    def _unquoted(self, number: int, value: str) -> str:
        if QUOTED.fullmatch(value):
            inner = value[1:-1]
            if value[0] == '"':
                return re.sub(r"\\(.)", r"\1", inner).strip()
            return inner.replace("''", "'").strip() if value[0] == "'" else inner.strip()
        if value[0] in "\"'“" and value.count('"') % 2:
            self.report.add(number, "F17")
        return value

    def _finish(self) -> None:
        for name, entry in list(self.entries.items()):
            if not entry.values and not any(p.line == entry.line for p in self.report.problems):
                self.report.add(entry.line, "F12", key=name)
            elif len(entry.values) > 1 and not entry.key.is_list:
                self.report.add(entry.line, "F13", key=name)
        for key in self.keys.values():
            if key.example and key.name not in self.entries:
                fix = insert_before(2, "định dạng: 1") if key.name == "định dạng" else None
                self.report.add(1, "F14", key=key.name, example=key.example, fix=fix)


def _split(text: str) -> list[str]:
    """Return the parts between commas; a comma inside double quotes does not part."""
    parts = re.findall(r'(?:"(?:[^"\\]|\\.)*"|[^,"]|")+', text)
    return [part.strip() for part in parts if part.strip()]
