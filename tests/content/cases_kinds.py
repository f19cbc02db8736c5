"""Spoilt questions of the other kinds, in the shape of `cases`: the key of the sentence, its line, the text."""

from tests.content.cases import quiz

Case = tuple[str, int, str]


def of(kind: str, *lines: str) -> str:
    """Return a lesson with one question: heading on line 12, `Kiểu:` on line 13, `lines` from line 14 on."""
    return quiz("\n".join(["### Câu", f"Kiểu: {kind}", *lines]))


def picture(*lines: str, attributes: str = "Ảnh: anh.webp\nMô tả ảnh: Tin nhắn") -> str:
    """Return a lesson with a picture on line 14, its description on line 15, areas from line 16 on."""
    return of("điểm ảnh", attributes, *lines)


def story(*lines: str) -> str:
    """Return a lesson with a story whose steps start on line 14."""
    return of("tình huống", *lines)


AREA, OTHER = "- [x] (10,55 - 90,70) Đường liên kết", "- [ ] (10,10 - 60,20) Người gửi"
THREE = ("- [Đ] Một", "- [S] Hai", "- [S] Ba")
FIRST = ("#### Bước 1", "> Alo", "- [ ] Nghe -> Bước 2", "- [x] Cúp máy -> Kết thúc")
SECOND = ("#### Bước 2", "> Mã gì?", "- [ ] Đọc -> Kết thúc", "- [x] Thôi -> Kết thúc")

STATEMENTS: list[Case] = [
    *(
        ("Q10.group", 15, of("đúng sai", "- [Đ] Một", line, "- [S] Ba"))
        for line in (
            "- [D] Hai",
            "- [đ] Hai",
            "- [s] Hai",
            "- [Ð] Hai",
            "- [Đúng] Hai",
            "- (Đ) Hai",
            "(S) Hai",
            "[Đ] Hai",
            "a) [Đ] Hai",
            "- Đ: Hai",
            "- Đúng - Hai",
            "- Hai (Đ)",
            "- Hai [S]",
            "- Hai: Sai",
            "b) Hai – Đúng",
            "- [x] Hai",
            "- [ ] Hai",
            "- Hai",
            "đ) Hai",
        )
    ),
    ("Q10.group", 14, of("đúng sai", "- [x] Một", "  > vì", "- [ ] Hai")),
    ("Q11", 15, of("đúng sai", "- [Đ] Một", "- [S]", "- [S] Ba")),
    ("Q14", 16, of("đúng sai", "- [Đ] Một", "- [S] Hai", "- [S] hai")),
    ("Q20.group", 12, of("đúng sai", "- [Đ] Một")),
    ("Q20.group", 12, of("đúng sai", *(f"- [{'ĐS'[n % 2]}] Ý {n}" for n in range(7)))),
    ("Q23.group", 12, of("đúng sai", "- [S] Một", "- [S] Hai")),
    ("Q24", 14, of("đúng sai", "Đáp án: Không")),
    ("Q24", 14, of("đúng sai", "Đáp án: Đ")),
    ("Q24", 14, of("đúng sai", "Đáp án: chưa rõ")),
    ("Q24.both", 14, of("đúng sai", "Đáp án: Đúng", "- [Đ] Một", "- [S] Hai")),
    ("Q24.list", 14, of("đúng sai", "- [x] Đúng", "- [ ] Sai")),
    ("Q24.list", 14, of("đúng sai", "- [ ] Đúng", "- [ ] Sai")),
    ("Q26", 14, of("đúng sai", "Tính điểm: bậcc", "- [Đ] Một", "- [S] Hai", "- [S] Ba", "- [S] Bốn")),
    ("Q26.lesson", 13, of("đúng sai", *THREE).replace("]\n---", "]\ntính điểm: bậc\n---")),
    ("Q54", 12, of("ghép đôi", *(f"- vế {at} -> bên {at}" for at in range(51)))),
    ("Q26.steps", 14, of("đúng sai", "Tính điểm: bậc", *THREE)),
    ("Q18", 15, of("đúng sai", "Đáp án: Đúng", "Tính điểm: bậc")),
]

TYPED: list[Case] = [
    ("Q24.answer", 13, of("trả lời ngắn")),
    ("Q24.answer", 13, of("số", "Đơn vị: người")),
    ("Q03", 14, of("trả lời ngắn", "Đáp án cúp máy")),
    ("Q03", 14, of("số", "Đáp án từ 10 đến 20")),
    ("Q14.answer", 15, of("trả lời ngắn", "Đáp án: Cúp máy", "Chấp nhận: cúp máy.")),
    (
        "Q14.answer",
        16,
        of("trả lời ngắn", "So sánh: số điện thoại", "Đáp án: 0912345678", "Chấp nhận: +84 912 345 678"),
    ),
    ("Q14.answer", 15, of("số", "Đáp án: 15 ± 1", "Chấp nhận: từ 14 đến 16")),
    ("Q46", 14, of("trả lời ngắn", "- [x] Cúp máy")),
    ("Q46", 14, of("số", "1) 15")),
    ("Q46", 14, of("số", "- [ ] 15")),
    ("Q47", 14, of("trả lời ngắn", "So sánh: không đấuu", "Đáp án: a")),
    ("Q47", 14, of("trả lời ngắn", "So sánh: SĐT", "Đáp án: 113")),
    ("Q47.unknown", 14, of("trả lời ngắn", "So sánh: gần giống", "Đáp án: a")),
    ("Q48.phone", 15, of("trả lời ngắn", "So sánh: số điện thoại", "Đáp án: gọi 113")),
    ("Q48.address", 15, of("trả lời ngắn", "So sánh: địa chỉ web", "Đáp án: dichvucong gov vn")),
    ("Q48.long", 14, of("trả lời ngắn", "Đáp án: " + "chữ " * 60)),
    ("Q90.quote", 15, of("trả lời ngắn", "Đáp án: a", "> vì thế")),
    ("Q90", 15, of("trả lời ngắn", "Đáp án: Cúp", "máy")),
    *(("Q30", 14, of("số", f"Đáp án: {value}")) for value in ("1.000", "2.500", "từ 1.000 đến 2000")),
    *(("Q30.point", 14, of("số", f"Đáp án: {value}")) for value in ("1.5", "15 ± 0.5", "từ 1.5 đến 2.25")),
    *(("Q30.comma", 14, of("số", f"Đáp án: {value}")) for value in ("1,000,000", "1,000.5")),
    *(
        ("Q30.range", 14, of("số", f"Đáp án: {value}"))
        for value in (
            "10-20",
            "10 – 20",
            "10..20",
            "10 đến 20",
            "từ 10 tới 20",
            "10 ~ 20",
            "15+-1",
            "15 +/- 1",
            "15 cộng trừ 1",
        )
    ),
    ("Q30.order", 14, of("số", "Đáp án: từ 20 đến 10")),
    ("Q30.unit", 14, of("số", "Đáp án: 5 người")),
    ("Q30.unit", 14, of("số", "Đáp án: từ 10 đến 20 kg", "Đơn vị: kg")),
    ("Q30.unit", 14, of("số", "Đáp án: 20m2")),
    ("Q30.unit", 15, of("số", "Đáp án: 5", "Chấp nhận: 6 cái", "Đơn vị: người")),
    *(("Q30.unclear", 14, of("số", f"Đáp án: {value}")) for value in ("mười lăm", "> 10", "15 ± -1", "1/2")),
]

ORDER: list[Case] = [
    ("Q25", 12, of("sắp xếp", "1. Một", "2. Hai")),
    *(
        ("Q25.number", 15, of("sắp xếp", "1. Một", line, "3. Ba"))
        for line in (
            "- Hai",
            "- [ ] Hai",
            "- 2. Hai",
            "b) Hai",
            "2 Hai",
            "2: Hai",
            "(2) Hai",
            "Bước 2: Hai",
            "② Hai",
            "Hai",
        )
    ),
    ("Q25.sequence", 15, of("sắp xếp", "1. Một", "1. Hai", "1. Ba")),
    ("Q25.sequence", 15, of("sắp xếp", "1. Một", "3. Hai", "2. Ba")),
    ("Q11.step", 15, of("sắp xếp", "1. Một", "2.", "3. Ba")),
    ("Q14.step", 16, of("sắp xếp", "1. Một", "2. Hai", "3. hai")),
    ("Q90.quote", 15, of("sắp xếp", "1. Một", "> vì", "2. Hai", "3. Ba")),
    ("Q18", 14, of("sắp xếp", "Trộn: không", "1. Một", "2. Hai", "3. Ba")),
]

MATCH: list[Case] = [
    *(
        ("Q28.arrow", 15, of("ghép đôi", "- Một -> 1", line, "- Ba -> 3"))
        for line in (
            "- Hai –> 2",
            "- Hai --> 2",
            "- Hai > 2",
            "- Hai->2",
            "- Hai - > 2",
            "- Hai ➔ 2",
            "- Hai >> 2",
            "- Hai \uf0e0 2",
        )
    ),
    *(("Q28", 15, of("ghép đôi", "- Một -> 1", line, "- Ba -> 3")) for line in ("- Hai: 2", "- Hai - 2", "- Hai <- 2")),
    ("Q11.right", 15, of("ghép đôi", "- Một -> 1", "- Hai ->", "- Ba -> 3")),
    *(
        ("Q13.pair", 15, of("ghép đôi", "- Một -> 1", line, "- Ba -> 3"))
        for line in (
            "Hai -> 2",
            "• Hai -> 2",
            "2. Hai -> 2",
            "b) Hai -> 2",
            "- [x] Hai -> 2",
            "-- Hai -> 2",
            "-> 2",
            "-5 -> lạnh",
        )
    ),
    ("Q14.left", 15, of("ghép đôi", "- Một -> 1", "- một -> 2")),
    ("Q14.left", 16, of("ghép đôi", "- Một -> 1", "- Hai -> 2", "- hai -> 2")),
    ("Q14.right", 15, of("ghép đôi", "- Một -> 1", "- Hai -> 1")),
    ("Q14.right", 16, of("ghép đôi", "- Một -> 1", "- Hai -> 2", "- -> 2")),
    ("Q20.pair", 12, of("ghép đôi", "- Một -> 1", "- -> 2")),
    ("Q90.quote", 15, of("ghép đôi", "- Một -> 1", "> vì", "- Hai -> 2")),
]

HOTSPOT: list[Case] = [
    ("Q34", 14, picture(AREA, OTHER, attributes="Ảnh: anh.webp")),
    ("Q35", 14, picture(AREA, OTHER, attributes="Ảnh: nang.webp\nMô tả ảnh: Tin nhắn")),
    ("P05", 14, picture(AREA, OTHER, attributes="Ảnh: khong-co.webp\nMô tả ảnh: Tin nhắn")),
    ("Q53", 13, picture(AREA, OTHER, attributes="Mô tả ảnh: Tin nhắn")),
    *(
        ("Q53.name", 14, picture(AREA, OTHER, attributes=f"Ảnh: {name}\nMô tả ảnh: Tin nhắn"))
        for name in ("![tin](anh.webp)", "media/anh.webp", "https://la.vn/anh.webp", "loi.mp3")
    ),
    *(
        ("Q51", 17, picture(AREA, f"- [ ] {area} Người gửi"))
        for area in (
            "10,10 - 60,20",
            "(10,10 - 60,20",
            "[10,10 - 60,20]",
            "(10,10 – 60,20)",
            "(10,10,60,20)",
            "(10;10 - 60;20)",
            "(10%,10% - 60%,20%)",
            "(10,10) - (60,20)",
            "",
            "(góc trên)",
        )
    ),
    ("Q51", 17, picture(AREA, "- [ ] Người gửi (10,10 - 60,20)")),
    *(
        ("Q51.outside", 17, picture(AREA, f"- [ ] {area} Ai"))
        for area in ("(10,10 - 160,20)", "(1.5,10 - 60,20)", "(-5,10 - 60,20)")
    ),
    ("Q51.corners", 17, picture(AREA, "- [ ] (60,20 - 10,10) Người gửi")),
    ("Q51.flat", 17, picture(AREA, "- [ ] (10,10 - 10,20) Người gửi")),
    ("Q52", 17, picture(AREA, "- [ ] (10,50 - 60,60) Người gửi")),
    ("Q14.area", 17, picture(AREA, "- [ ] (10,55 - 90,70) Người gửi")),
    ("Q11", 17, picture(AREA, "- [ ] (10,10 - 60,20)")),
    ("Q20", 12, picture(AREA)),
    ("Q22", 12, picture("- [ ] (10,55 - 90,70) Một", OTHER)),
]

STORY: list[Case] = [
    *(
        ("Q08.node", 18, story(*FIRST, line, *SECOND[1:]))
        for line in ("### Bước 2", "## Bước 2", "# Bước 2", "##### Bước 2", "Bước 2", "**Bước 2**", "#### Bước 2:")
    ),
    ("Q08", 22, story(*FIRST, *SECOND, "#### Câu hai", "Kiểu: đúng sai", "Đáp án: Sai")),
    ("Q10", 16, story(*FIRST[:2], "- [v] Nghe -> Bước 2", *FIRST[3:], *SECOND)),
    ("Q11", 16, story(*FIRST[:2], "- [ ] -> Bước 2", *FIRST[3:], *SECOND)),
    ("Q12", 16, story(*FIRST[:2], "- ( ) Nghe -> Bước 2", *FIRST[3:], *SECOND)),
    ("Q13.box", 18, story(*FIRST, "- Ngồi im -> Kết thúc", *SECOND)),
    ("Q14", 17, story(*FIRST[:3], "- [x] nghe -> Kết thúc", *SECOND)),
    ("Q14.node", 22, story(*FIRST, *SECOND, "#### bước 2", *SECOND[1:])),
    ("Q20.node", 18, story(*FIRST, "#### Bước 2", "> Mã gì?", "- [x] Thôi -> Kết thúc")),
    ("Q20.node", 18, story(*FIRST, "#### Bước 2", "> Hết tiền.")),
    ("Q22.node", 18, story(*FIRST, *SECOND[:3], "- [ ] Thôi -> Kết thúc")),
    ("Q23", 18, story(*FIRST, *SECOND[:2], "- [x] Đọc -> Kết thúc", "- [x] Thôi -> Kết thúc")),
    ("Q28.branch", 17, story(*FIRST[:3], "- [x] Cúp máy", *SECOND)),
    *(
        ("Q28.arrow", 17, story(*FIRST[:3], f"- [x] Cúp máy {arrow} Kết thúc", *SECOND))
        for arrow in ("–>", ">", "-->", "»")
    ),
    ("Q28.arrow", 17, story(*FIRST[:3], "- [x] Cúp máy > Hết", *SECOND)),
    ("Q40", 13, story("Giải thích: Thế thôi.")),
    ("Q40.before", 14, story(*FIRST[1:], *SECOND)),
    ("Q40.before", 14, story("> Alo", *FIRST, *SECOND)),
    ("Q40.end", 18, story(*FIRST, "#### Kết thúc", *SECOND[1:])),
    ("Q40.name", 18, story(*FIRST, "####", *SECOND[1:])),
    ("Q41", 16, story(*FIRST[:2], "- [ ] Nghe -> Bước 3", *FIRST[3:], *SECOND)),
    ("Q41", 17, story(*FIRST[:3], "- [x] Cúp máy -> Kết thú", *SECOND)),
    ("Q42", 18, story(*FIRST[:2], "- [ ] Nghe -> Kết thúc", *FIRST[3:], *SECOND)),
    ("Q43", 20, story(*FIRST, *SECOND[:2], "- [ ] Đọc -> Bước 1", SECOND[3])),
    ("Q43", 16, story(*FIRST[:2], "- [ ] Nghe -> Bước 1", *FIRST[3:])),
    ("Q90", 18, story(*FIRST, "rồi thôi", *SECOND)),
    ("Q90.story", 15, story(FIRST[0], "**Người lạ:** Alo", *FIRST[2:], *SECOND)),
]

KIND_CASES: list[Case] = [*STATEMENTS, *TYPED, *ORDER, *MATCH, *HOTSPOT, *STORY]
