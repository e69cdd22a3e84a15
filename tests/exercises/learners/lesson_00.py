"""Answers to lesson 00, as learners write them: wrong ones and right ones.

A string is a whole answer cell. A dict is an edit of the solution: {old text: new text}.
"""

HEARD = ["clicks", "pre-echo", "comb buzz", "phasiness", "dull top", "DC thump", "comb buzz"]
HEARD += ["phasiness"]


def heard(names, quiz=0):
    return f"heard = {{'quiz': {quiz}, 'names': {names!r}}}"


def listener(area="7/9", doubled="7/9", flipped="2/9", reason="'B'"):
    return f"listener = dict(area={area}, doubled={doubled}, flipped={flipped}, reason={reason})"


def finding(
    score="treble",
    catches="('dull top', 3)",
    misses="('pre-echo', 3)",
    heard="(10, 10)",
    because=None,
):
    why = because or "the sum runs over the whole clip and forgets when anything sounds"
    return (
        "def treble(wave):\n    power = torch.fft.rfft(wave[:, 0]).abs() ** 2\n"
        "    return power[:, 2500:].sum(1) / power.sum(1)\n"
        f"finding = dict(score={score}, catches={catches}, misses={misses}, heard={heard}, because={why!r})"
    )


WRONG = {
    "00.1": {
        "all by unsqueeze(0)": "def as_waves(a, b, c, d):\n    return [x.unsqueeze(0) for x in (a, b, c, d)]",
        "view on the turned stereo file": {
            "stereo.T[None]": "stereo.reshape(1, 2, stereo.shape[0])"
        },
        "stereo reversed in time": {"stereo.T[None]": "stereo.flip(0).T[None]"},
        "channels exchanged": {"stereo.T[None]": "stereo.flip(1).T[None]"},
        "left channel only": {"stereo.T[None]": "stereo[:, :1].T[None]"},
        "each one axis short": "def as_waves(a, b, c, d):\n    return [a[None], b.T, c, d]",
        "mixed to mono": {"stereo.T[None]": "stereo.mean(1)[None, None]"},
        "clips summed": {"clips[:, None]": "clips.sum(0)[None, None]"},
        "take turned": {"take[None]": "take.T[None]"},
        "another order": {
            "[recording[None, None], stereo.T[None], clips[:, None], take[None]]": (
                "[stereo.T[None], recording[None, None], clips[:, None], take[None]]"
            )
        },
        "three of four": {", take[None]]": "]"},
        "one dimension too many": {"recording[None, None]": "recording[None, None, None]"},
        "nothing returned": {"return [": "waves = ["},
        "halved": {"recording[None, None]": "recording[None, None] / 2"},
    },
    "00.2": {
        "to the level of a": "def fair_pair(a, b):\n    r = lambda x: x.square().mean().sqrt()\n    return a, b * r(a) / r(b)",
        "peak to one": {"10 ** (-1 / 20) / peak": "1.0 / peak"},
        "minus one as amplitude": {"10 ** (-1 / 20)": "0.9"},
        "absolute mean": {"clip.square().mean().sqrt()": "clip.abs().mean()"},
        "median": {"clip.square().mean().sqrt()": "clip.abs().median()"},
        "smaller peak": {"max(a.abs().max(), b.abs().max())": "min(a.abs().max(), b.abs().max())"},
        "sum of peaks": {"max(a.abs().max(), b.abs().max())": "(a.abs().max() + b.abs().max())"},
        "peak of a": {"max(a.abs().max(), b.abs().max())": "a.abs().max()"},
        "plus one decibel": {"(-1 / 20)": "(1 / 20)"},
        "centred": {"(clip / clip": "((clip - clip.mean()) / clip"},
        "b alone is scaled": {"return gain * a, gain * b": "return a, gain * b"},
        "one tensor": {"return gain * a, gain * b": "return torch.cat([gain * a, gain * b])"},
        "exchanged": {"return gain * a, gain * b": "return gain * b, gain * a"},
        "limiter": {
            "return gain * a, gain * b": "return torch.tanh(gain * a), torch.tanh(gain * b)"
        },
        "the same clip twice": {"return gain * a, gain * b": "return gain * a, gain * a"},
        "rounded to 16 bits": {
            "return gain * a, gain * b": (
                "return tuple((32767 * gain * clip).round() / 32767 for clip in (a, b))"
            )
        },
    },
    "00.3": {
        "five right": heard(
            [
                "clicks",
                "pre-echo",
                "comb buzz",
                "phasiness",
                "dull top",
                "clicks",
                "clicks",
                "clicks",
            ]
        ),
        "none right": heard(
            ["dull top", "DC thump", "clicks", "clicks", "clicks", "clicks", "clicks", "clicks"]
        ),
        "nine names": heard([*HEARD, "clicks"]),
        "another number": heard(HEARD, 5000),
        "numbers": heard([1, 2, 3, 4, 5, 6, 7, 8]),
        "no names": "heard = {'quiz': 0}",
        "empty": heard([]),
        "one string": "heard = 'clicks'",
        "sorted": heard(sorted(HEARD)),
        "a set": "heard = {'quiz': 0, 'names': set(%r)}" % HEARD,
        "phasiness for buzz": heard(
            [{"comb buzz": "phasiness", "phasiness": "comb buzz"}.get(n, n) for n in HEARD]
        ),
    },
    "00.4": {
        "four of six": listener("4/6", "4/6", "2/6"),
        "no ties": listener("6/9", "6/9", "1/9"),
        "ties excluded": listener("6/7", "6/7", "1/7"),
        "doubled twice": listener(doubled="14/9"),
        "flipped as it was": listener(flipped="7/9"),
        "flipped to minus": listener(flipped="-7/9"),
        "per cent": listener("77.8", "77.8", "22.2"),
        "reason in words": listener(reason="'Because high means real'"),
        "reason A": listener(reason="'A'"),
        "doubled twice, flipped to minus, and D": listener(
            doubled="14/9", flipped="-7/9", reason="'D'"
        ),
        "two letters": listener(reason="'B or C'"),
        "text for a number": listener(area="'seven of nine'"),
        "key missing": "listener = {'area': 7/9, 'doubled': 7/9, 'reason': 'B'}",
        "two letters and a comma": listener(reason="'B, C'"),
        "true and false": listener("True", "True", "False"),
    },
    "00.5": {
        "one float for all": finding("lambda wave: float(wave.abs().max())"),
        "one number a sample": finding("lambda wave: wave.abs()"),
        "the loudest clip of the batch": finding("lambda wave: treble(wave) / treble(wave).max()"),
        "always one": finding("lambda wave: torch.ones(len(wave))"),
        "a number for a function": finding("0.9"),
        "called too early": finding("treble(CLEAN[0].wave)"),
        "high for spoilt": finding("lambda wave: -treble(wave)"),
        "a misspelt artefact": finding(catches="('dul top', 3)"),
        "the name alone": finding(catches="'dull top'"),
        "no such strength": finding(misses="('pre-echo', 4)"),
        "strength 0 misses all": finding(misses="('dull top', 0)"),
        "noticed, not missed": finding(misses="('phasiness', 3)", score="lambda w: -treble(w)"),
        "same artefact, other spelling": finding(misses="('Dull_Top', 1)"),
        "eight of ten": finding(heard="(8, 10)"),
        "five of five": finding(heard="(5, 5)"),
        "eleven of ten": finding(heard="(11, 10)"),
        "trials first": finding(heard="(10, 9)"),
        "no test": finding(heard="(0, 0)"),
        "one word, eight times": finding(because="because " * 8),
        "no reason": finding(because="none"),
        "a key is missing": "finding = {'score': len, 'catches': ('dull top', 3)}",
        "one number a channel": finding(
            "lambda wave: -wave.diff(dim=-1).abs().amax(-1)", "('clicks', 3)", "('DC thump', 2)"
        ),
        "the loudest of the batch": finding(
            "lambda wave: -wave.abs().amax((1, 2)) / wave.abs().max()",
            "('DC thump', 3)",
            "('clicks', 1)",
        ),
        "fewer than none": finding(heard="(-1, 10)"),
    },
}
RIGHT = {
    "00.1": {
        "views": "def as_waves(r, s, c, t):\n    return (r.view(1, 1, -1), s.mT.unsqueeze(0), c.unsqueeze(-2), t.unsqueeze(0))",
        "einops": "from einops import rearrange\ndef as_waves(recording, stereo, clips, take):\n    return [rearrange(recording, 't -> 1 1 t'), rearrange(stereo, 't c -> 1 c t'), rearrange(clips, 'b t -> b 1 t'), rearrange(take, 'c t -> 1 c t')]",
        "stack": "def as_waves(recording, stereo, clips, take):\n    return [torch.stack([recording])[None], torch.stack([stereo[:, 0], stereo[:, 1]])[None], torch.stack([c[None] for c in clips]), torch.stack([take])]",
        "contiguous copies": {"stereo.T[None]": "stereo.T.contiguous()[None].clone()"},
        "float64": {"recording[None, None]": "recording.double()[None, None]"},
        "a tuple": {
            "[recording[None, None], stereo.T[None], clips[:, None], take[None]]": "(recording[None, None], stereo.T[None], clips[:, None], take[None])"
        },
    },
    "00.2": {
        "numpy": "import numpy as np\ndef fair_pair(a, b):\n    x, y = (c / np.sqrt(np.mean(c ** 2)) for c in (a.numpy(), b.numpy()))\n    g = 10 ** (-0.05) / max(np.abs(x).max(), np.abs(y).max())\n    return torch.from_numpy(g * x), torch.from_numpy(g * y)",
        "float64": {"for clip in (a, b))": "for clip in (a.double(), b.double()))"},
        "norm": {"clip.square().mean().sqrt()": "(clip.norm() / len(clip) ** 0.5)"},
        "rms of b": "def fair_pair(a, b):\n    r = lambda x: torch.sqrt(torch.mean(x * x))\n    a = a * (r(b) / r(a))\n    g = 0.8912509 / torch.cat([a, b]).abs().max()\n    return [a * g, b * g]",
        "helper": "def rms(x):\n    return float(x.pow(2).mean()) ** 0.5\ndef fair_pair(a, b):\n    a, b = a / rms(a), b / rms(b)\n    g = 10 ** (-1 / 20) / max(float(a.abs().max()), float(b.abs().max()))\n    return a.mul(g), b.mul(g)",
    },
    "00.3": {
        "as they are": heard(HEARD),
        "capitals": heard([n.upper() for n in HEARD]),
        "a tuple": heard(tuple(HEARD)),
        "six": heard([*HEARD[:6], "clicks", "clicks"]),
        "underscores": heard([n.replace(" ", "_") for n in HEARD]),
        "number as text": "heard = {'quiz': '0', 'names': %r}" % HEARD,
        "an array": f"import numpy as np\nheard = {{'quiz': 0, 'names': np.array({HEARD!r})}}",
    },
    "00.4": {
        "two digits": listener("0.78", "0.78", "0.22"),
        "fractions": "from fractions import Fraction\nlistener = dict(area=Fraction(7, 9), doubled=Fraction(7, 9), flipped=Fraction(2, 9), reason='b')",
        "tensors": listener("torch.tensor(7 / 9)", "torch.tensor(7 / 9)", "torch.tensor(2 / 9)"),
        "letter with its text": listener(reason="'B: a sound goes in, scores come out'"),
        "letter in brackets": listener(reason="'(b)'"),
        "numpy": "import numpy as np\nlistener = dict(area=np.float32(7/9), doubled=np.float64(7/9), flipped=np.float32(2/9), reason='B')",
    },
    "00.5": {
        "as it is": finding(),
        "lists and other spellings": finding(
            catches="['Dull-Top', 3.0]", misses="['pre_echo', '2']"
        ),
        "numpy": "import numpy as np\ndef score(wave):\n    p = np.abs(np.fft.rfft(wave[:, 0].numpy())) ** 2\n"
        "    n = round(p.shape[1] * 40 / 12000)\n    return -p[:, :n].sum(1) / p.sum(1)\n"
        "finding = {'score': score, 'catches': ('DC thump', 1), 'misses': ('clicks', 1), 'heard': (12, 14), "
        "'because': 'a click is spread over all frequencies and hardly any of it is that low'}",
        "a module": "class Score(torch.nn.Module):\n    def forward(self, wave):\n"
        "        return -wave.mean((1, 2), keepdim=True).abs() / wave.square().mean((1, 2), keepdim=True).sqrt()\n"
        "finding = {'score': Score().eval(), 'catches': ('DC thump', 3), 'misses': ('clicks', 3), 'heard': [10, 10], "
        "'because': 'clicks point up and down by turns so the mean stays where it was'}",
        "a list of floats, and a number as text": "def score(wave):\n    return [float(treble(c[None])) for c in wave]\n"
        + finding("score", heard="('9', '10')"),
        "in another language": finding(
            because="die Summe über den ganzen Clip weiß nicht, wann etwas klingt"
        ),
    },
}
