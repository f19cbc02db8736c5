"""Every sentence the checker says, by code; a part after a full stop tells variants of one code apart."""

from __future__ import annotations

from app.content.schema import Fix, Level, Problem

# The wording of section 4 of the format is kept to the letter; the others follow its shape: where, what, repair.
MESSAGES: dict[str, str] = {
    # The file itself.
    "F20": "Dòng {line}: Tệp không phải UTF-8 nên không đọc được. Lưu lại tệp với mã UTF-8 (Unicode).",
    "F21": "Tệp nặng {size} KB, tối đa {limit} KB. Tách làm nhiều bài.",
    "F21.lines": "Tệp có {count} dòng, tối đa {limit} dòng. Tách làm nhiều bài.",
    "F22": "Dòng {line}: Có ký tự điều khiển không nhìn thấy ({char}). Xoá ký tự đó rồi gõ lại chỗ ấy.",
    "F22.marks": "Dòng {line}: Một chữ có quá nhiều dấu chồng lên nhau. Xoá chữ đó rồi gõ lại.",
    # The front matter.
    "F01": "Dòng {line}: Phần đầu bài chưa đóng. Thêm một dòng `---` sau dòng {before}.",
    "F02": 'Dòng {line}: "{text}" thiếu dấu hai chấm. Viết: `{wanted}`.',
    "F02.unclear": 'Dòng {line}: Không hiểu "{text}" ở phần đầu bài. Mỗi dòng viết: `tên: giá trị`.',
    "F03": "Dòng {line}: Tệp phải bắt đầu bằng một dòng `---`.",
    "F04": 'Dòng {line}: Dòng đóng phần đầu bài phải là ba dấu gạch `---`, đang là "{text}".',
    "F05": 'Dòng {line}: Không có nhóm "{value}". Các nhóm: cán bộ · học sinh · người lao động · người dân.',
    "F06": 'Dòng {line}: Mục "{text}" không thuộc về tên nào ở phía trên.',
    "F06.dash": "Dòng {line}: Mục trong danh sách viết bằng dấu gạch ngang: `- {value}`.",
    "F06.empty": "Dòng {line}: Mục trong danh sách để trống.",
    "F07": 'Dòng {line}: "{key}: {value}" chưa rõ. Viết {wanted}, ví dụ `{key}: {example}`.',
    "F08": "Lấy {wanted} câu nhưng phần Kiểm tra chỉ có {count} câu.",
    "F09": "Dòng {line}: Khối mã chưa đóng.",
    "F10": 'Dòng {line}: Mục "{key}" đã có ở dòng {first}. Mỗi mục chỉ viết một lần.',
    "F11": 'Dòng {line}: Không có mục "{key}" ở phần đầu bài.',
    "F11.near": 'Dòng {line}: Không có mục "{key}" ở phần đầu bài. Có phải "{wanted}"?',
    "F12": 'Dòng {line}: Mục "{key}" để trống.',
    "F13": 'Dòng {line}: Mục "{key}" chỉ nhận một giá trị.',
    "F14": 'Phần đầu bài thiếu mục "{key}". Thêm một dòng, ví dụ `{key}: {example}`.',
    "F15": 'Dòng {line}: "{key}" không có lựa chọn "{value}". Các lựa chọn: {choices}.',
    "F15.near": 'Dòng {line}: "{key}" không có lựa chọn "{value}". Có phải "{wanted}"?',
    "F16": 'Dòng {line}: Mã "{value}" chưa đúng. Mã chỉ gồm chữ thường không dấu, chữ số và dấu gạch ngang, '
    "ví dụ `an-toan-otp`.",
    "F17": "Dòng {line}: Dấu ngoặc kép chưa đóng.",
    "F18": "Dòng {line}: Danh sách phải nằm trong ngoặc vuông: `[mục một, mục hai]`.",
    "F19": 'Dòng {line}: Định dạng "{value}" chưa được hỗ trợ. Viết: `định dạng: 1`.',
    "F23": 'Dòng {line}: (nhắc) Mã "{value}" khác tên tệp "{stem}". Nên đặt hai tên giống nhau.',
    "F24": 'Dòng {line}: Thư mục này dành cho nhóm "{wanted}", trong tệp đang ghi "{value}".',
    "F25": "Dòng {line}: Nguồn viết theo mẫu `Tên | địa chỉ | YYYY-MM-DD`.",
    "F26": 'Dòng {line}: Địa chỉ nguồn "{value}" phải bắt đầu bằng `https://`.',
    "F27": "Dòng {line}: (nhắc) Bài cần soát lại trước {day}. Đã quá hạn, mời bác xem lại số liệu.",
    "F28": "Dòng {line}: Bài hết hiệu lực từ {day} nên không dùng để đánh giá được. Sửa nội dung rồi đổi ngày.",
    "F28.exam": "Dòng {line}: (nhắc) Bài hết hiệu lực từ {day} nên không ai bắt đầu bài đánh giá này được nữa. "
    "Sửa nội dung rồi đổi ngày.",
    "F28.note": "Dòng {line}: (nhắc) Bài hết hiệu lực từ {day}. Người học sẽ thấy lời nhắc.",
    "F29": "Dòng {line}: Bài đánh giá chưa có câu hỏi nào trong phần `## Kiểm tra`.",
    "F30": "Dòng {line}: Mã của bài này là `{code}` và không đổi được, vì người học đã có đường dẫn. "
    "Viết: `mã: {code}`.",
    # Programmes and frameworks.
    "G01": 'Dòng {line}: Không tìm thấy bài "{value}".',
    "G01.near": 'Dòng {line}: Không tìm thấy bài "{value}". Có phải "{wanted}"?',
    "G02": 'Dòng {line}: Bài "{value}" được kể hai lần.',
    "G03": 'Dòng {line}: Không hiểu "{value}" trong `đạt khi`. '
    "Viết: tất cả bài, hoặc 3 bài; bài đánh giá; 1 thực hành.",
    "G04": "Dòng {line}: `đạt khi` có bài đánh giá nhưng chưa có dòng `bài đánh giá: …`.",
    "G05": "Dòng {line}: `đạt khi` cần {wanted} bài nhưng chương trình chỉ có {count} bài.",
    "G06": "Dòng {line}: `đạt khi` cần {wanted} việc thực hành nhưng các bài chỉ có {count} việc.",
    "G07": 'Dòng {line}: Bài "{value}" không phải bài đánh giá. Trong bài đó ghi: `kiểm tra: đánh giá`.',
    "G08": 'Dòng {line}: Mã bài "{value}" đã dùng ở {other}. Mỗi bài trong một nhóm cần một mã riêng.',
    "G09": "Dòng {line}: Phần này không có câu hỏi; câu hỏi chỉ viết trong tệp bài học.",
    "G10": "Dòng {line}: Kỹ năng viết thành `## <mã> <tên>`, ví dụ `## 1.2 Đánh giá thông tin`.",
    "G11": 'Dòng {line}: Kỹ năng "{value}" đã có ở dòng {first}.',
    "G12": 'Dòng {line}: Kỹ năng "{value}" chưa có đoạn giải thích.',
    "G13": 'Dòng {line}: Không có kỹ năng "{value}" trong khung.',
    "G14": "Dòng {line}: Có nhiều khung kỹ năng nên phải ghi rõ khung, ví dụ `TT02:{value}`.",
    "G16": 'Dòng {line}: Mã kỹ năng "{value}" chưa đúng. Viết như `1.2` hoặc `TT02:4.2`.',
    # Hard words.
    "G20": "Dòng {line}: Từ khó viết thành `## <từ>`, các cách viết cách nhau dấu phẩy, ví dụ `## OTP, mã OTP`.",
    "G21": "Dòng {line}: Dòng này chưa thuộc từ nào. Viết từ ấy ở trên: `## <từ>`.",
    "G22": "Dòng {line}: Lời giải thích viết bằng câu thường, không có danh sách, đường liên kết hay chữ đậm.",
    "G23": 'Dòng {line}: Từ "{value}" chưa có lời giải thích.',
    "G24": 'Dòng {line}: Từ "{value}" đã có ở dòng {first}.',
    "G25": '(nhắc) Dòng {line}: Từ "{value}" được giải thích dài {count} chữ cái. Nên dưới {limit}, ngắn mới dễ nhớ.',
    # Questions.
    "Q01": 'Dòng {line}: Câu "{title}" chưa ghi Kiểu. Thêm dưới câu: `Kiểu: {kind}`.',
    "Q02": 'Dòng {line}: Không có mục "{key}". Có phải "{wanted}"?',
    "Q02.prompt": 'Dòng {line}: Không có mục "{key}". Có phải "{wanted}"? '
    "Nếu là lời kể hay tin nhắn, đặt dấu `>` ở đầu dòng.",
    "Q02.early": 'Dòng {line}: Mục "{key}" phải đứng sau dòng `Kiểu:`. '
    "Nếu là lời kể hay tin nhắn, đặt dấu `>` ở đầu dòng.",
    "Q03": "Dòng {line}: Thiếu dấu hai chấm. Viết: `{wanted}`.",
    "Q03.plain": "Dòng {line}: Viết mục này đúng như sau: `{wanted}`.",
    "Q04": 'Dòng {line}: Không có kiểu "{value}". Có phải "{wanted}"?',
    "Q04.unknown": 'Dòng {line}: Không có kiểu "{value}". Các kiểu: {choices}.',
    "Q05": 'Dòng {line}: Mã "{value}" đã dùng ở dòng {first}. Xoá dòng này, hệ thống sẽ cấp mã mới.',
    "Q05.file": 'Dòng {line}: Mã "{value}" đã dùng ở {other}, dòng {first}. Xoá dòng này, hệ thống sẽ cấp mã mới.',
    "Q06": 'Dòng {line}: Câu "{title}" chưa có mã. Chạy lệnh `catalog fmt` với tệp này để có mã.',
    "Q07": "Dòng {line}: Lời dẫn của câu hỏi không có danh sách. Các phương án phải đứng sau dòng `Kiểu:`.",
    "Q08": "Dòng {line}: Tiêu đề câu hỏi cần đúng ba dấu thăng. Viết: `### {title}`.",
    "Q08.node": "Dòng {line}: Mỗi bước của tình huống mở bằng bốn dấu thăng và tên bước. Viết: `#### {name}`.",
    "Q09": 'Dòng {line}: Mã "{value}" chưa đúng. Xoá dòng này, hệ thống sẽ cấp mã mới (8 chữ thường hoặc chữ số).',
    "Q10": 'Dòng {line}: Trong ngoặc vuông chỉ ghi `x` (đúng) hoặc để trống (sai), đang là "{mark}".',
    "Q10.group": "Dòng {line}: Mỗi ý của câu đúng/sai viết `- [Đ] …` (đúng) hoặc `- [S] …` (sai).",
    "Q11": "Dòng {line}: Phương án để trống.",
    "Q11.step": "Dòng {line}: Bước này để trống.",
    "Q11.right": "Dòng {line}: Vế phải để trống. Viết: `- vế trái -> vế phải`.",
    "Q12": "Dòng {line}: Dùng ngoặc vuông `[x]`, không dùng ngoặc tròn `(x)`.",
    "Q12.other": "Dòng {line}: Ô đánh dấu phải viết đủ hai ngoặc vuông: `[x]` (đúng) hoặc `[ ]` (sai).",
    "Q13": "Dòng {line}: Phương án phải bắt đầu bằng dấu gạch: `- [x] …`.",
    "Q13.box": "Dòng {line}: Phương án thiếu ô vuông. Viết `- [x] …` (đúng) hoặc `- [ ] …` (sai).",
    "Q13.pair": "Dòng {line}: Mỗi cặp bắt đầu bằng một dấu gạch, không có ô vuông: `- vế trái -> vế phải`.",
    "Q14": "Dòng {first} và {line}: Hai phương án giống hệt nhau.",
    "Q14.step": "Dòng {first} và {line}: Hai bước giống hệt nhau.",
    "Q14.left": "Dòng {first} và {line}: Hai vế trái giống hệt nhau.",
    "Q14.right": "Dòng {first} và {line}: Hai vế phải giống hệt nhau.",
    "Q14.node": 'Dòng {first} và {line}: Hai bước cùng tên "{name}".',
    "Q14.area": "Dòng {first} và {line}: Hai vùng trên ảnh trùng khít nhau.",
    "Q14.answer": "Dòng {first} và {line}: Hai đáp án như nhau. Xoá bớt một dòng.",
    "Q15": 'Dòng {line}: Mục "{key}" đã có ở dòng {first}. Mỗi mục chỉ viết một lần.',
    "Q16": 'Dòng {line}: Mục "{key}" để trống.',
    "Q17": "Dòng {line}: Câu hỏi chưa có nội dung. Viết câu hỏi sau dấu `###`.",
    "Q18": 'Dòng {line}: Mục "{key}" không dùng cho kiểu "{kind}".',
    "Q19": "Dòng {line}: Các phương án phải viết liền nhau, không chen mục khác vào giữa.",
    "Q20": "Dòng {line}: Cần ít nhất hai phương án.",
    "Q20.group": "Dòng {line}: Câu đúng/sai nhiều ý cần từ hai đến sáu ý, đang có {count}.",
    "Q20.pair": "Dòng {line}: Cần ít nhất hai cặp `- vế trái -> vế phải`.",
    "Q20.node": 'Dòng {line}: Bước "{name}" cần ít nhất hai lựa chọn `- [ ] … -> …`.',
    "Q21": 'Câu "{title}" (dòng {line}) là *một đáp án* nhưng có dấu x ở dòng {marks}. '
    "Bỏ bớt một dấu x, hoặc đổi thành `Kiểu: nhiều đáp án`.",
    "Q22": "Dòng {line}: Chưa đánh dấu phương án đúng nào.",
    "Q22.node": 'Dòng {line}: Bước "{name}" chưa đánh dấu lựa chọn đúng nào.',
    "Q23": "(nhắc) Mọi phương án đều đúng, người học đoán được ngay.",
    "Q23.group": "(nhắc) Mọi ý đều cùng một đáp án, người học đoán được ngay.",
    "Q24": 'Dòng {line}: Câu đúng/sai cần `Đáp án: Đúng` hoặc `Đáp án: Sai`, đang là "{value}".',
    "Q24.missing": "Dòng {line}: Câu đúng/sai cần `Đáp án: Đúng` hoặc `Đáp án: Sai`, chưa có dòng nào.",
    "Q24.both": "Dòng {line}: Câu đúng/sai hoặc có dòng `Đáp án:`, hoặc có các ý `- [Đ] …`, không có cả hai.",
    "Q24.list": "Dòng {line}: Câu đúng/sai một ý không có danh sách. Viết: `Đáp án: {wanted}`.",
    "Q24.answer": 'Dòng {line}: Câu kiểu "{kind}" cần một dòng `Đáp án: …`.',
    "Q25": "Dòng {line}: Câu sắp xếp cần ít nhất ba bước đánh số.",
    "Q25.number": "Dòng {line}: Mỗi bước bắt đầu bằng số và dấu chấm. Viết: `{wanted}`.",
    "Q25.sequence": "Dòng {line}: Các bước đánh số 1, 2, 3 … theo thứ tự đúng. Chỗ này phải là số {wanted}.",
    "Q26": 'Dòng {line}: "{key}: {value}" chưa rõ. Viết {wanted}, ví dụ `{key}: {example}`.',
    "Q26.steps": "Dòng {line}: `Tính điểm: bậc` chỉ dùng cho câu có đúng bốn ý, câu này có {count}.",
    "Q26.lesson": "Dòng {line}: Bài ghi `tính điểm: bậc` nhưng câu này có {count} ý; "
    "bậc chỉ dùng cho câu có đúng bốn ý. Thêm dưới dòng `Kiểu:`: `Tính điểm: từng phần`.",
    "Q27": "Dòng {line}: `Tối thiểu: {value}` không khớp với {count} việc bên dưới. Viết: `Tối thiểu: {wanted}`.",
    "Q28": "Dòng {line}: Thiếu mũi tên. Viết: `- vế trái -> vế phải`.",
    "Q28.arrow": "Dòng {line}: Mũi tên viết là `->`, hai bên có dấu cách. Viết: `{wanted}`.",
    "Q28.branch": "Dòng {line}: Thiếu mũi tên tới bước sau. Viết: `- [ ] việc sẽ làm -> tên bước`.",
    "Q29": "Dòng {line}: Việc thực hành để ô trống `- [ ] …`; người xác nhận sẽ đánh dấu.",
    "Q30": 'Dòng {line}: "{value}" là {words}? Viết `{whole}` hoặc `{part}`.',
    "Q30.point": "Dòng {line}: Phần lẻ viết sau dấu phẩy. Viết: `{wanted}`.",
    "Q30.comma": "Dòng {line}: Dấu phẩy chỉ đứng trước phần lẻ. Viết: `{wanted}`.",
    "Q30.unit": "Dòng {line}: Đơn vị viết ở dòng riêng. Viết: `{key}: {wanted}`, rồi `Đơn vị: {unit}`.",
    "Q30.range": "Dòng {line}: Khoảng số viết cho rõ. Viết: `{wanted}`.",
    "Q30.order": "Dòng {line}: Khoảng số viết từ nhỏ đến lớn. Viết: `{wanted}`.",
    "Q30.unclear": 'Dòng {line}: "{value}" không đọc được thành số. '
    "Viết như `15`, `1,5`, `15 ± 1` hoặc `từ 10 đến 20`.",
    "Q31": "Dòng {line}: Câu thực hành cần ít nhất một việc `- [ ] …`.",
    "Q32": 'Dòng {line}: Câu kiểu "{kind}" phải nằm trong phần `## {section}`.',
    "Q33": "Dòng {line}: Phần `## {section}` đã có ở dòng {first}. Gộp hai phần làm một.",
    "Q34": "Dòng {line}: Ảnh chưa có dòng `Mô tả ảnh:` — người không nhìn rõ sẽ không làm được câu này.",
    "Q35": 'Dòng {line}: Ảnh nặng {size}, tối đa 150 KB. Bấm "Thu nhỏ giúp tôi".',
    "Q36": "Dòng {line}: Phần `## {section}` chưa có câu nào. Câu hỏi bắt đầu bằng `### …`.",
    "Q37": "Dòng {line}: Thiếu ba dấu thăng trước câu hỏi. Viết: `### {title}`.",
    "Q37.maybe": "Dòng {line}: Nếu dòng này là câu hỏi thì thiếu ba dấu thăng. Viết: `### {title}`.",
    "Q38": "Dòng {line}: Dòng `Kiểu:` phải đứng dưới một câu hỏi `### …`.",
    "Q39": 'Dòng {line}: (nhắc) Mã "{value}" do người đặt. Xoá dòng này để hệ thống cấp mã.',
    "Q40": "Dòng {line}: Câu tình huống cần ít nhất một bước. Viết: `#### Bước 1`, rồi các lựa chọn.",
    "Q40.before": "Dòng {line}: Dòng này phải nằm trong một bước. Viết `#### Bước 1` ở phía trên.",
    "Q40.end": "Dòng {line}: `Kết thúc` là chỗ câu chuyện dừng lại, không đặt làm tên bước.",
    "Q40.name": "Dòng {line}: Bước chưa có tên. Viết: `#### {name}`.",
    "Q41": 'Dòng {line}: Không có bước "{value}". Các bước: {choices}.',
    "Q42": "{name} không có lối nào dẫn tới.",
    "Q43": 'Dòng {line}: Lựa chọn này quay về "{name}", người học có thể đi vòng mãi. '
    "Mỗi lựa chọn chỉ dẫn tới bước chưa đi qua hoặc `Kết thúc`.",
    "Q45": '(nhắc) Phương án "{text}" sẽ sai nghĩa khi trộn thứ tự. Thêm `Trộn: không`.',
    "Q46": 'Dòng {line}: Câu kiểu "{kind}" không có phương án để chọn. Viết câu trả lời ở dòng `Đáp án: …`.',
    "Q47": 'Dòng {line}: Không có cách so sánh "{value}". Có phải "{wanted}"?',
    "Q47.unknown": 'Dòng {line}: Không có cách so sánh "{value}". Các cách: {choices}.',
    "Q48.phone": 'Dòng {line}: "{value}" không phải số điện thoại. Chỉ viết chữ số, ví dụ `0912 345 678`.',
    "Q48.address": 'Dòng {line}: "{value}" không phải địa chỉ web. Viết như `dichvucong.gov.vn`.',
    "Q48.long": "Dòng {line}: Đáp án dài quá {limit} chữ, người học không gõ được. Hỏi câu ngắn hơn.",
    "Q50": "(nhắc) Phương án đúng luôn dài nhất ở {longest}/{count} câu; người học đoán được.",
    "Q51": "Dòng {line}: Vùng trên ảnh viết trong ngoặc tròn, trước phương án. Viết: `{wanted}`.",
    "Q51.outside": "Dòng {line}: Toạ độ trên ảnh là số nguyên từ 0 đến 100 (phần trăm của ảnh), đang là `{value}`.",
    "Q51.corners": "Dòng {line}: Viết góc trên bên trái trước, góc dưới bên phải sau: `{wanted}`.",
    "Q51.flat": "Dòng {line}: Vùng `{value}` không có bề rộng hoặc bề cao, người học không chạm vào được.",
    "Q52": "(nhắc) Dòng {first} và {line}: Vùng đúng và vùng sai chồng lên nhau, người học dễ chạm nhầm.",
    "Q53": "Dòng {line}: Câu điểm ảnh cần dòng `Ảnh: …`, ghi tên tệp ảnh trong thư mục media.",
    "Q53.name": "Dòng {line}: Dòng `Ảnh:` chỉ ghi tên một tệp ảnh trong thư mục media. Viết: `Ảnh: {wanted}`.",
    "Q54": "Dòng {line}: Câu này có {count} dòng, tối đa {limit}. Tách làm nhiều câu.",
    "Q60": 'Dòng {line}: Câu mang mã "{id}" đã phát hành với kiểu "{before}", nay là "{now}". '
    "Xoá dòng `Mã:`, hệ thống sẽ cấp mã mới.",
    "Q61": 'Dòng {line}: Mã "{id}" là của một câu khác đã phát hành ở bài {other}. '
    "Xoá dòng này, hệ thống sẽ cấp mã mới.",
    "Q62": "(nhắc) Dòng {line}: Câu này gần giống câu ở {other}, dòng {first}. Hỏi một điều khác, hoặc bỏ một câu.",
    "Q90": 'Dòng {line}: Không hiểu dòng này trong phần {section}: "{text}".',
    "Q90.quote": 'Dòng {line}: Câu kiểu "{kind}" không có nhận xét `>` cho từng dòng. '
    "Viết ý này ở dòng `Giải thích: …`.",
    "Q90.story": "Dòng {line}: Lời kể của một bước viết sau dấu `>`. Viết: `> {text}`.",
    "Q91": "Dòng {line}: Có danh sách `- [x]` nhưng nằm ngoài phần `## Kiểm tra`, nên sẽ **không** thành câu hỏi.",
    "Q91.kind": "Dòng {line}: Có dòng `Kiểu:` nhưng nằm ngoài phần `## Kiểm tra`, nên sẽ **không** thành câu hỏi.",
    "Q91.question": "Dòng {line}: Có câu hỏi nhưng nằm ngoài phần `## Kiểm tra`, nên sẽ **không** thành câu hỏi.",
    "Q91.heading": "Dòng {line}: Phần câu hỏi phải mở bằng dòng `## {section}`, nếu không sẽ **không** thành câu hỏi.",
    # The lesson text.
    "P01": "Bài dài {words} chữ (khoảng {minutes} phút đọc). Nên tách làm hai.",
    "P02": "Bài chưa có nội dung nào.",
    "P03": "Dòng {line}: Ảnh chưa có mô tả. Viết: `![ảnh này cho thấy gì]({name})`.",
    "P04": 'Dòng {line}: Ảnh, tiếng và phim phải là tệp trong thư mục media, đang là "{name}".',
    "P05": 'Dòng {line}: Không có tệp "{name}" trong thư mục media.',
    "P06": 'Dòng {line}: Đường liên kết "{target}" không dùng được. '
    "Chỉ dùng `https://`, `mailto:`, `tel:` hoặc đường dẫn trong trang bắt đầu bằng `/`.",
    "P07": "Dòng {line}: Đoạn này có quá nhiều dấu `[` hoặc `<` (tối đa {limit}). Thêm dòng trống để tách đoạn.",
    "P08": "Dòng {line}: Đoạn này quá rối nên không dựng thành trang được. Viết lại ngắn hơn, bớt ký hiệu.",
    "P08.intro": "Dòng {line}: Phần giới thiệu quá rối nên không dựng thành trang được. Viết ngắn lại.",
    "P13": "(nhắc) Mỗi câu trong bài dài trung bình {words} chữ. "
    "Với bà con, nên dưới {limit} chữ: tách câu dài làm hai.",
    "S01": "Dòng {line}: Đoạn mã HTML `<{tag}>` đã bị bỏ vì không an toàn.",
    # A folder of courses against what is on the site.
    "P09": "Thư mục bài học không có, hoặc không có bài nào. Không đưa lên gì cả, bài đang có vẫn giữ nguyên.",
    "P10": "Bài này đã đổi ở cả hai nơi: trong tệp và trên trang soạn. Chạy `catalog export` ra một thư mục khác, "
    "gộp hai bản vào tệp rồi phát hành lại.",
    "P10.withdrawn": "Bài này đã được rút trên trang soạn, còn tệp thì vừa đổi. "
    "Mở lại bài trên trang soạn, hoặc bỏ tệp này đi.",
    "P11": 'Tệp "{name}" khác với tệp cùng tên trên trang soạn. Đặt tên khác cho tệp trong thư mục media, '
    "hoặc chạy `catalog export` để lấy tệp trên trang.",
    "P12": "(nhắc) Bản trên trang soạn mới hơn tệp này nên được giữ. Chạy `catalog export` để lấy về.",
    "P12.withdrawn": "(nhắc) Bài này đã được rút trên trang soạn nên không đưa lại. Tệp có thể bỏ đi.",
    "P12.no-file": "(nhắc) Tệp không còn, nhưng bài đã được sửa trên trang soạn nên được giữ. "
    "Muốn thôi dùng thì rút ở đó.",
}

# What an author is told but may leave as it is.
NOTES = frozenset(
    {"F23", "F27", "G25", "F28.exam", "F28.note", "P01", "Q23", "Q23.group", "Q39", "Q45", "Q50", "Q52", "Q62"}
    | {"P12", "P12.withdrawn", "P12.no-file", "P13"}
)


MOST_TOLD = 500  # Of each level in one file: nobody reads more, and to tell them takes time.


class Report:
    """Collects the problems of one file in the order they are met; of very many, the first ones of each level."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.counts = dict.fromkeys(Level, 0)

    def add(self, line: int, code: str, *, fix: Fix | None = None, **details: object) -> None:
        """Add the problem `code` at `line` (from 1); `details` fill the sentence."""
        level = level_of(code)
        self.counts[level] += 1
        if self.counts[level] <= MOST_TOLD:
            self.problems.append(new_problem(self.file, line, code, fix=fix, **details))


def new_problem(file: str, line: int, code: str, /, *, fix: Fix | None = None, **details: object) -> Problem:
    """Return the problem `code` at `line` (from 1) of a file; `details` fill the sentence."""
    text = MESSAGES[code].format(line=line, **details)
    return Problem(file, line, code.partition(".")[0], text, fix, level_of(code))


def level_of(code: str) -> Level:
    """Return whether a sentence stops publishing."""
    return Level.NOTE if code in NOTES else Level.ERROR


def replace_line(line: int, text: str) -> Fix:
    """Return the repair that writes `text` in place of one line."""
    return Fix(line, line, (text,))


def remove_line(line: int) -> Fix:
    """Return the repair that takes one line out."""
    return Fix(line, line, ())


def insert_before(line: int, text: str) -> Fix:
    """Return the repair that puts `text` on a line of its own before `line`."""
    return Fix(line, line - 1, (text,))


def apply_fix(text: str, fix: Fix) -> str:
    """Return `text` (LF) with one repair made."""
    lines = text.split("\n")
    return "\n".join([*lines[: fix.first_line - 1], *fix.lines, *lines[fix.last_line :]])


def shortened(text: str, limit: int = 20) -> str:
    """Return `text` cut at a word to about `limit` letters, with an ellipsis when something was cut."""
    if len(text) <= limit:
        return text
    cut = text[: limit + 1].rsplit(" ", 1)[0][:limit].rstrip(" ,.;:")
    return f"{cut}…"
