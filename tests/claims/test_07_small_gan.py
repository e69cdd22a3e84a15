"""What lesson 07 says is true: runs were recorded, tables measured, parts are the learner's."""

import ast
import copy
import inspect
import itertools
import json
import math
import re
import shutil

import pytest
import torch
import torch.nn.functional as F
from claims import claim
from torch import nn

from course_lib.classroom import own_parts
from course_lib.classroom.exercises.load_bank import bank, find_exercise, lesson_module
from course_lib.discriminators.interface import DiscriminatorOutput, MultiDiscriminator
from course_lib.discriminators.mpd import MultiPeriodDiscriminator
from course_lib.discriminators.msd import MultiScaleDiscriminator
from course_lib.discriminators.registry import register, unregister
from course_lib.gan import Clips, TrainConfig, preset, synthetic_clips
from course_lib.gan.codec.codec import CodecOptions
from course_lib.gan.experiments.failures import (
    COLLAPSED,
    KINDS,
    failed_runs,
    healthy_run,
    lettered_runs,
    recorded_run,
)
from course_lib.gan.experiments.failures.apply_fault import configuration
from course_lib.gan.metrics import evaluate
from course_lib.gan.metrics.evaluation import metric
from course_lib.gan.training import plan_session as sessions
from course_lib.gan.training.learner_parts import OwnParts
from course_lib.gan.training.learning_rate import set_learning_rate
from course_lib.gan.training.plan_session import WARM_STAGE, plan_session
from course_lib.gan.training.shipped import READY, ready_generator, ready_log
from course_lib.gan.training.step import train_step
from course_lib.gan.training.train_state import new_state
from course_lib.instruments import failure_zoo
from course_lib.instruments.failure_zoo.picture import smooth
from course_lib.instruments.pictures import runs_side_by_side
from course_lib.losses import AdversarialLoss, Balancer

MICRO = preset("tiny").replace(
    codec=CodecOptions(
        dim=8, encoder_blocks=1, decoder_blocks=1, n_fft=64, hop_length=32, latent=3
    ),
    warm_steps=0,
    batch=2,
    segment=2048,
    d_batch=2,
    d_segment=2048,
    clip=1e9,
)


@pytest.fixture(scope="module", autouse=True)
def own_cache(tmp_path_factory):
    """Leave the clip cache of the person who runs the tests alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_CACHE", str(tmp_path_factory.mktemp("clips")))
        yield


# section 2


@claim(
    "07.p1",
    "Most of the pitch is still wrong after {soon} steps, when colour and beat have made most of their way.",
    "make most of their way within {soon} steps",
    "After {soon} steps of reconstruction, how loud is the buzz",
    "It grows by more than {grown} dB, while colour and beat get better.",
    "but {warm_steps} steps of reconstruction leave it louder than it was.",
)
def test_colour_and_beats_come_first_then_pitch_and_the_buzz_goes_last(soon, grown, warm_steps):
    clips = synthetic_clips("tuning")
    few = Clips(list(clips)[::6], clips.sample_rate)
    metrics = [
        metric(n) for n in ("log_mel_l1", "onset_correlation", "f0_gross_error", "frame_comb_db")
    ]
    with torch.no_grad():
        stages = {step: evaluate(few, ready_generator(step)(few.waves), metrics) for step in READY}
    first, early, warm, last = (stages[step] for step in (0, soon, WARM_STAGE, READY[-1]))

    def way(name):
        """Return how much of its whole change a metric has made after ``soon`` steps."""
        return (first[name] - early[name]) / (first[name] - last[name])

    assert min(way("log_mel_l1"), way("onset_correlation")) > 0.75
    assert way("f0_gross_error") < 0.5
    assert early["f0_gross_error"] > 50
    assert early["frame_comb_db"] > first["frame_comb_db"] + grown
    assert warm_steps == WARM_STAGE
    assert warm["frame_comb_db"] > first["frame_comb_db"]
    assert last["frame_comb_db"] < warm["frame_comb_db"] - 4
    assert 0.01 < warm["onset_correlation"] - last["onset_correlation"] < 0.05


@claim(
    "07",
    "| {zero} to {warm} steps | **reconstruction** alone",
    "| the last | {more} steps more of that, then {against} against a discriminator as well |",
    "you heard in section 2 what {against} steps do.",
    "it starts with the generator of {warm} steps",
)
def test_only_the_last_stage_trained_against_a_discriminator(zero, warm, more, against):
    assert (READY[0], WARM_STAGE, READY[-2]) == (zero, warm, warm)
    assert ready_log()["preset"]["warm_steps"] == warm + more
    assert READY[-1] == warm + more + against


@claim(
    "07",
    "We trained three generators both ways, from {warm} steps on. "
    "After {steps} steps without a discriminator, their buzz was at {low} to {high} dB; "
    "after {steps} against one, at {low_against} to {high_against} dB.",
)
def test_the_same_steps_leave_the_buzz_unless_there_is_a_discriminator(
    root, warm, steps, low, high, low_against, high_against
):
    table = json.loads((root / "docs/measured/tiny.json").read_text())
    outcomes = table["outcomes"]

    def measured(mode, name):
        return [run["scores"][name] for run in outcomes[mode]]

    assert table["about"]["preset"]["warm_steps"] == warm
    ranges = {"none": (low, high), "msstftd": (low_against, high_against)}
    for mode, stated in ranges.items():
        assert {run["steps"] for run in outcomes[mode]} == {steps}
        buzz = measured(mode, "frame_comb_db")
        assert (len(buzz), round(min(buzz), 1), round(max(buzz), 1)) == (3, *stated)
    assert max(measured("none", "log_mel_l1")) < min(measured("msstftd", "log_mel_l1"))


# section 3


@claim(
    "07",
    "The generator reads {frames} frames a second, keeps {numbers} numbers for each, "
    "rounds them to {levels} levels",
    "that comes from building the sound in frames of {ms} ms",
    "where it comes from: frames of {ms} ms",
)
def test_the_numbers_of_the_generator(frames, numbers, levels, ms):
    generator = ready_generator(WARM_STAGE)
    with torch.no_grad():
        latent = generator.encode(torch.randn(1, 1, 16_000))
    assert latent.shape == (1, numbers, frames)
    assert latent.numel() < 16_000 / 5  # far fewer numbers than samples
    assert len(latent.unique()) <= levels
    assert preset("tiny").codec.levels == levels
    assert 1000 / frames == ms


WHOLES = ("01.7", "02.7", "03.2", "03.7", "04.7")
PARTS = ("05.1", "05.3", "05.5")


def register_own(wholes):
    """Register small discriminators built from a registry and discriminators of one's own."""
    registry_class, mpd, scale, msd, msstftd = wholes
    mine = registry_class()
    mine.register("mpd")(mpd)
    mine.register("msstftd")(msstftd)

    @mine.register("msd")
    class Scales(msd):
        def __init__(self, count):
            subs = [scale(4, 8, (4, 4)) for _ in range(count)]
            super().__init__(subs, nn.AvgPool1d(4, 2, padding=2))

    options = {
        "mpd": {"periods": (2, 3), "filters": 2, "max_filters": 8},
        "msd": {"count": 2},
        "msstftd": LIBRARY["msstftd"],
    }
    for name, chosen in options.items():

        @register(f"own_{name}", example={})
        class Mine(MultiDiscriminator):
            def __init__(self, name=name, chosen=chosen):
                super().__init__()
                self.own = mine.create(name, **chosen)

            num_discriminators = property(lambda self: len(self.own.discriminators))

            def forward(self, wave):
                return DiscriminatorOutput(*self.own(wave))

    return {name: f"own_{name}" for name in options}


@pytest.fixture
def own_discriminators():
    """Register the wholes of lessons 01 to 04, by the course's solutions."""
    yield register_own([find_exercise(id).solution_answer() for id in WHOLES])
    for name in LIBRARY:
        unregister(f"own_{name}")


LIBRARY = {
    "mpd": {"periods": (2, 3), "filters": 2, "max_filters": 8},
    "msd": {
        "scale_norms": ("weight_norm",) * 2,
        "filters": 4,
        "max_filters": 8,
        "downsample_scales": (4, 4),
    },
    "msstftd": {
        "filters": 2,
        "n_ffts": (256, 64),
        "hop_lengths": (64, 16),
        "win_lengths": (256, 64),
    },
}


def without_amplified_rounding(*states):
    """Make AdamW ignore tiny gradients of the discriminators.

    While every score is inside the hinge, the gradient of a last bias is zero, up to rounding.
    AdamW divides it by its own size, so two orders of adding up would differ by whole steps.
    """
    for state in states:
        for name in state.config.discriminators:
            for group in state.adversaries[name].optimizer.param_groups:
                group["eps"] = 1e-3


@pytest.mark.parametrize("mode", ["weights", "balancer"])
def test_a_run_with_the_parts_of_lessons_1_to_5_is_the_run_with_the_librarys(
    own_discriminators, mode
):
    """Same first weights, same batches: the same losses, and the same generator at the end."""
    parts = OwnParts(*(find_exercise(id).solution_answer() for id in PARTS))
    theirs = new_state(TrainConfig(MICRO.replace(discriminators=LIBRARY), tuple(LIBRARY), mode))
    mine = new_state(TrainConfig(MICRO, tuple(own_discriminators.values()), mode), parts=parts)
    without_amplified_rounding(theirs, mine)
    for name, own in own_discriminators.items():
        weights = theirs.adversaries[name].adversary.state_dict().values()
        network = mine.adversaries[own].adversary
        network.load_state_dict(dict(zip(network.state_dict(), weights, strict=True)))
    for step in range(3):
        chance = torch.Generator().manual_seed(step)
        real = 0.3 * torch.randn(2, 1, 2048, generator=chance)
        a, b = train_step(theirs, real), train_step(mine, real)
        for name, own in own_discriminators.items():
            for kind in ("d_", "adv_", "feat_"):
                assert b[kind + own] == pytest.approx(a[kind + name], rel=1e-4, abs=1e-6)
        assert b["recon"] == pytest.approx(a["recon"], rel=1e-4)
    for one, other in zip(theirs.generator.parameters(), mine.generator.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-4)


def test_a_learner_who_solved_all_sheets_trains_with_their_own_parts_alone(
    root, tmp_path, monkeypatch, capsys
):
    """The solved sheets are the learner's: each part is theirs, and the run takes its steps."""
    for sheet in (root / "solutions").glob("0*.ipynb"):
        shutil.copy(sheet, tmp_path)
    monkeypatch.setenv("COURSE_ROOT", str(root))
    wholes = own_parts(*WHOLES, folder=tmp_path)
    parts = OwnParts(*own_parts(*PARTS, folder=tmp_path))
    said = capsys.readouterr().out
    for id in (*WHOLES, *PARTS):
        assert re.search(rf"^{id} \w+: yours, from 0\w+\.ipynb\.$", said, re.MULTILINE), said
    names = register_own(wholes)
    try:
        state = new_state(TrainConfig(MICRO, tuple(names.values()), "balancer"), parts=parts)
        before = [p.detach().clone() for p in state.generator.parameters()]
        found = train_step(state, 0.3 * torch.randn(2, 1, 2048))
        assert all(math.isfinite(value) for value in found.values())
        assert not all(map(torch.equal, before, state.generator.parameters()))
        for name in names.values():
            assert type(state.adversaries[name].own_step).__module__ != AdversarialLoss.__module__
    finally:
        for name in names.values():
            unregister(name)


@claim("07.p4", "A family has {fewest} to {most} sub-discriminators, and each of them runs")
@claim("07", "Three families add {all_three} sub-discriminators")
def test_the_number_of_sub_discriminators(fewest, most, all_three):
    counts = [
        MultiPeriodDiscriminator(filters=1, max_filters=1).num_discriminators,
        MultiScaleDiscriminator(filters=4, max_filters=8).num_discriminators,
        len((1024, 256)),  # the windows of the lesson
    ]
    assert (min(counts), max(counts), sum(counts)) == (fewest, most, all_three)


def test_the_loop_body_of_07_1_takes_the_step_of_the_trainer():
    config = TrainConfig(MICRO.replace(discriminators=LIBRARY), ("mpd",), shares_every=0)
    theirs, mine = new_state(config), new_state(config)
    without_amplified_rounding(theirs, mine)
    real = 0.3 * torch.randn(2, 1, 2048)
    measured = train_step(theirs, real)

    set_learning_rate(mine)
    own_mpd = mine.adversaries["mpd"]
    body = find_exercise("07.1").solution_answer()
    own = body(
        mine.generator,
        own_mpd.adversary,
        mine.optimizer,
        own_mpd.optimizer,
        real,
        mine.reconstruction,
    )
    names = {"discriminator": "d_mpd", "recon": "recon", "adv": "adv_mpd", "feat": "feat_mpd"}
    assert own == pytest.approx({n: measured[theirs] for n, theirs in names.items()}, rel=1e-4)
    for one, other in zip(theirs.generator.parameters(), mine.generator.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-5)


def test_the_lessons_discriminators_are_larger_on_a_gpu(root):
    tree = ast.parse((root / "lessons/07_small_gan/lesson.py").read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    sizes = {
        call.args[0].value: ast.literal_eval(call.keywords[0].value)
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "register"
    }
    assert sorted(sizes) == ["my_mpd", "my_msd", "my_msstftd"]
    for options in sizes.values():
        assert all(options["small"][name] > value for name, value in options["tiny"].items())


# section 4


def last(run, name, steps=50):
    return float(run.curves[name][-steps:].mean())


def test_the_frozen_run_pays_least_and_the_good_run_does_not_fall():
    four = {
        name: recorded_run(name)
        for name in ("d_frozen", "good", "no_feature_matching", "sign_error")
    }
    ends = {name: last(run, "recon", 40) for name, run in four.items()}
    assert min(ends, key=ends.get) == "d_frozen"
    good = four["good"].curves["recon"]
    assert float(good[-40:].mean()) > 0.97 * float(good[:40].mean())


@claim(
    "07.p3",
    "^between {low} and {high} %$",
    "A discriminator that knows nothing is at {low} % as well.",
)
@claim(
    "07",
    "I said that a discriminator that never learnt is also at {guess} %.",
    "is it near {half} or far from it, and for which family?",
    "Discriminators of good runs are right in {low} to {high} % of cases",
    "A discriminator at {guess} % may be facing a perfect generator",
)
def test_discriminators_of_the_good_run_are_right_a_little_more_often_than_frozen_ones(
    low, high, guess, half
):
    assert low / 100 < last(recorded_run("good"), "d_accuracy") < high / 100
    frozen = last(recorded_run("d_frozen"), "d_accuracy")
    assert frozen == pytest.approx(guess / 100, abs=0.005)
    assert frozen == pytest.approx(half, abs=0.005)


@claim("07.p3", "None of our eight recorded runs ends above {most} %.")
def test_no_recorded_run_ends_with_discriminators_that_win(most):
    ends = [100 * last(run, "d_accuracy") for run in failed_runs()]
    assert len(ends) == 8
    assert not any(end > most for end in ends)
    assert min(end for end in ends if math.isfinite(end)) > 40


@claim(
    "07",
    "The thick lines are means over {mean_of} steps. The dotted line is A's mean over the last {last_of}",
    "and B, the good run, is higher by about {percent} %.",
)
def test_the_figures_of_section_4_show_what_their_titles_say(mean_of, last_of, percent):
    assert mean_of == runs_side_by_side.MEAN_OF
    runs = lettered_runs()
    assert (runs["A"].name, runs["B"].name) == ("d_frozen", "good")
    moved = {letter: float(run.curves["logits_fake"].std()) for letter, run in runs.items()}
    assert moved.pop("A") < 0.01
    assert min(moved.values()) > 0.1
    recon = {
        x: (float(r.curves["recon"][:last_of].mean()), last(r, "recon", last_of))
        for x, r in runs.items()
    }
    assert recon["A"][1] == min(end for _, end in recon.values())
    assert recon["A"][1] < 0.95 * recon["A"][0]
    assert recon["B"][1] > recon["B"][0]
    assert recon["D"][1] < 1.03 * recon["A"][1]  # close to it
    assert 100 * (recon["B"][1] / recon["A"][1] - 1) == pytest.approx(percent, abs=3)
    assert 0.5 < last(runs["B"], "d_accuracy") < 0.6


# sections 5 to 8


@claim(
    "07",
    "With a GPU, the run has larger batches, and {minutes} minutes at most. Without one, it stops "
    "after {most} steps or {seconds} seconds. In both cases, it starts with the generator of {warm} steps",
    "you give three families the same {seconds} seconds",
    "The run is then saved to your Drive every {steps} steps",
)
def test_the_session_keeps_the_times_that_the_lesson_gives(
    monkeypatch, minutes, warm, most, seconds, steps
):
    here = plan_session(("mpd",), device="cpu")
    assert here.minutes * 60 == pytest.approx(seconds)
    assert here.config.preset.warm_steps == warm
    assert here.config.preset.steps == most
    monkeypatch.setattr(sessions, "choose_device", lambda device: torch.device("cuda"))
    there = plan_session(("mpd",))
    assert (there.minutes, there.config.save_every) == (minutes, steps)
    assert there.config.preset.warm_steps == warm
    assert there.config.preset.batch > here.config.preset.batch


@claim("07", "discriminators learn {times} times faster, or never")
def test_the_fast_discriminators_of_the_zoo(times):
    def rates(kind):
        state = new_state(configuration(kind, seed=0, steps=10))
        players = [state.adversaries[name] for name in state.config.discriminators]
        return {player.optimizer.param_groups[0]["lr"] for player in players}

    (usual,) = rates("good")
    assert rates("d_rate_x20") == {times * usual}
    assert rates("d_frozen") == {0.0}


@claim("07.p4", "^about {times} times as long$", "^roughly {fewer} times as long$")
@claim(
    "07",
    "measured on one CPU core: {alone} s alone, {one} s with one family, {all_three} s with three",
)
def test_a_step_with_three_families_takes_many_times_as_long(
    root, times, fewer, alone, one, all_three
):
    outcomes = json.loads((root / "docs/measured/tiny.json").read_text())["outcomes"]

    def seconds(mode):
        taken = [run["cpu_seconds"] / run["steps"] for run in outcomes[mode]]
        return sum(taken) / len(taken)

    families = [seconds(name) for name in ("mpd", "msd", "msstftd")]
    assert round(seconds("none"), 2) == alone
    assert round(sum(families) / 3, 2) == one
    assert round(seconds("all"), 2) == all_three
    assert round(seconds("all") / seconds("none")) == times
    assert {round(family / seconds("none")) for family in families} <= {fewer, fewer + 1}
    assert round(sum(families) / 3 / seconds("none")) == fewer


def outcomes_of(root):
    """Return the scores of three recorded runs of 300 steps by mode and metric."""
    runs = json.loads((root / "docs/measured/tiny.json").read_text())["outcomes"]
    return {
        mode: {name: [run["scores"][name] for run in found] for name in found[0]["scores"]}
        for mode, found in runs.items()
        if {run["steps"] for run in found} == {300}
    }


def differences(scores, mode, name, to="none"):
    """Return how much higher a metric is than with another mode, seed by seed."""
    return [a - b for a, b in zip(scores[mode][name], scores[to][name], strict=True)]


@claim("07", "{steps} steps against MS-STFT-D removed {least} to {most} dB of it")
@claim("07", "That was so with each of {seeds} seeds.")
def test_ms_stft_d_removes_buzz_and_costs_colour_and_speech(root, steps, least, most, seeds):
    scores = outcomes_of(root)
    removed = [-x for x in differences(scores, "msstftd", "frame_comb_db")]
    assert (round(min(removed)), round(max(removed)), len(removed)) == (least, most, seeds)
    assert steps == 300  # those that outcomes_of returns
    assert min(differences(scores, "msstftd", "log_mel_l1")) > 0
    assert max(differences(scores, "msstftd", "pesq_wb")) < 0
    assert max(differences(scores, "msstftd", "estoi")) < 0


@claim("07", "MPD alone or MSD alone removed less than {little} dB of it")
@claim("07.p8", "both runs take {steps} steps", "With {steps} steps, several dB were left")
def test_the_other_two_remove_little_and_msd_alone_costs_pitch(root, little, steps):
    scores = outcomes_of(root)
    for mode in ("mpd", "msd"):
        assert max(-x for x in differences(scores, mode, "frame_comb_db")) < little
    assert min(differences(scores, "msd", "f0_gross_error")) > 0
    more = differences(scores, "all", "frame_comb_db", to="msstftd")
    assert min(more) > 0
    assert sorted(more)[0] < 0.1 < sorted(more)[1]  # with one seed by very little
    assert steps == 300
    assert min(scores["all"]["frame_comb_db"] + scores["msstftd"]["frame_comb_db"]) > 3


@pytest.fixture(scope="module")
def short_runs(tmp_path_factory):
    """Return (buzz, log-mel distance) after equal times: a step with three families takes three."""
    session = plan_session(("msstftd",), device="cpu", fast=True)
    clips = synthetic_clips("tuning")
    few = Clips(list(clips)[::6], clips.sample_rate)
    what = [metric("frame_comb_db"), metric("log_mel_l1")]
    kinds = {
        "one": (("msstftd",), "weights", 30),
        "three": (("mpd", "msd", "msstftd"), "weights", 10),
        "balancer": (("msstftd",), "balancer", 30),
    }

    def scores(names, mode, steps):
        sizes = session.config.preset.replace(steps=steps)
        config = TrainConfig(sizes, names, mode=mode, shares_every=0)
        folder = tmp_path_factory.mktemp("run")
        run = sessions.Session(config, folder, session.branch, minutes=9, device="cpu")
        run.train()
        with torch.no_grad():
            generated = run.generators()[1](few.waves)
        return tuple(evaluate(few, generated, what).values())

    return {kind: scores(*choices) for kind, choices in kinds.items()}


def test_in_the_same_time_three_families_leave_more_buzz_than_ms_stft_d_alone(root, short_runs):
    assert short_runs["three"][0] > short_runs["one"][0]
    outcomes = json.loads((root / "docs/measured/tiny.json").read_text())["outcomes"]

    def buzz(mode):
        return [run["scores"]["frame_comb_db"] for run in outcomes[mode]]

    alone = list(zip(buzz("all"), buzz("msstftd"), strict=True))
    assert len(alone) == 3
    assert all(three > one for three, one in alone)
    for family in ("mpd", "msd"):
        removed = [a - b for a, b in zip(buzz("none"), buzz(family), strict=True)]
        assert max(removed) < 0.1 * min(buzz("none"))


def test_the_balancer_leaves_less_buzz_and_worse_colours_after_as_many_steps(short_runs):
    (buzz, colours), (buzz_by_weights, colours_by_weights) = (
        short_runs["balancer"],
        short_runs["one"],
    )
    assert buzz < buzz_by_weights
    assert colours > colours_by_weights


def test_the_balancer_shares_at_the_output_and_recon_hardly_arrives_in_the_parameters(tmp_path):
    session = plan_session(("msstftd",), mode="balancer", device="cpu", fast=True)
    config = TrainConfig(
        session.config.preset.replace(steps=3),
        ("msstftd",),
        mode="balancer",
        shares_every=1,
        log_every=1,
    )
    seen = []
    run = sessions.Session(config, tmp_path, session.branch, minutes=9, device="cpu")
    run.train(watch=[lambda step, scalars, snapshot: seen.append(dict(scalars))])
    assert len(seen) == 3
    for scalars in seen:
        assert scalars["share_output_recon"] == pytest.approx(1 / 4, abs=0.02)
        assert scalars["share_parameters_recon"] < 0.05


@claim("07", "With three pairs, chance alone makes all of them agree in {percent} % of all cases")
def test_three_coins_agree_more_often_than_one_would_think(percent):
    worse_or_better = list(itertools.product((0, 1), repeat=3))
    agree = [pairs for pairs in worse_or_better if len(set(pairs)) == 1]
    assert percent == 100 * len(agree) / len(worse_or_better)


# sections 9 to 11


def test_plain_sgd_remembers_nothing_and_adamw_does():
    """The step of a copy, with a new optimiser, is the same with SGD and another with AdamW."""
    same = {}
    for kind in (torch.optim.SGD, torch.optim.AdamW):
        batches = torch.randn(3, 16, 4)
        straight = nn.Linear(4, 1)
        optimizer = kind(straight.parameters(), lr=0.01)

        def step(network, optimizer, batch):
            optimizer.zero_grad()
            network(batch).square().mean().backward()
            optimizer.step()

        for batch in batches[:2]:
            step(straight, optimizer, batch)
        resumed = copy.deepcopy(straight)
        step(straight, optimizer, batches[2])
        step(resumed, kind(resumed.parameters(), lr=0.01), batches[2])
        same[kind.__name__] = torch.equal(straight.weight, resumed.weight)
    assert same == {"SGD": True, "AdamW": False}


@claim("07.p7", "it fires above {factor} times the median")
def test_no_threshold_notices_nan(factor):
    recon = recorded_run("overflow").curves["recon"]
    ended = recon[recorded_run("overflow").collapsed_at :]
    ended = ended[~ended.isfinite()]
    assert len(ended) > 10
    assert not (ended > factor * recon[:50].median()).any()


def test_the_simple_alarm_stops_a_good_run_and_misses_an_overflow():
    def fires_at(curve):
        doubled = (k for k in range(20, len(curve)) if curve[k] > 2 * curve[:k].median())
        return next(doubled, None)

    good, overflow = (recorded_run(name) for name in ("good", "overflow"))
    assert fires_at(good.curves["recon"]) > 100  # quiet for more than a hundred steps
    assert good.curves["recon"][:20].max() < good.curves["recon"].max()
    assert overflow.collapsed_at is not None
    assert fires_at(overflow.curves["recon"]) is None


@claim("07", "you miss {missed} of the {seven} faults")
@claim("07.p6", "^{missed}$", "How many of the {seven} broken runs do you keep?")
@claim("07", "more than {times} times as far as at its start, or silent, until the end")
@claim("07.p6", "more than {times} times as far from the original, or without any sound")
def test_one_of_the_seven_broken_runs_collapses_and_the_good_one_does_not(times, missed, seven):
    fallen = {run.name for run in failed_runs() if run.collapsed_at is not None}
    assert len(failed_runs()) == 8
    assert fallen == {"overflow"}
    broken = [run for run in failed_runs() if run.name != "good"]
    assert (len(broken), len(broken) - len(fallen)) == (seven, missed)
    assert times == COLLAPSED


@claim(
    "07",
    "`recon` and `feat` drift to {times} times as much",
    "a drift goes up to {times} times",
    "a drift to {times} times is far above it",
)
def test_the_drifts_of_07_4_end_at_a_multiple(times):
    good = recorded_run("good")
    drifting = lesson_module("07").wrecked(good, "drifts", 60)
    for name in ("recon", "feat"):
        assert drifting[name][-1] / good.curves[name][-1] == pytest.approx(times)
        assert torch.equal(drifting[name][:60], good.curves[name][:60])


@claim(
    "07",
    "there, a mean of 30 steps comes up to {recon} times its beginning for `recon` and to {feat} times for `feat`,",
)
def test_good_runs_that_begin_up_to_nine_steps_later_come_that_far(recon, feat):
    every = [*failed_runs(), *failed_runs(held_out=True), healthy_run()]
    runs = [run for run in every if run.name == "good"]
    for name, most in {"recon": recon, "feat": feat}.items():
        curves = [run.curves[name][first:] for run in runs for first in range(10)]
        means = [curve.unfold(0, 30, 1).mean(1) for curve in curves]
        assert max(float((mean / mean[0]).max()) for mean in means) == pytest.approx(most, abs=0.1)


@claim(
    "07",
    "So reconstruction keeps about {percent} % of the gradient in its generator's parameters; in B it has about a third.",
)
def test_reconstruction_drives_the_frozen_runs_generator(percent):
    share = {x: r.curves["share_parameters_recon"] for x, r in lettered_runs().items()}
    mean = {x: 100 * float(part[part.isfinite()].mean()) for x, part in share.items()}
    assert mean["A"] == pytest.approx(percent, abs=3)
    assert mean["B"] == pytest.approx(33, abs=3)


@claim("07.p2", "isn't lower over the last {steps} steps than over the first {steps}.")
def test_the_rule_of_07_p2_stops_the_good_run_and_keeps_the_frozen_one(steps):
    for name, stopped in {"good": True, "d_frozen": False}.items():
        curve = recorded_run(name).curves["recon"]
        assert (float(curve[-steps:].mean()) >= float(curve[:steps].mean())) == stopped


@claim("07", "in every good run it stays below {factor} times its beginning")
def test_means_of_thirty_steps_stay_near_their_beginning_in_all_good_runs(factor):
    every = [*failed_runs(), *failed_runs(held_out=True), healthy_run()]
    runs = [run for run in every if run.name == "good"]
    assert len(runs) >= 3
    for run in runs:
        recon = run.curves["recon"]
        means = [float(recon[k - 30 : k].mean() / recon[:30].mean()) for k in range(60, 201, 10)]
        assert max(means) < factor
        assert float(recon.max() / recon.median()) > 1.7


def test_the_diagnoses_of_07_3_are_those_of_the_zoo_in_its_order():
    known = {n: case.run.name for n, case in enumerate(failure_zoo().game.cases, start=1)}
    answer = dict(find_exercise("07.3").solution_answer())
    assert known == {
        n: case.run.name
        for n, case in enumerate(failure_zoo(seed=answer.pop("zoo")).game.cases, start=1)
    }
    assert {number: name for number, (name, _) in answer.items()} == known


@claim("07", "a whole number up to {last_step}. A level, such as {level}, isn't a step.")
def test_a_step_of_07_3_is_one_that_the_runs_have_and_no_level(last_step, level):
    step = lesson_module("07").STEP
    assert len(recorded_run("good").curves["recon"]) == last_step
    assert all(step.search(f"scores, step {k}.") for k in (1, 60, last_step))
    assert not any(step.search(f"at {k}") for k in (level, f"{level},", "63 %", last_step + 1, 999))


def test_the_evidence_of_07_3_is_what_the_curves_show():
    run = {kind: recorded_run(kind).curves for kind in KINDS}

    def gap(kind, of=""):
        return float(
            (smooth(run[kind][f"logits_real{of}"]) - smooth(run[kind][f"logits_fake{of}"]))[-1]
        )

    assert len(run["good"]["recon"]) == 200
    assert (
        run["no_detach"]["share_parameters_adv"].max()
        < 0.1
        < run["good"]["share_parameters_adv"].max()
    )
    assert gap("one_family", "_msstftd") > gap("good", "_msstftd")
    assert not run["no_feature_matching"]["share_parameters_feat"][20:].any()
    assert gap("good") < min(gap("one_family"), gap("sign_error"))
    assert (run["d_frozen"]["d_accuracy"] - 0.5).abs().max() < 0.01
    assert smooth(run["sign_error"]["g_adv"])[50:100].max() < 0
    for scores in ("logits_real", "logits_fake"):
        jump = [float((run[k][scores][:10] - run[k][scores][0]).abs().max()) for k in KINDS]
        assert max(jump) == jump[list(KINDS).index("d_rate_x20")]
    assert int(run["overflow"]["g_adv"].isfinite().sum()) < 150


def test_the_report_of_07_5_contains_measured_numbers(root):
    outcomes = json.loads((root / "docs/measured/tiny.json").read_text())["outcomes"]
    report = bank("07").exercises["07.5"].solution_answer()
    for key, mode in (("without", "none"), ("with", "mpd")):
        measured = [run["scores"]["log_mel_l1"] for run in outcomes[mode]]
        assert report[key] == [round(value, 3) for value in measured]


@claim(
    "07",
    "nothing, wherever the score is above {edge}",
    "relu({one} + f) and -f have opposite slopes there, and cancel",
)
def test_the_recall_question_on_one_sum(edge, one):
    f = torch.tensor([edge - 0.1, edge + 0.1, 0.0, 2.0], requires_grad=True)
    (slope,) = torch.autograd.grad((F.relu(one + f) - f).sum(), f)
    assert slope.tolist() == [-1, 0, 0, 0]


@claim(
    "07.x1",
    "a buzz repeats every {ms} ms, so its harmonics are {apart} Hz apart. "
    "The sample rate is {khz} kHz.",
    "It lasts {short_ms} ms, half a cycle of the buzz.",
    "its bins are {bins} Hz apart",
)
def test_only_the_long_window_separates_the_harmonics_of_the_buzz(ms, apart, khz, short_ms, bins):
    rate = round(1000 * khz)
    period = round(rate * ms / 1000)
    assert rate / period == apart
    assert 1000 * 64 / rate == short_ms == ms / 2
    assert round(rate / 1024, 1) == bins
    buzz = torch.zeros(16_384)
    buzz[::period] = 1

    def separates(window):
        weights = torch.hann_window(window)
        spectrum = torch.stft(buzz, 4096, window // 4, window, weights, return_complex=True)
        level = spectrum.abs()[:, 10:-10].square().mean(1)
        tooth = round(apart * 4096 / rate)
        harmonics = torch.arange(10, 50) * tooth
        return float(level[harmonics + tooth // 2].mean() / level[harmonics].mean()) < 0.01

    assert [separates(window) for window in (64, 128, 1024)] == [False, False, True]
    assert 1024 // period == 8


@claim("07.x2", "the weights adv {adv}, feat {feat} and recon {recon}", "^{half}$")
@claim("07.x2", "{feat} of {parts} parts")
def test_the_balancer_gives_feat_half_of_the_first_gradient(adv, feat, recon, half, parts):
    assert adv + feat + recon == parts
    y = torch.zeros(1, 1, 3, requires_grad=True)
    losses = {"adv": 5 * y[..., 0].sum(), "feat": 0.1 * y[..., 1].sum(), "recon": y[..., 2].sum()}
    Balancer({"adv": adv, "feat": feat, "recon": recon}).backward(losses, y)
    sent = y.grad.abs().flatten()
    assert float(sent[1] / sent.sum()) == pytest.approx(half)


@claim(
    "07",
    "the weight of each loss of the generator | {adv}, {feat}, {recon} |",
    "the learning rate of the generator, and of each discriminator | {lr}, {d_lr} |",
    "sounds in a batch, and samples of each | {batch}, {segment} |",
    "the same for the discriminators | {d_batch}, {d_segment} |",
    "how long both runs train | {steps} |",
)
def test_the_usual_values_of_07_5(
    adv, feat, recon, lr, d_lr, batch, segment, d_batch, d_segment, steps
):
    tiny = preset("tiny")
    assert (tiny.adv_weight, tiny.feat_weight, tiny.recon_weight) == (adv, feat, recon)
    assert (tiny.lr, tiny.d_lr) == (lr, d_lr)
    assert (tiny.batch, tiny.segment) == (batch, segment)
    assert (tiny.d_batch, tiny.d_segment) == (d_batch, d_segment)
    measured_after = lesson_module("07").measured_after
    assert inspect.signature(measured_after).parameters["steps"].default == steps
