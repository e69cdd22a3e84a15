"""What the play button of the logit inspector shows."""

import html
from typing import NamedTuple

from course_lib.display.html_pieces import card, labelled_player
from course_lib.sounds import Sound


class Answer(NamedTuple):
    """Text, HTML with the same text and its players, and the sounds."""

    text: str
    html: str
    sounds: tuple[Sound, ...] = ()


def with_players(text: str, sounds: tuple[Sound, ...], kind: str) -> Answer:
    """Return the text with a player for each sound; ``kind`` is the CSS class of the card."""
    players = "".join(labelled_player(sound, sound.name) for sound in sounds)
    return Answer(text, card(f"<p>{html.escape(text)}</p>{players}", kind), sounds)
