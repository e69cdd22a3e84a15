"""The time machine: one sound from a generator at several stages of training.

machine = time_machine()
machine.choose("chord", step=200)
machine.played_pair()            the original, and what the generator made of it
"""

import html
from itertools import count
from pathlib import Path

import traitlets

from course_lib.display.browser_instrument import BrowserInstrument
from course_lib.display.browser_widget import State
from course_lib.display.bundle_modules import bundle
from course_lib.display.deck import DeckWidget, on_page, track
from course_lib.display.figures.wave_and_spectrogram import wave_and_spectrogram
from course_lib.display.html_pieces import card
from course_lib.display.page_player import labelled_player
from course_lib.gan.training.shipped import READY
from course_lib.instruments.time_machine.model import (
    generated,
    level_difference,
    originals,
    spectral_distance,
)
from course_lib.sounds import Sound, for_listening
from course_lib.sounds.levels import Levelled

EQUAL = "as strong"


class TimeMachineWidget(DeckWidget):
    """The traits of widget.js. The rows of the deck are those of one sound: original and stages."""

    _esm = bundle(Path(__file__).with_name("widget.js"))
    KEPT = ("sound", *DeckWidget.KEPT)
    sounds = traitlets.List(traitlets.Dict()).tag(sync=True)  # name, gain, distances, rows
    steps = traitlets.List(traitlets.Int()).tag(sync=True)  # of the stages
    sound = traitlets.Unicode("").tag(sync=True)


class TimeMachine(BrowserInstrument):
    """A few sounds at every stage of one training run. Use `time_machine`."""

    Widget = TimeMachineWidget

    def __init__(self, sounds: dict[str, Sound]) -> None:
        if not sounds:
            raise ValueError("A time machine needs at least one sound, got none.")
        self.sounds = sounds
        self.stages = {step: generated(step, sounds) for step in READY}
        self.sound, self.step = next(iter(sounds)), READY[0]
        self._levelled: dict[str, Levelled] = {}
        self._measured: dict[str, dict[int, float]] = {}

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
        sounds = self._all_stages(self.sound).sounds
        fake = sounds[1 + list(self.stages).index(self.step)]
        return sounds[0].renamed("original"), fake.renamed(f"after {self.step} steps")

    def distance(self) -> float:
        """Return the mean absolute difference of both spectrograms in dB, floor at -80 dB."""
        return self._distances(self.sound)[self.step]

    def quieter(self) -> float:
        """Return by how many dB of RMS the generated sound is weaker than the original."""
        return level_difference(*self._pair(self.sound, self.step))

    def summary(self) -> str:
        """Return how close the generated sound is to the original."""
        return (
            f"{self.sound}, after {self.step} of {READY[-1]} steps: "
            f"{self._beside_original(self.sound, self.step)}; the spectrograms differ by "
            f"{self.distance():.1f} dB on average. "
            f"Gain: {self._all_stages(self.sound).text}."
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

    def state(self) -> State:
        """Return every sound at every stage, with its distance from the original."""
        return {
            "sounds": [self._sent(name) for name in self.sounds],
            "steps": list(self.stages),
            "sound": self.sound,
            "current": 1 + list(self.stages).index(self.step),
            "view": "spectrogram",
        }

    def page_state(self, state: State) -> State:
        """Return the state with the players of the fallback in place of the samples."""
        number = count()
        sounds = [
            {**self._sent(name), "rows": [on_page(row, next(number)) for row in self._rows(name)]}
            for name in self.sounds
        ]
        return {**state, "sounds": sounds}

    def take(self, name: str, value: object) -> None:
        """Store the sound and the stage that the learner chose."""
        if name == "sound":
            self.choose(str(value))
        elif name == "current" and value != 0:  # row 0 is the original
            self.choose(step=list(self.stages)[int(str(value)) - 1])

    def fallback_html(self) -> str:
        """Return each sound at every stage, with pictures of the chosen one."""
        parts = []
        for name in self.sounds:
            finds = ["", *(self._finding(name, step) for step in self.stages)]
            sounds = zip(self._all_stages(name).sounds, self._labels(), finds, strict=True)
            for sound, label, found in sounds:
                named = sound.renamed(f"{name}, {label}")
                if name == self.sound:
                    parts.append(wave_and_spectrogram(named, finding=found))
                parts.append(labelled_player(sound, named.name))
        lines = "".join(f"<p>{html.escape(line)}</p>" for line in self.text().splitlines())
        return card(f"{''.join(parts)}{lines}", "time-machine")

    def _sent(self, name: str) -> State:
        distances = list(self._distances(name).values())
        gain = self._all_stages(name).text
        return {"name": name, "gain": gain, "distances": distances, "rows": self._rows(name)}

    def _rows(self, name: str) -> list[State]:
        """Return the stages as rows of the deck, each with the title of the instrument."""
        original, *fakes = self._all_stages(name).sounds
        first = track(original.renamed("original"), "what the generator should copy")
        rows: list[State] = [{**first, "title": f"{name}: the original"}]
        for step, fake in zip(self.stages, fakes, strict=True):
            distance = self._distances(name)[step]
            short = f"{self._level(name, step)}, {distance:.1f} dB off"
            row = track(fake.renamed(f"after {step} steps"), short)
            rows.append(
                {**row, "title": f"{name}, after {step} steps: {self._finding(name, step)}"}
            )
        return rows

    def _labels(self) -> list[str]:
        return ["original", *(f"after {step} steps" for step in self.stages)]

    def _finding(self, name: str, step: int) -> str:
        level, distance = self._beside_original(name, step), self._distances(name)[step]
        return f"{level}, and its spectrogram is {distance:.1f} dB off on average"

    def _all_stages(self, name: str) -> Levelled:
        if name not in self._levelled:
            stages = [stage[name] for stage in self.stages.values()]
            self._levelled[name] = for_listening(self.sounds[name], *stages)
        return self._levelled[name]

    def _distances(self, name: str) -> dict[int, float]:
        """Return the distance of each stage from the original."""
        if name not in self._measured:
            steps = self.stages
            self._measured[name] = {s: spectral_distance(*self._pair(name, s)) for s in steps}
        return self._measured[name]

    def _pair(self, name: str, step: int) -> tuple[Sound, Sound]:
        return self.sounds[name], self.stages[step][name]

    def _level(self, name: str, step: int) -> str:
        level = round(level_difference(*self._pair(name, step)))
        if not level:
            return EQUAL
        return f"{abs(level)} dB {'weaker' if level > 0 else 'stronger'}"

    def _beside_original(self, name: str, step: int) -> str:
        level = self._level(name, step)
        return f"{level} {'as' if level == EQUAL else 'than'} the original"


def time_machine(sounds: dict[str, Sound] | None = None) -> TimeMachine:
    """Return a time machine.

    Args:
        sounds: Sounds of your own by name, at 16 kHz; None takes four held-out ones.
    """
    return TimeMachine(originals() if sounds is None else sounds)
