"""One spoilt text for each sentence of the checker: the key of the sentence, the line it must name, the text."""

HEAD = """\
---
định dạng: 1
mã: bai
tiêu đề: Bài
nhóm: [người dân]
---

Chữ.
"""


def head(*lines: str) -> str:
    """Return a lesson whose head has further lines from line 6 on."""
    return HEAD.replace("]\n---", "]\n" + "\n".join(lines) + "\n---")


def prose(text: str) -> str:
    """Return a lesson with further text from line 10 on."""
    return f"{HEAD}\n{text}\n"


def quiz(text: str) -> str:
    """Return a lesson whose first question starts on line 12."""
    return f"{HEAD}\n## Kiểm tra\n\n{text}\n"


def one(options: str, attributes: str = "Kiểu: một đáp án") -> str:
    """Return a lesson with one choice question: heading on line 12, `Kiểu:` on line 13, options from line 14 on."""
    return quiz(f"### Ai được biết mã OTP của bà con?\n{attributes}\n{options}")


def practice(text: str) -> str:
    """Return a lesson with one practice task: heading on line 12, `Kiểu:` on line 13."""
    return f"{HEAD}\n## Thực hành\n\n### Cài VNeID\nKiểu: thực hành\n{text}\n"


GOOD = "- [ ] Ngân hàng\n- [x] Chỉ mình tôi"

CASES: list[tuple[str, int, str]] = [
    ("F01", 6, HEAD.replace("---\n\n", "\n# Đầu đề\n")),
    ("F02", 5, HEAD.replace("nhóm:", "nhóm")),
    ("F02.unclear", 6, head("chữ gì đây")),
    ("F03", 1, HEAD.removeprefix("---\n")),
    ("F04", 6, HEAD.replace("]\n---", "]\n----")),
    ("F05", 5, HEAD.replace("người dân", "nguoi gia")),
    ("F06", 5, HEAD.replace("nhóm", "- mục\nnhóm")),
    ("F06.dash", 7, head("tác giả:", "* Cô Hoa", "- Thầy Nam")),
    ("F06.empty", 8, head("tác giả:", "- Cô Hoa", "-")),
    ("F07", 6, head("đạt: 80 điểm")),
    ("F07", 6, head("thời lượng: lâu")),
    ("F07", 6, head("hiệu lực đến: 31/12/2030")),
    ("F08", 6, head("lấy: 10 câu") + "\n## Kiểm tra\n\n### Câu\nKiểu: đúng sai\nĐáp án: Sai\n"),
    ("F09", 10, prose("```\nmã")),
    ("F10", 6, head("mã: bai-hai")),
    ("F11", 6, head("màu sắc: đỏ")),
    ("F11.near", 6, head("thời lươngg: 15 phút")),
    ("F12", 6, head("tóm tắt:")),
    ("F13", 6, head("tóm tắt:", "- một", "- hai")),
    ("F14", 1, HEAD.replace("định dạng: 1\n", "")),
    ("F15", 6, head("kiểm tra: thi học kỳ")),
    ("F15.near", 6, head("kiểm tra: luyện tạpp")),
    ("F16", 3, HEAD.replace("mã: bai", "mã: Bài Một")),
    ("F17", 6, head('tóm tắt: "một')),
    ("F18", 5, HEAD.replace("[người dân]", "[người dân")),
    ("F19", 2, HEAD.replace("dạng: 1", "dạng: 2")),
    ("F22", 10, prose("ẩn\u202e đi")),
    ("F22.marks", 10, prose("ch\u01b0\u0303" + "\u0323" * 12)),
    ("F23", 3, HEAD.replace("mã: bai", "mã: bai-khac")),
    ("F25", 7, head("nguồn:", "- Báo xã")),
    ("F26", 7, head("nguồn:", "- Báo xã | http://vi-du.vn | 2026-11-22")),
    ("F27", 6, head("soát lại trước: 2026-01-31")),
    (
        "F28.exam",
        6,
        head("hiệu lực đến: 2026-01-31", "kiểm tra: đánh giá")
        + "\n## Kiểm tra\n\n### Câu\nKiểu: đúng sai\nĐáp án: Sai\n",
    ),
    ("F28.note", 6, head("hiệu lực đến: 2026-01-31")),
    ("F29", 6, head("kiểm tra: đánh giá")),
    ("G16", 6, head("kỹ năng: [một]")),
    ("Q01", 12, one(GOOD, "Mã: abcd1234")),
    ("Q01", 12, one(GOOD, "\nNghe kỹ.\n")),
    ("Q02", 16, one(GOOD + "\nGiai thic: Vì thế.")),
    ("Q02.prompt", 13, one(GOOD, "Ghi ý: hãy cẩn thận\nKiểu: một đáp án")),
    ("Q02.early", 13, one(GOOD, "Mã: abcd1234\nKiểu: một đáp án")),
    ("Q03", 13, one(GOOD, "Kiểu một đáp án")),
    ("Q03", 16, one(GOOD + "\nGiải thích Vì thế.")),
    ("Q03.plain", 13, one(GOOD, "**Kiểu:** một đáp án")),
    ("Q04", 13, one(GOOD, "Kiểu: 1 đáp án")),
    ("Q04", 13, one(GOOD, "Kiểu: mộtt đáp án")),
    ("Q04.unknown", 13, one(GOOD, "Kiểu: tự luận")),
    ("Q05", 20, one(GOOD, "Kiểu: một đáp án\nMã: abcd1234") + "\n### Hai\nKiểu: đúng sai\nMã: abcd1234\nĐáp án: Sai\n"),
    ("Q07", 13, one("", GOOD + "\nKiểu: một đáp án\n- [x] A\n- [ ] B")),
    ("Q08", 12, quiz("#### Ai biết?\nKiểu: một đáp án\n" + GOOD)),
    ("Q09", 14, one(GOOD, "Kiểu: một đáp án\nMã: ABC")),
    ("Q10", 15, one("- [ ] Một\n- [v] Hai")),
    ("Q10", 15, one("- [ ] Một\n- [✓] Hai")),
    ("Q11", 14, one("- [ ]\n- [x] Hai")),
    ("Q12", 15, one("- [ ] Một\n- (x) Hai")),
    ("Q12.other", 15, one("- [ ] Một\n- [x) Hai")),
    ("Q12.other", 15, one("- [ ] Một\n- [x Hai")),
    ("Q13", 15, one("- [ ] Một\n[x] Hai")),
    ("Q13", 15, one("- [ ] Một\n• [x] Hai")),
    ("Q13.box", 15, one("- [x] Một\n- Hai")),
    ("Q14", 15, one("- [ ] Hỏi con\n- [ ] hỏi  Con\n- [x] Thôi")),
    ("Q15", 15, one(GOOD, "Kiểu: một đáp án\nMã: abcd1234\nMã: abcd1235")),
    ("Q16", 16, one(GOOD + "\nGiải thích:")),
    ("Q17", 12, quiz("###\nKiểu: đúng sai\nĐáp án: Sai")),
    ("Q18", 14, one(GOOD, "Kiểu: một đáp án\nTối thiểu: 1/2")),
    ("Q19", 16, one("- [x] Một\nGợi ý: nghĩ\n- [ ] Hai\n- [ ] Ba")),
    ("Q20", 12, one("- [x] Một")),
    ("Q21", 12, one("- [x] Một\n- [ ] Hai\n- [x] Ba")),
    ("Q22", 12, one("- [ ] Một\n- [ ] Hai")),
    ("Q23", 12, one("- [x] Một\n- [x] Hai", "Kiểu: nhiều đáp án")),
    ("Q24", 14, quiz("### Câu\nKiểu: đúng sai\nĐáp án: Có")),
    ("Q24.missing", 13, quiz("### Câu\nKiểu: đúng sai")),
    ("Q26", 14, one(GOOD, "Kiểu: một đáp án\nĐiểm: 1.5")),
    ("Q26", 14, one(GOOD, "Kiểu: một đáp án\nTrộn: tuỳ")),
    ("Q26", 14, practice("Người xác nhận: người hướng dẩnn\n- [ ] Làm")),
    ("Q27", 14, practice("Tối thiểu: 2/3\n- [ ] Một\n- [ ] Hai")),
    ("Q29", 14, practice("- [x] Một\n- [ ] Hai")),
    ("Q31", 13, practice("")),
    ("Q32", 12, one("- [ ] Một", "Kiểu: thực hành")),
    ("Q33", 17, one(GOOD) + "\n## Kiểm tra\n\n### Câu\nKiểu: đúng sai\nĐáp án: Sai\n"),
    ("Q36", 10, prose("## Kiểm tra")),
    ("Q37", 17, one(GOOD) + "\nCâu này thế nào?\nKiểu: đúng sai\nĐáp án: Sai\n"),
    ("Q37.maybe", 12, quiz("Câu này thế nào?\n\nNghe kỹ.\nKiểu: đúng sai\nĐáp án: Sai")),
    ("Q38", 12, quiz("Kiểu: đúng sai\nĐáp án: Sai")),
    ("Q39", 14, one(GOOD, "Kiểu: một đáp án\nMã: otp-ai")),
    ("Q45", 15, one("- [x] Một\n- [ ] Cả A và B")),
    (
        "Q50",
        12,
        quiz("\n".join(f"### Câu {n}\nKiểu: một đáp án\n- [x] Một câu dài nhất\n- [ ] Hai\n" for n in range(4))),
    ),
    ("Q90", 15, one("- [ ] Một\nhai\n- [x] Ba")),
    ("Q90", 17, one(GOOD) + "\n## Ghi nhớ\n\nChữ\n"),
    ("Q91", 10, prose("- [ ] Một\n- [x] Hai")),
    ("Q91.kind", 11, prose("Ai?\nKiểu: một đáp án")),
    ("Q91.heading", 10, prose("### Kiểm tra\n\n### Câu\nKiểu: đúng sai\nĐáp án: Sai")),
    ("Q91.heading", 10, prose("## Bài kiểm tra\n\n### Câu\nKiểu: đúng sai\nĐáp án: Sai")),
    ("Q91.question", 10, prose("### Câu\nKiểu: đúng sai\nĐáp án: Sai")),
    ("P01", 8, HEAD + "\n" + "chữ " * 6099),
    ("P13", 8, HEAD + ("\n" + "Chữ" + " chữ" * 29 + ".") * 5),
    ("P02", 7, HEAD.replace("\nChữ.\n", "")),
    ("P03", 10, prose("![](anh.webp)")),
    ("P04", 10, prose("![ảnh](https://la.vn/anh.webp)")),
    ("P05", 10, prose("![ảnh](khong-co.webp)")),
    ("P06", 10, prose("[bấm](javascript:alert(1))")),
    ("P06", 10, prose("[bấm](//la.vn/x)")),
    ("P07", 10, prose("[" * 301)),
    ("Q35", 10, prose("![ảnh](nang.webp)")),
    ("S01", 10, prose("Xem <script>alert(1)</script>")),
    ("Q13.box", 15, one("- [x] Một\n- Hai\n- [ ] Ba", "Kiểu: nhiều đáp án")),
    ("Q14", 16, one("- [x] Thôi\n- [ ] Hỏi con\n- [ ] Hỏi Con")),
    ("Q15", 15, one(GOOD, "Kiểu: một đáp án\nĐiểm: 2\nĐiểm: 2")),
    ("Q45", 16, one("- [x] Một\n- [ ] Cả A và B", "Kiểu: một đáp án\nTrộn: có")),
    ("Q01", 12, quiz("### Năm nay là năm nào\nĐáp án: 2026\nĐơn vị: năm")),
    ("Q01", 12, quiz("### Câu này\n- [Đ] Một\n- [S] Hai")),
    ("Q01", 12, quiz("### Câu này\n1. Một\n2. Hai\n3. Ba")),
    ("Q01", 12, quiz("### Câu này\n- a -> b\n- c -> d")),
    ("Q01", 12, quiz("### Câu này\n#### Bước 1\n> Alo\n- [x] Cúp máy -> Kết thúc\n- [ ] Nghe -> Kết thúc")),
    ("Q01", 12, quiz("### Câu này\nĐáp án: Cúp máy")),
    ("Q01", 12, quiz("### Câu này\nSo sánh: không dấu\nĐáp án: 113")),
    ("Q01", 12, quiz("### Câu này\nĐáp án: Đúng")),
    ("Q04", 13, one(GOOD, "Kiểu: chọn nhiều").replace("- [ ] Ngân", "- [x] Cúp\n- [ ] Ngân")),
]
