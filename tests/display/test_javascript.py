"""The JavaScript of the instruments: typed, linted, and its arithmetic compared with Python's.

One process of Node.js answers all calls. `npm ci` fetches the tools when package-lock.json changed.
"""

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
from course_lib.instruments.fold_explorer.model import alias_partners, column
from course_lib.instruments.fold_explorer.text import describe_aliases, describe_fold, finding
from course_lib.instruments.fold_explorer.widget import FoldWidget
from course_lib.instruments.logit_inspector.widget import InspectorWidget
from course_lib.instruments.resolution_trade.model import window_view
from course_lib.instruments.resolution_trade.text import finding as trade_finding
from course_lib.instruments.resolution_trade.text import summary, target
from course_lib.instruments.resolution_trade.widget import TradeWidget
from course_lib.instruments.scale_listener.widget import ListenerWidget
from course_lib.instruments.scale_playhead.widget import PlayheadWidget, scale_playhead
from course_lib.sounds import beat, noise, vowel

pytestmark = pytest.mark.slow  # it starts Node.js

FOLD = "course_lib/instruments/fold_explorer/fold.js"
SENTENCES = "course_lib/instruments/fold_explorer/sentences.js"
ABX = "course_lib/display/deck/abx.js"
SOUND = "course_lib/display/browser/sound.js"
TRADE = "course_lib/instruments/resolution_trade/trade.js"
TRADE_SENTENCES = "course_lib/instruments/resolution_trade/sentences.js"
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
    [DeckWidget, FoldWidget, TradeWidget, ListenerWidget, PlayheadWidget, InspectorWidget],
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
