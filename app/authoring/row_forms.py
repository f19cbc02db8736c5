"""Forms with numbered rows of fields, which grow by posting: no script, no grammar of nested names."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, TypeVar

from wtforms import HiddenField
from wtforms.validators import Length

from app.authoring.typed import Slip
from app.web.forms import BaseForm, Numbered, TextField

LONGEST_LINE = 500
F = TypeVar("F", bound="RowForm")
Column = tuple[Callable[[str], Any], str]


class RowForm(BaseForm):
    """A form with rows; the hidden field `rows` says how many are shown."""

    FIRST: ClassVar[int] = 0
    LEAST: ClassVar[int] = 0
    MOST: ClassVar[int] = 0
    TEXTS: ClassVar[tuple[str, ...]] = ()

    rows = HiddenField()

    def shown_rows(self, *, more: bool = False) -> int:
        """Return how many rows the page shows: what was asked for, and every row that has words."""
        asked = str(self.rows.data or "")
        count = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else self.FIRST
        used = [n for n in range(1, self.MOST + 1) if any(self.data.get(name.format(row=n)) for name in self.TEXTS)]
        return min(self.MOST, max(self.LEAST, count + more, *used))

    def blame(self, slips: Iterable[Slip], words: Callable[[str], str]) -> None:
        """Put each slip at its field, one without a field on top; `words` translates its sentence."""
        for slip in slips:
            if slip.field in self._fields:
                self[slip.field].errors = [*self[slip.field].errors, words(slip.message)]
            else:
                self.form_errors.append(words(slip.message))


def line(label: str) -> TextField:
    """Return a field for one line of words."""
    return TextField(label, [Length(max=LONGEST_LINE)])


def rows(first: int, least: int, most: int, columns: dict[str, Column]) -> Callable[[type[F]], type[F]]:
    """Give a form numbered fields: `{row}` in a column's name and label is the number, from 1 to `most`.

    `first` rows are shown at the start and never fewer than `least`. A row is in use when one of its lines has words,
    in a form without lines when its first field has a value.
    """

    def add(form: type[F]) -> type[F]:
        form.FIRST, form.LEAST, form.MOST = first, least, most
        lines = tuple(name for name, (field, _) in columns.items() if field is line)
        form.TEXTS = lines or tuple(columns)[:1]
        for row in range(1, most + 1):
            for name, (field, label) in columns.items():
                setattr(form, name.format(row=row), field(Numbered.of(label, row)))
        return form

    return add
