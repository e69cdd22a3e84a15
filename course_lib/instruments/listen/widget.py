"""Sounds side by side at one gain, each with its picture and a description.

The comparison is a page of pictures and players: it needs no kernel and works in a saved notebook.
"""

import html
from collections.abc import Mapping

from course_lib.display.figures.waves import draw_spectrogram
from course_lib.display.forms import Showable
from course_lib.display.html_pieces import card, player
from course_lib.display.theme import img_tag, new_figure
from course_lib.sounds import Sound, for_listening
from course_lib.sounds.levels import Match

PAIRS = 4  # this many sounds are shown as two rows of two
HEADPHONES = "Headphones reveal more than a laptop's loudspeakers."

# Switches between the two players in mid-sound. If the front end runs no scripts, the button stays
# hidden, and the players still work.
SWAP = """<button type="button" class="course-swap" hidden>Swap A and B (keeps the place)</button>
<script>for (const swap of document.querySelectorAll('button.course-swap[hidden]')) {
  swap.hidden = false;
  swap.onclick = () => {
    const [a, b] = swap.closest('.course-ab').querySelectorAll('audio');
    const [from, to] = b.paused ? [a, b] : [b, a];
    to.currentTime = Math.min(from.currentTime, to.duration || 0);
    from.pause();
    to.play();
  };
}</script>"""


class SoundComparison(Showable):
    """Sounds to listen to side by side. Use `listen` or `ab`."""

    def __init__(
        self, sounds: tuple[Sound, ...], match: Match, listen_for: str, *, swap: bool = False
    ) -> None:
        if not sounds:
            raise ValueError(
                "listen needs at least one sound, got none: give some, as in "
                "listen(pluck(), vowel())."
            )
        self.levelled = for_listening(*sounds, match=match)
        self.listen_for = listen_for
        self._swap = swap

    @property
    def sounds(self) -> tuple[Sound, ...]:
        """The sounds as they are played, at one gain."""
        return self.levelled.sounds

    def text(self) -> str:
        """Return what to listen for, the gain, and what each picture shows."""
        facts = [f"  {sound.name}: {_picture(sound, self._longest())[1]}" for sound in self.sounds]
        return "\n".join([*self._notes(), *facts])

    def static_html(self) -> str:
        """Return each sound's spectrogram above its player. All pictures share axes and colours."""
        cells = []
        for sound in self.sounds:
            image, _ = _picture(sound, self._longest())
            cells.append(
                '<figure class="course-sound" style="margin:4px"><figcaption>'
                f"<b>{html.escape(sound.name)}</b></figcaption>{image}"
                f"{player(sound, sound.name)}</figure>"
            )
        notes = "<br>".join(html.escape(note) for note in self._notes())
        width = "max-width:700px" if len(cells) == PAIRS else ""
        row = f'<div style="display:flex;flex-wrap:wrap;{width}">{"".join(cells)}</div>'
        return card(f"{row}{SWAP if self._swap else ''}<p>{notes}</p>", self._kind())

    def _kind(self) -> str:
        return "ab" if self._swap else "listen"

    def _longest(self) -> float:
        return max(sound.seconds for sound in self.sounds)

    def _notes(self) -> list[str]:
        notes = [f"Listen for: {self.listen_for}"] if self.listen_for else []
        return [*notes, f"Gain: {self.levelled.text}. {HEADPHONES}"]


Comparison = SoundComparison  # its name in version 0.1


def listen(
    *sounds: Sound | Mapping[str, Sound], match: Match = "common", listen_for: str = ""
) -> SoundComparison:
    """Return a comparison, as in ``listen(a, b)`` or ``listen({"original": a, "folded": b})``.

    Args:
        *sounds: Sounds, or dictionaries from names to sounds.
        match: "common" keeps their differences in level, "rms" removes them.
        listen_for: A sentence that says what to listen for.
    """
    return SoundComparison(_named(sounds), match, listen_for)


def ab(a: Sound, b: Sound, *, match: Match = "common", listen_for: str = "") -> SoundComparison:
    """Return a comparison of two sounds, with a button that switches between them in mid-sound.

    Args:
        a: The first sound.
        b: The second sound.
        match: "common" keeps their difference in level, "rms" removes it.
        listen_for: A sentence that says what to listen for.
    """
    pair = (a.renamed(f"A: {a.name}"), b.renamed(f"B: {b.name}"))
    return SoundComparison(pair, match, listen_for, swap=True)


def _named(given: tuple[Sound | Mapping[str, Sound], ...]) -> tuple[Sound, ...]:
    sounds: list[Sound] = []
    for item in given:
        if isinstance(item, Mapping):
            sounds += [sound.renamed(name) for name, sound in item.items()]
        elif isinstance(item, Sound):
            sounds.append(item)
        else:
            raise TypeError(
                f"listen takes Sounds or dictionaries of Sounds, got {type(item).__name__}: "
                "wrap samples first, as in Sound(samples, sample_rate)."
            )
    return tuple(sounds)


def _picture(sound: Sound, seconds: float) -> tuple[str, str]:
    figure, axes = new_figure(3.6, 2.3)
    alt = draw_spectrogram(axes, sound.samples, sound.sample_rate, name=sound.name)
    axes.set_xlim(0, seconds)  # a short sound beside a long one keeps its true length
    return img_tag(figure, alt), alt
