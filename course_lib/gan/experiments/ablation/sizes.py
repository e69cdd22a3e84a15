"""Compare the sizes of the discriminators in an ablation, before anything is trained.

A discriminator with a thousandth of another's weights loses because it is small, whatever it looks
at. So an ablation says when one has 10 times the weights of another, and refuses 100 times.
"""

from course_lib.discriminators.registry import parameter_count
from course_lib.gan.experiments.ablation.plan import AblationPlan
from course_lib.gan.training.config import TrainConfig

WARN_AT, REFUSE_AT = 10, 100


def discriminator_weights(config: TrainConfig) -> int:
    """Return the number of weights of all discriminators of a run.

    Raises:
        RegistryError: A discriminator isn't registered, or its plugin is broken.
        TypeError: A discriminator doesn't have one of its options.
    """
    preset = config.preset
    return sum(
        parameter_count(preset.family(name), **preset.discriminator_options(name))
        for name in config.discriminators
    )


def check_sizes(plan: AblationPlan, any_size: bool = False) -> str:
    """Return a warning if the discriminators of a plan differ in size, or an empty string.

    Modes with several discriminators are left out: they are made of those that are compared.

    Args:
        plan: What to run.
        any_size: Whether to accept any difference.

    Raises:
        ValueError: One discriminator has 100 times the weights of another or more.
        RegistryError: A discriminator isn't registered, or its plugin is broken.
        TypeError: A discriminator doesn't have one of its options.
    """
    configs = {mode: plan.branch(mode, plan.seeds[0]) for mode in plan.modes}
    counts = {m: discriminator_weights(c) for m, c in configs.items() if len(c.discriminators) == 1}
    if not counts:
        return ""
    small, large = min(counts, key=counts.__getitem__), max(counts, key=counts.__getitem__)
    ratio = counts[large] / max(1, counts[small])
    if ratio < WARN_AT:
        return ""
    text = (
        f"{large} has {counts[large]:,} weights, {ratio:.0f} times the {counts[small]:,} of {small}"
    )
    if ratio >= REFUSE_AT and not any_size:
        raise ValueError(
            f"{text}: a difference between them would be one of size. Set options with --options, "
            f"register {small} with sizes for preset {plan.preset.name!r}, or accept any size with "
            "--any-size."
        )
    return f"{text}: keep that in mind when you compare them."
