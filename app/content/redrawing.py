"""Draws a picture from outside anew, in the process that `app.content.pictures` has it done in."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageCms, ImageOps

from app.content.pictures import LARGEST_OUT, LONGEST_SIDE

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

# What a telephone takes; a JPEG is read at a fraction of its size, the others are unpacked whole.
MOST_PIXELS = {"JPEG": 110_000_000, "PNG": 25_000_000, "WEBP": 25_000_000, "GIF": 25_000_000}
QUALITIES = (82, 74, 66, 58, 50)
SMALLER = 0.8
NO_PICTURE = (OSError, ValueError, SyntaxError, IndexError, EOFError)


def answer(job: bytes) -> bytes:
    """Return the picture as a small WebP, or one of the words that say why it is not taken."""
    Image.MAX_IMAGE_PIXELS = None  # Our own, stricter bounds stand above, by kind of file.
    try:
        picture: Picture = Image.open(io.BytesIO(job), formats=list(MOST_PIXELS))
    except NO_PICTURE:
        return b"strange"
    if picture.width * picture.height > MOST_PIXELS[picture.format or "PNG"]:
        return b"pixels"
    try:
        return _packed(_upright(picture))
    except NO_PICTURE:
        return b"broken"


def _upright(picture: Picture) -> Picture:
    """Return the pixels the right way up, scaled and in sRGB; a copy that carries nothing else of the file."""
    picture.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
    picture.load()
    turned = ImageOps.exif_transpose(picture)
    turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    see_through = turned.has_transparency_data
    turned = _in_srgb(turned.convert("RGBA" if see_through else "RGB"), turned.info.get("icc_profile"))
    plain = Image.new(turned.mode, turned.size)
    plain.paste(turned)
    return plain


def _in_srgb(picture: Picture, profile: bytes | None) -> Picture:
    """Return the picture in the colours every screen shares; a profile nobody can read is left out."""
    if not profile:
        return picture
    try:
        own, wanted = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, own, wanted, outputMode=picture.mode) or picture
    except (ImageCms.PyCMSError, OSError):
        return picture


def _packed(picture: Picture) -> bytes:
    """Return the best WebP below the limit; what no quality makes small enough is scaled down."""
    while True:
        for quality in QUALITIES:
            out = io.BytesIO()
            picture.save(out, "WEBP", quality=quality, method=4)
            if out.tell() <= LARGEST_OUT:
                return out.getvalue()
        size = (max(1, int(picture.width * SMALLER)), max(1, int(picture.height * SMALLER)))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
