"""One sound from a generator at several stages of training: untrained, early, late.

    machine = time_machine()
    machine.choose("chord", step=200)
    machine.played_pair()            the original, and what the generator made of it

The package contains the generators (`course_lib.gan.training.shipped`), so nothing is trained here.
"""

import html

import torch

from course_lib.audio.stft import spectrogram_db
from course_lib.display.figures.wave_and_spectrogram import wave_and_spectrogram
from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.html_pieces import card, labelled_player
from course_lib.display.keys import key_line
from course_lib.display.panels import slider, stack, toggle_buttons
from course_lib.gan.data import synthetic_clips
from course_lib.gan.training.shipped import READY, ready_generator
from course_lib.instruments.listen.panels import PairPanel
from course_lib.sounds import Sound, for_listening
from course_lib.sounds.levels import Levelled

KINDS = ("chord", "drums", "babble", "harmonic")
SECONDS = 1.2
KEYS = "Click here, then use the keys: `O` plays the original · `G` plays the generator"


def originals(kinds: tuple[str, ...] = KINDS, each: int = 1) -> dict[str, Sound]:
    """Return held-out sounds by name. None of the generators was trained on them.

    Args:
        kinds: The kinds of sound.
        each: The number of sounds of each kind. With 1, the name is the kind.
    """
    clips = synthetic_clips("report", each, seconds=SECONDS)
    chosen = [clip for kind in kinds for clip in clips.of_kind(kind)]
    return {
        clip.name if each > 1 else clip.kind: Sound(clip.samples, clips.sample_rate, clip.name)
        for clip in chosen
    }


def generated(step: int, sounds: dict[str, Sound]) -> dict[str, Sound]:
    """Return each sound after the generator of a training step.

    A result that would leave [-1, 1] is scaled down as a whole.

    Args:
        step: The training step, one of `READY`.
        sounds: The sounds by name.
    """
    generator = ready_generator(step)
    results = {}
    with torch.no_grad():
        for name, sound in sounds.items():
            samples = generator(sound.wave)[0, 0]
            samples = samples / max(1.0, float(samples.abs().max()))
            results[name] = Sound(samples, sound.sample_rate, f"{sound.name} after {step} steps")
    return results


class TimeMachine(Instrument):
    """A few sounds at every stage of one training run. Use `time_machine`."""

    def __init__(self, sounds: dict[str, Sound]) -> None:
        if not sounds:
            raise ValueError("A time machine needs at least one sound, got none.")
        self.sounds = sounds
        self.stages = {step: generated(step, sounds) for step in READY}
        self.sound, self.step = next(iter(sounds)), READY[0]
        self._levelled: dict[str, Levelled] = {}
        self._drawn: dict[tuple[str, int], str] = {}

    def choose(self, sound: str | None = None, step: int | None = None) -> None:
        """Choose a sound by its name, and a stage by its training step."""
        name = self.sound if sound is None else sound
        stage = self.step if step is None else step
        if name not in self.sounds or stage not in self.stages:
            raise ValueError(
                f"There is no {name!r} after {stage!r} steps: sounds are {', '.join(self.sounds)}, "
                f"stages are {', '.join(map(str, self.stages))}."
            )
        self.sound, self.step = name, stage

    def played_pair(self) -> tuple[Sound, Sound]:
        """Return the original and the generated sound as they are played, at one gain."""
        sounds = self._all_stages().sounds
        fake = sounds[1 + list(self.stages).index(self.step)]
        return sounds[0].renamed("original"), fake.renamed(f"after {self.step} steps")

    def distance(self) -> float:
        """Return the mean absolute difference of both spectrograms in dB, floor at -80 dB."""
        pictures = [spectrogram_db(sound.samples) for sound in self._pair()]
        return float((pictures[0] - pictures[1]).abs().mean())

    def quieter(self) -> float:
        """Return by how many dB of RMS the generated sound is weaker than the original."""
        levels = [float(sound.samples.square().mean().sqrt()) for sound in self._pair()]
        return 20 * float(torch.tensor(levels[0] / max(levels[1], 1e-9)).log10())

    def summary(self) -> str:
        """Return how close the generated sound is to the original."""
        return (
            f"{self.sound}, after {self.step} of {READY[-1]} steps: {self._level()} than the "
            f"original; the spectrograms differ by {self.distance():.1f} dB a point. "
            f"Gain: {self._all_stages().text}."
        )

    def pictures(self) -> tuple[str, str]:
        """Return wave and spectrogram of the original, and those of the generated sound."""
        original, fake = self.played_pair()
        named = fake.renamed(f"{self.sound}, {fake.name}")
        found = f"{self._level()} than the original, {self.distance():.1f} dB a point away from it"
        return self._picture((self.sound, -1), original, ""), self._picture(
            (self.sound, self.step), named, found
        )

    def text(self) -> str:
        """Return how far each stage is from the original, for the chosen sound."""
        chosen = self.step
        lines = []
        for step in self.stages:
            self.choose(step=step)
            lines.append(f"  {self.summary().split(' Gain')[0]}")
        self.choose(step=chosen)
        how = (
            'choose("drums", step=200), then played_pair() returns the original and the generated '
            "sound."
        )
        return "\n".join([f"Time machine, stages {', '.join(map(str, READY))}:", *lines, how])

    def static_html(self) -> str:
        """Return the chosen sound at every stage."""
        chosen = self.step
        parts = [self.pictures()[0], labelled_player(self.played_pair()[0], "original")]
        for step in self.stages:
            self.choose(step=step)
            fake = self.played_pair()[1]
            parts.append(self.pictures()[1] + labelled_player(fake, fake.name))
            parts.append(f"<p>{html.escape(self.summary())}</p>")
        self.choose(step=chosen)
        return card("".join(parts), "time-machine")

    def widget(self) -> WidgetLike:
        """Return the choice of a sound, the slider over stages, and what follows them."""
        name = toggle_buttons("", list(self.sounds), self.sound)
        step = slider("training steps", list(self.stages), self.step, label_width="110px")
        panel = PairPanel(self, "og", "time")
        for control in (name, step):
            panel.on_change(control, lambda: self.choose(name.value, step.value))
        panel.refresh()
        parts = [name, step, key_line(KEYS), panel.players, panel.picture, panel.message]
        return stack(parts, "course-time-machine", keys=True)

    def _all_stages(self) -> Levelled:
        if self.sound not in self._levelled:
            stages = [stage[self.sound] for stage in self.stages.values()]
            self._levelled[self.sound] = for_listening(self.sounds[self.sound], *stages)
        return self._levelled[self.sound]

    def _pair(self) -> tuple[Sound, Sound]:
        return self.sounds[self.sound], self.stages[self.step][self.sound]

    def _level(self) -> str:
        level = self.quieter()
        return f"{abs(level):.0f} dB {'weaker' if level > 0 else 'stronger'}"

    def _picture(self, key: tuple[str, int], sound: Sound, finding: str) -> str:
        if key not in self._drawn:
            self._drawn[key] = wave_and_spectrogram(sound, finding=finding)
        return self._drawn[key]


def time_machine(sounds: dict[str, Sound] | None = None) -> TimeMachine:
    """Return a time machine.

    Args:
        sounds: Sounds of your own by name, at 16 kHz; None takes four held-out ones.
    """
    return TimeMachine(originals() if sounds is None else sounds)
