"""The JavaScript of the instruments: typed, linted, and its arithmetic compared with Python's.

One process of Node.js answers all calls. `npm ci` fetches the tools when package-lock.json changed.
"""

import itertools
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch

from course_lib.discriminators.msd import MultiScaleDiscriminator
from course_lib.display.deck import DeckWidget
from course_lib.display.figures.folds import fold_rows, uprightness
from course_lib.display.question_form import QuestionForm
from course_lib.instruments import EarTest, abx, area, roc
from course_lib.instruments.abx import statistics
from course_lib.instruments.abx.widget import AbxWidget
from course_lib.instruments.artefact_zoo.widget import ArtefactZooWidget
from course_lib.instruments.ear_test.widget import EarTestWidget
from course_lib.instruments.failure_zoo.widget import FailureZooWidget
from course_lib.instruments.figure_with_sliders.widget import ExplorerWidget
from course_lib.instruments.fold_explorer.model import alias_partners, column
from course_lib.instruments.fold_explorer.text import describe_aliases, describe_fold, finding
from course_lib.instruments.fold_explorer.widget import FoldWidget
from course_lib.instruments.gradient_mixer.model import Ingredients
from course_lib.instruments.gradient_mixer.model import mix as mixed_gradients
from course_lib.instruments.gradient_mixer.widget import GradientMixer, MixerWidget
from course_lib.instruments.logit_inspector.widget import InspectorWidget
from course_lib.instruments.resolution_trade.model import window_view
from course_lib.instruments.resolution_trade.text import finding as trade_finding
from course_lib.instruments.resolution_trade.text import summary, target
from course_lib.instruments.resolution_trade.widget import TradeWidget
from course_lib.instruments.roc_curves.widget import RocWidget
from course_lib.instruments.scale_listener.widget import ListenerWidget
from course_lib.instruments.scale_playhead.widget import PlayheadWidget, scale_playhead
from course_lib.instruments.time_machine.widget import TimeMachineWidget
from course_lib.instruments.training_view.model import count_scores
from course_lib.instruments.training_view.widget import TrainingWidget
from course_lib.instruments.tug_of_war.model import RULES, pulls
from course_lib.instruments.tug_of_war.widget import FARTHEST, TugOfWar, TugWidget
from course_lib.instruments.turning_arrows import text as arrows_text
from course_lib.instruments.turning_arrows.model import AROUND, FRAMES, N_FFT, turning_cells
from course_lib.instruments.turning_arrows.widget import ArrowsWidget
from course_lib.sounds import beat, noise, vowel

pytestmark = pytest.mark.slow  # it starts Node.js

CHARTS = "course_lib/instruments/training_view/charts.js"

FOLD = "course_lib/instruments/fold_explorer/columns.js"
SENTENCES = "course_lib/instruments/fold_explorer/sentences.js"
ABX = "course_lib/display/deck/abx.js"
ABX_STATISTICS = "course_lib/instruments/abx/statistics.js"
ABX_SENTENCES = "course_lib/instruments/abx/sentences.js"
SOUND = "course_lib/display/browser/sound.js"
PICTURES = "course_lib/display/browser/pictures.js"
ROUND_NUMBERS = "course_lib/display/browser/round_numbers.js"
LOSSES = "course_lib/instruments/tug_of_war/losses.js"
CLOCK = "course_lib/instruments/training_view/clock.js"
DISTRIBUTIONS = "course_lib/instruments/training_view/distributions.js"
MIX = "course_lib/instruments/gradient_mixer/mix.js"
MIX_SENTENCES = "course_lib/instruments/gradient_mixer/sentences.js"
TUG_SENTENCES = "course_lib/instruments/tug_of_war/sentences.js"
ROC = "course_lib/instruments/roc_curves/roc.js"
EAR = "course_lib/instruments/ear_test/sentences.js"
WIDGETS = (
    DeckWidget,
    FoldWidget,
    TugWidget,
    AbxWidget,
    EarTestWidget,
    RocWidget,
    TimeMachineWidget,
    ArtefactZooWidget,
)
TRADE = "course_lib/instruments/resolution_trade/trade.js"
TRADE_SENTENCES = "course_lib/instruments/resolution_trade/sentences.js"
ARROWS = "course_lib/instruments/turning_arrows/arrows.js"
ARROWS_SENTENCES = "course_lib/instruments/turning_arrows/sentences.js"
REACH = "course_lib/instruments/scale_playhead/reach.js"
VOICE = vowel(f0=160.0, seconds=0.3)
PERIODS = (1, 2, 3, 5, 7, 11, 37, 75, 100, 148, 150, 151, 225, 256)


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node")
    if found is None:
        pytest.skip("no Node.js: apt install nodejs npm")
    return found


@pytest.fixture(scope="module")
def tools(node, root) -> Path:
    """Return the folder of tsc and eslint, installed as package-lock.json has them."""
    lock, stamp = root / "package-lock.json", root / "node_modules/.package-lock.json"
    if not stamp.is_file() or stamp.stat().st_mtime < lock.stat().st_mtime:
        if shutil.which("npm") is None:
            pytest.skip("no npm: apt install npm")
        fetched = subprocess.run(["npm", "ci"], cwd=root, capture_output=True, text=True)
        if fetched.returncode:
            pytest.skip(f"npm ci failed: {fetched.stderr[-300:]}")
        stamp.touch()
    return root / "node_modules/.bin"


def call(node, root, calls):
    """Return what the functions of our modules return."""
    given = json.dumps([[str(root / path), name, values] for path, name, values in calls])
    done = subprocess.run(
        [node, root / "tests/display/call.js"], input=given, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def as_f32(samples):
    return {"f32": samples.tolist()}


@pytest.mark.parametrize("tool", [("tsc", "-p", "."), ("eslint", "course_lib", "tests/display")])
def test_types_and_style_of_the_javascript_have_no_faults(tools, root, tool):
    command = [tools / tool[0], *tool[1:]]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "widget",
    [
        *(DeckWidget, FoldWidget, TugWidget, AbxWidget, TrainingWidget, MixerWidget),
        *(
            ExplorerWidget,
            FailureZooWidget,
            TradeWidget,
            ListenerWidget,
            PlayheadWidget,
            InspectorWidget,
            ArrowsWidget,
            QuestionForm,
        ),
    ],
    ids=lambda kind: kind.__name__,
)
def test_a_bundle_is_one_valid_module_with_one_default_export(node, tmp_path, widget):
    path = tmp_path / "bundle.mjs"
    path.write_text(widget._esm, "utf-8")
    done = subprocess.run([node, "--check", path], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert widget._esm.count("export ") == widget._esm.count("export default") == 1
    assert "import {" not in widget._esm


def test_the_browser_measures_the_uprightness_that_python_measures(node, root):
    sounds = [VOICE.samples, noise(seconds=0.3).samples, torch.zeros(9000)]
    cases = [(s, p) for s in sounds for p in PERIODS]
    folds = [fold_rows(samples, period, 0, 32).reshape(-1) for samples, period in cases]
    found = call(
        node,
        root,
        [(FOLD, "uprightness", [as_f32(f), p]) for f, (_, p) in zip(folds, cases, strict=True)],
    )

    expected = [uprightness(fold, period) for fold, (_, period) in zip(folds, cases, strict=True)]
    np.testing.assert_allclose(found, expected, atol=1e-7)  # the mean is summed in another order


def test_the_browser_counts_whole_rows(node, root):
    cases = [(p, offset, most) for p in PERIODS for offset in (0, 17) for most in (1, 32, 9999)]
    samples = VOICE.samples[:5000]
    found = call(node, root, [(FOLD, "countRows", [as_f32(samples), *case]) for case in cases])

    assert found == [fold_rows(samples, *case).shape[0] for case in cases]


def test_the_browser_finds_the_alias_partners_that_python_finds(node, root):
    cases = [
        (f, p, r) for f in (0.0, 160.0, 500.0, 4000.0) for p in PERIODS for r in (16000, 24000)
    ]
    found = call(node, root, [(FOLD, "aliasPartners", list(case)) for case in cases])

    for partners, case in zip(found, cases, strict=True):
        np.testing.assert_allclose(partners, alias_partners(*case), rtol=1e-12)


def test_the_browser_plays_the_column_that_python_plays(node, root):
    cases = [(1, 0), (2, 1), (5, 4), (11, 0), (150, 75)]
    calls = [(FOLD, "column", [as_f32(VOICE.samples), p, k]) for p, k in cases]

    for played, (period, index) in zip(call(node, root, calls), cases, strict=True):
        expected = column(VOICE, period, index).samples
        np.testing.assert_allclose(played, expected, atol=1e-6)  # float32 samples


def test_the_sentences_of_the_browser_are_those_of_the_text_form(node, root):
    cases = [
        (p, u, true)
        for p in range(1, 257)
        for u in (0.0, 0.301, 0.801)
        for true in (None, 150.0, 163.3)
    ]
    folds = call(node, root, [(SENTENCES, "describeFold", [*case, 24_000]) for case in cases])
    titles = call(node, root, [(SENTENCES, "finding", list(case)) for case in cases])

    assert folds == [describe_fold(*case, 24_000) for case in cases]
    assert titles == [finding(*case) for case in cases]


def test_the_browser_says_of_aliases_what_python_says(node, root):
    cases = [(160.0, p, 24_000, alias_partners(160.0, p, 24_000)) for p in (1, 2, 3, 7, 11, 150)]
    found = call(node, root, [(SENTENCES, "describeAliases", list(case)) for case in cases])

    assert found == [describe_aliases(*case) for case in cases]


def test_the_p_value_of_guessing_is_that_of_the_binomial_distribution(node, root):
    from scipy.stats import binom

    cases = [(k, n, c) for n in (1, 10, 25) for k in range(n + 1) for c in (0.5, 1 / 3)]
    found = call(node, root, [(ABX, "guessingPValue", list(case)) for case in cases])

    np.testing.assert_allclose(found, [binom.sf(k - 1, n, c) for k, n, c in cases], rtol=1e-9)


def test_the_spectrogram_of_a_tone_peaks_at_its_frequency(node, root):
    tone = torch.sin(2 * torch.pi * 3000 * torch.arange(24_000) / 24_000)
    (picture,) = call(node, root, [(SOUND, "spectrogram", [as_f32(tone), 24_000])])
    levels = np.array([picture["levels"][str(i)] for i in range(len(picture["levels"]))])
    columns = levels.reshape(picture["columns"], picture["bins"])

    assert set(columns[20:-20].argmax(1)) == {128}  # 3000 Hz * 1024 / 24000


def test_a_spectrogram_shows_no_more_octaves_than_are_heard(node, root):
    columns, bins = 100, 8
    silent, low, click = (np.full((columns, bins), -90.0) for _ in range(3))
    low[:, 3] = -59.0  # heard up to bin 3 of 8: a half is enough
    click[0, 7] = 0.0  # in one column of a hundred
    high = low.copy()
    high[:3, 7] = -10.0
    cases = [silent, low, click, high]
    pictures = [
        {"levels": levels.ravel().tolist(), "columns": columns, "bins": bins} for levels in cases
    ]
    found = call(node, root, [(PICTURES, "partInUse", [picture, 0]) for picture in pictures])

    assert found == [0.125, 0.5, 0.125, 1]


def tugs():
    """Return instruments with each rule and sum, and clouds that cross every corner of a loss."""
    for rule, one_sum, middle in itertools.product(RULES, (False, True), (-4, -1.5, -1, 0, 1, 2.5)):
        war = TugOfWar()
        war.set(rule=rule, one_sum=one_sum, real=-middle, fake=middle, spread=1.0)
        yield war


def scores(war):
    return {"real": war.real.tolist(), "fake": war.fake.tolist()}


def test_the_slopes_of_hinge_lsgan_and_bce_are_those_of_autograd(node, root):
    wars = list(tugs())
    calls = [(LOSSES, "pulls", [war.rule, scores(war), war.one_sum]) for war in wars]

    for found, war in zip(call(node, root, calls), wars, strict=True):
        expected = pulls(war.rule, war.real, war.fake, one_sum=war.one_sum)
        for name, pull in zip(("dReal", "dFake", "gFake"), expected, strict=True):
            np.testing.assert_allclose(found[name], pull, atol=2e-6)  # float32 there


def test_a_step_of_a_player_moves_the_clouds_as_in_python(node, root):
    players = ("discriminator", "generator")
    wars = [(war, player) for player in players for war in tugs()]
    calls = [(LOSSES, "move", [war.rule, scores(war), war.one_sum, player]) for war, player in wars]

    for found, (war, player) in zip(call(node, root, calls), wars, strict=True):
        war.move(player)
        np.testing.assert_allclose(found["real"], war.real, atol=2e-6)
        np.testing.assert_allclose(found["fake"], war.fake, atol=2e-6)


def test_a_cloud_is_dragged_and_spread_as_in_python(node, root):
    war, start = TugOfWar(), TugOfWar().real.tolist()
    middles, spreads = (-9.0, -FARTHEST, 0.3, 4.1), (0.0, 0.5, 1.0)
    calls = [(LOSSES, "moveTo", [start, middle]) for middle in middles]
    calls += [(LOSSES, "spreadOut", [start, spread]) for spread in spreads]
    found = call(node, root, calls)

    for cloud, values in zip(
        found, [*({"real": m} for m in middles), *({"spread": s} for s in spreads)], strict=True
    ):
        war = TugOfWar()
        war.set(**values)
        np.testing.assert_allclose(cloud, war.real, atol=2e-6)


def test_the_tug_of_war_says_in_the_browser_what_its_text_form_says(node, root):
    wars = list(tugs())
    calls = [
        (TUG_SENTENCES, name, [war.rule, scores(war), war.one_sum])
        for war in wars
        for name in ("finding", "summary")
    ]

    expected = [words for war in wars for words in (war.finding(), war.summary())]
    assert call(node, root, calls) == expected


def test_the_d_prime_of_an_abx_test_is_pythons(node, root):
    cases = [(k, n) for n in (1, 2, 10, 25, 10**7) for k in sorted({0, n // 2, n - n // 4, n})]
    found = call(node, root, [(ABX_STATISTICS, "dPrime", list(case)) for case in cases])

    expected = [statistics.d_prime(*case) for case in cases]
    np.testing.assert_allclose(found, expected, atol=1e-9)  # both search to about 1e-12


def test_the_model_of_an_abx_listener_is_pythons(node, root):
    values = [0.0, 1e-9, 0.3, 1.0, 2.5, 6.0, 10.0, 30.0]
    found = call(node, root, [(ABX_STATISTICS, "proportionCorrect", [d]) for d in values])

    expected = [statistics.proportion_correct(d) for d in values]
    np.testing.assert_allclose(found, expected, rtol=1e-14)  # a few roundings


def test_the_verdict_of_the_browser_is_that_of_the_text_form(node, root):
    tests = []
    for trials, answered, wrong in [(10, 0, 0), (10, 4, 1), (10, 10, 1), (3, 3, 0), (7, 7, 7)]:
        test = abx(VOICE, VOICE, trials=trials, seed=1)
        other = {"A": "B", "B": "A"}
        for i, letter in enumerate(test._hidden[:answered]):
            test.answer(other[letter] if i < wrong else letter)
        tests.append(test)
    given = [[t.result().right, t.result().trials, t.trials] for t in tests]
    found = call(node, root, [(ABX_SENTENCES, "verdict", values) for values in given])

    assert found == [test.verdict() for test in tests]


def test_the_roc_curve_and_its_area_are_pythons(node, root):
    rng = torch.Generator().manual_seed(0)
    cases = [([2, 1, -1], [1, -1, -2]), ([0, 0], [0]), ([1.0], [0.0])]
    cases += [(torch.randn(9, generator=rng).tolist(), torch.randn(7, generator=rng).tolist())]
    curves = call(node, root, [(ROC, "roc", list(case)) for case in cases])
    areas = call(node, root, [(ROC, "area", list(case)) for case in cases])

    for points, under, case in zip(curves, areas, cases, strict=True):
        np.testing.assert_allclose(points, roc(*case), rtol=1e-15)
        assert under == pytest.approx(area(*case), rel=1e-15)


def test_an_axis_of_scores_has_round_numbers_inside_it(node, root):
    cases = [(-2, 2), (-0.0031, 0.0123), (0, 1), (0.2, 0.29), (41, 968), (3, 3)]
    cases += [(-1.999, 1.9999)]
    axes = call(node, root, [(ROC, "ticks", list(case)) for case in cases])

    texts = call(node, root, [(ROUND_NUMBERS, "asWords", [axis]) for axis in axes])

    for (low, high), values, words in zip(cases, axes, texts, strict=True):
        written = [float(word.replace("−", "-")) for word in words]
        assert written == pytest.approx(values)
        slack = (high - low) / 999
        assert all(low - slack <= value <= high + slack for value in written)
        assert 3 <= len(values) <= 8 or low == high
    assert axes[0] == axes[-1] == [-2, -1, 0, 1, 2]


def test_the_result_of_an_ear_test_is_that_of_the_text_form(node, root):
    sounds = [vowel(seconds=0.1), noise(seconds=0.1), VOICE, VOICE.renamed("again")]
    for scores in ([2, -1, 0, 1], [0, 0, 0, 0], [-2, -2, 1, 1]):
        test = EarTest(sounds[:2], sounds[2:], earlier=scores)
        real = [is_real for _, is_real in test._clips]
        (words, misses) = call(
            node, root, [(EAR, "verdict", [scores, real]), (EAR, "missed", [scores, real])]
        )
        assert test.verdict().startswith(words)
        assert misses == [k for k, s in enumerate(scores) if (s < 0 if real[k] else s > 0)]


def test_the_countdown_says_zero_only_when_nothing_is_left(node, root):
    cases = [(50.0, 49.2, True), (720.0, 0.1, True), (50.0, 0.0, True), (0.0, 0.0, True)]
    cases += [(50.0, 12.0, False), (50.0, 0.0, False), (0.0, 0.0, False), (50.0, 49.9, False)]

    assert call(node, root, [(CLOCK, "countdown", list(case)) for case in cases]) == [
        "0:50 left of 0:50",
        "0:01 left of 12:00",
        "time is up: last step",
        "no time limit",
        "ended with 0:12 of 0:50 left",
        "the 0:50 are used up",
        "",
        "ended at once",
    ]


def test_the_newest_item_up_to_a_step_is_shown(node, root):
    items = [{"step": step} for step in (1, 10, 20)]
    calls = [(CLOCK, "upTo", [items, step]) for step in (0, 1, 9, 10, 19, 99)]
    calls += [(CLOCK, "upTo", [items[1:], 5]), (CLOCK, "recordedSteps", [items, [{"step": 5}]])]

    assert call(node, root, calls) == [2, 0, 0, 1, 1, 2, -1, [1, 5, 10, 20]]


def test_the_mark_in_a_histogram_is_at_the_mean_of_the_scores(node, root):
    scores = 0.5 * torch.randn(3, 4000)
    histograms = [count_scores(each, each).real for each in scores]
    found = call(node, root, [(DISTRIBUTIONS, "meanScore", [list(h)]) for h in histograms])

    # a bin is 0.1 wide: a score is at most 0.05 from its middle, and the mean no further
    np.testing.assert_allclose(found, scores.mean(1), atol=0.05)


def mixers():
    """Return mixers with both uses of the weights, and weights from 0 to large."""
    sizes = (
        {"adv": 0.2, "feat": 0.7, "l1": 0.0001, "msspec": 0.0999},
        {"adv": 1, "feat": 0, "l1": 0, "msspec": 0},
    )
    choices = ((4, 4, 0.1, 2), (0, 0, 0, 0), (1e-6, 0, 1000, 3.14159265), (1, 1, 1, 1e7))
    for (output, parameters), weights, balanced in itertools.product(
        itertools.product(sizes, sizes), choices, (False, True)
    ):
        gradients = {name: torch.randn(1, 1, 500) for name in output}
        measured = Ingredients(gradients, output, parameters)
        mixer = GradientMixer(measured, dict(zip(output, weights, strict=True)), 16_000)
        mixer.set(balanced=balanced)
        yield mixer


def as_mix(mixer):
    output, parameters = mixer.measured.at_output, mixer.measured.in_parameters
    known = {"weights": mixer.weights, "balanced": mixer.balanced}
    return {**known, "output": output, "parameters": parameters}


def test_the_mixer_in_the_browser_has_the_shares_and_sentences_of_python(node, root):
    every = list(mixers())
    sentences = ("finding", "summary", "target")
    calls = [(MIX_SENTENCES, name, [as_mix(mixer)]) for mixer in every for name in sentences]
    calls += [(MIX, "bars", [as_mix(mixer)]) for mixer in every]
    found = call(node, root, calls)

    expected = [getattr(mixer, name)() for mixer in every for name in sentences]
    assert found[: len(expected)] == expected
    for bars, mixer in zip(found[len(expected) :], every, strict=True):
        for share, other in zip(bars, mixer._bars, strict=True):
            assert share == pytest.approx(other)


def test_a_bar_of_weights_follows_the_pointer(node, root):
    weights = {"adv": 4, "feat": 4, "l1": 0.1}
    parts = (0.0, 0.2, 0.5, 0.9)
    found = call(node, root, [(MIX, "weightForShare", [weights, "l1", part]) for part in parts])

    for weight, part in zip(found, parts, strict=True):
        assert weight / (8 + weight) == pytest.approx(part, abs=1e-3)  # of a weight of three digits
    (alone,) = call(node, root, [(MIX, "weightForShare", [{"a": 1, "b": 0}, "a", 0.5])])
    assert alone is None


def test_the_mix_that_is_heard_is_the_weighted_sum_and_all_are_equally_loud(node, root):
    mixer = next(mixers())
    gradients = {
        name: {
            "peak": float(gradient.abs().max()),
            "samples": (gradient[0, 0] / gradient.abs().max() / 2).tolist(),
        }
        for name, gradient in mixer.measured.gradients.items()
    }
    for gradient in gradients.values():
        gradient["samples"] = as_f32(torch.tensor(gradient["samples"]))
    waves = [as_f32(torch.randn(400) * size) for size in (1.0, 0.1, 0.0)]
    wave, loud = call(
        node, root, [(MIX, "mixed", [gradients, mixer.weights]), (MIX, "equallyLoud", [waves])]
    )

    expected = mixed_gradients(mixer.weights, mixer.measured.gradients)[0, 0]
    np.testing.assert_allclose(wave, 0.5 * expected / expected.abs().max(), atol=1e-6)
    rms = [np.sqrt(np.mean(np.square(list(each.values())))) for each in loud]
    assert rms[0] == pytest.approx(rms[1], rel=1e-5)
    assert rms[2] == 0


def test_the_browser_sees_through_a_window_what_python_sees(node, root):
    """A transform longer than its window, one whose length is no power of two, and others."""
    settings = [(64, 32, 64), (4096, 64, 4096), (4096, 256, 64), (128, 512, 64), (600, 256, 500)]
    cases = [(setting, apart) for setting in settings for apart in ((15.0, 0.008), (200.0, 0.02))]
    given = [
        [
            dict(zip(("n_fft", "hop", "window"), setting, strict=True)),
            dict(zip(("tones", "clicks"), apart, strict=True)),
        ]
        for setting, apart in cases
    ]
    views = call(node, root, [(TRADE, "windowView", values) for values in given])
    expected = [window_view(*setting, *apart) for setting, apart in cases]

    for found, view in zip(views, expected, strict=True):
        result = view.read_out
        # 90 dB below a click, what is left is the rounding of float32 in Python
        depths = (min(result.tones_db, 60), min(result.clicks_db, 60))
        valleys = [min(found["valleys"][pair], 60) for pair in ("tones", "clicks")]
        np.testing.assert_allclose(valleys, depths, atol=0.01)
        np.testing.assert_allclose(found["part"]["hertz"], view.part.hertz)
        np.testing.assert_allclose(found["part"]["seconds"], view.part.seconds)
        levels = np.array(list(found["part"]["levels"].values())).reshape(-1, found["part"]["bins"])
        audible = view.part.levels.T.numpy() > -45  # below that, the picture has one colour
        assert levels.shape == audible.shape
        np.testing.assert_allclose(levels[audible], view.part.levels.T.numpy()[audible], atol=0.05)


def test_the_sentences_of_the_resolution_trade_are_those_of_its_text_form(node, root):
    results = [
        window_view(n, max(16, n // 4), n, 15.0, 0.008).read_out for n in (64, 128, 1024, 4096)
    ]
    lengths = [{"n_fft": r.n_fft, "hop": r.hop, "window": r.window} for r in results]
    valleys = [{"tones": r.tones_db, "clicks": r.clicks_db} for r in results]
    apart = {"tones": 15.0, "clicks": 0.008}
    calls = [
        *[(TRADE_SENTENCES, "summary", list(each)) for each in zip(lengths, valleys, strict=True)],
        *[
            (TRADE_SENTENCES, "finding", [[r.window for r in results[:k]], valleys[:k]])
            for k in (1, 2, 4)
        ],
        *[(TRADE_SENTENCES, "target", [apart, valleys[:k]]) for k in (1, 2, 4)],
    ]

    assert call(node, root, calls) == [
        *[summary(result) for result in results],
        *[trade_finding(results[:k]) for k in (1, 2, 4)],
        *[target(15.0, 0.008, results[:k]) for k in (1, 2, 4)],
    ]


def test_the_playhead_in_the_browser_says_what_python_says(node, root):
    torch.manual_seed(0)
    msd = MultiScaleDiscriminator(filters=4, max_filters=8)
    playhead = scale_playhead(msd, beat().crop(0, 1.2))
    state = playhead.state()
    scales = [{**scale, "samples": None} for scale in state["scales"]]
    times = [0.0, 0.31, 0.6, 0.75, 1.2]
    calls = [(REACH, "summary", [scales, at, state["rate"], state["length"]]) for at in times]
    expected = []
    for at in times:
        playhead.move(at)
        expected.append(playhead.summary())

    assert call(node, root, calls) == expected


def test_all_rows_of_scores_have_one_scale_that_no_score_leaves(node, root):
    rows = [{"scores": [0.47, -0.004]}, {"scores": [0.1, -900.0, 0.2]}, {"scores": [0.3]}]
    low, high = call(node, root, [(REACH, "span", [rows])])[0]

    assert (low, high) == (-900.0, 0.47)
    words = [(REACH, "signed", [value]) for value in (low, high)]
    assert call(node, root, words) == ["−900.000", "+0.470"]


ARROWS_SIZES = {"rate": 24_000, "n_fft": N_FFT, "frames": FRAMES, "around": AROUND}
TURNS = [(1000.0, 240), (1010.0, 240), (990.0, 256), (1100.0, 8), (937.5, 512), (1050.0, 240)]


def test_the_arrows_in_the_browser_are_those_of_the_transform(node, root):
    tones = [{"hertz": hertz, "hop": hop} for hertz, hop in TURNS]
    found = call(node, root, [(ARROWS, "turningCells", [tone, ARROWS_SIZES]) for tone in tones])

    for cells, setting in zip(found, TURNS, strict=True):
        expected = turning_cells(*setting)
        assert cells["first"] == expected.first_bin
        for part, values in (("real", expected.cells.real), ("imaginary", expected.cells.imag)):
            sent = np.array(list(cells[part].values())).reshape(values.shape)
            np.testing.assert_allclose(sent, values.numpy(), atol=1e-9)


def test_the_browser_says_of_an_arrow_what_python_says(node, root):
    tones = [{"hertz": hertz, "hop": hop} for hertz, hop in TURNS]
    names = ("finding", "summary")
    calls = [(ARROWS_SENTENCES, name, [tone, ARROWS_SIZES]) for tone in tones for name in names]

    expected = [getattr(arrows_text, name)(*setting) for setting in TURNS for name in names]
    assert call(node, root, calls) == expected


def test_each_instrument_with_sliders_or_menus_keeps_their_keys_from_jupyterlab(root):
    modules = {path: path.read_text("utf-8") for path in (root / "course_lib").rglob("*.js")}
    controls = [path for path, code in modules.items() if "'range'" in code or "'select'" in code]
    assert len(controls) > 8
    assert [path.parent.name for path in controls if "ownKeys(" not in modules[path]] == []


def test_the_numbers_of_an_axis_are_round_and_inside_it(node, root):
    axes = {
        (0.0, 1.0): ["0.0", "0.5", "1.0"],
        (0.71, 0.94): ["0.75", "0.80", "0.85", "0.90"],
        (-0.53, 0.2): ["−0.4", "−0.2", "0.0", "0.2"],
        (1.99, 2.01): ["1.990", "1.995", "2.000", "2.005", "2.010"],
        (-0.02, 2.0): ["0.0", "0.5", "1.0", "1.5", "2.0"],
        (1000, 1300): ["1000", "1100", "1200", "1300"],
    }
    found = call(node, root, [(CHARTS, "roundNumbers", list(ends)) for ends in axes])
    for (low, high), numbers in zip(axes, found, strict=True):
        assert low - 1e-9 <= numbers[0] < numbers[-1] <= high + 1e-9
    words = call(node, root, [(ROUND_NUMBERS, "asWords", [each]) for each in found])
    assert words == list(axes.values())
