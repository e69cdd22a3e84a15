"""Answers as learners give them: right ones pass in other clothes, and no cause is made up.

Each wrong answer got a diagnosis in version 0.1 that was untrue of it. What a check says now is
compared with what is true of the answer.
"""

import pytest

from course_lib.classroom import seal
from course_lib.classroom.checking.diagnosis import diagnose
from course_lib.classroom.checking.message_layout import as_text
from course_lib.classroom.checking.states_and_points import State
from course_lib.classroom.exercises.answer_source import run_answer
from course_lib.classroom.exercises.load_bank import bank

PERIOD_DISCRIMINATOR = """
class PeriodDiscriminator(nn.Module):
    def __init__(self, period, filters=8, max_filters=1024):
        super().__init__()
        self.period = period
        self.convs = nn.ModuleList()
        c = 1
        for i in range(5):
            o, s = min(filters * 4 ** (i + 1), max_filters), 3 if i < 4 else 1
            self.convs.append(norm_conv(c, o, (5, 1), stride=(s, 1), padding=(2, 0)))
            c = o
        self.conv_post = norm_conv(c, 1, (3, 1), padding=(1, 0))

    def forward(self, wave):
        x = library_fold(wave, self.period)
        fmaps = []
        for conv in self.convs:
            x = F.leaky_relu(conv(x), 0.2)
            fmaps.append(x)
        x = self.conv_post(x)
        return x, [*fmaps, x]
"""
MULTI_DISCRIMINATOR = """
class Contract(ABC, nn.Module):
    @abstractmethod
    def forward(self, wave): ...

    @property
    @abstractmethod
    def num_discriminators(self): ...


class SimpleMultiDiscriminator(Contract):
    def __init__(self, discriminators):
        super().__init__()
        self.discriminators = nn.ModuleList(discriminators)

    def forward(self, wave):
        logits, fmaps = [], []
        for sub in self.discriminators:
            scores, maps = sub(wave)
            logits.append(scores)
            fmaps.append(maps)
            {step}
        return logits, fmaps

    @property
    def num_discriminators(self):
        return len(self.discriminators)
"""
FIRST_DISCRIMINATOR = """
class FirstDiscriminator(MultiDiscriminator):
    num_discriminators = 1

    def __init__(self):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(()))

    def forward(self, wave):
        check_wave(wave, channels=1, minimum=4000, who="FirstDiscriminator")
        frames = wave.unfold(-1, 4000, 4000)
        steps = frames.diff().square().mean(-1)
        cleanness = -steps / (frames.square().mean(-1) + 1e-5)
        return DiscriminatorOutput([self.gain * cleanness], [[cleanness]])
"""
SCALE_DISCRIMINATOR = """
class ScaleDiscriminator(nn.Module):
    def __init__(self, filters=16, max_filters=1024, downsample_scales=(4, 4, 4, 4)):
        super().__init__()
        ch = min(filters, max_filters)
        stack = [nn.Sequential(nn.ReflectionPad1d(7), norm_conv(1, ch, 15))]
        for s in downsample_scales:
            nxt = min(ch * s, max_filters)
            k = 10 * s + 1
            stack.append(norm_conv(ch, nxt, k, stride=s, padding=k // 2, groups=ch // 4))
            ch = nxt
        last = min(2 * ch, max_filters)
        stack.append(norm_conv(ch, last, 5, padding=2))
        self.convs = nn.ModuleList(stack)
        self.conv_post = norm_conv(last, 1, 3, padding=1)

    def forward(self, wave):
        maps = []
        for layer in self.convs:
            wave = F.leaky_relu(layer(wave), 0.2)
            maps.append(wave)
        out = self.conv_post(wave)
        return out, [*maps, out]
"""
STFT_CHANNELS = """
def stft_channels(wave, n_fft, hop_length, win_length):
    if wave.shape[-1] < n_fft:
        raise ValueError("too short")
    left = (n_fft - win_length) // 2
    window = torch.zeros(n_fft)
    window[left : left + win_length] = torch.hann_window(win_length)
    frames = wave.unfold(-1, n_fft, hop_length)
    spec = torch.fft.rfft(frames * window) / window.square().sum().sqrt()
    return torch.cat([spec.real, spec.imag], dim=1)
"""


def diagnosed(id_, code):
    exercise = bank(id_[:2]).exercises[id_]
    return exercise, diagnose(
        exercise, run_answer(code, exercise.namespace, exercise.answer, id_), 0
    )


RIGHT = {
    "a NumPy integer": (
        "03.1",
        "import numpy as np\n"
        "def reach(layers):\n"
        "    steps = np.cumprod([1] + [stride for _, stride in layers])\n"
        "    return np.int64(1) + sum((k - 1) * j for (k, _), j in zip(layers, steps))\n",
    ),
    "a tensor without axes": (
        "03.1",
        "def reach(layers):\n"
        "    samples, step = 1, 1\n"
        "    for kernel, stride in layers:\n"
        "        samples, step = samples + (kernel - 1) * step, step * stride\n"
        "    return torch.tensor(samples)\n",
    ),
    "a float for a whole number": (
        "03.1",
        "def reach(layers):\n"
        "    samples, step = 1, 1\n"
        "    for kernel, stride in layers:\n"
        "        samples, step = samples + (kernel - 1) * step, step * stride\n"
        "    return float(samples)\n",
    ),
    "float64": (
        "04.1",
        STFT_CHANNELS.replace(
            "torch.hann_window", "wave.new_tensor(1.0).double() * torch.hann_window"
        ).replace("torch.zeros(n_fft)", "torch.zeros(n_fft, dtype=torch.float64)"),
    ),
    "two numbers in a tensor": ("02.4", "pair = torch.tensor([4114.2857, 685.7143])"),
    "the class, written differently": ("02.3", PERIOD_DISCRIMINATOR),
    "another class, written differently": ("03.2", SCALE_DISCRIMINATOR),
}


@pytest.mark.parametrize(("id_", "code"), RIGHT.values(), ids=RIGHT)
def test_a_right_answer_in_other_clothes_passes(id_, code):
    exercise, found = diagnosed(id_, code)
    assert found.state is State.PASS, as_text(exercise, found)


WRONG = {
    "columns in another order": (
        "02.3",
        PERIOD_DISCRIMINATOR.replace(
            "self.period)\n        fmaps", "self.period).roll(1, -1)\n        fmaps"
        ),
        "The values are the expected ones, in another order.",
        "before its activation",
    ),
    "a seventh map": (
        "02.3",
        PERIOD_DISCRIMINATOR.replace("fmaps = []", "fmaps = [x]"),
        'at "number of maps", gave 7 expected 6',
        "the scores are a feature map",
    ),
    "the periods reversed": (
        "02.5",
        "class RepairedMPD(nn.Module):\n"
        "    def __init__(self, periods=(2, 3, 5, 7, 11)):\n"
        "        super().__init__()\n"
        "        self.periods = periods\n"
        "        self.convs = nn.ModuleList(\n"
        "            nn.Conv2d(1, 1, (5, 1), (3, 1), (2, 0)) for _ in periods)\n"
        "    def forward(self, wave):\n"
        "        pairs = zip(reversed(self.periods), self.convs)\n"
        "        return [conv(library_fold(wave, p)) for p, conv in pairs]\n",
        "These are the expected values in the opposite order.",
        "the last axis",
    ),
    "a fixed number": (
        "03.1",
        "def reach(layers):\n    return 4951\n",
        "returned 4951 expected 11",
        "stride",
    ),
    "another slope": (
        "03.2",
        SCALE_DISCRIMINATOR.replace("0.2)", "0.1)"),
        "expected",
        "activation is missing",
    ),
    "a plain list": (
        "03.2",
        SCALE_DISCRIMINATOR.replace("nn.ModuleList(stack)", "stack"),
        "expected",
        "Sequential is missing",
    ),
    "the sign of the imaginary parts": (
        "04.1",
        STFT_CHANNELS.replace("spec.imag]", "-spec.imag]"),
        "expected",
        "an axis, the window or the padding",
    ),
    "an AssertionError for a ValueError": (
        "04.1",
        STFT_CHANNELS.replace(
            '    if wave.shape[-1] < n_fft:\n        raise ValueError("too short")\n',
            "    assert wave.shape[-1] >= n_fft\n",
        ),
        "raised AssertionError, expected ValueError",
        "torch's error",
    ),
    "a test that refuses everything": (
        "03.4",
        'def test_scales(msd):\n    raise AssertionError("bad")\n',
        "given a right MSD with 3 scales, gave 'failed', expected 'passed'. It raised "
        "AssertionError: bad",
        "Padding adds a sample",
    ),
    "a test of two promises": (
        "03.4",
        "def test_scales(msd):\n"
        "    x = torch.randn(1, 1, 16_000)\n"
        "    heard = waves_heard(msd, x)\n"
        '    if not torch.equal(heard[0], x): raise ValueError("scale 0")\n'
        "    for a, b in pairwise(heard):\n"
        '        if abs(2 * b.shape[-1] - a.shape[-1]) > 2: raise ValueError("half")\n',
        "given a broken MSD, gave 'passed', expected 'failed'",
        "all you look at",
    ),
    "a test of one channel": (
        "04.4",
        "def test_sep_channels(make):\n"
        "    for scores in make(in_channels=1)(torch.randn(2, 1, 4000))[0]:\n"
        "        assert scores.shape[1] == 1\n",
        "Your test passes all discriminators",
        "nothing is asserted",
    ),
    "a test of three axes": (
        "01.4",
        "def contract_test(d):\n"
        "    for scores in d(torch.randn(2, 1, 4000))[0]:\n"
        "        assert scores.ndim == 3\n",
        "gave 'refused', expected 'accepted'",
        "accepts all",
    ),
    "all keys, wrong values": (
        "05.6",
        "proof = dict(flat_from=5, slope_below=5, slope_weighted=5, mse_rests_at=5,"
        " bce_rests_at=5, who='Z')",
        "This property fails: where the hinge is flat",
        "keys of the table is needed",
    ),
    "a key that is missing": (
        "05.6",
        "proof = dict(flat_from=-1)",
        "These keys are missing: 'slope_below'",
        "six keys of the table",
    ),
    "all numbers missing": (
        "05.6",
        "proof = dict(who='C')",
        "`flat_from` has no number yet",
        "`who`",
    ),
    "a repaired function that raises": (
        "05.4",
        "repairs = {'A': ('P', lambda real, fake: real.mean() + reel),"
        " 'B': 'Q', 'C': 'S', 'D': ('T', lambda real, fake, *maps:"
        " F.relu(1 - real).mean() + F.relu(1 + fake).mean())}",
        "5 of 9 properties pass",
        "couldn't be read",
    ),
    "seven names for eight clips": (
        "00.3",
        "heard = {'quiz': 7857, 'names': ['clicks', 'dull top'] * 3 + ['clicks']}",
        "Give `names` as a list of eight names",
        "same name",
    ),
    "eight words that are no names": (
        "00.3",
        "heard = {'quiz': 7857, 'names': ['click'] * 8}",
        "Use the six names from the table",
        "1 of 7 properties pass",
    ),
    "one name that is right, of different ones": (
        "00.3",
        "heard = {'quiz': 0, 'names': ['clicks', 'dull top', 'dull top'] + ['clicks'] * 5}",
        "at least 2 right",
        "same name",
    ),
    "ties lost, and the sign changed from there": (
        "00.4",
        "listener = {'area': 6/9, 'doubled': 6/9, 'flipped': 3/9, 'reason': 'B'}",
        "a tie counts as a loss",
        "Your numbers are right",
    ),
    "a share in per cent": (
        "00.4",
        "listener = {'area': 77.8, 'doubled': 77.8, 'flipped': 22.2, 'reason': 'B'}",
        "isn't a share between 0 and 1",
        "a tie counts",
    ),
    "a score for each sample": (
        "00.5",
        "finding = {'score': lambda wave: torch.ones(wave.shape), 'catches': ('dull top', 3), "
        "'misses': ('pre-echo', 3), 'heard': (10, 10), "
        "'because': 'it adds up the whole clip, so it does not know when'}",
        "more than one number for a clip",
        "couldn't be read",
    ),
    "a patch of the condition": (
        "03.5",
        "fixed = RETOLD.replace('scale != 0', 'scale == 0')\n"
        "lines = [text.splitlines(keepends=True) for text in (RETOLD, fixed)]\n"
        "report = {'patch': ''.join(difflib.unified_diff(*lines)), 'steps': 'assert False', "
        "'title': 'MSD ignores downsample(x)', 'expected': '63, 32, 16', 'observed': '63, 63, 63'}",
        "is still thrown away",
        "another name",
    ),
    "a list of seeds": (
        "03.6",
        "forecast = {'better': 0.5, 'no difference': 0.3, 'worse': 0.2, 'seeds': [0, 1, 2], "
        "'because': 'a logit at scale 2 covers four times as long', "
        "'would_change_my_mind': 'three pairs of runs that all point the other way'}",
        "'seeds' should be a number, got several values",
        "TypeError",
    ),
    "a slope left in its tuple": (
        "01.6",
        "slopes = {'slope_p_at_0': 0.25, 'slope_p': (4.54e-5,), 'slope_log_p': 1.0, 'times': 5507, "
        "'reason': 'B'}",
        "returns a tuple",
        "several values",
    ),
    "each sub-discriminator gets half of the wave": (
        "01.2",
        MULTI_DISCRIMINATOR.replace("{step}", "wave = wave[..., ::2]"),
        "expected shape",
        "receives the scores",
    ),
    "a count that is set too late": (
        "01.2",
        MULTI_DISCRIMINATOR.replace("{step}", "pass").replace(
            "def num_discriminators(self):\n        return", "def count(self):\n        return"
        ),
        "can't be built",
        "returned",
    ),
    "three scores for a sound": (
        "01.8",
        FIRST_DISCRIMINATOR,
        "too few scores",
        "one number",
    ),
    "an empty subclass of the library": (
        "04.2",
        "class DiscriminatorSTFT(LibraryDiscriminator):\n    pass\n",
        "runs the library's own code",
        "passes:",
    ),
}


@pytest.mark.parametrize(("id_", "code", "says", "not_says"), WRONG.values(), ids=WRONG)
def test_a_wrong_answer_gets_a_message_that_is_true_of_it(id_, code, says, not_says):
    exercise, found = diagnosed(id_, code)
    text = " ".join(as_text(exercise, found).split())
    assert found.state is not State.PASS
    assert says in text
    assert not_says not in text
    assert "Usual cause" not in text


HONEST_REPORT = """
from course_lib.classroom.progress.sealed_forecasts import fingerprint_of
losses = {"adv": 4.0, "msspec": 2.0}
forecast = {"output": "adv", "parameters": "adv"}
report = {
    "losses": losses,
    **forecast,
    "seal": fingerprint_of({**losses, **forecast}),
    "measured": [measured_shares(losses, seed) for seed in (0, 1, 2)],
    "came_true": 2,
    "because": "a trained discriminator has steep slopes, and its scores weigh most",
}
"""
REPORTED = {
    "as sealed": ("", ""),
    "with whole numbers": ('report["losses"] = {"adv": 4, "msspec": 2}', ""),
    "without the fingerprint": ('report["seal"] = None', "has no fingerprint"),
    "another forecast": (
        'report["parameters"] = "msspec"\nreport["came_true"] = 1',
        "isn't what you sealed",
    ),
    "another forecast, and the count of the sealed one": (
        'report["parameters"] = "msspec"',
        "doesn't fit it",
    ),
    "one came true": ('report["came_true"] = 1', "More of your forecasts came true"),
}


@pytest.mark.parametrize(("change", "says"), REPORTED.values(), ids=REPORTED)
def test_a_report_is_compared_with_what_was_sealed_on_this_machine(change, says):
    seal("05.7", {"adv": 4.0, "msspec": 2.0, "output": "adv", "parameters": "adv"})
    exercise, found = diagnosed("05.7", HONEST_REPORT + change)
    assert (found.state is State.PASS) == (not says)
    assert says in as_text(exercise, found)
