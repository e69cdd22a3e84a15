"""Write the small pieces of HTML that instruments are made of: cards, players, line drawings.

Conventions
    Class names begin with ``course-``. A card is opaque white with dark text, in every theme.
    Words without a picture have the theme's own colours.
    A picture is an ``<img>`` with alt text, drawings (SVG) included: front ends that clean the
    HTML of saved notebooks keep images, and remove bare SVG.
"""

import base64
import html

from course_lib.audio.wav import wav_bytes
from course_lib.display.theme import picture_tag
from course_lib.sounds import Sound

CARD = (
    "background:#fff;color:#111;border-radius:4px;padding:8px;margin:4px 0;line-height:1.5;"
    "width:fit-content;max-width:100%;box-sizing:border-box"
)
LINE = "padding:2px 8px;margin:2px 0;line-height:1.5"


def card(body: str, kind: str) -> str:
    """Put HTML on a white card of class ``course-<kind>``."""
    return f'<div class="course-card course-{kind}" style="{CARD}">{body}</div>'


def line(text: str, kind: str, role: str = "note") -> str:
    """Write a line of words, in the colours of the theme."""
    return (
        f'<div class="course-line course-{kind}" role="{role}" style="{LINE}">'
        f"{html.escape(text)}</div>"
    )


def status(text: str, kind: str = "status") -> str:
    """Write a line that a screen reader speaks as soon as it changes."""
    return line(text, kind, "status")


def alert(text: str) -> str:
    """Write a line that says what went wrong."""
    return line(text, "alert", "alert")


def player(sound: Sound, label: str) -> str:
    """Write an ``<audio>`` element for a sound that already has its listening level.

    Take the sound from `course_lib.sounds.for_listening`: nothing is scaled here.
    """
    data = base64.b64encode(wav_bytes(sound.samples, sound.sample_rate)).decode()
    return (
        '<audio class="course-player" controls preload="metadata" '
        f'style="width:280px;max-width:100%" aria-label="{html.escape(label)}" '
        f'src="data:audio/wav;base64,{data}"></audio>'
    )


def labelled_player(sound: Sound, label: str) -> str:
    """Write a player with its name above it."""
    return (
        f'<figure style="margin:4px;display:inline-block"><figcaption>{html.escape(label)}'
        f"</figcaption>{player(sound, label)}</figure>"
    )


def svg_picture(body: str, width: int, height: int, alt: str) -> str:
    """Turn SVG elements into an ``<img>`` on white, ``width`` by ``height`` CSS pixels."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="sans-serif" font-size="12" fill="#111">'
        f'<rect width="{width}" height="{height}" fill="#fff"/>{body}</svg>'
    )
    return picture_tag(svg.encode(), "image/svg+xml", alt, size=(width, height))


def svg_text(x: float, y: float, words: str, *, anchor: str = "start", extra: str = "") -> str:
    """Write a line of text at a place of an SVG drawing."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {extra}>{html.escape(words)}</text>'
    )
