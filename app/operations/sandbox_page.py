"""The page of the sandbox for people who want to see what arrived."""

from datetime import datetime
from html import escape
from typing import Any

from app.core.clock import LOCAL

STATUS = {
    "confirmed": "Đã ghi nhận",
    "accepted": "Đã nhận, đang xử lý",
    "rejected": "Không ghi nhận",
    "revoked": "Đã thu hồi",
}
KIND = {"CONFIRM": "Xác nhận", "CORRECT": "Đính chính", "REVOKE": "Thu hồi"}
PAGE = """<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Cổng thử</title></head>
<body>
<h1>Cổng thử, không phải VNeID thật</h1>
<p>Trang này chỉ để chạy thử. Không có gì ở đây được gửi tới VNeID hay Cơ sở dữ liệu quốc gia về dân cư.</p>
<p>Đã nhận {count} bản tin, có hiệu lực {effects} lần.</p>
<table>
<thead>
<tr><th>Lúc</th><th>Số trong sổ</th><th>Chương trình</th><th>Việc</th><th>Kết quả</th><th>Mã biên nhận</th></tr>
</thead>
<tbody>{rows}</tbody>
</table>
</body>
</html>
"""


def render(state: dict[str, Any]) -> str:
    """Return the page: what arrived, newest first, without names or personal numbers."""
    rows = "".join(_row(message) for message in reversed(state["messages"]))
    return PAGE.format(count=len(state["messages"]), effects=state["effects"]["total"], rows=rows)


def _row(message: dict[str, Any]) -> str:
    at = datetime.fromtimestamp(message["at"], LOCAL).strftime("%H:%M:%S %d/%m/%Y")
    kind, status = KIND.get(message["kind"], message["kind"]), STATUS.get(message["status"], message["status"])
    cells = (at, message["number"], message["programme"], kind, status, message["receipt"])
    return "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + "</tr>\n"
