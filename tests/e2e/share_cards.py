"""Draws the pictures that chat programs show of our addresses: `python -m tests.e2e.share_cards`, one a group, own drawings."""
# ruff: noqa: E501  # The drawings are paths.

import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from app.catalog.words import GROUPS
from tests.e2e.conftest import FLAGS
from tests.e2e.house import ROOT

FOLDER = ROOT / "app" / "static" / "img"
SIZE = {"width": 1200, "height": 630}
COLOURS, HEAVIEST = 24, 30_000
PAPER, SAND, EDGE, ACCENT, INK, GREEN, GOLD = (
    "#faf6ed",
    "#f2ebdb",
    "#7d705a",
    "#2a3877",
    "#24201a",
    "#1c4d35",
    "#e0b04a",
)
LINE = f'fill="none" stroke="{ACCENT}" stroke-width="10" stroke-linecap="round" stroke-linejoin="round"'
PHONE = f'<rect x="90" y="20" width="180" height="320" rx="26" fill="#fffdf8" stroke="{ACCENT}" stroke-width="10"/>'
TICK = f'<path d="M0 22l18 18 36-44" fill="none" stroke="{GREEN}" stroke-width="12" stroke-linecap="round"/>'
DRAWINGS = {
    "chung": f'{PHONE}<path d="M180 100l60 60-60 60-60-60z" fill="{ACCENT}"/><path d="M180 132l28 28-28 28-28-28z" fill="{PAPER}"/>'
    f'<path d="M130 270h100M145 300h70" {LINE}/>',
    "nguoi-dan": f'{PHONE}<text x="180" y="180" font-size="120" font-weight="700" fill="{ACCENT}" text-anchor="middle">A</text>'
    f'<g transform="translate(152 240)">{TICK}</g><circle cx="290" cy="240" r="64" fill="{GOLD}"/>'
    f'<path d="M262 240v-20a28 28 0 0 1 56 0v20M254 240h72v48h-72z" {LINE}/>',
    "nguoi-lao-dong": f'<path d="M30 330V170l90 60v-60l90 60v-60l90 60v100z" fill="{SAND}" stroke="{ACCENT}" stroke-width="10" stroke-linejoin="round"/>'
    f'<rect x="110" y="60" width="200" height="110" rx="12" fill="#fffdf8" stroke="{GREEN}" stroke-width="10"/>'
    f'<circle cx="210" cy="115" r="28" fill="{GOLD}"/><path d="M70 330v-50h50v50M200 330v-50h60v50" {LINE}/>',
    "hoc-sinh": f'<path d="M180 130C140 96 80 96 30 112v190c50-16 110-16 150 18 40-34 100-34 150-18V112c-50-16-110-16-150 18z" fill="#fffdf8" stroke="{ACCENT}" stroke-width="10" stroke-linejoin="round"/>'
    f'<path d="M180 130v190M70 160c30-6 50-4 76 6M70 210c30-6 50-4 76 6M214 166c26-10 46-12 76-6M214 216c26-10 46-12 76-6" {LINE}/>'
    f'<circle cx="180" cy="70" r="14" fill="{GREEN}"/><path d="M146 44a48 48 0 0 1 68 0M120 16a86 86 0 0 1 120 0" fill="none" stroke="{GREEN}" stroke-width="10" stroke-linecap="round"/>',
    "can-bo": f'<path d="M70 20h160l70 70v250H70z" fill="#fffdf8" stroke="{ACCENT}" stroke-width="10" stroke-linejoin="round"/><path d="M230 20v70h70M115 130h140M115 180h140" {LINE}/>'
    f'<path d="M110 280c20-50 40-50 44-14s20 34 34 4 24-20 30 0" fill="none" stroke="{INK}" stroke-width="8" stroke-linecap="round"/><circle cx="262" cy="276" r="40" fill="{GOLD}"/><g transform="translate(238 254) scale(.9)">{TICK}</g>',
    "nguoi-huong-dan": f'<circle cx="110" cy="120" r="46" fill="{GOLD}"/><path d="M30 330v-50a80 80 0 0 1 160 0v50z" fill="{ACCENT}"/>'
    f'<circle cx="262" cy="160" r="40" fill="{EDGE}"/><path d="M192 330v-30a70 70 0 0 1 140 0v30z" fill="{GREEN}"/><path d="M190 50h140v60h-90l-30 24v-24h-20z" fill="#fffdf8" stroke="{ACCENT}" stroke-width="8" stroke-linejoin="round"/><path d="M214 80h92" {LINE}/>',
}
PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; width: 1200px; height: 630px; background: {paper}; color: {ink}; font-family: system-ui, "Noto Sans", "DejaVu Sans", sans-serif; position: relative; overflow: hidden; }}
.hem {{ height: 36px; background: linear-gradient(135deg, {paper} 25%, transparent 25.5%) 0 100% / 24px 12px repeat-x, linear-gradient(225deg, {paper} 25%, transparent 25.5%) 0 100% / 24px 12px repeat-x, {accent}; }}
.words {{ position: absolute; left: 72px; top: 0; width: 640px; height: 630px; display: flex; flex-direction: column; justify-content: center; }}
b {{ font-size: 54px; color: {accent}; }} h1 {{ margin: 20px 0; font-size: 84px; line-height: 1.15; letter-spacing: -1px; text-wrap: balance; }} p {{ margin: 0; font-size: 38px; }}
svg {{ position: absolute; right: 60px; top: 110px; width: 440px; height: 440px; overflow: visible; }}
</style><div class="hem"></div><div class="words"><b>Học Vụ Số</b><h1>{title}</h1><p>xã Dương Hưu</p></div>
<svg viewBox="0 0 360 360">{drawing}</svg>"""


def main() -> None:
    """Draw every card and keep it with few colours, small enough for a weak line."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        page = chromium.new_page(viewport=SIZE)  # type: ignore[arg-type]
        for name, drawing in DRAWINGS.items():
            title = GROUPS[name].name if name in GROUPS else "Học để dùng, không ai bị bỏ lại"
            page.set_content(PAGE.format(paper=PAPER, ink=INK, accent=ACCENT, title=title, drawing=drawing))
            save(page.screenshot(), FOLDER / f"chia-se-{name}.png")
        chromium.close()


def save(picture: bytes, path: Path) -> None:
    """Write a picture with few colours.

    Raises:
        SystemExit: it is too heavy all the same.
    """
    few = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    if path.stat().st_size > HEAVIEST:
        raise SystemExit(f"{path.name} weighs {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
