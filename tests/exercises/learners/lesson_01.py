"""Answers to lesson 01, as learners write them: wrong ones and right ones.

A string is a whole answer cell. A dict is an edit of the solution: {old text: new text}.
"""

OUT = "[out[0] for out in outputs], [out[1] for out in outputs]"
HEAD = (
    "class Contract(ABC, nn.Module):\n    @abstractmethod\n    def forward(self, wave): ...\n"
    "    @property\n    @abstractmethod\n    def num_discriminators(self): ...\n"
    "class SimpleMultiDiscriminator(Contract):\n"
    "    def __init__(self, discriminators):\n        super().__init__()\n"
)
COUNT = (
    "    @property\n    def num_discriminators(self):\n        return len(self.discriminators)\n"
)


def order(letters):
    return f"order = {letters!r}"


def slopes(zero="0.25", far="4.54e-5", log="0.99995", times="5507", reason="'B'"):
    return (
        f"slopes = dict(slope_p_at_0={zero}, slope_p={far}, slope_log_p={log}, times={times}, "
        f"reason={reason})"
    )


CHECK = "def contract_test(d):\n    w = torch.randn(2, 1, 3000)\n    keep = w.clone()\n    logits, fmaps = d(w)\n"
ENERGY = "(wave.unfold(-1, window, window).square().mean(-1) + 1e-5).log()"
WRONG = {
    "01.1": {
        "D missing": order("AFCGE"),
        "E and B": order("AFCGEBD"),
        "B in place of E": order("AFCGBD"),
        "A inside": order("FACGED"),
        "maps before the call": order("AFECGD"),
        "return first": order("DAFCGE"),
        "no scores": order("AFCED"),
        "no loop": order("ACGED"),
        "twice": order("AFCGEGED"),
        "alphabet": order("ABCDEFG"),
        "an unknown letter": order("AFCGEX"),
        "loop after the call": order("ACFGED"),
    },
    "01.2": {
        "a zip": {"return " + OUT: "return zip(*outputs)"},
        "no ABC": {"class Contract(ABC, nn.Module)": "class Contract(nn.Module)"},
        "generator of scores": {"[out[0] for out in outputs],": "(out[0] for out in outputs),"},
        "maps as tuples": {OUT: "[out[0] for out in outputs], tuple(out[1] for out in outputs)"},
        "detached scores": {"[out[0] for out": "[out[0].detach() for out"},
        "asked twice": {
            OUT: "[sub(wave)[0] for sub in self.discriminators], [sub(wave)[1] for sub in self.discriminators]"
        },
        "no_grad": {
            "        outputs = [sub(wave) for sub in self.discriminators]": "        with torch.no_grad():\n            outputs = [sub(wave) for sub in self.discriminators]"
        },
        "plain list": {"nn.ModuleList(discriminators)": "list(discriminators)"},
        "count minus one": {
            "return len(self.discriminators)": "return len(self.discriminators) - 1"
        },
        "reversed": {
            "for sub in self.discriminators]": "for sub in reversed(self.discriminators)]"
        },
        "stacked": {
            "[out[0] for out in outputs],": "torch.cat([out[0].flatten() for out in outputs]),"
        },
        "count as a float": {
            "return len(self.discriminators)": "return float(len(self.discriminators)) + 0.5"
        },
        "NotImplementedError": {
            "    @abstractmethod\n    def forward(self, wave: Tensor) -> tuple[list[Tensor], list[list[Tensor]]]:\n": (
                "    def forward(self, wave: Tensor) -> tuple[list[Tensor], list[list[Tensor]]]:\n        raise NotImplementedError\n\n    def other(self):\n"
            )
        },
        "a dict": {
            OUT: "{'logits': [out[0] for out in outputs], 'fmaps': [out[1] for out in outputs]}"
        },
        "first maps only": {"[out[1] for out in outputs]": "[out[1][:1] for out in outputs]"},
    },
    "01.3": {
        "a dict of modules": {
            "nn.ModuleList(convs)": "nn.ModuleDict({str(k): conv for k, conv in enumerate(convs)})"
        },
        "ParameterList": {
            "nn.ModuleList(convs)": "nn.ParameterList([p for c in convs for p in c.parameters()])"
        },
        "tuple": {"nn.ModuleList(convs)": "tuple(convs)"},
        "dict": {"nn.ModuleList(convs)": "dict(enumerate(convs)).values()"},
        "another name": {
            "self.discriminators = nn.ModuleList(convs)": "self.parts = nn.ModuleList(convs)\n        self.discriminators = [*convs]"
        },
        "one conv": {"nn.ModuleList(convs)": "nn.ModuleList([convs[0]] * len(convs))"},
        "no bias": {"stride, padding=2)": "stride, padding=2, bias=False)"},
        "kernel of 3": {
            "nn.Conv1d(1, 1, 5, stride, padding=2)": "nn.Conv1d(1, 1, 3, stride, padding=1)"
        },
        "no stride": {"5, stride, padding=2": "5, 1, padding=2"},
        "stride given as padding": {"5, stride, padding=2": "5, padding=stride"},
        "frozen": {"nn.ModuleList(convs)": "nn.ModuleList(convs).requires_grad_(False)"},
        "sorted": {
            "for stride in strides]\n        self": "for stride in sorted(strides, reverse=True)]\n        self"
        },
        "buffers": {
            "nn.ModuleList(convs)": "convs\n        for i, c in enumerate(convs): self.register_buffer(f'w{i}', c.weight.detach())"
        },
    },
    "01.4": {
        "nothing": "def contract_test(d):\n    pass",
        "always": "def contract_test(d):\n    raise AssertionError('no')",
        "at random": "def contract_test(d):\n    assert torch.rand(()) > 0.5",
        "count alone": CHECK + "    assert len(logits) == d.num_discriminators",
        "scores between 0 and 1": CHECK
        + "    assert all(((s >= 0) & (s <= 1)).all() for s in logits)",
        "three discriminators": CHECK + "    assert len(logits) == 3",
        "returns True": CHECK + "    return torch.equal(w, keep)",
        "eval mode": CHECK
        + "    d.eval()\n    for a, b in zip(d(keep)[0], d(keep[:1])[0]): assert torch.allclose(a[:1], b, atol=1e-4)\n    assert torch.equal(w, keep)",
        "bit-equal items": CHECK
        + "    for a, b in zip(logits, d(keep[:1])[0]): assert torch.equal(a[:1], b)",
        "catches its own asserts": CHECK
        + "    try:\n        assert len(logits) == len(fmaps) == d.num_discriminators\n    except AssertionError:\n        print('bad')",
        "by name": "def contract_test(d):\n    assert type(d).__name__ not in ('FlatMaps', 'SaysThree', 'CutOff')",
        "misspelt": CHECK + "    assert d.num_discriminator == len(logits)",
        "check_contract": "def contract_test(d):\n    assert check_contract(d).ok",
    },
    "01.5": {
        "not registered": {'@register("windowed_energy", example={"windows": (64, 128)})\n': ""},
        "another name": {'"windowed_energy"': '"energy"'},
        "example without windows": {'example={"windows": (64, 128)}': "example={}"},
        "hop of one": {"wave.unfold(-1, window, window)": "wave.unfold(-1, window, 1)"},
        "sum": {".square().mean(-1)": ".square().sum(-1)"},
        "absolute": {".square().mean(-1)": ".abs().mean(-1)"},
        "log10": {").log()": ").log10()"},
        "no floor": {" + 1e-5).log()": " + 1e-9).log()"},
        "map twice": {"fmaps.append([energy])": "fmaps.append([energy, energy])"},
        "flat maps": {"fmaps.append([energy])": "fmaps.append(energy)"},
        "scores as the map": {"fmaps.append([energy])": "fmaps.append([logits[-1]])"},
        "detached": {"logits.append(conv(energy))": "logits.append(conv(energy.detach()))"},
        "no refusal": {
            '        check_wave(wave, channels=1, minimum=max(self.windows), who="WindowedEnergy")\n': ""
        },
        "kernel of 3": {"nn.Conv1d(1, 1, 5, padding=2)": "nn.Conv1d(1, 1, 3, padding=1)"},
        "other defaults": {"(64, 256, 1024)": "(64, 256)"},
        "sorted windows": {"tuple(windows)": "tuple(sorted(windows))"},
        "IndexError for a short wave": {
            '        check_wave(wave, channels=1, minimum=max(self.windows), who="WindowedEnergy")\n': "        if wave.shape[-1] < max(self.windows): raise IndexError('short')\n"
        },
    },
    "01.6": {
        "values": slopes("0.5", "4.5e-5", "-10", "11013"),
        "log slope at 0": slopes(log="0.5"),
        "log10": slopes(log="0.434"),
        "times inverted": slopes(times="1 / 5507"),
        "times rounded hard": slopes(times="6000"),
        "zero": slopes(far="0"),
        "sign": slopes(log="-0.99995"),
        "reason A": slopes(reason="'A'"),
        "reason in words": slopes(reason="'because the slope remains'"),
        "swapped": slopes("4.54e-5", "0.25"),
        "two missing": "slopes = {'slope_p_at_0': 0.25, 'slope_p': 4.54e-5, 'reason': 'B'}",
        "per cent": slopes("25"),
    },
    "01.7": {
        "names in small letters": {
            "            self.classes[name] = cls\n": "            self.classes[name.lower()] = cls\n"
        },
        "a label on the class": {
            "            self.classes[name] = cls\n": "            self.classes[name] = cls\n            cls.label = name\n"
        },
        "keys of the dict": {"sorted(self.classes)": "self.classes.keys()"},
        "replaces without a word": {
            "            if name in self.classes:\n": "            if False:\n",
        },
        "keeps the first in silence": {
            "            self.classes[name] = cls\n": "            self.classes.setdefault(name, cls)\n",
            "            if name in self.classes:\n": "            if False:\n",
        },
        "prints in place of raising": {
            'raise ValueError(f"{name!r} is taken by {self.classes[name].__name__}.")': "print('taken')"
        },
        "the decorator returns None": {"            return cls\n": "            return None\n"},
        "instances": {
            "self.classes[name] = cls\n": "self.classes[name] = cls()\n",
            "self.classes[name](**options)": "self.classes[name]",
            "{self.classes[name].__name__}": "another",
        },
        "get": {
            "        if name not in self.classes:\n": "        if self.classes.get(name) is ...:\n"
        },
        "None for an unknown name": {
            "        if name not in self.classes:\n": "        if name not in self.classes:\n            return None\n        if False:\n"
        },
        "no options": {"self.classes[name](**options)": "self.classes[name]()"},
        "options as one dict": {"self.classes[name](**options)": "self.classes[name](options)"},
        "a set of names": {"sorted(self.classes)": "set(self.classes)"},
        "keys": {"return sorted(self.classes)": "return self.classes.keys()"},
        "reversed": {"sorted(self.classes)": "sorted(self.classes, reverse=True)"},
        "the message names nobody": {"Known: {', '.join(self.names())}.": "Sorry."},
        "the first name only": {"{', '.join(self.names())}": "{self.names()[0]}"},
        "a global dict": "CLASSES = {}\nclass Registry:\n    def register(self, name):\n        def store(cls):\n            if name in CLASSES: raise ValueError(name)\n            CLASSES[name] = cls\n            return cls\n        return store\n    def create(self, name, **options):\n        if name not in CLASSES: raise ValueError(str(sorted(CLASSES)))\n        return CLASSES[name](**options)\n    def names(self):\n        return sorted(CLASSES)\n",
        "one object for each name": {
            "return self.classes[name](**options)": "self.__dict__.setdefault('made', {})\n        return self.made.setdefault(name, self.classes[name](**options))"
        },
        "registered by the class's own name": {
            "self.classes[name] = cls": "self.classes[cls.__name__] = cls"
        },
    },
    "01.8": {
        "no axis for the channel": {
            "- (roughness + 1e-9).log()": "- (roughness + 1e-9).log()\n        cleanness = cleanness[:, 0]"
        },
        "minus the energy": {"(energy + 1e-9).log() - (roughness + 1e-9).log()": "-energy"},
        "energy": {"(energy + 1e-9).log() - (roughness + 1e-9).log()": "(energy + 1e-9).log()"},
        "quietness": {"(energy + 1e-9).log() - (roughness + 1e-9).log()": "-(energy + 1e-9).log()"},
        "roughness without its sign": {
            "(energy + 1e-9).log() - (roughness + 1e-9).log()": "(roughness / (energy + 1e-9))"
        },
        "not divided by the energy": {
            "(energy + 1e-9).log() - (roughness + 1e-9).log()": "-roughness"
        },
        "one score": {
            "        return DiscriminatorOutput": "        cleanness = cleanness.mean(-1, keepdim=True)\n        return DiscriminatorOutput"
        },
        "detached": {"[self.gain * cleanness]": "[self.gain * cleanness.detach()]"},
        "zero crossings": {
            "(energy + 1e-9).log() - (roughness + 1e-9).log()": "-(frames.sign().diff().abs().mean(-1)) + 0 * energy"
        },
        "no gain used": {"[self.gain * cleanness]": "[cleanness]"},
        "a probability": {"[self.gain * cleanness]": "[torch.sigmoid(self.gain * cleanness)]"},
        "a bare tensor": {
            "[self.gain * cleanness], [[cleanness]]": "self.gain * cleanness, [[cleanness]]"
        },
        "nan on silence": {
            "(energy + 1e-9).log() - (roughness + 1e-9).log()": "(energy / roughness).log()"
        },
        "edits the wave": {
            "        frames = wave.unfold": "        wave /= wave.abs().amax() + 1e-6\n        frames = wave.unfold"
        },
        "mean over the batch": {
            "        return DiscriminatorOutput": "        cleanness = cleanness.mean(0, keepdim=True).expand_as(cleanness)\n        return DiscriminatorOutput"
        },
        "at random": {
            "(energy + 1e-9).log() - (roughness + 1e-9).log()": "torch.randn_like(energy) + 0 * roughness"
        },
        "two promised, one returned": {"num_discriminators = 1": "num_discriminators = 2"},
    },
}
LOOP = "        outputs = [d(wave) for d in self.discriminators]\n"
RIGHT = {
    "01.1": {
        "a tuple": order(tuple("AFCGED")),
        "maps first": order("AFCEGD"),
        "small": order(list("afcged")),
        "blanks": order([" A", "F ", "C", "G", "E", "D"]),
        "a string": order("AFCGED"),
    },
    "01.2": {
        "map and lists": HEAD
        + "        self.discriminators = nn.ModuleList(discriminators)\n"
        + COUNT
        + "    def forward(self, wave):\n        pairs = list(map(lambda d: d(wave), self.discriminators))\n        return [p[0] for p in pairs], [p[1] for p in pairs]\n",
        "star zip": HEAD
        + "        self.discriminators = nn.ModuleList(discriminators)\n"
        + COUNT
        + "    def forward(self, wave):\n        a, b = zip(*[d(wave) for d in self.discriminators])\n        return list(a), list(b)\n",
        "ABCMeta, and an own name": "from abc import ABCMeta\nclass Contract(nn.Module, metaclass=ABCMeta):\n    @abstractmethod\n    def forward(self, wave):\n        pass\n    @property\n    @abstractmethod\n    def num_discriminators(self):\n        pass\nclass SimpleMultiDiscriminator(Contract):\n    def __init__(self, subs):\n        super().__init__()\n        self.subs = nn.ModuleList(subs)\n    @property\n    def num_discriminators(self): return len(self.subs)\n    def forward(self, x):\n        l, f = [], []\n        for s in self.subs:\n            a, b = s(x)\n            l += [a]\n            f += [b]\n        return l, f\n",
        "a stored count": HEAD.replace(
            "        super().__init__()\n",
            "        super().__init__()\n        self.discriminators = nn.ModuleList(discriminators)\n        self._n = len(discriminators)\n",
        )
        + "    @property\n    def num_discriminators(self): return self._n\n    def forward(self, wave):\n"
        + LOOP
        + "        return [o[0] for o in outputs], [list(o[1]) for o in outputs]\n",
        "add_module": HEAD
        + "        for i, d in enumerate(discriminators): self.add_module(str(i), d)\n        self.n = len(discriminators)\n    @property\n    def num_discriminators(self): return self.n\n    def forward(self, wave):\n        outputs = [getattr(self, str(i))(wave) for i in range(self.n)]\n        return [o[0] for o in outputs], [o[1] for o in outputs]\n",
    },
    "01.3": {
        "Sequential": {"nn.ModuleList(convs)": "nn.Sequential(*convs)"},
        "generator": "class FixedDiscriminator(nn.Module):\n    def __init__(self, strides=(1, 2, 4)):\n        super().__init__()\n        self.discriminators = nn.ModuleList(nn.Conv1d(1, 1, kernel_size=5, stride=s, padding=2) for s in strides)\n    def forward(self, wave):\n        return [d(wave) for d in self.discriminators]",
        "padding same as a number": {"padding=2)": "padding=5 // 2)"},
        "extend": {
            "self.discriminators = nn.ModuleList(convs)": "self.discriminators = nn.ModuleList()\n        self.discriminators.extend(convs)"
        },
        "subclass of the colleague's": "class FixedDiscriminator(ColleaguesDiscriminator):\n    def __init__(self, strides=(1, 2, 4)):\n        super().__init__(strides)\n        self.discriminators = nn.ModuleList(self.discriminators)",
        "ModuleDict": "class FixedDiscriminator(nn.Module):\n    def __init__(self, strides=(1, 2, 4)):\n        super().__init__()\n        self.discriminators = nn.ModuleDict({str(i): nn.Conv1d(1, 1, 5, s, 2) for i, s in enumerate(strides)})\n    def forward(self, wave):\n        return [d(wave) for d in self.discriminators.values()]",
    },
    "01.4": {
        "gradient to the wave": {
            "assert all(scores.requires_grad for scores in logits)": "x = kept.clone().requires_grad_()\n    assert all(torch.autograd.grad(s.sum(), x, retain_graph=True, allow_unused=True)[0] is not None for s in discriminator(x)[0])"
        },
        "moved by half": {
            "moved = copy.deepcopy(discriminator).double()\n    moved(kept.double())": "moved = copy.deepcopy(discriminator).to(torch.bfloat16)\n    moved(kept.bfloat16())"
        },
        "grad_fn": {"scores.requires_grad for": "scores.grad_fn is not None for"},
        "allclose": {
            "torch.testing.assert_close(in_pair[:1], by_itself, rtol=1e-3, atol=1e-4)": "assert torch.allclose(in_pair[:1], by_itself, atol=1e-3)"
        },
        "ValueErrors": {
            'assert torch.equal(wave, kept), "the wave was changed"': 'if (wave != kept).any():\n        raise ValueError("changed")'
        },
        "numpy": {
            'assert torch.equal(wave, kept), "the wave was changed"': "import numpy as np\n    np.testing.assert_array_equal(wave.numpy(), kept.numpy())"
        },
    },
    "01.5": {
        "reshape": {
            ENERGY: "(wave[..., : wave.shape[-1] // window * window].reshape(*wave.shape[:2], -1, window).pow(2).mean(-1) + 1e-5).log()"
        },
        "ValueError of one's own": {
            'check_wave(wave, channels=1, minimum=max(self.windows), who="WindowedEnergy")': "if wave.shape[-1] < max(self.windows): raise ValueError('too short')"
        },
        "a list": {"tuple(windows)": "list(windows)"},
        "torch.log": {
            ENERGY: "torch.log(torch.mean(wave.unfold(-1, window, window) ** 2, dim=-1) + 1e-5)"
        },
        "count of convs": {"return len(self.windows)": "return len(self.convs)"},
        "keyword output": {
            "DiscriminatorOutput(logits, fmaps)": "DiscriminatorOutput(logits=logits, fmaps=fmaps)"
        },
    },
    "01.6": {
        "closed form": "s = 1 / (1 + 2.718281828 ** 10)\nslopes = dict(slope_p_at_0=0.25, slope_p=s * (1 - s), slope_log_p=1 - s, times=0.25 / (s * (1 - s)), reason='B')",
        "tensors": "f = torch.tensor(-10.0, dtype=torch.float64)\np = torch.sigmoid(f)\nslopes = {'slope_p_at_0': torch.tensor(0.25), 'slope_p': p * (1 - p), 'slope_log_p': 1 - p, 'times': 0.25 / (p * (1 - p)), 'reason': 'b'}",
        "rounded": slopes("0.25", "4.5e-5", "1", "5500"),
        "numpy": "import numpy as np\nslopes = dict(slope_p_at_0=np.float64(.25), slope_p=np.float32(4.54e-5), slope_log_p=np.float64(1), times=np.int64(5507), reason=np.str_('B'))",
        "letter and text": slopes(reason="'B: a loss can choose a form'"),
    },
    "01.7": {
        "KeyError": {'raise ValueError(f"nothing is called': 'raise KeyError(f"nothing is called'},
        "checked before the decorator": "class Registry:\n    def __init__(self):\n        self.d = dict()\n    def register(self, name):\n        if name in self.d:\n            raise ValueError('taken: ' + name)\n        def wrap(c):\n            self.d[name] = c\n            return c\n        return wrap\n    def create(self, name, **kw):\n        try:\n            c = self.d[name]\n        except KeyError as e:\n            raise KeyError(f'{name} is none of {sorted(self.d)}') from e\n        return c(**kw)\n    def names(self):\n        return sorted(self.d.keys())\n",
        "a list comprehension": {
            "sorted(self.classes)": "sorted([n for n, _ in self.classes.items()])"
        },
        "get": {
            "        if name not in self.classes:\n": "        cls = self.classes.get(name)\n        if cls is None:\n",
            "return self.classes[name](**options)": "return cls(**options)",
        },
        "an OrderedDict": {
            "self.classes: dict[str, type] = {}": "from collections import OrderedDict\n        self.classes = OrderedDict()"
        },
        "UserDict": "from collections import UserDict\nclass Registry(UserDict):\n    def register(self, name):\n        def f(c):\n            if name in self.data: raise ValueError(f'{name} taken')\n            self.data[name] = c\n            return c\n        return f\n    def create(self, name, **o):\n        if name not in self.data: raise LookupError(', '.join(self.data))\n        return self.data[name](**o)\n    def names(self): return sorted(self.data)\n",
        "a lambda": {"        return store\n": "        return lambda cls: store(cls)\n"},
    },
    "01.8": {
        "first differences": {"frames.diff(n=2)": "frames.diff()"},
        "a longer frame": {"wave.unfold(-1, 512, 512)": "wave.unfold(-1, 500, 250)"},
        "log of a ratio": {
            "(energy + 1e-9).log() - (roughness + 1e-9).log()": "((energy + 1e-9) / (roughness + 1e-9)).log10()"
        },
        "correlation of neighbours": {
            "(energy + 1e-9).log() - (roughness + 1e-9).log()": "(frames[..., 1:] * frames[..., :-1]).mean(-1) / (energy + 1e-9) + 0 * roughness"
        },
        "absolute steps": {
            "(energy + 1e-9).log() - (roughness + 1e-9).log()": "-(frames.diff(n=2).abs().mean(-1) / (frames.abs().mean(-1) + 1e-6)) + 0 * roughness + 0 * energy"
        },
        "a third difference": {"frames.diff(n=2)": "frames.diff(n=3)"},
        "a convolution with weights": {
            "self.gain = nn.Parameter(torch.ones(()))": "self.gain = nn.Parameter(torch.ones(1, 1, 1) * 3)",
        },
        "rfft": {
            "energy, roughness = frames.square().mean(-1), frames.diff(n=2).square().mean(-1)": "power = torch.view_as_real(torch.fft.rfft(frames)).square().sum(-1)\n        energy, roughness = power[..., 2:100].mean(-1), power[..., 130:].mean(-1)"
        },
    },
}
