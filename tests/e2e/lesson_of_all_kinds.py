"""A lesson with one question of each kind: what a teacher types into its forms, and what a learner answers rightly."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Locator, Page

FOLDER, CODE = "nguoi-dan", "tin-nhan-trung-thuong-va-cuoc-goi-la"
TITLE = "Tin nhắn trúng thưởng và cuộc gọi lạ"
PICTURE_WORDS = "Tin nhắn báo trúng thưởng kèm đường liên kết lạ"
PICTURE_NAME = "tin-nhan-bao-trung-thuong-kem-duong-lien-ket-la.webp"
FONTS = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
PROSE = """
Học xong bài này, bà con nhận ra tin nhắn lừa và biết làm gì khi có cuộc gọi lạ.

# Mã OTP là gì?

Mã OTP là chìa khoá vào tài khoản của bác. Mã gồm **6 chữ số**, chỉ dùng một lần.

> Quý khách trúng thưởng xe máy. Đọc mã vừa nhận được để làm thủ tục.

Ai hỏi mã ấy đều là kẻ lừa, kể cả khi họ xưng là người quen.

# Có cuộc gọi lạ thì làm gì?

1. Cúp máy.
2. Tự gọi lại số bác vẫn lưu.
3. Báo công an xã.
"""
Fields = dict[str, str | bool]


@dataclass(frozen=True)
class Asked:
    """One question: the form it is typed into, what is typed, and how a learner answers it in the fieldset shown."""

    slug: str
    fields: Fields
    answer: Callable[[Locator], None]

    @property
    def title(self) -> str:
        """Return the question itself."""
        return str(self.fields["title"])


def ticks(*texts: str) -> Callable[[Locator], None]:
    """Return what chooses these options."""

    def answer(sheet: Locator) -> None:
        for text in texts:
            sheet.get_by_label(text, exact=True).check()

    return answer


def types(text: str) -> Callable[[Locator], None]:
    """Return what types an answer and leaves the line."""

    def answer(sheet: Locator) -> None:
        sheet.get_by_role("textbox").fill(text)
        sheet.get_by_role("textbox").blur()

    return answer


def chooses(rows: dict[str, str]) -> Callable[[Locator], None]:
    """Return what chooses from the list of each row."""

    def answer(sheet: Locator) -> None:
        for row, text in rows.items():
            sheet.get_by_label(row, exact=True).select_option(label=text)

    return answer


def judges(rows: dict[str, str]) -> Callable[[Locator], None]:
    """Return what says of each statement whether it is true."""

    def answer(sheet: Locator) -> None:
        for row, text in rows.items():
            sheet.get_by_role("group", name=row, exact=True).get_by_label(text, exact=True).check()

    return answer


def touches(text: str) -> Callable[[Locator], None]:
    """Return what touches an area on the picture; its number is its place in the list beside it, which is shuffled."""

    def answer(sheet: Locator) -> None:
        number = sheet.locator(".hotspot__list label").all_inner_texts().index(text)
        sheet.locator(".hotspot__areas label").nth(number).click()

    return answer


def listed(name: str, *texts: str) -> Fields:
    """Return rows of a form: `name` with a number from 1, and its words."""
    return {f"{name}_{number}": text for number, text in enumerate(texts, 1)}


STEPS = ("Không bấm đường liên kết", "Chụp lại tin nhắn", "Báo công an xã")
TRUTHS = {
    "Quà thật không bắt nộp phí trước": "Đúng",
    "Công an làm việc qua cuộc gọi video": "Sai",
    "Bác có quyền cúp máy": "Đúng",
    "Bấm thử đường liên kết một lần thì không sao": "Sai",
}
CALL = "Người lạ: Tôi là công an phường, ông đọc số căn cước để tôi tra."
ALL_KINDS = (
    Asked(
        "mot-dap-an",
        {
            "title": "Ai được biết mã OTP của bác?",
            **listed("text", "Nhân viên ngân hàng", "Chỉ một mình bác", "Tổng đài *101#"),
            "feedback_1": "Nhân viên ngân hàng thật không hỏi mã này.",
            "right": "2",
            "explanation": "Ai có mã OTP là lấy được tiền trong tài khoản của bác.",
        },
        ticks("Chỉ một mình bác"),
    ),
    Asked(
        "nhieu-dap-an",
        {
            "title": "Người lạ xưng công an gọi điện, bác nên làm gì?",
            **listed("text", "Cúp máy ngay", "Đọc mã vừa nhận", "Gọi lại công an xã"),
            "right_1": True,
            "right_3": True,
            "feedback_2": "Đọc mã là trao chìa khoá nhà cho người lạ.",
        },
        ticks("Cúp máy ngay", "Gọi lại công an xã"),
    ),
    Asked(
        "dung-sai",
        {"title": "Ngân hàng không bao giờ hỏi mã OTP.", "answer": "Đúng"},
        ticks("Đúng"),
    ),
    Asked(
        "nhom-dung-sai",
        {
            "title": "Mỗi ý dưới đây đúng hay sai?",
            **listed("text", *TRUTHS),
            **listed("truth", *(truth[0] for truth in TRUTHS.values())),
            "steps": True,
        },
        judges(TRUTHS),
    ),
    Asked(
        "tim-dau-hieu",
        {
            "title": "Tin nhắn này có những dấu hiệu lừa đảo nào?",
            **listed(
                "text", "Kính gửi quý khách,", "tài khoản sẽ bị khoá trong 2 giờ,", "bấm nhan-thuong.example để mở lại."
            ),
            "right_2": True,
            "right_3": True,
            "explanation": "Kẻ lừa hay doạ hết giờ và gửi đường liên kết lạ.",
        },
        ticks("tài khoản sẽ bị khoá trong 2 giờ,", "bấm nhan-thuong.example để mở lại."),
    ),
    Asked(
        "tinh-huong",
        {
            "title": "Cuộc gọi của người xưng công an",
            "said_1": CALL,
            **listed("choice_1", "Đọc số căn cước", "Cúp máy, gọi công an xã"),
            "target_1_1": "Bước 2",
            "good_1_2": True,
            "said_2": "Người lạ: Ông đọc mã vừa nhận được.",
            **listed("choice_2", "Đọc mã", "Cúp máy"),
            "good_2_2": True,
            "answer_2_1": "Đọc mã rồi thì gọi ngân hàng khoá tài khoản ngay.",
        },
        ticks("Cúp máy, gọi công an xã"),
    ),
    Asked(
        "sap-xep",
        {"title": "Sắp xếp việc cần làm khi nhận tin nhắn lạ", **listed("text", *STEPS)},
        chooses({f"Bước {number}": step for number, step in enumerate(STEPS, 1)}),
    ),
    Asked(
        "ghep-doi",
        {
            "title": "Ghép việc lạ với cách xử lý",
            **listed("text", "Người lạ hỏi mã OTP", "Tin nhắn có đường liên kết lạ"),
            **listed("answer", "Cúp máy, không đọc", "Xoá tin, không bấm", "Chuyển tiền ngay"),
        },
        chooses({"Người lạ hỏi mã OTP": "Cúp máy, không đọc", "Tin nhắn có đường liên kết lạ": "Xoá tin, không bấm"}),
    ),
    Asked(
        "tra-loi-ngan",
        {
            "title": "Địa chỉ trang Bình dân học vụ số là gì?",
            "answer": "binhdanhocvuso.gov.vn",
            "comparer": "địa chỉ web",
        },
        types("https://binhdanhocvuso.gov.vn/"),
    ),
    Asked(
        "so",
        {"title": "Mã OTP nói trong bài gồm mấy chữ số?", "answer": "6", "unit": "chữ số"},
        types("6"),
    ),
    Asked(
        "diem-anh",
        {
            "title": "Chạm vào chỗ đáng ngờ trên màn hình",
            "picture": PICTURE_NAME,
            "picture_text": PICTURE_WORDS,
            **listed("text", "Đường liên kết lạ", "Giờ nhận tin"),
            "right_1": True,
            "left_1": "8",
            "top_1": "55",
            "to_right_1": "92",
            "bottom_1": "75",
            "left_2": "8",
            "top_2": "5",
            "to_right_2": "60",
            "bottom_2": "20",
        },
        touches("Đường liên kết lạ"),
    ),
    Asked(
        "thuc-hanh",
        {
            "title": "Chặn một số lạ trên máy của mình",
            **listed("text", "Tự mở được nhật ký cuộc gọi", "Tự chặn được số", "Không đọc mật khẩu cho người khác"),
            "minimum": "2",
        },
        lambda _sheet: None,
    ),
)
ANSWERED = {one.title: one for one in ALL_KINDS if one.slug != "thuc-hanh"}
SECRETS = tuple(
    str(text)
    for one in ALL_KINDS
    for name, text in one.fields.items()
    if name.startswith(("feedback", "explanation", "answer_2_"))
)


def fill(page: Page, fields: Fields) -> None:
    """Put values into the fields of a form by their names, as their kind asks for."""
    for name, value in fields.items():
        field = page.locator(f"main [name='{name}']")
        kind = field.first.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
        if kind == "radio":
            page.locator(f"main [name='{name}'][value='{value}']").check()
        elif value is True:
            field.check()
        elif kind == "select":
            field.select_option(str(value))
        else:
            field.fill(str(value))


def picture(path: Path) -> Path:
    """Draw a message that promises a prize, larger than a lesson may show it; returns where it lies."""
    image = Image.new("RGB", (1600, 1200), "#e9eef2")
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((80, 40, 1520, 1140), 60, fill="white", outline="#c4ccd2", width=4)
    rows = (
        (110, "Số lạ, 09:41"),
        (320, "Chúc mừng quý khách"),
        (450, "trúng thưởng xe máy!"),
        (720, "nhan-thuong.example"),
    )
    for top, words in rows:
        font = ImageFont.truetype(FONTS, 84) if FONTS.exists() else ImageFont.load_default(84)
        pen.text((150, top), words, fill="#1b4f9c" if "." in words else "#222222", font=font)
    image.save(path, quality=92)
    return path
