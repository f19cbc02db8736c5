"""Takes the pictures out of a Word file: of kinds that a browser shows, not too large, each with words beside it."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from app.interchange.wording import quoted

if TYPE_CHECKING:
    from app.interchange.report import Findings
    from app.interchange.word.package import Package

MAX_PICTURE = 5_000_000
MAX_PICTURES = 60
STARTS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"GIF87a": "gif", b"GIF89a": "gif"}
# What Word or a camera writes itself says nothing about the picture.
NO_WORDS = re.compile(
    r".*(?:automatically generated|được tạo tự động).*"
    r"|(?:picture|image|hình ảnh|ảnh|hình|img|dsc|screenshot)[\s_-]*[\d_-]*"
    r"|[\w-]+\.(?:png|jpe?g|gif|webp|bmp)",
    re.IGNORECASE | re.DOTALL,
)


class Pictures:
    """Collects the pictures of one document; equal bytes are one file."""

    def __init__(self, package: Package, findings: Findings) -> None:
        self.package, self.findings = package, findings
        self.media: dict[str, bytes] = {}
        self.alts: dict[str, str] = {}
        self.count = 0

    def take(self, relation: str, words: str) -> str:
        """Return the file name of a picture, empty when it cannot be taken; every reason and missing text is told."""
        self.count += 1
        number = self.count
        content = self.package.relations.get(relation)
        if content is None:
            address = self.package.links.get(relation, "")
            self.findings.lost(None, f"Ảnh {number} nằm ngoài tệp ({quoted(address)}) nên không lấy về.")
            return ""
        kind = _kind(content)
        if not kind:
            what = "không phải PNG, JPEG, GIF hay WebP (có thể là hình vẽ của Word)"
            self.findings.lost(None, f"Ảnh {number} {what} nên không nhập. Bác chụp lại thành ảnh rồi thêm sau.")
            return ""
        if len(content) > MAX_PICTURE or len(self.media) >= MAX_PICTURES:
            limit = f"mỗi ảnh tối đa {MAX_PICTURE // 1_000_000} MB, mỗi tệp tối đa {MAX_PICTURES} ảnh"
            self.findings.lost(None, f"Ảnh {number} không nhập: {limit}.")
            return ""
        return self._kept(content, kind, words, number)

    def _kept(self, content: bytes, kind: str, words: str, number: int) -> str:
        name = f"anh-{hashlib.sha256(content).hexdigest()[:8]}.{kind}"
        said = " ".join(words.split())
        if not said or NO_WORDS.fullmatch(said):
            said = f"Ảnh {number} chưa có mô tả"
            self.findings.lost(None, f"Ảnh {number} chưa có mô tả. Bác ghi vào ngoặc vuông điều ảnh cho thấy.")
        self.media[name] = content
        self.alts[name] = " ".join(re.sub(r"[\[\]()<>`*_\\|]", " ", said).split())[:200]
        return name


def words_of(drawing: Any) -> str:
    """Return the alternative text that was typed in Word for a picture."""
    for element in drawing.iter():
        if isinstance(element.tag, str) and element.tag.endswith("}docPr"):
            return str(element.get("descr") or "")
        if isinstance(element.tag, str) and element.tag.endswith("}shape") and element.get("alt"):
            return str(element.get("alt"))
    return ""


def _kind(content: bytes) -> str:
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    return next((kind for start, kind in STARTS.items() if content.startswith(start)), "")
