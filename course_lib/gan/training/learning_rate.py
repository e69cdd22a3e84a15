"""The generator's learning rate: a warm-up that rises and falls, then a constant.

    rate
     │   ╱╲
     │  ╱   ╲             the warm-up: the generator trains alone
     │ ╱      ╲_________  then the discriminators join
     └───────────────────► step

The rate is a function of the step number, so a resumed run needs no scheduler's state. Each
discriminator has a constant rate; see `adversaries`.
"""

from course_lib.gan.training.presets import Preset
from course_lib.gan.training.train_state import TrainState


def set_learning_rate(state: TrainState) -> None:
    """Set the generator's learning rate and betas for the next step."""
    preset = state.config.preset
    if state.adversarial_step == 0:
        # The second stage has other losses, so Adam's averages of past gradients are useless.
        state.optimizer.state.clear()
    for group in state.optimizer.param_groups:
        warm = state.warming_up
        group["lr"] = warm_up_rate(preset, state.step) if warm else preset.lr
        group["betas"] = preset.warm_betas if warm else preset.betas


def warm_up_rate(preset: Preset, step: int) -> float:
    """Return the learning rate at a step of the warm-up, counted from 0.

    Args:
        preset: It has the highest rate, ``warm_lr``, which is reached after ``warm_rise`` steps,
            and the rate ``warm_lr_end`` at the end of the warm-up.
        step: The number of steps taken.
    """
    rise = min(1.0, (step + 1) / max(1, preset.warm_rise))
    fall = (preset.warm_lr - preset.warm_lr_end) * step / max(1, preset.warm_steps)
    return rise * (preset.warm_lr - fall)
