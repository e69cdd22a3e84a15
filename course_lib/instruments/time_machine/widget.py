"""Hear one sound as a generator made it at several ages: before training, early, late.

    machine = time_machine()
    machine.choose("chord", step=200)
    machine.heard()                  the original, and what the generator made of it

The generators are shipped with the package (`course_lib.gan.training.shipped`): nothing is trained.
"""

import html

import ipywidgets
import torch

from course_lib.audio.stft import spectrogram_db
from course_lib.display.cards import alert, card, labelled_player, status
from course_lib.display.figures.wave_and_spectrogram import wave_and_spectrogram
from course_lib.display.forms import Instrument, WidgetLike
from course_lib.display.keys import PANEL, key_line, key_script, keyed
from course_lib.display.slider_names import slider_names
from course_lib.gan.data import synthetic_clips
from course_lib.gan.training.shipped import READY, ready_generator
from course_lib.sounds import Sound, for_listening
from course_lib.sounds.levels import Levelled

KINDS = ("chord", "drums", "babble", "harmonic")
SECONDS = 1.2
KEYS = "Click here, then by keys: `O` plays the original · `G` plays the generator"


def originals(kinds: tuple[str, ...] = KINDS, each: int = 1) -> dict[str, Sound]:
    """Give held-out sounds that no generator here was trained on, by name."""
    clips = synthetic_clips("report", each, seconds=SECONDS)
    chosen = [clip for kind in kinds for clip in clips.of_kind(kind)]
    return {
        clip.name if each > 1 else clip.kind: Sound(clip.samples, clips.sample_rate, clip.name)
        for clip in chosen
    }


def generated(step: int, sounds: dict[str, Sound]) -> dict[str, Sound]:
    """Send each sound through the generator as it was after ``step`` steps.

    Where a result would leave [-1, 1], it is made quieter as a whole.
    """
    generator = ready_generator(step)
    made = {}
    with torch.no_grad():
        for name, sound in sounds.items():
            samples = generator(sound.wave)[0, 0]
            samples = samples / max(1.0, float(samples.abs().max()))
            made[name] = Sound(samples, sound.sample_rate, f"{sound.name} after {step} steps")
    return made


class TimeMachine(Instrument):
    """A few sounds, at every stage of one training run; made by `time_machine`."""

    def __init__(self, sounds: dict[str, Sound]) -> None:
        if not sounds:
            raise ValueError("a time machine needs at least one sound")
        self.sounds = sounds
        self.stages = {step: generated(step, sounds) for step in READY}
        self.sound, self.step = next(iter(sounds)), READY[0]
        self._levelled: dict[str, Levelled] = {}
        self._drawn: dict[tuple[str, int], str] = {}

    def choose(self, sound: str | None = None, step: int | None = None) -> None:
        """Choose a sound by its name, and a stage by its number of training steps."""
        name = self.sound if sound is None else sound
        stage = self.step if step is None else step
        if name not in self.sounds or stage not in self.stages:
            raise ValueError(
                f"there is no {name!r} after {stage!r} steps: sounds are {', '.join(self.sounds)}, "
                f"stages are {', '.join(map(str, self.stages))}"
            )
        self.sound, self.step = name, stage

    def heard(self) -> tuple[Sound, Sound]:
        """Give the original and what was made of it, as they are played: at one gain."""
        sounds = self._all_stages().sounds
        made = sounds[1 + list(self.stages).index(self.step)]
        return sounds[0].renamed("original"), made.renamed(f"after {self.step} steps")

    def distance(self) -> float:
        """Give the mean difference of both spectrograms, in dB a point, nothing below -80 dB."""
        pictures = [spectrogram_db(sound.samples) for sound in self._pair()]
        return float((pictures[0] - pictures[1]).abs().mean())

    def quieter(self) -> float:
        """Give how much weaker than the original the generated sound is, in dB of RMS."""
        levels = [float(sound.samples.square().mean().sqrt()) for sound in self._pair()]
        return 20 * float(torch.tensor(levels[0] / max(levels[1], 1e-9)).log10())

    def words(self) -> str:
        """Say how far the generator has come with this sound."""
        return (
            f"{self.sound}, after {self.step} of {READY[-1]} steps: {self._level()} than the "
            f"original; the spectrograms differ by {self.distance():.1f} dB a point. "
            f"Gain: {self._all_stages().text}."
        )

    def pictures(self) -> tuple[str, str]:
        """Show wave and spectrogram of the original, and the same of what was made of it."""
        original, made = self.heard()
        named = made.renamed(f"{self.sound}, {made.name}")
        found = f"{self._level()} than the original, {self.distance():.1f} dB a point away from it"
        return self._picture((self.sound, -1), original, ""), self._picture(
            (self.sound, self.step), named, found
        )

    def text(self) -> str:
        """Say how far each stage is from the original, for the chosen sound."""
        here = self.step
        lines = []
        for step in self.stages:
            self.choose(step=step)
            lines.append(f"  {self.words().split(' Gain')[0]}")
        self.choose(step=here)
        how = 'choose("drums", step=200), then heard() gives the original and the generated sound.'
        return "\n".join([f"Time machine, stages {', '.join(map(str, READY))}:", *lines, how])

    def static_html(self) -> str:
        """Show the chosen sound at every stage."""
        here = self.step
        parts = [self.pictures()[0], labelled_player(self.heard()[0], "original")]
        for step in self.stages:
            self.choose(step=step)
            made = self.heard()[1]
            parts.append(self.pictures()[1] + labelled_player(made, made.name))
            parts.append(f"<p>{html.escape(self.words())}</p>")
        self.choose(step=here)
        return card("".join(parts), "time-machine")

    def widget(self) -> WidgetLike:
        """Build the slider, the choice of a sound, and what follows them."""
        return _panel(self)

    def _all_stages(self) -> Levelled:
        if self.sound not in self._levelled:
            made = [stage[self.sound] for stage in self.stages.values()]
            self._levelled[self.sound] = for_listening(self.sounds[self.sound], *made)
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
    """Open the time machine on four held-out sounds, or on ``sounds`` of your own, at 16 kHz."""
    return TimeMachine(originals() if sounds is None else sounds)


def _panel(machine: TimeMachine) -> WidgetLike:
    picture, players, words = (ipywidgets.HTML() for _ in range(3))
    name = ipywidgets.ToggleButtons(options=list(machine.sounds), value=machine.sound)
    name.style.button_width = "auto"
    step = ipywidgets.SelectionSlider(
        options=list(machine.stages),
        value=machine.step,
        description="training steps",
        style={"description_width": "110px"},
        layout={"width": "min(100%, 560px)"},
    )

    def refresh(_: object = None) -> None:
        try:
            machine.choose(name.value, step.value)
            pairs = zip("og", machine.heard(), strict=True)
            shown = (keyed(key, labelled_player(sound, sound.name)) for key, sound in pairs)
            players.value = card("".join(shown), "time-players")
            picture.value = card("".join(machine.pictures()), "time-picture")
            words.value = status(machine.words(), "words")
        except Exception as error:  # it would vanish into the log of the front end
            words.value = alert(str(error))

    name.observe(refresh, "value")
    step.observe(refresh, "value")
    refresh()
    line, names = key_line(KEYS), slider_names()
    panel = ipywidgets.VBox([name, step, line, players, picture, words, key_script(), names])
    panel.add_class("course-time-machine")
    panel.add_class(PANEL)
    box: WidgetLike = panel
    return box
