"""Test what people claim about discriminators against the results of an ablation.

A claim names two modes and the metrics that would show it. Each metric is compared seed by seed.
The verdict follows one rule, fixed in advance:

    holds            better on every named metric
    holds in part    better on some metrics, worse on none
    mixed            better on some metrics and worse on others
    does not hold    better on none
    no verdict       fewer than two seeds are finished

"Better" means that the 95 % interval over seeds excludes zero; that all seeds agree isn't enough.
The first claims come from an article on the discriminators of AudioCraft, the others from papers
and code of the field. All are taken as hypotheses.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from course_lib.gan.experiments.ablation.results import MetricDifference, Results
from course_lib.gan.experiments.ablation.tables import (
    INTERVAL,
    ResultTable,
    difference_text,
    setting,
    size_text,
)
from course_lib.gan.metrics import METRICS, Metric, metric

HEADLINE = ("frame_comb_db", "fd_fine", "hf_lsd", "hf_energy_error", "mrstft_log_babble")
PITCH = ("f0_error_cents", "f0_gross_error", "vuv_f1", "periodicity_rmse")
RHYTHM = ("onset_f1", "onset_correlation", "beat_acf_rmse")
WAVEFORM = ("si_sdr", "group_delay_error", "crest_error_db", "pesq_wb")
TARGET = ("log_mel_l1", "mrstft_log", "spectral_convergence")


@dataclass(frozen=True)
class Claim:
    """A statement about two modes that a measurement can refute."""

    text: str
    mode: str  # the mode that is claimed to be better
    against: str  # the mode that it is compared with
    metrics: tuple[str, ...]  # names of the metrics that would show it


CLAIMS = (
    Claim("MS-STFT-D makes spectra accurate and clear", "msstftd", "none", HEADLINE),
    Claim("MPD keeps rhythm and beat", "mpd", "none", RHYTHM),
    Claim("MPD keeps pitch and periodicity", "mpd", "none", PITCH),
    Claim("MPD keeps pitch better than longer reconstruction", "mpd", "none_long", PITCH),
    Claim("MSD improves the waveform", "msd", "none", WAVEFORM),
    Claim("All three together beat MS-STFT-D alone", "all", "msstftd", HEADLINE),
    Claim("Balancing gradients beats fixed weights", "balancer", "all", (*HEADLINE, "log_mel_l1")),
    Claim("Adaptive weights beat fixed weights", "adaptive", "all", HEADLINE),
    Claim("Discriminators beat as many updates without them", "all", "none", HEADLINE + TARGET),
    Claim("They beat as much computing time without them", "all", "none_long", HEADLINE + TARGET),
    Claim("Feature matching alone does it", "feat_only", "none", HEADLINE),
    Claim("The adversarial loss alone does it", "adv_only", "none", HEADLINE),
    Claim("Both losses beat feature matching alone", "msstftd", "feat_only", HEADLINE),
    Claim("Feature maps of an untrained network do it", "feat_untrained", "none", HEADLINE),
    Claim("Training the network adds to them", "msstftd", "feat_untrained", HEADLINE),
    Claim("More mel windows do it without a discriminator", "none_multi_mel", "none", HEADLINE),
    Claim("MS-STFT-D adds to more mel windows", "msstftd_multi_mel", "none_multi_mel", HEADLINE),
    Claim("Adding up losses helps, as in HiFi-GAN", "all_sum", "none", (*HEADLINE, "log_mel_l1")),
    Claim(
        "AudioCraft's shares beat fixed weights",
        "balancer_audiocraft",
        "msstftd",
        (*HEADLINE, "log_mel_l1"),
    ),
    Claim("MSD needs its downsampling", "msd", "msd_bug", (*PITCH, *WAVEFORM)),
    Claim("MRD makes spectra accurate and clear", "mrd", "none", HEADLINE),
    Claim("MRD beats MS-STFT-D of the same size", "mrd", "msstftd", HEADLINE),
)


def mode_differences(results: Results, mode: str, against: str) -> dict[str, MetricDifference]:
    """Return the scores of one mode minus those of another, for each metric that both have.

    Args:
        results: The ablation.
        mode: The mode whose scores are taken.
        against: The mode whose scores are subtracted, on the seeds that both have.
    """
    own, others = _by_seed(results, mode), _by_seed(results, against)
    seeds = [seed for seed in own if seed in others]
    found = {}
    for known in METRICS:
        name = known.name
        if seeds and all(name in own[s] and name in others[s] for s in seeds):
            by_seed = tuple(own[s][name] - others[s][name] for s in seeds)
            found[name] = MetricDifference(by_seed, None, None)
    return found


def verdict_on(claim: Claim, results: Results) -> str:
    """Return the verdict on a claim by the rule above, with the number of seeds."""
    found = mode_differences(results, claim.mode, claim.against)
    named = {name: found[name] for name in claim.metrics if name in found}
    if not named:
        return "not measured"
    seeds = len(next(iter(named.values())).by_seed)
    if seeds < 2:
        return "no verdict (1 seed)"
    certain = {metric(name): d.mean for name, d in named.items() if d.certain}
    better = [m for m, mean in certain.items() if m.is_better(mean, 0.0)]
    if not better:
        word = "does not hold"
    elif len(better) < len(certain):
        word = "mixed"
    else:
        word = "holds" if len(better) == len(named) else "holds in part"
    return f"{word} ({seeds} seeds)"


def claim_table(results: Results) -> ResultTable:
    """Return a table of the claims about modes that were run, with the verdicts."""
    rows = tuple(
        (
            claim.text,
            f"`{claim.mode}` − `{claim.against}`",
            _evidence(claim, mode_differences(results, claim.mode, claim.against)),
            verdict_on(claim, results),
            _sizes(claim, results),
        )
        for claim in CLAIMS
        if {claim.mode, claim.against} <= set(results.outcomes)
    )
    return ResultTable(
        "Claims",
        f"{setting(results)} Mean difference and {INTERVAL}; **bold** where it excludes zero. The "
        "arrow is the better direction. One interval in twenty excludes zero by chance, so one "
        "bold number among many is not a discovery.",
        ("claim", "measured as", "found", "verdict", "sizes"),
        rows,
    )


def _evidence(claim: Claim, found: Mapping[str, MetricDifference]) -> str:
    named = [(metric(name), found[name]) for name in claim.metrics if name in found]
    return "; ".join(f"{_short(m)} {difference_text(d)}" for m, d in named) or "–"


def _sizes(claim: Claim, results: Results) -> str:
    modes = [mode for mode in (claim.mode, claim.against) if mode in results.outcomes]
    return "; ".join(f"`{mode}`: {size_text(results.size(mode))}" for mode in modes) or "–"


def _short(known: Metric) -> str:
    unit = f" {known.unit}" if known.unit else ""
    return f"{known.title}{unit} {known.arrow}"


def _by_seed(results: Results, mode: str) -> dict[int, Mapping[str, float]]:
    return {outcome.seed: outcome.scores for outcome in results.outcomes.get(mode, ())}
