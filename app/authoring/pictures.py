"""Pictures from a teacher's phone made fit for a lesson: small, upright, without a word about where they were taken."""

from __future__ import annotations

import io
from threading import Lock
from typing import TYPE_CHECKING

from app.core.errors import Refusal
from app.core.text import N_

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_IN = 10_000_000
LARGEST_OUT = 150_000
LONGEST_SIDE = 960
# What a telephone takes; a JPEG is read at a fraction of its size, the others are unpacked whole.
MOST_PIXELS = {"JPEG": 110_000_000, "PNG": 25_000_000, "WEBP": 25_000_000, "GIF": 25_000_000}
QUALITIES = (82, 74, 66, 58, 50)
SMALLER = 0.8
HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_one_at_a_time = Lock()  # Unpacked pixels are large: two of them at once are never in memory.


class BadPicture(Refusal):
    """The bytes are no picture that may stand in a lesson; the sentence says what to do."""

    status = 422


def shrink(data: bytes) -> bytes:
    """Return the picture as WebP of at most 150 KB and 960 px a side: upright, in sRGB, without EXIF or other words.

    Only the first picture of a moving one is kept. Requirement S31: the type is told by the bytes, never by the name;
    what comes out was drawn anew from the pixels.

    Raises:
        BadPicture: too large, of a kind that is not taken (SVG, HEIC, …), broken, or a few bytes that unpack to far
            too many pixels.
    """
    _refuse_strangers(data)
    with _one_at_a_time:
        return _packed(_upright(data))


def _refuse_strangers(data: bytes) -> None:
    if not data:
        raise BadPicture(N_("Chưa có tệp nào. Mời thầy cô chọn một ảnh."))
    if len(data) > LARGEST_IN:
        raise BadPicture(N_("Ảnh nặng quá 10 MB. Mời thầy cô chọn ảnh nhẹ hơn, hoặc chụp lại cỡ nhỏ hơn."))
    if data[4:8] == b"ftyp" and data[8:12] in HEIC:
        raise BadPicture(
            N_("Ảnh kiểu HEIC của iPhone chưa dùng được. Mời thầy cô chụp màn hình ảnh đó, hoặc lưu lại thành JPEG.")
        )
    head = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<?xml", b"<svg", b"<!doctype", b"<!--", b"<html")):
        raise BadPicture(N_("Ảnh vẽ SVG có thể mang mã lạ nên không nhận. Mời thầy cô lưu lại thành PNG hoặc JPEG."))


def _upright(data: bytes) -> Image:
    """Return the pixels the right way up, scaled and in sRGB; a copy that carries nothing else of the file."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # Our own, stricter bounds stand below, by kind of file.
    try:
        picture: Image.Image = Image.open(io.BytesIO(data), formats=list(MOST_PIXELS))
    except (OSError, ValueError, SyntaxError) as error:
        raise BadPicture(N_("Tệp này không phải ảnh JPEG, PNG, WebP hay GIF nên không nhận được.")) from error
    if picture.width * picture.height > MOST_PIXELS[picture.format or "PNG"]:
        raise BadPicture(N_("Ảnh có quá nhiều điểm ảnh nên không mở được. Mời thầy cô thu nhỏ ảnh trước."))
    try:
        picture.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
        picture.load()
        turned = ImageOps.exif_transpose(picture)
        turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        return _plain(turned)
    except (OSError, ValueError, SyntaxError, IndexError, EOFError) as error:
        raise BadPicture(N_("Ảnh bị hỏng hoặc thiếu một phần. Mời thầy cô chọn ảnh khác.")) from error


def _plain(picture: Image) -> Image:
    from PIL import Image

    see_through = picture.has_transparency_data
    picture = _in_srgb(picture.convert("RGBA" if see_through else "RGB"), picture.info.get("icc_profile"))
    plain = Image.new(picture.mode, picture.size)
    plain.paste(picture)
    return plain


def _in_srgb(picture: Image, profile: bytes | None) -> Image:
    """Return the picture in the colours every screen shares; a profile nobody can read is left out."""
    if not profile:
        return picture
    from PIL import ImageCms

    try:
        own, wanted = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, own, wanted, outputMode=picture.mode) or picture
    except (ImageCms.PyCMSError, OSError):
        return picture


def _packed(picture: Image) -> bytes:
    """Return the best WebP below the limit; what no quality makes small enough is scaled down."""
    from PIL import Image

    while True:
        for quality in QUALITIES:
            out = io.BytesIO()
            picture.save(out, "WEBP", quality=quality, method=4)
            if out.tell() <= LARGEST_OUT:
                return out.getvalue()
        size = (max(1, int(picture.width * SMALLER)), max(1, int(picture.height * SMALLER)))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
