"""Answers to lesson 03, as learners write them: wrong ones and right ones.

A string is a whole answer cell. A dict is an edit of the solution: {old text: new text}.
"""

POST = "logits = self.conv_post(x)"
INNER = "channels, wider, 10 * s + 1, stride=s, padding=5 * s, groups=channels // 4"


def gain(
    measured="level(F.avg_pool1d(w, 4, 1)) - level(w)",
    formula="20 * math.log10(abs(math.cos(a) * math.cos(2 * a)))",
    out="m, f",
):
    return (
        "def gain_of_four(hertz):\n    w = tone(hertz).wave\n    a = math.pi * hertz / 24_000\n"
        f"    m = {measured}\n    f = {formula}\n    return {out}\n"
    )


HALF = 'for before, after in pairwise(received):\n        assert abs(after.shape[-1] - before.shape[-1] / 2) <= 1, "each scale must receive half"'
QUIET = 'assert scale.abs().mean() < 0.5 * too_high.abs().mean(), "a high tone must get quieter"'
SAME = 'assert torch.equal(received[0], wave), "scale 0 must receive the wave itself"'
OWN = 'assert len({id(sub) for sub in subs}) == len(subs), "each scale needs its own discriminator"'
STEPS = "assert lengths[0] > lengths[1] > lengths[2], lengths"
HALVES = "self.downsample(waves[-1])"
SCORES = "return [logits for logits, _ in outputs], [maps for _, maps in outputs]"


def msd(init="", waves="", forward=""):
    """Return a whole answer to 03.7; each part has a right default."""
    init = init or "self.discriminators = nn.ModuleList(subs)\n        self.downsample = halve"
    waves = waves or (
        "out = [wave]\n        while len(out) < len(self.discriminators):\n"
        "            out.append(self.downsample(out[-1]))\n        return out"
    )
    forward = forward or (
        "logits, fmaps = [], []\n        for d, x in zip(self.discriminators, self.waves(wave)):\n"
        "            a, b = d(x)\n            logits.append(a)\n            fmaps.append(b)\n"
        "        return logits, fmaps"
    )
    return (
        "class MultiScaleDiscriminator(nn.Module):\n    def __init__(self, subs, halve):\n"
        f"        super().__init__()\n        {init}\n    def waves(self, wave):\n        {waves}\n"
        f"    def forward(self, wave):\n        {forward}\n"
    )


SINC = "s = torch.sinc(0.9 * (torch.arange(16) - 7.5) / 2) * torch.hann_window(18)[1:17]\nw = (s / s.sum()).tolist()\n"


def design(
    before=SINC,
    weights="w",
    low="gain_of(w, 5000)",
    high="gain_of(w, 7000)",
    because="'brightness just below 6 kHz is gone, which I can spare in speech'",
):
    return (
        f"{before}design = {{'weights': {weights}, 'gain_5000': {low}, 'gain_7000': {high}, "
        f"'because': {because}}}"
    )


def forecast(
    better="0.3",
    same="0.5",
    worse="0.2",
    because="'higher layers already hear long stretches, so I expect little from scales'",
    seeds="5",
    mind="'a gap that is larger than the spread between seeds'",
):
    return (
        f"forecast = {{'better': {better}, 'no difference': {same}, 'worse': {worse}, "
        f"'because': {because}, 'seeds': {seeds}, 'would_change_my_mind': {mind}}}"
    )


WRONG = {
    "03.1": {
        "kernels added": {"(kernel_size - 1) * step": "kernel_size"},
        "strides added": {"step *= stride": "step += stride"},
        "kernels multiplied": "def reach(layers):\n    r = 1\n    for k, s in layers: r *= k * s\n    return r",
        "one less": {"return samples": "return samples - 1"},
        "last layer left out": {"in layers:": "in layers[:-1]:"},
        "stride before": {
            "        samples += (kernel_size - 1) * step\n        step *= stride\n": "        step *= stride\n        samples += (kernel_size - 1) * step\n"
        },
        "MSD by heart": "def reach(layers):\n    return {2: 7}.get(len(layers), 4951)",
        "kernel and stride exchanged": {"for kernel_size, stride": "for stride, kernel_size"},
        "prints": {"return samples": "print(samples)"},
        "half kernels": {"(kernel_size - 1) * step": "(kernel_size // 2) * step"},
        "as text": {"return samples": "return str(samples)"},
        "pops the list": {
            "    samples, step = 1, 1": "    layers.append((1, 1)); del layers[0]\n    samples, step = 1, 1"
        },
    },
    "03.2": {
        "four groups": {"groups=channels // 4": "groups=4"},
        "channels // 2": {"groups=channels // 4": "groups=channels // 2"},
        "kernel 41 always": {"10 * s + 1": "41"},
        "padding of 4 s": {"padding=5 * s": "padding=4 * s"},
        "zeros": {"nn.ReflectionPad1d(7)": "nn.ZeroPad1d(7)"},
        "groups of the channels out": {"groups=channels // 4": "groups=wider // 4"},
        "padding of 6": {"nn.ReflectionPad1d(7)": "nn.ReflectionPad1d(6)"},
        "no Sequential": {
            "first = nn.Sequential(nn.ReflectionPad1d(7), norm_conv(1, filters, 15))": "first = norm_conv(1, filters, 15, padding=7)"
        },
        "activation on logits": {POST: "logits = F.leaky_relu(self.conv_post(x), 0.2)"},
        "softplus on logits": {POST: "logits = F.softplus(self.conv_post(x))"},
        "relu": {"F.leaky_relu(conv(x), 0.2)": "F.relu(conv(x))"},
        "before the activation": {
            "            x = F.leaky_relu(conv(x), 0.2)\n            fmaps.append(x)": "            x = conv(x)\n            fmaps.append(x)\n            x = F.leaky_relu(x, 0.2)"
        },
        "maps detached": {"fmaps.append(x)": "fmaps.append(x.detach())"},
        "wave detached": {"x, fmaps = wave, []": "x, fmaps = wave.detach(), []"},
        "no limit": {"min(channels * s, max_filters)": "channels * s"},
        "doubled each time": {"min(channels * s, max_filters)": "min(channels * 2, max_filters)"},
        "last kernel 3": {
            "norm_conv(channels, widest, 5, padding=2)": "norm_conv(channels, widest, 3, padding=1)"
        },
        "no logits among the maps": {"return logits, [*fmaps, logits]": "return logits, fmaps"},
        "plain convolution": {"self.conv_post = norm_conv(": "self.conv_post = nn.Conv1d("},
        "a tuple": {"[*fmaps, logits]": "tuple([*fmaps, logits])"},
        "flat logits": {"return logits, [": "return logits.flatten(1), ["},
        "one scale more": {"(4, 4, 4, 4)": "(4, 4, 4, 4, 4)"},
        "every second sample of a map": {"fmaps.append(x)": "fmaps.append(x[..., ::1] * 0.99)"},
    },
    "03.7": {
        "lost": {HALVES: "wave"},
        "assigned to another name": {
            "            waves.append(self.downsample(waves[-1]))": (
                "            half = self.downsample(waves[-1])\n            waves.append(waves[-1])"
            )
        },
        "original halved": {HALVES: "self.downsample(wave)"},
        "scale 0 halved": {"waves = [wave]": "waves = [self.downsample(wave)]"},
        "reversed": {"return waves": "return waves[::-1]"},
        "handed out in reverse": {"self.waves(wave), strict": "self.waves(wave)[::-1], strict"},
        "every second sample": {HALVES: "waves[-1][..., ::2]"},
        "AvgPool of one's own": {
            "self.downsample = downsample": "self.downsample = nn.AvgPool1d(4, 2, padding=2)"
        },
        "tuple of modules": {"nn.ModuleList(sub_discriminators)": "tuple(sub_discriminators)"},
        "detached": {HALVES: "self.downsample(waves[-1].detach())"},
        "no gradient": msd(
            waves="with torch.no_grad():\n            out = [wave]\n            for _ in self.discriminators[1:]: out.append(self.downsample(out[-1]))\n        return out"
        ),
        "logits alone": {SCORES: "return [logits for logits, _ in outputs]"},
        "maps first": {
            SCORES: "return [maps for _, maps in outputs], [logits for logits, _ in outputs]"
        },
        "flat": {
            SCORES: "return [logits for logits, _ in outputs], sum([maps for _, maps in outputs], [])"
        },
        "a copied first": {
            "nn.ModuleList(sub_discriminators)": "nn.ModuleList([sub_discriminators[0]] * len(sub_discriminators))"
        },
        "one halving too many": msd(
            waves="out = []\n        for _ in self.discriminators:\n            out.append(wave)\n            wave = self.downsample(wave)\n        return out"
        ),
        "waves made in each round again": msd(
            forward="logits, fmaps = [], []\n        for k, d in enumerate(self.discriminators):\n            a, b = d(self.waves(wave)[k])\n            logits.append(a)\n            fmaps.append(b)\n        return logits, fmaps"
        ),
        "the library's": "from course_lib import MultiScaleDiscriminator",
        "waves kept from the first call": msd(
            waves="if not hasattr(self, 'kept'):\n            self.kept = [wave]\n            for _ in self.discriminators[1:]: self.kept.append(self.downsample(self.kept[-1]))\n        return self.kept"
        ),
        "list grows from call to call": msd(
            init="self.discriminators = nn.ModuleList(subs)\n        self.downsample = halve\n        self.logits = []",
            forward="fmaps = []\n        for d, x in zip(self.discriminators, self.waves(wave)):\n            a, b = d(x)\n            self.logits.append(a)\n            fmaps.append(b)\n        return self.logits, fmaps",
        ),
    },
    "03.8": {
        "average": design("w = [0.25] * 4\n"),
        "average of eight": design("w = [1 / 8] * 8\n"),
        "nearest": design("w = [0.0, 1.0]\n"),
        "64 weights": design(
            "s = torch.sinc(0.9 * (torch.arange(64) - 31.5) / 2)\nw = (s / s.sum()).tolist()\n"
        ),
        "odd": design(
            "s = torch.sinc(0.9 * (torch.arange(15) - 7) / 2)\nw = (s / s.sum()).tolist()\n"
        ),
        "a sum of 2": design(SINC + "w = [2 * x for x in w]\n"),
        "not divided": design(SINC + "w = s.tolist()\n"),
        "limit too low": design(SINC.replace("0.9", "0.6")),
        "limit too high": design(SINC.replace("0.9", "1.2")),
        "gains exchanged": design(low="gain_of(w, 7000)", high="gain_of(w, 5000)"),
        "a sum of 0": design(SINC + "w = [x * (-1) ** k for k, x in enumerate(w)]\n"),
        "gains without a sign": design(low="-gain_of(w, 5000)", high="-gain_of(w, 7000)"),
        "gains of other weights": design(low="-3.0", high="-20.0"),
        "as factors": design(
            low="10 ** (gain_of(w, 5000) / 20)", high="10 ** (gain_of(w, 7000) / 20)"
        ),
        "no reason": design(because="''"),
        "one word, again and again": design(because="'good good good good good good good good'"),
        "key missing": "design = {'weights': [0.25] * 4}",
        "no weights": design("w = []\n", low="0.0", high="0.0"),
    },
    "03.3": {
        "formula twice": gain("20 * math.log10(abs(math.cos(a) * math.cos(2 * a)))"),
        "measured twice": gain(out="m, m"),
        "exchanged": gain(out="f, m"),
        "still two": gain("level(F.avg_pool1d(w, 2, 1)) - level(w)"),
        "squared cosine": gain(formula="20 * math.log10(math.cos(a) ** 2)"),
        "10 log": gain(formula="10 * math.log10(abs(math.cos(a) * math.cos(2 * a)))"),
        "ratio": gain("(F.avg_pool1d(w, 4, 1).square().mean() / w.square().mean()).item()"),
        "two of two": "def gain_of_four(hertz):\n    m, f = gain_of_two(hertz)\n    return 2 * m, 2 * f",
        "no logarithm": gain(formula="abs(math.cos(a) * math.cos(2 * a))"),
        "sum of four": gain("level(4 * F.avg_pool1d(w, 4, 1)) - level(w)"),
        "louder minus softer": gain("level(w) - level(F.avg_pool1d(w, 4, 1))"),
        "every fourth": gain("level(w[..., ::4]) - level(w)"),
        "natural logarithm": gain(formula="20 * math.log(abs(math.cos(a) * math.cos(2 * a)))"),
        "always 9000": "def gain_of_four(hertz):\n    return -11.35, -11.35",
        "max pooling": gain("level(F.max_pool1d(w, 4, 1)) - level(w)"),
        "cosine of 3": gain(formula="20 * math.log10(abs(math.cos(a) * math.cos(3 * a)))"),
    },
    "03.4": {
        "nothing": "def test_scales(msd):\n    pass",
        "always": "def test_scales(msd):\n    assert False",
        "returns": "def test_scales(msd):\n    return waves_heard(msd, torch.randn(1, 1, 2000))[0].shape[-1] == 2000",
        "three scales": {SAME: SAME + "\n    assert len(received) == 3"},
        "the average": {
            QUIET: "pass",
            HALF: "for before, after in pairwise(received):\n        assert torch.allclose(after, F.avg_pool1d(before, 4, 2, padding=2), atol=1e-5)",
        },
        "shape of scale 0": {SAME: "assert received[0].shape == wave.shape"},
        "mean of scale 0": {
            SAME: "assert torch.isclose(received[0].mean(), wave.mean(), atol=0.05)"
        },
        "no tones": {QUIET: "pass"},
        "no own networks": {OWN: "pass"},
        "neighbours alone": {OWN: "assert all(a is not b for a, b in pairwise(subs))"},
        "values of weights": {
            OWN: "w = [p.sum().item() for s in subs for p in s.parameters()]\n    assert len(set(w)) == len(w)"
        },
        "shorter": {
            HALF: "for before, after in pairwise(received):\n        assert after.shape[-1] < before.shape[-1]"
        },
        "names": "def test_scales(msd):\n    assert hasattr(msd, 'downsample')\n    assert isinstance(msd.downsample, nn.AvgPool1d)",
        "nothing must be left": {QUIET: "assert scale.abs().max() < 0.01"},
        "only at 6000": {
            QUIET: "pass",
            SAME: SAME
            + "\n    for scale in waves_heard(msd, tone(6000).wave)[1:]: assert scale.abs().mean() < 0.3",
        },
        "tone at scale 1 alone": {"for scale in received[1:]": "for scale in received[1:2]"},
        "a tone on the limit": {"tone(11_000": "tone(6000"},
        "length of scale 1 alone": {HALF: "assert abs(received[1].shape[-1] - 1000) <= 1"},
    },
    "03.5": {
        "patch reversed": {"for text in (RETOLD, fixed)": "for text in (fixed, RETOLD)"},
        "whole file as the patch": {
            '"".join(difflib.unified_diff(*lines, "a/msd.py", "b/msd.py"))': "fixed"
        },
        "another name": {"x = self.downsample(x)": "y = self.downsample(x)"},
        "ndiff": {'unified_diff(*lines, "a/msd.py", "b/msd.py")': "ndiff(*lines)"},
        "exchanged": {
            "63, 32 and 16 positions": "63, 63, 63 positions",
            "63, 63 and 63 positions": "63, 32 and 16 positions",
        },
        "disc(downsample)": {
            '"    x = self.downsample(x)\\n"': '"    outputs.append(disc(self.downsample(x)))\\n"'
        },
        "condition changed": {
            "fixed = RETOLD.replace(": "fixed = RETOLD.replace('scale != 0', 'scale == 0').replace("
        },
        "two lines": {
            'x = self.downsample(x)\\n")': 'x = self.downsample(x)\\n").replace("zip", "zip").replace("# ", "").replace("outputs = []", "outputs = list()")'
        },
        "steps without assert": {STEPS: "print(lengths)"},
        "steps that never fail": {STEPS: "assert True"},
        "steps that always fail": {STEPS: "assert lengths[0] == lengths[1] + 99"},
        "syntax error": {STEPS: "assert lengths[0] >"},
        "title without the call": {
            "MSD: the result of self.downsample(x) is thrown away": "All scales of the MSD get the same wave"
        },
        "long title": {
            "MSD: the result of self.downsample(x) is thrown away": "The result of self.downsample(x) in the multi-scale discriminator is never assigned to anything at all"
        },
        "expected halves of 63": {"63, 32 and 16": "63, 31 and 16"},
        "no figures": {"logit maps of 63, 63 and 63 positions": "all three are equally long"},
        "observed as expected": {"63, 63 and 63": "63, 32 and 16"},
        "no numbers": {"logit maps of 63, 32 and 16 positions": "shorter maps"},
    },
    "03.6": {
        "per cent": forecast("30", "50", "20"),
        "certain": forecast("1", "0", "0"),
        "0.33": forecast("0.33", "0.33", "0.33"),
        "one seed": forecast(seeds="1"),
        "two seeds": forecast(seeds="2"),
        "three seeds and a half": forecast(seeds="3.5"),
        "letters": forecast(because="'a a a a a a a a'"),
        "bla": forecast(because="'bla bla bla bla bla bla bla bla bla'"),
        "reason twice": forecast(
            mind="'higher layers already hear long stretches, so I expect little from scales'"
        ),
        "keys": forecast(because="'asdf qwer zxcv asdf jklj uiop hjkl vbnm'"),
        "short": forecast(because="'no idea'"),
        "nothing": forecast(mind="''"),
        "dots": forecast(mind="'. . . . . . . . .'"),
        "negative": forecast("-0.1", "0.9", "0.2"),
        "key missing": "forecast = {'better': 0.3, 'no difference': 0.5, 'worse': 0.2, 'seeds': 5}",
        "numbers for words": forecast(because="12345678"),
    },
}
CLS = "class ScaleDiscriminator(nn.Module):\n    def __init__(self, filters=16, max_filters=1024, downsample_scales=(4, 4, 4, 4)):\n        super().__init__()\n"
RIGHT = {
    "03.1": {
        "numpy": "import numpy as np\ndef reach(layers):\n    k = np.array([a for a, _ in layers], dtype=int); s = np.array([b for _, b in layers], dtype=int)\n    return 1 + int(((k - 1) * np.concatenate([[1], np.cumprod(s)[:-1]])[: len(k)]).sum())",
        "recursion": "def reach(layers):\n    if not layers: return 1\n    (k, s), *rest = layers\n    return (reach(rest) - 1) * s + k",
        "accumulate": "from itertools import accumulate\nfrom operator import mul\ndef reach(layers):\n    steps = accumulate((s for _, s in layers), mul, initial=1)\n    return 1 + sum((k - 1) * j for (k, _), j in zip(layers, steps))",
        "tensor": {"return samples": "return torch.tensor(samples)"},
        "float": {"return samples": "return float(samples)"},
        "by gradient": "def reach(layers):\n    n = 1\n    for k, s in layers[::-1]: n = s * (n - 1) + k\n    return n",
    },
    "03.2": {
        "Sequential padding by keyword": {
            "nn.ReflectionPad1d(7)": "nn.ReflectionPad1d(padding=(7, 7))"
        },
        "in place": {
            "F.leaky_relu(conv(x), 0.2)": "F.leaky_relu(conv(x), negative_slope=0.2, inplace=True)"
        },
        "LeakyReLU": {"F.leaky_relu(conv(x), 0.2)": "nn.LeakyReLU(0.2)(conv(x))"},
        "kernel // 2": {
            INNER: "channels, wider, kernel_size=10 * s + 1, stride=s, padding=(10 * s + 1) // 2, groups=channels // 4"
        },
        "list first": CLS
        + "        chans = [filters]\n        for s in list(downsample_scales) + [2]: chans.append(min(chans[-1] * s, max_filters))\n        layers = [nn.Sequential(nn.ReflectionPad1d(7), norm_conv(1, filters, 15))]\n        layers += [norm_conv(i, o, 10 * s + 1, stride=s, padding=5 * s, groups=i // 4) for i, o, s in zip(chans, chans[1:], downsample_scales)]\n        layers += [norm_conv(chans[-2], chans[-1], 5, padding=2)]\n        self.convs = nn.ModuleList(layers)\n        self.conv_post = norm_conv(chans[-1], 1, 3, padding=1)\n    def forward(self, x):\n        out = []\n        for layer in self.convs:\n            x = layer(x)\n            x = torch.max(x, 0.2 * x)\n            out.append(x)\n        out.append(self.conv_post(x))\n        return out[-1], out\n",
        "a tuple of scores and a list": {
            "return logits, [*fmaps, logits]": "fmaps.append(logits)\n        return (logits, fmaps)"
        },
    },
    "03.7": {
        "a loop with a condition": msd(
            waves="out = []\n        for k in range(len(self.discriminators)):\n            if k: wave = self.downsample(wave)\n            out.append(wave)\n        return out"
        ),
        "nested calls": msd(
            waves="def at(k): return wave if k == 0 else self.downsample(at(k - 1))\n        out = [wave]\n        for k in range(1, len(self.discriminators)): out += [self.downsample(out[k - 1])]\n        return out"
        ),
        "an iterator of waves": {"return waves": "return iter(waves)"},
        "a generator of waves": msd(
            waves="def each(x):\n            yield x\n            for _ in list(self.discriminators)[1:]:\n                x = self.downsample(x)\n                yield x\n        return list(each(wave))"
        ),
        "zip of results": msd(
            forward="a, b = zip(*(d(x) for d, x in zip(self.discriminators, self.waves(wave))))\n        return list(a), list(b)"
        ),
        "other names, Sequential": {
            "nn.ModuleList(sub_discriminators)": "nn.Sequential(*sub_discriminators)"
        },
        "extra attributes": {
            "self.downsample = downsample": "self.downsample = downsample\n        self.num_discriminators = len(self.discriminators)"
        },
        "two statements": {
            SCORES: "logits, fmaps = [list(x) for x in zip(*outputs)]\n        return logits, fmaps"
        },
    },
    "03.8": {
        "as given": design(),
        "tensor": design(SINC.replace(".tolist()", "")),
        "NumPy": "import numpy as np\n"
        + design(
            "s = np.sinc(0.9 * (np.arange(16) - 7.5) / 2) * np.hamming(16)\nw = s / s.sum()\n"
        ),
        "rounded gains": design(
            low="round(gain_of(w, 5000), 1)", high="round(gain_of(w, 7000), 1)"
        ),
        "by formula": "import cmath\n"
        + design(
            SINC
            + "def g(f): return 20 * math.log10(abs(sum(x * cmath.exp(-2j * math.pi * f / 24000 * k) for k, x in enumerate(w))))\n",
            low="g(5000)",
            high="g(7000)",
        ),
        "eight weights": design(
            "s = torch.sinc(0.9 * (torch.arange(8) - 3.5) / 2)\nw = (s / s.sum()).tolist()\n"
        ),
        "German": design(
            because="'Becken klingen sonst falsch, dafür opfere ich etwas Glanz unter 6 kHz'"
        ),
    },
    "03.3": {
        "roll": gain("level(sum(w.roll(k, -1) for k in range(4)) / 4) - level(w)"),
        "convolution": gain("level(F.conv1d(w, torch.full((1, 1, 4), 0.25))) - level(w)"),
        "stride 2": gain("level(F.avg_pool1d(w, 4, stride=2)) - level(w)"),
        "unfold": gain("level(w.unfold(-1, 4, 1).mean(-1)) - level(w)"),
        "sines": gain(formula="20 * math.log10(abs(math.sin(4 * a) / (4 * math.sin(a))))"),
        "own wave": gain().replace(
            "w = tone(hertz).wave",
            "w = torch.sin(2 * math.pi * hertz * torch.arange(24000) / 24000)[None, None]",
        ),
        "numpy": "import numpy as np\ndef gain_of_four(frequency):\n    x = tone(frequency).samples.numpy().astype(np.float64)\n    y = np.convolve(x, np.ones(4) / 4, 'valid')\n    a = np.pi * frequency / 24000\n    return 10 * np.log10((y ** 2).mean() / (x ** 2).mean()), 20 * np.log10(abs(np.cos(a) * np.cos(2 * a)))",
        "keyword": gain().replace("tone(hertz)", "tone(frequency=hertz, seconds=0.5)"),
        "torch numbers": gain("torch.tensor(level(F.avg_pool1d(w, 4, 1)) - level(w))"),
    },
    "03.4": {
        "floor or ceiling": {
            "abs(after.shape[-1] - before.shape[-1] / 2) <= 1": "after.shape[-1] in (before.shape[-1] // 2, before.shape[-1] // 2 + 1)"
        },
        "9 kHz": {"tone(11_000": "tone(9000"},
        "rms": {
            QUIET: "assert scale.square().mean().sqrt() < 0.6 * too_high.square().mean().sqrt()"
        },
        "allclose": {SAME: "assert torch.allclose(received[0], wave)"},
        "storage": {
            OWN: "ptr = [next(s.parameters()).data_ptr() for s in subs]\n    assert len(set(ptr)) == len(ptr)"
        },
        "spectrum": {
            QUIET: "assert torch.fft.rfft(scale).abs().max() / scale.shape[-1] < 0.5 * torch.fft.rfft(too_high).abs().max() / too_high.shape[-1]"
        },
        "is not": {OWN: "assert all(a is not b for i, a in enumerate(subs) for b in subs[:i])"},
        "raise": {SAME: "if not torch.equal(received[0], wave): raise AssertionError('scale 0')"},
    },
    "03.5": {
        "git's form": {
            'difflib.unified_diff(*lines, "a/msd.py", "b/msd.py")': 'difflib.unified_diff(*lines, "a/audiocraft/msd.py", "b/audiocraft/msd.py")'
        },
        "a line number that is off": {
            '"b/msd.py"))': '"b/msd.py")).replace("@@ -8", "@@ -9").replace(" +8", " +9")'
        },
        "no context": {'"a/msd.py", "b/msd.py")': '"a/msd.py", "b/msd.py", n=0)'},
        "equal weights": {STEPS: "assert lengths == [63, 32, 16]"},
        "another title": {
            "MSD: the result of self.downsample(x) is thrown away": "Multi-scale discriminator ignores what downsample returns"
        },
        "lists": {"logit maps of 63, 32 and 16 positions": "[63, 32, 16] for 16,000 samples"},
        "arrows": {"logit maps of 63, 63 and 63 positions": "63 / 63 / 63, all equal"},
    },
    "03.6": {
        "as given": forecast(),
        "thirds": forecast("1/3", "1/3", "1/3"),
        "numpy": "import numpy as np\n"
        + forecast("np.float64(0.3)", "np.float32(0.5)", "np.float64(0.2)", seeds="np.int64(5)"),
        "German": forecast(
            because="'tiefere Skalen sehen längere Abschnitte, das tut sonst keiner der Verluste'"
        ),
        "Korean": forecast(
            because="'낮은 스케일은 더 긴 구간을 보지만 다른 손실이 이미 그것을 다룬다'"
        ),
        "fraction": "from fractions import Fraction\n"
        + forecast("Fraction(3, 10)", "Fraction(5, 10)", "Fraction(2, 10)"),
        "ten seeds": forecast(seeds="10"),
    },
}
