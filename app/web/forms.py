"""The base form: Vietnamese messages, the one-time operation id, trimmed and normalised text."""

from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import StringField

from app.core.text import normal

MESSAGES = {
    "This field is required.": "Mục này cần được điền.",
    "Not a valid choice.": "Lựa chọn này không có trong danh sách.",
    "Not a valid choice": "Lựa chọn này không có trong danh sách.",
    "Invalid Choice: could not coerce.": "Lựa chọn này không có trong danh sách.",
    "Not a valid integer value.": "Mục này chỉ ghi số.",
    "Not a valid decimal value.": "Mục này chỉ ghi số.",
    "Not a valid float value.": "Mục này chỉ ghi số.",
    "Not a valid date value.": "Ngày chưa đúng. Ví dụ: 2026-03-08.",
    "Not a valid datetime value.": "Ngày giờ chưa đúng.",
    "Invalid input.": "Nội dung chưa đúng.",
    "Field must be at least %(min)d character long.": "Cần ít nhất %(min)d ký tự.",
    "Field must be at least %(min)d characters long.": "Cần ít nhất %(min)d ký tự.",
    "Field cannot be longer than %(max)d character.": "Dài quá, tối đa %(max)d ký tự.",
    "Field cannot be longer than %(max)d characters.": "Dài quá, tối đa %(max)d ký tự.",
    "Field must be between %(min)d and %(max)d characters long.": "Cần từ %(min)d đến %(max)d ký tự.",
    "Field must be exactly %(max)d character long.": "Cần đúng %(max)d ký tự.",
    "Field must be exactly %(max)d characters long.": "Cần đúng %(max)d ký tự.",
    "Number must be at least %(min)s.": "Số nhỏ nhất là %(min)s.",
    "Number must be at most %(max)s.": "Số lớn nhất là %(max)s.",
    "Number must be between %(min)s and %(max)s.": "Số từ %(min)s đến %(max)s.",
    "Invalid UUID.": "Mã chưa đúng.",
    "CSRF token missing.": "Trang mở đã lâu, mời tải lại.",
    "CSRF token expired.": "Trang mở đã lâu, mời tải lại.",
}


class _Vietnamese:
    """WTForms ships no Vietnamese; its messages are given here once."""

    def gettext(self, text: str) -> str:
        return MESSAGES.get(text, text)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return MESSAGES.get(plural if n != 1 else singular, plural)


class BaseForm(FlaskForm):
    """Base of every form; the token is checked for every unsafe request by the application itself."""

    class Meta(FlaskForm.Meta):
        """Form behaviour shared by all."""

        csrf = False
        locales: ClassVar[list[str]] = ["vi"]

        def get_translations(self, form: Any) -> _Vietnamese:
            """Return the Vietnamese messages."""
            return _Vietnamese()


class TextField(StringField):
    """One line of text: NFC, single spaces, trimmed; passwords and codes use other fields."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Normalise what was typed; what the page shows again is the normal form."""
        self.data = normal(valuelist[0]) if valuelist else ""
