"""The base form: messages in the reader's language, the one-time operation id, trimmed and normalised text."""

from dataclasses import replace
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice

from app.core.text import N_, normal
from app.web.language import words

MESSAGES = {
    "This field is required.": N_("Mục này cần được điền."),
    "Not a valid choice.": N_("Lựa chọn này không có trong danh sách."),
    "Not a valid choice": N_("Lựa chọn này không có trong danh sách."),
    "Invalid Choice: could not coerce.": N_("Lựa chọn này không có trong danh sách."),
    "Not a valid integer value.": N_("Mục này chỉ ghi số."),
    "Not a valid decimal value.": N_("Mục này chỉ ghi số."),
    "Not a valid float value.": N_("Mục này chỉ ghi số."),
    "Not a valid date value.": N_("Ngày chưa đúng. Ví dụ: 2026-03-08."),
    "Not a valid datetime value.": N_("Ngày giờ chưa đúng."),
    "Invalid input.": N_("Nội dung chưa đúng."),
    "Field must be at least %(min)d character long.": N_("Cần ít nhất %(min)d ký tự."),
    "Field must be at least %(min)d characters long.": N_("Cần ít nhất %(min)d ký tự."),
    "Field cannot be longer than %(max)d character.": N_("Dài quá, tối đa %(max)d ký tự."),
    "Field cannot be longer than %(max)d characters.": N_("Dài quá, tối đa %(max)d ký tự."),
    "Field must be between %(min)d and %(max)d characters long.": N_("Cần từ %(min)d đến %(max)d ký tự."),
    "Field must be exactly %(max)d character long.": N_("Cần đúng %(max)d ký tự."),
    "Field must be exactly %(max)d characters long.": N_("Cần đúng %(max)d ký tự."),
    "Number must be at least %(min)s.": N_("Số nhỏ nhất là %(min)s."),
    "Number must be at most %(max)s.": N_("Số lớn nhất là %(max)s."),
    "Number must be between %(min)s and %(max)s.": N_("Số từ %(min)s đến %(max)s."),
    "Invalid UUID.": N_("Mã chưa đúng."),
    "CSRF token missing.": N_("Trang mở đã lâu, mời tải lại."),
    "CSRF token expired.": N_("Trang mở đã lâu, mời tải lại."),
}


class Numbered(str):
    """A label made for one row of many: what it shows in Vietnamese, with the sentence and the number it is made of."""

    __slots__ = ("pattern", "row")
    pattern: str
    row: int

    @classmethod
    def of(cls, pattern: str, row: int) -> "Numbered":
        """Return the label of a row; `{row}` in the sentence is its number."""
        label = cls(pattern.format(row=row))
        label.pattern, label.row = pattern, row
        return label

    def said(self) -> str:
        """Return the label in the language of the request."""
        return words(self.pattern).format(row=self.row)


def said(label: str) -> str:
    """Return a label of a form in the language of the request."""
    return label.said() if isinstance(label, Numbered) else words(label)


class _Messages:
    """WTForms ships no Vietnamese; its messages are given here once."""

    def gettext(self, text: str) -> str:
        return words(MESSAGES[text]) if text in MESSAGES else text

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(plural if n != 1 else singular)


class BaseForm(FlaskForm):
    """Base of every form; the token is checked for every unsafe request by the application itself."""

    class Meta(FlaskForm.Meta):
        """Form behaviour shared by all."""

        csrf = False
        locales: ClassVar[list[str]] = ["vi"]

        def get_translations(self, form: Any) -> _Messages:
            """Return the messages."""
            return _Messages()

        def render_field(self, field: Any, render_kw: dict[str, Any]) -> Any:
            """Render a field; what a list offers is said in the language of the request."""
            if isinstance(field, SelectField) and isinstance(field.choices, list):
                field.choices = [_said_choice(choice) for choice in field.choices]
            return super().render_field(field, render_kw)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            field.label.text = said(field.label.text)


def _said_choice(choice: Any) -> Any:
    return replace(choice, label=words(choice.label)) if isinstance(choice, SelectChoice) else choice


class TextField(StringField):
    """One line of text: NFC, single spaces, trimmed; passwords and codes use other fields."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Normalise what was typed; what the page shows again is the normal form."""
        self.data = normal(valuelist[0]) if valuelist else ""
