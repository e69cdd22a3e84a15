"""Answers to lesson 02, as learners write them: wrong ones and right ones.

A string is a whole answer cell. A dict is an edit of the solution: {old text: new text}.
"""

RAISE = (
    "    if missing >= time:\n        raise ValueError("
    'f"cannot fold {time} samples at period {period}: the wave is too short")\n'
)
PAD = 'wave = F.pad(wave, (0, missing), mode="reflect")'
LAST = 'return rearrange(wave, "b c (rows period) -> b c rows period", period=period)'


def order(letters):
    return f"order = {letters!r}"


def choice(
    periods="(2, 3, 5, 7, 11)",
    shared="0",
    longest="11 / 16",
    rate="16000 / 11",
    why="they have no common factor",
):
    return (
        f"choice = dict(periods={periods}, shared_aliases={shared}, longest_ms={longest}, "
        f"slowest_rate={rate}, why={why!r})"
    )


ACT = "            x = F.leaky_relu(conv(x), 0.2)\n            fmaps.append(x)\n"
OUT = "return [logits for logits, _ in outputs], [fmaps for _, fmaps in outputs]"
SUB = "PeriodDiscriminator(period, filters, max_filters)"
CONV = "norm_conv(c_in, c_out, (5, 1), stride=(stride, 1), padding=(2, 0))"


def refuted(beat=(296.1, "C"), loss=(0, "B"), neighbours=(5, "A")):
    return f"refuted = dict(beat={beat!r}, loss={loss!r}, neighbours={neighbours!r})"


WRONG = {
    "02.1": {
        "view(period, -1)": {LAST: "return wave.view(*wave.shape[:2], period, -1).transpose(2, 3)"},
        "zeros": {', mode="reflect")': ")"},
        "circular": {'mode="reflect"': 'mode="circular"'},
        "cut": {PAD: "wave = wave[..., : time - time % period]"},
        "a whole period more": {"-time % period": "period - time % period"},
        "both sides": {"(0, missing)": "(missing // 2, missing - missing // 2)"},
        "no refusal": {RAISE: ""},
        "refused one too early": {"missing >= time": "missing >= time - 1"},
        "assert": {RAISE: "    assert missing < time\n"},
        "detached": {LAST: LAST.replace("(wave,", "(wave.detach(),")},
        "batch and channels swapped": {LAST: LAST.replace("-> b c rows", "-> c b rows")},
        "numpy": {
            LAST: "import numpy as np\n    return np.reshape(wave.detach().numpy(), (*wave.shape[:2], -1, period))"
        },
        "in place": {PAD: PAD + "\n    wave.mul_(1.001)"},
        "flat batch": {
            LAST: LAST.replace(
                "b c (rows period) -> b c rows period", "b c (rows period) -> (b c) rows period"
            )
        },
    },
    "02.2": {
        "F for I": order("EGDAHFCB"),
        "H before A": order("EGDHAICB"),
        "C missing": order("EGDAHIB"),
        "G inside": order("EDGAHICB"),
        "E inside": order("GDEAHICB"),
        "no E": order("GDAHICB"),
        "B before C": order("EGDAHIBC"),
        "I inside the loop": order("EGDAIHCB"),
        "A left out": order("EGDHICB"),
        "C before I": order("EGDAHCIB"),
        "sorted": order("ABCDEFGHI"),
        "G twice": order("GEGDAHICB"),
        "a set": "order = set('EGDAHICB')",
    },
    "02.3": {
        "wave detached": {
            "library_fold(wave, self.period)": "library_fold(wave.detach(), self.period)"
        },
        "maps detached": {"fmaps.append(x)": "fmaps.append(x.detach())"},
        "logits detached in the maps": {"[*fmaps, logits]": "[*fmaps, logits.detach()]"},
        "folded map first": {"fmaps: list[Tensor] = []": "fmaps = [x]"},
        "tanh": {"F.leaky_relu(conv(x), 0.2)": "torch.tanh(conv(x))"},
        "relu": {"F.leaky_relu(conv(x), 0.2)": "F.relu(conv(x))"},
        "sigmoid on the scores": {
            "logits = self.conv_post(x)": "logits = torch.sigmoid(self.conv_post(x))"
        },
        "flat scores": {"return logits, [": "return logits.flatten(1), ["},
        "tuple of maps": {"return logits, [*fmaps, logits]": "return logits, (*fmaps, logits)"},
        "plain Conv2d": {CONV: CONV.replace("norm_conv", "nn.Conv2d")},
        "padding of 1": {"padding=(2, 0)": "padding=(1, 0)"},
        "plain list": {"self.convs = nn.ModuleList()": "self.convs = []"},
        "no limit": {"min(filters * 4 ** (layer + 1), max_filters)": "filters * 4 ** (layer + 1)"},
        "four layers": {"range(5)": "range(4)"},
        "mean removed": {
            "x = library_fold(wave, self.period)": "x = library_fold(wave - wave.mean(), self.period)"
        },
        "another default": {"filters: int = 8": "filters: int = 32"},
        "scores first in the maps": {"[*fmaps, logits]": "[logits, *fmaps]"},
        "no_grad": {
            "        x = library_fold": "        torch.set_grad_enabled(False)\n        x = library_fold"
        },
        "no bias": {CONV: CONV.replace("padding=(2, 0)", "padding=(2, 0), bias=False")},
    },
    "02.4": {
        "only five": "pair = (400, 4400)",
        "only seven": "pair = (400, 400 + 24000 / 7)",
        "same": "pair = (1000, 1000)",
        "too high": "pair = (685.7, 24000 + 685.7)",
        "negative": "pair = (-685.7143, 4114.2857)",
        "one number": "pair = 685.7",
        "three numbers": "pair = (685.7, 4114.3, 5485.7)",
        "eleven too": "pair = (500, 24000 / 11 - 500)",
        "in kHz": "pair = (0.6857, 4.1143)",
        "off by 20 Hz": "pair = (700, 4100)",
        "text": "pair = ('low', 'high')",
    },
    "02.5": {
        "sorted": {"tuple(periods)": "tuple(sorted(periods))"},
        "the last": {"library_fold(wave, period)": "library_fold(wave, self.periods[-1])"},
        "reversed": {"zip(self.periods, self.convs": "zip(reversed(self.periods), self.convs"},
        "fixed": {"tuple(periods)": "(2, 3, 5, 7, 11)[: len(periods)]"},
        "shared conv": {
            "conv(library_fold(wave, period)) for": "self.convs[0](library_fold(wave, period)) for"
        },
        "fold of the fold": {
            "        pairs = zip": "        wave = wave * 1\n        pairs = zip",
            "tuple(periods)": "tuple(p + 1 for p in periods)",
        },
        "detached": {"library_fold(wave, period)": "library_fold(wave.detach(), period)"},
        "summed": {
            "return [conv(library_fold(wave, period)) for period, conv in pairs]": "return sum(conv(library_fold(wave, period)).sum() for period, conv in pairs)"
        },
        "activation": {
            "[conv(library": "[F.relu(conv(library",
            "wave, period)) for": "wave, period))) for",
        },
        "a generator": {
            "return [conv(library_fold(wave, period)) for period, conv in pairs]": "return (conv(library_fold(wave, period)) for period, conv in pairs)"
        },
        "a tuple": {
            "return [conv(library_fold(wave, period)) for period, conv in pairs]": "return tuple(conv(library_fold(wave, period)) for period, conv in pairs)"
        },
        "unchanged": "RepairedMPD = ColleaguesMPD",
        "stride left out": {"(5, 1), (3, 1), (2, 0)": "(5, 1), (1, 1), (2, 0)"},
        "other default": {"(2, 3, 5, 7, 11)": "(2, 3, 5, 7)"},
    },
    "02.6": {
        "even": choice("(2, 4, 6, 8, 10)", "10", "10 / 16", "16000 / 10"),
        "denied": choice("(2, 4, 6, 8, 10)", "0", "10 / 16", "16000 / 10"),
        "24 kHz": choice(longest="11 / 24", rate="24000 / 11"),
        "seconds": choice(longest="11 / 16000"),
        "half": choice(rate="8000 / 11"),
        "four": choice("(2, 3, 5, 7)", "0", "7 / 16", "16000 / 7"),
        "six": choice("(2, 3, 5, 7, 11, 13)", "0", "13 / 16", "16000 / 13"),
        "twice": choice("(2, 3, 5, 7, 7)", "1", "7 / 16", "16000 / 7"),
        "one": choice("(1, 2, 3, 5, 7)", "0", "7 / 16", "16000 / 7"),
        "too long": choice("(2, 3, 5, 7, 257)", "0", "257 / 16", "16000 / 257"),
        "shortest": choice(longest="2 / 16", rate="16000 / 2"),
        "halves": choice("(2.5, 3, 5, 7, 11)"),
        "key missing": "choice = dict(periods=(2, 3, 5, 7, 11), shared_aliases=0, longest_ms=11/16)",
    },
    "02.7": {
        "plain list": {
            f"nn.ModuleList(\n            {SUB} for period in periods\n        )": f"[{SUB} for period in periods]"
        },
        "one module five times": {
            f"{SUB} for period in periods": "[PeriodDiscriminator(periods[0], filters, max_filters)] * len(periods)"
        },
        "maps first": {
            OUT: "return [fmaps for _, fmaps in outputs], [logits for logits, _ in outputs]"
        },
        "pairs": {OUT: "return outputs"},
        "tuples": {
            OUT: "return tuple(logits for logits, _ in outputs), tuple(f for _, f in outputs)"
        },
        "generators": {
            OUT: "return (logits for logits, _ in outputs), (fmaps for _, fmaps in outputs)"
        },
        "flat maps": {OUT: "return [o[0] for o in outputs], sum((o[1] for o in outputs), [])"},
        "maps without the logits": {
            OUT: "return [o[0] for o in outputs], [o[1][:-1] for o in outputs]"
        },
        "activated": {"[logits for": "[F.relu(logits) for"},
        "mean score": {"[logits for": "[logits.mean() for"},
        "concatenated": {
            OUT: "return torch.cat([o[0].flatten(1) for o in outputs], 1), [o[1] for o in outputs]"
        },
        "wave detached": {"sub(wave)": "sub(wave.detach())"},
        "mean removed": {"sub(wave)": "sub(wave - wave.mean())"},
        "in place": {"        outputs =": "        wave.mul_(1.01)\n        outputs ="},
        "reversed": {"in self.discriminators]": "in reversed(self.discriminators)]"},
        "sorted": {"for period in periods": "for period in sorted(periods)"},
        "default periods only": {"for period in periods": "for period in (2, 3, 5, 7, 11)"},
        "max_filters forgotten": {SUB: "PeriodDiscriminator(period, filters)"},
        "filters forgotten": {SUB: "PeriodDiscriminator(period, max_filters=max_filters)"},
        "another name": {
            "self.discriminators = ": "self.subs = ",
            "len(self.discriminators)": "len(self.subs)",
            "in self.discriminators]": "in self.subs]",
        },
        "five by heart": {"return len(self.discriminators)": "return 5"},
        "a method": {"    @property\n": ""},
        "4 filters": {"filters: int = 8": "filters: int = 4"},
        "a period less": {"(2, 3, 5, 7, 11)": "(2, 3, 5, 7)"},
        "no_grad": {
            "        outputs =": "        torch.set_grad_enabled(False)\n        outputs ="
        },
        "unfinished": {OUT: "pass"},
    },
    "02.8": {
        "nothing": "refuted = {}",
        "text": "refuted = 'all false'",
        "letters alone": "refuted = dict(beat='C', loss='B', neighbours='A')",
        "a short wave": refuted(beat=(166.42, "C")),
        "samples": refuted(beat=(7107, "C")),
        "647 / 24": refuted(beat=(26.96, "C")),
        "seconds": refuted(beat=(0.2961, "C")),
        "the beat itself": refuted(beat=(500, "C")),
        "period 5": refuted(beat=(134.6, "C")),
        "four of five": refuted(loss=(19_200, "B")),
        "one column": refuted(loss=(4800, "B")),
        "neighbours are one apart": refuted(neighbours=(1, "A")),
        "the number of samples": refuted(neighbours=(647, "A")),
        "C for all": refuted((296.1, "C"), (0, "C"), (5, "C")),
        "aliases": refuted(loss=(0, "D")),
        "letter first": "refuted = dict(beat=('C', 296.1), loss=('B', 0), neighbours=('A', 5))",
        "key missing": "refuted = dict(beat=(296.1, 'C'), loss=(0, 'B'))",
        "sets": "refuted = dict(beat={296.1, 'C'}, loss={0, 'B'}, neighbours={5, 'A'})",
    },
}
CLS = "class PeriodDiscriminator(nn.Module):\n    def __init__(self, period, filters=8, max_filters=1024):\n        super().__init__()\n"
RIGHT = {
    "02.1": {
        "unflatten": {LAST: "return wave.unflatten(-1, (-1, period))"},
        "view": {LAST: "return wave.contiguous().view(wave.size(0), wave.size(1), -1, period)"},
        "divmod": "import math\ndef fold(wave, period):\n    b, c, t = wave.shape\n    rows = math.ceil(t / period)\n    n = rows * period - t\n    if n > t - 1:\n        raise ValueError('too short')\n    if n:\n        wave = torch.nn.functional.pad(wave, (0, n), 'reflect')\n    return wave.reshape(b, c, rows, period)",
        "ReflectionPad1d": {PAD: "wave = nn.ReflectionPad1d((0, missing))(wave)"},
        "a subclass of ValueError": {
            RAISE: "    if missing >= time:\n        class TooShort(ValueError): pass\n        raise ValueError('x')\n"
        },
        "keyword names": {
            LAST: "rows = (time + missing) // period\n    return torch.stack(wave.split(period, dim=-1), dim=2)"
        },
    },
    "02.2": {
        "G first": order("GEDAHICB"),
        "a tuple": order(tuple("EGDAHICB")),
        "a string": order("EGDAHICB"),
        "small": order(list("egdahicb")),
        "blanks": order([" E", "G", "D", "A", "H", "I", "C", "B "]),
    },
    "02.3": {
        "keyword sizes": {
            CONV: "norm_conv(c_in, c_out, kernel_size=(5, 1), stride=(stride, 1), padding=(2, 0))"
        },
        "LeakyReLU": {"F.leaky_relu(conv(x), 0.2)": "nn.LeakyReLU(0.2)(conv(x))"},
        "in place": {"F.leaky_relu(conv(x), 0.2)": "F.leaky_relu(conv(x), 0.2, inplace=True)"},
        "where": {
            "F.leaky_relu(conv(x), 0.2)": "conv(x)\n            x = torch.where(x > 0, x, 0.2 * x)"
        },
        "enumerate strides": CLS
        + "        self.period = period\n        widths = [1, *(min(filters * 4 ** i, max_filters) for i in range(1, 6))]\n        self.convs = nn.ModuleList([norm_conv(a, b, (5, 1), stride=(3 if i < 4 else 1, 1), padding=(2, 0)) for i, (a, b) in enumerate(zip(widths, widths[1:]))])\n        self.conv_post = norm_conv(widths[-1], 1, (3, 1), padding=(1, 0))\n    def forward(self, wave):\n        x, out = library_fold(wave, self.period), []\n        for conv in self.convs:\n            out += [F.leaky_relu(conv(out[-1] if out else x), 0.2)]\n        out.append(self.conv_post(out[-1]))\n        return out[-1], out\n",
        "own fold": {
            "library_fold(wave, self.period)": "F.pad(wave, (0, -wave.shape[-1] % self.period), mode='reflect').unflatten(-1, (-1, self.period))"
        },
        "maximum": {
            "F.leaky_relu(conv(x), 0.2)": "conv(x)\n            x = torch.maximum(x, 0.2 * x)"
        },
    },
    "02.4": {
        "other way": "pair = [4114.2857, 685.7143]",
        "a higher pair": "pair = ((2 * 4800 - 24000 / 7) / 2, (2 * 4800 + 24000 / 7) / 2)",
        "tensor": "pair = torch.tensor([685.7143, 4114.2857])",
        "numpy": "import numpy as np\npair = np.array([685.7143, 4114.2857])",
        "whole numbers": "pair = 686, 4114",
        "each less than 1 Hz off": "pair = (685, 4115)",
        "a set of fractions": "from fractions import Fraction as Q\npair = (Q(4800, 2) - Q(24000, 14), Q(4800, 2) + Q(24000, 14))",
    },
    "02.5": {
        "list given is kept": {"tuple(periods)": "periods"},
        "partial": {
            "self.periods = tuple(periods)": "self.folds = [partial(library_fold, period=p) for p in periods]",
            "zip(self.periods, self.convs, strict=True)": "zip(self.folds, self.convs, strict=True)",
            "conv(library_fold(wave, period)) for period, conv": "conv(f(wave)) for f, conv",
        },
        "default argument": {
            "self.periods = tuple(periods)": "self.folds = [lambda wave, p=p: library_fold(wave, p) for p in periods]",
            "zip(self.periods, self.convs, strict=True)": "zip(self.folds, self.convs)",
            "conv(library_fold(wave, period)) for period, conv": "conv(f(wave)) for f, conv",
        },
        "index": {
            "        pairs = zip(self.periods, self.convs, strict=True)\n        return [conv(library_fold(wave, period)) for period, conv in pairs]": "        return [self.convs[i](library_fold(wave, p)) for i, p in enumerate(self.periods)]"
        },
        "a buffer": {"self.periods = tuple(periods)": "self.periods = [int(p) for p in periods]"},
        "subclass": "class RepairedMPD(ColleaguesMPD):\n    def __init__(self, periods=(2, 3, 5, 7, 11)):\n        super().__init__(periods)\n        self.folds = [partial(library_fold, period=p) for p in tuple(periods)]",
        "a closure": {
            "self.periods = tuple(periods)": "def make(p):\n            return lambda w: library_fold(w, p)\n        self.folds = [make(p) for p in periods]",
            "zip(self.periods, self.convs, strict=True)": "zip(self.folds, self.convs)",
            "conv(library_fold(wave, period)) for period, conv": "conv(f(wave)) for f, conv",
        },
        "a tuple of scores": {
            "return [conv(library_fold(wave, period)) for period, conv in pairs]": "return list(map(lambda pc: pc[1](library_fold(wave, pc[0])), pairs))"
        },
    },
    "02.6": {
        "primes": choice(),
        "4 and 9": choice("[4, 9, 5, 7, 11]"),
        "a set": choice("{2, 3, 5, 7, 11}"),
        "numpy": "import numpy as np\nchoice = dict(periods=np.array([2, 3, 5, 7, 11]), shared_aliases=np.int64(0), longest_ms=np.float64(11 / 16), slowest_rate=np.float32(16000 / 11), why='they are coprime')",
        "rounded": choice(longest="0.69", rate="1455"),
        "tensor": choice("torch.tensor([2, 3, 5, 7, 11])"),
        "floats": choice("(2.0, 3.0, 5.0, 7.0, 11.0)"),
    },
    "02.7": {
        "a loop": {
            f"self.discriminators = nn.ModuleList(\n            {SUB} for period in periods\n        )": "self.discriminators = nn.ModuleList()\n        for p in periods:\n            self.discriminators.append(PeriodDiscriminator(p, filters, max_filters))"
        },
        "keywords": {
            SUB: "PeriodDiscriminator(period=period, filters=filters, max_filters=max_filters)"
        },
        "zip": {OUT: "a, b = zip(*outputs)\n        return list(a), list(b)"},
        "two loops": {
            OUT: "logits = [o[0] for o in outputs]\n        maps = [o[1] for o in outputs]\n        return logits, maps"
        },
        "indexed": {
            "[sub(wave) for sub in self.discriminators]": "[self.discriminators[i](wave) for i in range(len(self.discriminators))]"
        },
        "a list of maps copied": {
            OUT: "return [o[0] for o in outputs], [list(o[1]) for o in outputs]"
        },
        "periods kept": {
            "        self.discriminators = ": "        self.periods = tuple(periods)\n        self.discriminators = "
        },
    },
    "02.8": {
        "plain": refuted(),
        "rows times period": refuted(beat=(647 * 11 / 24, "c")),
        "rounded": refuted(beat=(296, "C")),
        "lists": "refuted = dict(beat=[296.1, 'C'], loss=[0, 'B'], neighbours=[5, 'A'])",
        "tensors": "refuted = dict(beat=(torch.tensor(296.125), 'C'), loss=(torch.tensor(0), 'B'), neighbours=(torch.tensor(5), 'A'))",
        "numpy": "import numpy as np\nrefuted = dict(beat=(np.float32(296.1), ' C '), loss=(np.int64(0), 'b'), neighbours=(np.int32(5), 'a'))",
        "text numbers of the course": refuted(loss=(0.0, "B"), neighbours=(5.0, "A")),
    },
}
