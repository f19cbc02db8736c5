"""The shape of what a teacher types around a lesson: its start, its head, a file, a comment, a reason."""

from collections.abc import Iterable

from wtforms import (
    DateField,
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.authoring.heading import MOST_SOURCES
from app.authoring.row_forms import Column, RowForm, line, rows
from app.content.schema import Group, QuizMode, Review, Scoring
from app.core.text import N_
from app.web.forms import BaseForm, TextField
from app.web.language import words

LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_REASON, LONGEST_COMMENT = 150, 400, 1_000, 1_000
SHELF_ONLY = "cat"
REVIEWS = (
    (Review.EACH, N_("Sau mỗi câu")),
    (Review.AFTER, N_("Sau khi nộp bài")),
    (Review.RESULT, N_("Chỉ kết quả, không xem đáp án")),
)


def _choices(choices: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value=value, label=label) for value, label in choices]


class NewLessonForm(BaseForm):
    """The start of a lesson: for whom, and what it is called."""

    folder = RadioField(N_("Bài dành cho ai?"), [InputRequired()])
    title = TextField(N_("Tên bài"), [InputRequired(), Length(min=3, max=LONGEST_TITLE)])

    def offer(self, folders: Iterable[tuple[str, str]]) -> "NewLessonForm":
        """Offer these groups: address and name."""
        self.folder.choices = _choices(folders)
        return self


def _day(label: str) -> DateField:
    return DateField(label, [Optional()])


SOURCES: dict[str, Column] = {
    "source_title_{row}": (line, N_("Nguồn {row}")),
    "source_url_{row}": (line, N_("Địa chỉ của nguồn {row}")),
    "source_day_{row}": (_day, N_("Ngày xem nguồn {row}")),
}


@rows(2, 1, MOST_SOURCES, SOURCES)
class HeadForm(RowForm):
    """The head of a lesson, so that nobody must know how it is written; sources stand in rows."""

    title = TextField(N_("Tên bài"), [InputRequired(), Length(max=LONGEST_TITLE)])
    summary = TextField(N_("Tóm tắt một hai câu"), [Length(max=LONGEST_SUMMARY)])
    groups = SelectMultipleField(
        N_("Bài dành cho ai?"), [InputRequired()], choices=_choices((group, group.capitalize()) for group in Group)
    )
    skills = TextField(N_("Kỹ năng trong khung"), [Length(max=200)])
    minutes = IntegerField(N_("Thời lượng"), [Optional(), NumberRange(1, 600)])
    audio = SelectField(N_("Tệp đọc bài"), choices=[], default="")
    authors = TextField(N_("Tác giả"), [Length(max=200)])
    valid_until = DateField(N_("Hiệu lực đến ngày"), [Optional()])
    review_by = DateField(N_("Soát lại trước ngày"), [Optional()])
    quiz = RadioField(
        N_("Phần kiểm tra dùng để làm gì?"),
        [InputRequired()],
        choices=_choices(
            ((QuizMode.PRACTICE, N_("Luyện tập, làm bao nhiêu lần cũng được")), (QuizMode.ASSESSMENT, N_("Đánh giá")))
        ),
    )
    pass_percent = TextField(N_("Đạt từ"), [Length(max=6)])
    draw = IntegerField(N_("Mỗi lần lấy mấy câu?"), [Optional(), NumberRange(1, 500)])
    attempts = IntegerField(N_("Được làm mấy lần?"), [Optional(), NumberRange(1, 100)])
    wait_minutes = IntegerField(N_("Chờ giữa hai lần"), [Optional(), NumberRange(1, 10_000)])
    limit_minutes = IntegerField(N_("Giới hạn thời gian"), [Optional(), NumberRange(1, 1_000)])
    shuffle = SelectField(
        N_("Trộn thứ tự câu và phương án?"),
        choices=_choices((("", N_("Như thường lệ")), ("có", N_("Có")), ("không", N_("Không")))),
        default="",
    )
    scoring = SelectField(
        N_("Câu nhiều đáp án tính điểm thế nào?"),
        choices=_choices(((Scoring.SHARE, N_("Từng phần")), (Scoring.ALL_RIGHT, N_("Đúng hết mới có điểm")))),
        default=Scoring.SHARE,
    )
    review = SelectField(N_("Khi nào xem đáp án?"), choices=_choices((("", N_("Như thường lệ")), *REVIEWS)), default="")
    revision = HiddenField()

    def offer(self, sounds: Iterable[str]) -> "HeadForm":
        """Offer the sounds of the lesson's folder, and the one it has."""
        names = dict.fromkeys([*sounds, *([self.audio.data] if self.audio.data else [])])
        self.audio.choices = _choices((("", N_("Không có")), *((name, name) for name in names)))
        return self


class UploadForm(BaseForm):
    """A picture, a sound or a film, with words for those who cannot see or hear it."""

    file = FileField(N_("Tệp ảnh, tiếng hoặc phim"), [InputRequired()])
    description = TextField(N_("Mô tả bằng lời"), [InputRequired(), Length(min=5, max=200)])
    captions = FileField(N_("Phụ đề của phim (tệp .vtt)"))
    place = SelectField(N_("Đặt ở đâu trong bài?"), choices=[], default="")

    def offer(self, headings: Iterable[tuple[int, str]]) -> "UploadForm":
        """Offer the headings of the lesson's text by line."""
        below = ((str(line), words(N_("Ngay dưới mục “%(heading)s”"), heading=text)) for line, text in headings)
        self.place.choices = _choices(
            (("", N_("Cuối phần bài đọc")), *below, (SHELF_ONLY, N_("Chỉ cất, chưa đặt vào bài")))
        )
        return self


class CommentForm(BaseForm):
    """What a reviewer says about one line."""

    text = TextAreaField(N_("Nhận xét"), [InputRequired(), Length(min=3, max=LONGEST_COMMENT)])


class ReasonForm(BaseForm):
    """An act and why."""

    reason = TextAreaField(N_("Lý do"), [InputRequired(), Length(min=5, max=LONGEST_REASON)])


class RegradeForm(BaseForm):
    """Why attempts are counted again; `shown` is what was shown of it."""

    shown = HiddenField()
    reason = TextAreaField(N_("Vì sao chấm lại?"), [InputRequired(), Length(min=10, max=LONGEST_REASON)])


class ImportForm(BaseForm):
    """A file of another programme: what it is, for whom its questions are, what the lesson will be called."""

    file = FileField(N_("Tệp câu hỏi"), [InputRequired()])
    form = SelectField(N_("Tệp thuộc dạng nào?"), choices=[], default="")
    title = TextField(N_("Tên bài mới"), [Optional(), Length(min=3, max=LONGEST_TITLE)])
    folder = RadioField(N_("Bài dành cho ai?"), [InputRequired()])

    def offer(self, forms: Iterable[tuple[str, str]], folders: Iterable[tuple[str, str]]) -> "ImportForm":
        """Offer these formats and these groups, each by its name and its words."""
        self.form.choices = _choices((("", N_("Máy tự nhận ra")), *forms))
        self.folder.choices = _choices(folders)
        return self
