"""The shape of what a teacher types around a programme: lessons in rows, what is needed, how sure we must be."""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.authoring.offering import Offer
from app.authoring.programme import ALL, LESSONS, MOST_LESSONS, NONE, SOME
from app.authoring.row_forms import Column, RowForm, rows
from app.content.schema import Trust
from app.core.text import N_
from app.web.forms import TextField

LONGEST_TITLE = 150
NOTHING = N_("Chưa chọn")


def _lesson(label: str) -> SelectField:
    return SelectField(label, choices=[], default="")


def _choices(*choices: tuple[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value=value, label=label) for value, label in choices]


ROWS: dict[str, Column] = {"lesson_{row}": (_lesson, N_("Bài {row}"))}


@rows(3, 1, MOST_LESSONS, ROWS)
class ProgrammeForm(RowForm):
    """What a group learns, in which order, and what of it is needed."""

    title = TextField(N_("Tên chương trình"), [InputRequired(), Length(max=LONGEST_TITLE)])
    framework = TextField(N_("Theo khung nào?"), [InputRequired(), Length(max=LONGEST_TITLE)])
    exam = SelectField(N_("Bài đánh giá cuối chương trình"), choices=[], default="")
    must = RadioField(
        N_("Phải học xong những bài nào?"),
        [InputRequired()],
        choices=_choices(
            (ALL, N_("Tất cả các bài ở trên")),
            (SOME, N_("Một số bài, tự chọn trong các bài ở trên")),
            (NONE, N_("Không bắt buộc bài nào")),
        ),
        default=ALL,
    )
    needed = IntegerField(N_("Nếu là một số bài: ít nhất mấy bài?"), [Optional(), NumberRange(1, 999)])
    must_exam = BooleanField(N_("Phải đạt bài đánh giá"))
    practices = IntegerField(N_("Mấy việc thực hành phải được xác nhận?"), [Optional(), NumberRange(1, 999)])
    trust = RadioField(
        N_("Ai chứng cho việc học?"),
        [InputRequired()],
        choices=_choices(
            (Trust.SELF, N_("Người học tự khai là đủ")),
            (Trust.WITNESSED, N_("Có người chứng kiến: người hướng dẫn mở bài, hoặc xác nhận tận mắt")),
            (Trust.VNEID, N_("Danh tính đã xác minh qua VNeID")),
        ),
    )
    revision = HiddenField()

    def offer(self, offers: Iterable[Offer], words: Any) -> "ProgrammeForm":
        """Offer these lessons by group, and what each field holds already; `words` translates."""
        found = list(offers)
        nothing = SelectChoice(value="", label=words(NOTHING))
        lessons = [SelectChoice(one.key, one.title, optgroup=one.group) for one in found]
        exams = [SelectChoice(one.key, one.exam_words(words), optgroup=one.group) for one in found if one.is_exam]
        for name in LESSONS:
            self[name].choices = [nothing, *_with(self[name].data, lessons, words)]
        self.exam.choices = [nothing, *_with(self.exam.data, exams, words)]
        return self

    def move(self, row: int, by: int) -> None:
        """Let the lesson of a row and its neighbour change places; nothing where there is no neighbour."""
        if 1 <= row <= MOST_LESSONS and 1 <= row + by <= MOST_LESSONS:
            one, other = self[f"lesson_{row}"], self[f"lesson_{row + by}"]
            one.data, other.data = other.data, one.data

    def add(self, key: str) -> None:
        """Put a lesson into the first free row, unless it is there already."""
        free = [name for name in LESSONS if not self[name].data]
        if free and all(self[name].data != key for name in LESSONS):
            self[free[0]].data = key


def _with(key: str | None, choices: list[SelectChoice], words: Any) -> list[SelectChoice]:
    """Return the choices and what is chosen already, so that a lesson that is served no more is not lost unseen."""
    if not key or any(choice.value == key for choice in choices):
        return choices
    return [*choices, SelectChoice(key, words(N_("%(key)s (không phải bài đang dùng)"), key=key))]
