"""What a watcher sees of a run after a step: held-out clips, reconstructed and scored.

    def watch(step, scalars, snapshot):
        sounds = snapshot()          held-out clips, as the generator reconstructs them now
        scores = snapshot.logits()   {"mpd": [(real, fake), ...]}: a pair per sub-discriminator

A snapshot changes nothing: a run that is watched takes the same steps as one that isn't.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from course_lib.gan.training.batches import TrainingData
from course_lib.gan.training.random_state import keep_random_state
from course_lib.gan.training.train_state import TrainState

Scores = dict[str, list[tuple[Tensor, Tensor]]]


class Snapshot:
    """What a watcher can ask for after a step. It is computed when asked for.

    Args:
        state: The state of the run.
        data: The data of the run.
    """

    def __init__(self, state: TrainState, data: TrainingData) -> None:
        self._state, self._data = state, data

    def __call__(self) -> Tensor:
        """Return the held-out clips [clips, 1, time], reconstructed by the running mean."""
        return self._data.reconstruct(self._state.ema)

    @property
    def held_out(self) -> Tensor:
        """The held-out clips as they are, [clips, 1, time]."""
        return self._data.held_out

    @torch.no_grad()
    def logits(self) -> Scores:
        """Return the scores that each active discriminator gives to held-out clips.

        The clips are held out, since scores of memorised clips would say nothing. They are the same
        in every step, so that scores can be compared over time.

        Returns:
            For each discriminator by name, a pair (real, fake) of logits [clips, scores] per
            sub-discriminator. Empty during the warm-up.
        """
        state = self._state
        if state.warming_up:
            return {}
        with keep_random_state(state.device):  # a plugin may draw random numbers
            with state.autocast():
                real, fake = self._pair()
            names = state.adversaries.active(state.adversarial_step)
            return {name: self._scores(name, real, fake) for name in names}

    def _pair(self) -> tuple[Tensor, Tensor]:
        """Return the middle of the real and of the generated clips, each [clips, 1, d_segment]."""
        preset = self._state.config.preset
        real = _middle(self._data.held_out, preset.segment).to(self._state.device)
        fake = self._state.generator(real)
        return _middle(real, preset.d_segment), _middle(fake, preset.d_segment)

    def _scores(self, name: str, real: Tensor, fake: Tensor) -> list[tuple[Tensor, Tensor]]:
        discriminator = self._state.adversaries[name].adversary
        modes = [(module, module.training) for module in discriminator.modules()]
        discriminator.eval()  # in training mode, spectral norm would update its estimate
        try:
            scores: Sequence[Tensor] = discriminator(torch.cat([real, fake]))[0]
        finally:
            for module, training in modes:
                module.training = training
        flat = [logits.float().cpu().flatten(1) for logits in scores]
        return [(logits[: len(real)], logits[len(real) :]) for logits in flat]


def _middle(wave: Tensor, length: int) -> Tensor:
    first = max(0, (wave.shape[-1] - length) // 2)
    return wave[..., first : first + length]
