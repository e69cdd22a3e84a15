"""Answers to lesson 04, as learners write them: wrong ones and right ones.

A string is a whole answer cell. A dict is an edit of the solution: {old text: new text}.
"""

SHORT = (
    "    if wave.shape[-1] < n_fft:\n"
    '        raise ValueError(f"need at least n_fft = {n_fft} samples, got {wave.shape[-1]}")\n'
)
CAT = "return torch.cat([spectrum.real, spectrum.imag], dim=1).transpose(2, 3)"
LEVEL = " / window.square().sum().sqrt()"
WINDOW = "torch.hann_window(win_length, dtype=wave.dtype, device=wave.device)"
ACT = "            x = F.leaky_relu(conv(x), 0.2)\n            fmaps.append(x)\n"
SPEC = "StftChannels(stft_channels, n_fft, hop_length, win_length)"
MULTI = "sub_class(filters, in_channels, *window)"
BOTH = "return DiscriminatorOutput([out[0] for out in outputs], [out[1] for out in outputs])"
NONE = """        if not windows:
            raise ValueError("give at least one window, got none")
"""
MOVED = "assert moved == [[False, False], [False, True], [False, False]]"
SWAP = "        assert_close(s, b.flip(1))\n"
OUTS = "outs = [filters, *widths, 1]"


def reach(**changed):
    right = {"frames": 21, "bins": 97, "frames_undilated": 13, "bins_unstrided": 37}
    right |= {"window_samples": 6143, "period_samples": 647, "dilation": "B", "stride": "D"}
    return f"reach = { {**right, **changed}!r}"


def design(
    drums="[(128, 32, 128), (512, 128, 512), (2048, 512, 2048)]",
    violin="[(1024, 256, 1024), (2048, 512, 2048), (4096, 1024, 4096)]",
    texts=None,
):
    a, b = (
        (texts, texts)
        if texts
        else (
            "[str(read_out(*s, tones_apart=60, clicks_apart=0.004)) for s in drums]",
            "[str(read_out(*s, tones_apart=20, clicks_apart=0.03)) for s in violin]",
        )
    )
    return (
        f"drums = {drums}\nviolin = {violin}\n"
        f"design = dict(drums=drums, violin=violin, drums_read_outs={a}, violin_read_outs={b})"
    )


TEST = "def test_sep_channels(make):\n    d = make(in_channels=2)\n    x = torch.randn(3, 2, 400)\n    y = x.clone(); y[1, 1] = torch.randn(400)\n    a, b = d(x), d(y)\n"
WRONG = {
    "04.1": {
        "magnitude and phase": {
            CAT: "return torch.cat([spectrum.abs(), spectrum.angle()], dim=1).transpose(2, 3)"
        },
        "view_as_real": {
            CAT: "return torch.view_as_real(spectrum).permute(0, 1, 4, 3, 2).flatten(1, 2)"
        },
        "centred": {"center=False": "center=True"},
        "normalized": {LEVEL: "", "center=False,": "center=False,\n        normalized=True,"},
        "n_fft window": {
            "win_length, dtype": "n_fft, dtype",
            "        win_length,\n": "        n_fft,\n",
        },
        "symmetric": {"win_length, dtype": "win_length, periodic=False, dtype"},
        "Hamming": {"torch.hann_window": "torch.hamming_window"},
        "no window": {WINDOW: "torch.ones(win_length)"},
        "level by the sum": {LEVEL: " / window.sum()"},
        "level by the energy": {LEVEL: " / window.square().sum()"},
        "conjugate": {"spectrum.imag]": "-spectrum.imag]"},
        "batch mixed": {"wave.flatten(0, 1)": "wave.transpose(0, 1).flatten(0, 1)"},
        "AssertionError": {SHORT: "    assert wave.shape[-1] >= n_fft\n"},
        "refused too early": {"wave.shape[-1] < n_fft:": "wave.shape[-1] <= n_fft:"},
        "win_length in the refusal": {"wave.shape[-1] < n_fft:": "wave.shape[-1] < win_length:"},
        "detached": {"wave.flatten(0, 1)": "wave.detach().flatten(0, 1)"},
        "one-sided off": {"return_complex=True": "onesided=False, return_complex=True"},
        "bins before frames": {".transpose(2, 3)": ""},
        "window at the left": {
            WINDOW: "F.pad(torch.hann_window(win_length), (0, n_fft - win_length))",
            "        win_length,\n": "        n_fft,\n",
        },
    },
    "04.2": {
        "library's, empty subclass": "class DiscriminatorSTFT(LibraryDiscriminator):\n    pass",
        "the library's": "DiscriminatorSTFT = LibraryDiscriminator",
        "stride in time": {"stride=(1, 2)": "stride=(2, 1)"},
        "dilation in frequency": {
            "padding=(d, 4)": "padding=(1, 4 * d)",
            "dilation=(d, 1)": "dilation=(1, d)",
        },
        "no dilation": {"padding=(d, 4)": "padding=(1, 4)", "dilation=(d, 1)": "dilation=1"},
        "padding of 1": {"padding=(d, 4)": "padding=(1, 4)"},
        "dilations by heart": {"for d in dilations": "for d in [1, 2, 4]"},
        "win_length ignored": {SPEC: "ComplexSpectrogram(n_fft, hop_length, n_fft, True)"},
        "not normalised": {SPEC: "ComplexSpectrogram(n_fft, hop_length, win_length, False)"},
        "hop of a quarter": {SPEC: "ComplexSpectrogram(n_fft, n_fft // 4 + 1, win_length, True)"},
        "logits as a map": {
            "return self.conv_post(x), fmaps": "out = self.conv_post(x)\n        return out, fmaps + [out]"
        },
        "spectrogram as a map": {"fmaps: list[Tensor] = []": "fmaps = [x]"},
        "slope of 0.1": {"conv(x), 0.2": "conv(x), 0.1"},
        "before the activation": {
            ACT: "            x = conv(x)\n            fmaps.append(x)\n            x = F.leaky_relu(x, 0.2)\n"
        },
        "wave detached": {"self.spec_transform(wave)": "self.spec_transform(wave.detach())"},
        "maps detached": {"fmaps.append(x)": "fmaps.append(x.detach())"},
        "tanh on the logits": {
            "return self.conv_post(x), fmaps": "return torch.tanh(self.conv_post(x)), fmaps"
        },
        "norm everywhere": {'norm="none"': 'norm="weight_norm"'},
        "plain list": {"nn.ModuleList([first])": "[first]"},
        "two channels always": {"2 * in_channels": "2"},
        "tuple of maps": {
            "return self.conv_post(x), fmaps": "return self.conv_post(x), tuple(fmaps)"
        },
        "magnitudes": {"x = self.spec_transform(wave)": "x = self.spec_transform(wave).abs()"},
    },
    "04.7": {
        "the library's": "MultiScaleSTFTDiscriminator = LibraryMultiScaleSTFT",
        "empty subclass": "class MultiScaleSTFTDiscriminator(LibraryMultiScaleSTFT):\n    pass",
        "plain list": {"nn.ModuleList(": "list("},
        "another name": {
            "        self.discriminators = nn": "        self.subs = nn",
            "len(self.discriminators)": "len(self.subs)",
            "in self.discriminators]": "in self.subs]",
        },
        "mono": {MULTI: "DiscriminatorSTFT(filters, 1, *window)"},
        "keyword forgotten": {MULTI: "DiscriminatorSTFT(filters, in_channels, n_fft=window[0])"},
        "window of n_fft": {
            MULTI: "DiscriminatorSTFT(filters, in_channels, *window[:2], window[0])"
        },
        "hop and window exchanged": {
            "zip(n_ffts, hop_lengths, win_lengths": "zip(n_ffts, win_lengths, hop_lengths"
        },
        "one sub-discriminator for all": {
            "sub_class(filters, in_channels, *window) for window in windows": (
                "[DiscriminatorSTFT(filters, in_channels, *windows[0])] * len(windows)"
            )
        },
        "cut at the shortest": {", strict=True": ""},
        "empty lists": {NONE: ""},
        "RuntimeError": {"raise ValueError(": "raise RuntimeError("},
        "three by heart": {"return len(self.discriminators)": "return 3"},
        "a method": {"    @property\n": "", "(MultiDiscriminator)": "(nn.Module)"},
        "pairs": {BOTH: "return outputs"},
        "exchanged lists": {
            BOTH: "return DiscriminatorOutput([out[1] for out in outputs], [out[0] for out in outputs])"
        },
        "flat maps": {
            BOTH: "return [out[0] for out in outputs], [m for out in outputs for m in out[1]]"
        },
        "logits as maps too": {
            BOTH: "return [o[0] for o in outputs], [[*o[1], o[0]] for o in outputs]"
        },
        "tuples": {BOTH: "return tuple(zip(*outputs))"},
        "mean score": {
            BOTH: "return [out[0].mean() for out in outputs], [out[1] for out in outputs]"
        },
        "detached maps": {
            BOTH: "return [o[0] for o in outputs], [[m.detach() for m in o[1]] for o in outputs]"
        },
        "wave detached": {"sub(wave)": "sub(wave.detach())"},
        "no gradient": {
            "        outputs = [": "        with torch.no_grad():\n            outputs = ["
        },
        "collects": {
            "        outputs = [sub(wave) for sub in self.discriminators]\n": (
                "        self.outputs = getattr(self, 'outputs', []) + [sub(wave) for sub in self.discriminators]\n"
                "        outputs = self.outputs\n"
            )
        },
        "other defaults": {"(1024, 2048, 512),\n        hop": "(2048, 1024, 512),\n        hop"},
        "reversed": {"in self.discriminators]": "in reversed(self.discriminators)]"},
    },
    "04.3": {
        "unchanged": "fixed_widths = audiocraft_widths",
        "layer 0 too wide": {OUTS: "outs = [filters * filters_scale, *widths, 1]"},
        "powers from 0": {"range(1, 5)": "range(4)"},
        "product": {"filters_scale**i": "filters_scale * i"},
        "no limit": {"min(filters * filters_scale**i, max_filters)": "filters * filters_scale**i"},
        "scale ignored": {"filters_scale**i": "1**i"},
        "five pairs": {OUTS: "outs = [filters, *widths[:-1], 1]"},
        "conv_post forgotten": {OUTS: "outs = [filters, *widths]"},
        "first layer limited too": {OUTS: "outs = [min(filters, max_filters), *widths, 1]"},
        "lists of three": {
            "return list(zip([2, *outs[:-1]], outs, strict=True))": "return [(a, b, 0) for a, b in zip([2, *outs], outs)]"
        },
        "one channel in": {"[2, *outs": "[1, *outs"},
        "out and in exchanged": {
            "zip([2, *outs[:-1]], outs, strict=True)": "zip(outs, [2, *outs[:-1]])"
        },
        "limit on the first only": {
            "min(filters * filters_scale**i, max_filters)": "(min(filters, max_filters) * filters_scale**i)"
        },
        "generator": {"return list(zip(": "return (zip("},
    },
    "04.4": {
        "nothing": "def test_sep_channels(make):\n    pass",
        "always": "def test_sep_channels(make):\n    assert False",
        "shapes": "def test_sep_channels(make):\n    out = make(in_channels=2)(torch.randn(3, 2, 4000))\n    assert all(l.shape[1] == 2 for l in out.logits)",
        "logits only": {
            "[*output.logits, *(fmap for fmaps in output.fmaps for fmap in fmaps)]": "list(output.logits)"
        },
        "no swap": {SWAP: ""},
        "swap only": {f"        {MOVED}\n": ""},
        "batch of one": TEST.replace("(3, 2, 400)", "(1, 2, 400)").replace("y[1, 1]", "y[0, 1]")
        + "    for p, q in zip(a.logits, b.logits):\n        assert torch.equal(p[:, 0], q[:, 0]) and not torch.equal(p[:, 1], q[:, 1])",
        "loose": TEST
        + "    for p, q in zip(a.logits, b.logits):\n        assert torch.allclose(p[:, 0], q[:, 0], atol=0.5)",
        "mono": "def test_sep_channels(make):\n    out = make(in_channels=1)(torch.randn(2, 1, 4000))\n    assert out.logits[0].shape[1] == 1",
        "asks for eval mode's difference": TEST
        + "    assert torch.equal(a.logits[0], b.logits[0])",
        "returns": TEST + "    return torch.equal(a.logits[0][0], b.logits[0][0])",
        "by class": "def test_sep_channels(make):\n    assert type(make()).__name__ == 'MultiScaleSTFTDiscriminator'",
        "KeyError": "def test_sep_channels(make):\n    make(in_channels=2)(torch.randn(3, 2, 4000))['logits']",
        "nothing need move": {
            MOVED: "assert not moved[0][0] and not moved[1][0] and not moved[2][1]",
            SWAP: "",
        },
    },
    "04.5": {
        "A and D": reach(dilation="A"),
        "B and E": reach(stride="E"),
        "exchanged letters": reach(dilation="D", stride="B"),
        "exchanged sizes": reach(frames=97, bins=21),
        "both changed": reach(frames_undilated=13, bins_unstrided=97),
        "span": reach(period_samples=3231),
        "one frame less": reach(frames=20),
        "window alone": reach(window_samples=1024),
        "words": reach(dilation="because of time"),
        "text": reach(frames="twenty-one"),
        "key missing": "reach = {'frames': 21, 'bins': 97}",
        "undilated by hand": reach(frames_undilated=9),
    },
    "04.6": {
        "AudioCraft's": design(
            "[(1024, 256, 1024), (2048, 512, 2048), (512, 128, 512)]",
            "[(1024, 256, 1024), (2048, 512, 2048), (512, 128, 512)]",
        ),
        "two scales": design(drums="[(128, 32, 128), (2048, 512, 2048)]"),
        "same windows": design(drums="[(128, 32, 128), (128, 16, 128), (2048, 512, 2048)]"),
        "zeros": design(violin="[(4096, 1024, 2048), (2048, 512, 1024), (1024, 256, 512)]"),
        "hop too long": design(drums="[(128, 100, 128), (512, 128, 512), (2048, 512, 2048)]"),
        "too dense": design(drums="[(128, 8, 128), (512, 16, 512), (2048, 64, 2048)]"),
        "window beyond n_fft": design(
            "[(64, 32, 128), (512, 128, 512), (2048, 512, 2048)]",
            texts="['tones split: no; clicks split: yes'] * 3",
        ),
        "invented texts": design(texts="['tones split: yes; clicks split: yes'] * 3"),
        "read_outs as objects left out": design(texts="[None] * 3"),
        "hop of 0": design(
            "[(128, 0, 128), (512, 128, 512), (2048, 512, 2048)]",
            texts="['tones split: no; clicks split: yes'] * 3",
        ),
        "other distances": design(
            texts="[str(read_out(*s, tones_apart=500, clicks_apart=0.05)) for s in drums]"
        ),
        "all short": design(drums="[(64, 16, 64), (128, 32, 128), (256, 64, 256)]"),
        "key missing": "design = dict(drums=[(128, 32, 128)] * 3)",
    },
}
RIGHT = {
    "04.1": {
        "float64 window": {
            WINDOW: "torch.hann_window(win_length, dtype=torch.float64).to(wave.dtype)"
        },
        "einops": {
            CAT: "from einops import rearrange\n    parts = torch.view_as_real(spectrum)\n    return rearrange(parts, 'b c f t p -> b (p c) t f')"
        },
        "stack": {
            CAT: "return torch.stack([spectrum.real, spectrum.imag], dim=1).flatten(1, 2).mT"
        },
        "norm": {LEVEL: " / torch.linalg.vector_norm(window)"},
        "unfold": {
            "    spectrum = torch.stft(\n        wave.flatten(0, 1),\n        n_fft,\n        hop_length,\n        win_length,\n        window,\n        center=False,\n        return_complex=True,\n    )\n": "    left = (n_fft - win_length) // 2\n    padded = F.pad(window, (left, n_fft - win_length - left))\n    spectrum = torch.fft.rfft(wave.flatten(0, 1).unfold(-1, n_fft, hop_length) * padded).mT\n"
        },
        "reshape": {"wave.flatten(0, 1)": "wave.reshape(-1, wave.shape[-1])"},
        "hop by keyword": "def stft_channels(x, n_fft, hop_length, win_length):\n    b, c, t = x.shape\n    if t < n_fft: raise ValueError(f'{t} < {n_fft}')\n    w = torch.hann_window(win_length)\n    z = torch.stft(x.view(b * c, t), n_fft, hop_length=hop_length, win_length=win_length, window=w, center=False, return_complex=True)\n    z = z.view(b, c, *z.shape[1:]) / (w ** 2).sum() ** 0.5\n    return torch.cat((z.real, z.imag), 1).permute(0, 1, 3, 2)",
    },
    "04.2": {
        "keyword spectrogram": {
            SPEC: "ComplexSpectrogram(n_fft=n_fft, hop_length=hop_length, win_length=win_length, normalized=True)"
        },
        "padding as a number": {
            '(3, 3), padding=(1, 1), norm="weight_norm")\n        self.convs.append(last)': '(3, 3), padding=1, norm="weight_norm")\n        self.convs.append(last)'
        },
        "in place": {"F.leaky_relu(conv(x), 0.2)": "F.leaky_relu_(conv(x), 0.2)"},
        "LeakyReLU": {"F.leaky_relu(conv(x), 0.2)": "nn.LeakyReLU(0.2)(conv(x))"},
        "unpacked options": {
            "padding=(d, 4),\n                dilation=(d, 1),": "**dict(padding=(d, 4), dilation=(d, 1)),"
        },
        "a list": {"dilations: Sequence[int] = (1, 2, 4)": "dilations=[1, 2, 4]"},
        "dataclass-like output": {
            "return self.conv_post(x), fmaps": "return (self.conv_post(x), list(fmaps))"
        },
    },
    "04.7": {
        "keywords": {
            MULTI: "DiscriminatorSTFT(filters, in_channels=in_channels, **dict(zip(('n_fft', 'hop_length', 'win_length'), window)))"
        },
        "the course's sub-discriminator": {
            MULTI: "LibraryDiscriminator(filters, in_channels, 1, *window)"
        },
        "nn.Module": {"(MultiDiscriminator)": "(nn.Module)"},
        "a plain pair": {BOTH: "return [o[0] for o in outputs], [o[1] for o in outputs]"},
        "zip": {BOTH: "logits, fmaps = zip(*outputs)\n        return list(logits), list(fmaps)"},
        "lengths compared": {
            NONE: "",
            "        windows = list(": (
                "        if not len(n_ffts) == len(hop_lengths) == len(win_lengths) > 0:\n"
                "            raise ValueError('one of each, please')\n        windows = list("
            ),
        },
        "lists as defaults": {"(1024, 2048, 512),\n        hop": "[1024, 2048, 512],\n        hop"},
        "copied lists of maps": {
            BOTH: "return DiscriminatorOutput([o[0] for o in outputs], [list(o[1]) for o in outputs])"
        },
    },
    "04.3": {
        "loop": "def fixed_widths(filters, filters_scale=1, max_filters=1024):\n    pairs, last = [(2, filters)], filters\n    for i in range(1, 5):\n        new = min(filters * filters_scale ** i, max_filters)\n        pairs += [(last, new)]\n        last = new\n    return pairs + [(last, 1)]",
        "lists": {
            "return list(zip([2, *outs[:-1]], outs, strict=True))": "return [[a, b] for a, b in zip([2] + outs[:-1], outs)]"
        },
        "a tuple": {"return list(": "return tuple("},
        "numpy": {
            "widths = [min(filters * filters_scale**i, max_filters) for i in range(1, 5)]": "import numpy as np\n    widths = list(np.minimum(filters * filters_scale ** np.arange(1, 5), max_filters))"
        },
        "pairwise": {
            "list(zip([2, *outs[:-1]], outs, strict=True))": "list(__import__('itertools').pairwise([2, *outs]))"
        },
        "pow": {"filters_scale**i": "pow(filters_scale, i)"},
    },
    "04.4": {
        "chunk": {
            "[x.unflatten(1, (2, -1)) for x in maps]": "[torch.stack(x.chunk(2, dim=1), dim=1) for x in maps]"
        },
        "reshape": {
            "[x.unflatten(1, (2, -1)) for x in maps]": "[x.reshape(x.shape[0], 2, -1, *x.shape[2:]) for x in maps]"
        },
        "with gradients": {
            "    with torch.no_grad():\n        before, after, swapped = (discriminator(x) for x in (wave, other, wave.flip(1)))": "    before, after, swapped = discriminator(wave), discriminator(other), discriminator(wave[:, [1, 0]])"
        },
        "eval mode": {
            "    discriminator = make(in_channels=2)": "    discriminator = make(in_channels=2).eval()"
        },
        "allclose": {
            "assert_close(s, b.flip(1))": "assert torch.allclose(s, b.flip(1), atol=1e-5)"
        },
        "longer": {
            "torch.randn(3, 2, 4000)": "torch.randn(3, 2, 5000)",
            "torch.randn(4000)": "torch.randn(5000)",
        },
    },
    "04.5": {
        "as measured": reach(),
        "small letters": reach(dilation="b", stride="d"),
        "with the text": reach(dilation="B: a logit covers a longer time", stride="D."),
        "floats": reach(frames=21.0, bins=97.0),
        "tensors": "import torch\n"
        + reach()
        + "\nreach = {k: torch.tensor(v) if isinstance(v, int) else v for k, v in reach.items()}",
        "numpy": "import numpy as np\n"
        + reach()
        + "\nreach = {k: np.int64(v) if isinstance(v, int) else v for k, v in reach.items()}",
    },
    "04.6": {
        "as given": design(),
        "lists": design("[[100, 25, 100], [800, 200, 800], [2000, 500, 2000]]"),
        "half overlap": design("((128, 32, 128), (512, 256, 512), (2048, 1024, 2048))"),
        "other order": design(violin="[(4096, 1024, 4096), (1024, 256, 1024), (2048, 512, 2048)]"),
        "zero padding": design("[(160, 40, 128), (512, 128, 512), (2048, 512, 2048)]"),
        "by a loop": "pick = lambda ns: [(n, n // 4, n) for n in ns]\ndesign = {'drums': pick([128, 256, 2048]), 'violin': pick([1000, 2048, 4096])}\ndesign |= {'drums_read_outs': [str(read_out(*s, tones_apart=60, clicks_apart=0.004)) for s in design['drums']], 'violin_read_outs': [str(read_out(*s, tones_apart=20, clicks_apart=0.03)) for s in design['violin']]}",
    },
}
