"""Look at a run from outside: hear the generator, and read the judges' scores.

    def watch(step, scalars, look):
        sounds = look()          held-out sounds, as the generator makes them now
        scores = look.logits()   {"mpd": [(real, fake), ...]}: a pair for each judge of a committee

Looking changes nothing: a run that is watched takes the same steps as one that is not.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from course_lib.gan.training.batches import Data
from course_lib.gan.training.state import TrainState

Scores = dict[str, list[tuple[Tensor, Tensor]]]


class Look:
    """What a watcher may ask for after a step; each question costs time.

    Args:
        state: of the run.
        data: the sounds of the run.
    """

    def __init__(self, state: TrainState, data: Data) -> None:
        self._state, self._data = state, data

    def __call__(self) -> Tensor:
        """Return the held-out sounds [clips, 1, time] through the generator's running mean."""
        return self._data.listen(self._state.ema)

    @property
    def held_out(self) -> Tensor:
        """The same sounds as they were recorded."""
        return self._data.held_out

    @torch.no_grad()
    def logits(self) -> Scores:
        """Let every judge that takes part score held-out sounds: real ones, and those made of them.

        Held-out, since what a judge has learnt by heart says nothing. They are the same in every
        step, so that scores can be compared over time. During the warm-up there are none.
        """
        state = self._state
        if state.warming_up:
            return {}
        gpus = [state.device] if state.device.type == "cuda" else []
        with torch.random.fork_rng(devices=gpus):  # a judge may throw dice
            with state.autocast():
                real, fake = self._pair()
            names = state.adversaries.active(state.adversarial_step)
            return {name: self._judged(name, real, fake) for name in names}

    def _pair(self) -> tuple[Tensor, Tensor]:
        """Cut the middle out of real and made sounds: [clips, 1, d_segment] each."""
        preset = self._state.config.preset
        real = _middle(self._data.held_out, preset.segment).to(self._state.device)
        fake = self._state.generator(real)
        return _middle(real, preset.d_segment), _middle(fake, preset.d_segment)

    def _judged(self, name: str, real: Tensor, fake: Tensor) -> list[tuple[Tensor, Tensor]]:
        judge = self._state.adversaries[name].adversary
        modes = [(module, module.training) for module in judge.modules()]
        judge.eval()  # spectral norm would learn from what it only looks at
        try:
            scores: Sequence[Tensor] = judge(torch.cat([real, fake]))[0]
        finally:
            for module, training in modes:
                module.training = training
        flat = [logits.float().cpu().flatten(1) for logits in scores]
        return [(logits[: len(real)], logits[len(real) :]) for logits in flat]


def _middle(wave: Tensor, length: int) -> Tensor:
    first = max(0, (wave.shape[-1] - length) // 2)
    return wave[..., first : first + length]
