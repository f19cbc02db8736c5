"""The colours of `tokens.css`, computed: text reaches 7:1 on each ground it stands on, edges and focus ring 3:1."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "app/static/css/tokens.css"
GROUNDS = ("paper", "surface", "sand", "accent-tint")
TEXTS = ("ink", "soft", "accent", "accent-strong", "done", "wait", "problem")
TONES = ("done", "wait", "problem")
TEXT_PAIRS = [
    *((text, ground) for text in TEXTS for ground in GROUNDS),
    *((tone, f"{tone}-tint") for tone in TONES),
    *((text, f"{tone}-tint") for tone in TONES for text in ("ink", "accent")),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-problem", "problem"),
    ("on-problem", "problem-strong"),
    ("paper", "done"),
]
SHAPE_PAIRS = [(shape, ground) for shape in ("edge", "focus") for ground in GROUNDS]


def colours(scheme: str) -> dict[str, str]:
    """Return the colours of one scheme by name."""
    light, _, dark = TOKENS.read_text().partition("@media")
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark if scheme == "dark" else light))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2 between two colours."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_ratio_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_schemes_name_the_same_colours(scheme: str) -> None:
    assert colours(scheme).keys() == colours("light").keys()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_reaches_seven_to_one(scheme: str) -> None:
    colour = colours(scheme)
    weak = {pair: contrast(colour[pair[0]], colour[pair[1]]) for pair in TEXT_PAIRS}
    assert not {pair: round(ratio, 2) for pair, ratio in weak.items() if ratio < 7}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_and_the_focus_ring_reach_three_to_one(scheme: str) -> None:
    colour = colours(scheme)
    weak = {pair: contrast(colour[pair[0]], colour[pair[1]]) for pair in SHAPE_PAIRS}
    assert not {pair: round(ratio, 2) for pair, ratio in weak.items() if ratio < 3}
