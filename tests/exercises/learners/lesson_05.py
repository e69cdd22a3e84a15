"""Answers to lesson 05, as learners write them: wrong ones and right ones.

A string is a whole answer cell. A dict is an edit of the solution: {old text: new text}.
"""

GENERATOR, REAL, FAKE = (
    "-s.mean() if s.numel() else s.sum()",
    "F.relu(1 - s).mean()",
    "F.relu(1 + s).mean()",
)
TO_ONE, SQUARE, TO_ZERO = (
    "((s - 1) ** 2).mean() if s.numel() else s.sum()",
    "((s - 1) ** 2).mean()",
    "(s ** 2).mean()",
)


def criteria(
    g=GENERATOR, r=REAL, f=FAKE, mg=TO_ONE, mr=SQUARE, mf=TO_ZERO, end="raise ValueError(name)"
):
    return (
        f"def criteria(name):\n    if name == 'hinge':\n        return (lambda s: {g}, lambda s: {r}, lambda s: {f})\n"
        f"    if name == 'mse':\n        return (lambda s: {mg}, lambda s: {mr}, lambda s: {mf})\n    {end}\n"
    )


def order(letters):
    return f"order = {list(letters)!r}"


COST = "cost = torch.stack(costs).mean()"
READ = "        with readonly(self.adversary):\n            scores, maps_fake = self.adversary(fake)\n            with torch.no_grad():\n                _, maps_real = self.adversary(real)\n"
GRAD = "            (grad,) = torch.autograd.grad(loss, output, retain_graph=True)\n"
NORM = "norm = float(grad.flatten(1).norm(dim=1).mean())"
USUAL = "usual = self.sums[name] / self.counts[name]"
ADD = "balanced += self.weights[name] / total * grad / usual"


def proof(**changed):
    right = {"flat_from": -1.0, "slope_below": -1.0, "slope_weighted": -3.0}
    right |= {"mse_rests_at": 0.5, "bce_rests_at": 0.0, "who": "C"}
    return f"proof = { {**right, **changed}!r}"


def report(
    losses="{'adv': 1.0, 'msspec': 2.0}",
    forecast="{'output': 'msspec', 'parameters': 'adv'}",
    right=1,
    because="the spectra win at the output only if the discriminator is gentle",
    measured="[measured_shares(losses, seed) for seed in (0, 1, 2)]",
    seal="fingerprint_of({**losses, **forecast})",
    end="",
):
    return (
        "from course_lib.classroom.progress.sealed_forecasts import fingerprint_of\n"
        f"losses = {losses}\nforecast = {forecast}\nmeasured = {measured}\n"
        f"report = {{'losses': losses, **forecast, 'seal': {seal}, 'measured': measured, "
        f"'came_true': {right}, 'because': {because!r}}}\n{end}"
    )


NAMES = (
    'repairs = {"A": ("P", fixed_a), "B": ("Q", fixed_b), "C": ("S", fixed_c), "D": ("T", fixed_d)}'
)
WRONG = {
    "05.1": {
        "item": criteria(
            *(f"({x}).item()" for x in (GENERATOR, REAL, FAKE, TO_ONE, SQUARE, TO_ZERO))
        ),
        "generator's item": criteria(g="-s.mean().item() if s.numel() else 0.0"),
        "detached generator": criteria(g="-s.detach().mean() if s.numel() else s.sum()"),
        "sums": criteria(g="-s.sum()", r="F.relu(1 - s).sum()", f="F.relu(1 + s).sum()"),
        "last axis": criteria(r="F.relu(1 - s).mean(-1)"),
        "softplus": criteria(r="F.softplus(-s).mean()", f="F.softplus(s).mean()"),
        "no clamp": criteria(r="(1 - s).mean()"),
        "NaN": criteria(g="-s.mean()", mg=SQUARE),
        "plus": criteria(g="s.mean() if s.numel() else s.sum()"),
        "no refusal": criteria(end="return None"),
        "KeyError": criteria(end="raise KeyError(name)"),
        "to minus one": criteria(mf="((s + 1) ** 2).mean()"),
        "half": criteria(mr="0.5 * ((s - 1) ** 2).mean()"),
        "other order": criteria(g=REAL, r=FAKE, f=GENERATOR),
        "list of losses": criteria(r="F.relu(1 - s)"),
        "case": criteria().replace("name == 'mse'", "name.lower() == 'mse'"),
        "max alone": criteria(r="torch.clamp(1 - s.mean(), min=0)"),
        "edits the scores": criteria(f="s.add_(1).clamp(min=0).mean()"),
        "zero without a graph": criteria(g="-s.mean() if s.numel() else torch.zeros(())"),
        "margins of the mean": criteria(r="F.relu(1 - s.mean())", f="F.relu(1 + s.mean())"),
    },
    "05.2": {
        "J for E": order("BJGDACIHF"),
        "G late": order("BEDGACIHF"),
        "I late": order("BEGDACHIF"),
        "C early": order("BECGDAIHF"),
        "generator first": order("BCIHFEGDA"),
        "nothing cleared": order("BEDACHF"),
        "no B": order("EGDACIHF"),
        "no step": order("BEGDCIHF"),
        "step first": order("BEGADCIHF"),
        "both": order("BEJGDACIHF"),
        "alphabet": order("ABCDEFGHI"),
        "cleared twice": order("BGEGDACIHF"),
    },
    "05.3": {
        "fake not detached": {"self.adversary(fake.detach())": "self.adversary(fake)"},
        "no zero_grad": {"        self.optimizer.zero_grad()\n": ""},
        "zero_grad late": {
            "        self.optimizer.zero_grad()\n        cost.backward()\n": "        cost.backward()\n        self.optimizer.zero_grad()\n"
        },
        "loss with a graph": {"return cost.detach()": "return cost"},
        "sum": {COST: "cost = torch.stack(costs).sum()"},
        "half": {COST: COST + " / 2"},
        "always divided by two": {
            COST: "cost = sum(costs) / 2",
            "torch.stack([self.loss(f) for f in scores]).mean()": "sum(self.loss(f) for f in scores) / 2",
            "torch.stack([self.loss_feat(f, r) for f, r in pairs]).mean()": "sum(self.loss_feat(f, r) for f, r in pairs) / 2",
        },
        "roles exchanged": {
            "self.loss_fake(f) + self.loss_real(r)": "self.loss_fake(r) + self.loss_real(f)"
        },
        "no readonly": {
            READ: "        scores, maps_fake = self.adversary(fake)\n        _, maps_real = self.adversary(real.detach())\n"
        },
        "no_grad around all": {
            READ: "        with torch.no_grad():\n            scores, maps_fake = self.adversary(fake)\n            _, maps_real = self.adversary(real)\n"
        },
        "frozen": {
            READ: "        self.adversary.requires_grad_(False)\n        scores, maps_fake = self.adversary(fake)\n        _, maps_real = self.adversary(real.detach())\n"
        },
        "maps exchanged": {"self.loss_feat(f, r)": "self.loss_feat(r, f)"},
        "feat None": {"return adv, torch.zeros_like(adv)": "return adv, None"},
        "real with a graph": {"with torch.no_grad():": "if True:"},
        "first one only": {"for f in scores]": "for f in scores[:1]]"},
        "two steps": {
            "        self.optimizer.step()\n": "        self.optimizer.step()\n        self.optimizer.step()\n"
        },
        "left in eval mode": {
            "        adv = torch.stack": "        self.adversary.eval()\n        adv = torch.stack"
        },
        "feat as a sum": {"for f, r in pairs]).mean()": "for f, r in pairs]).sum()"},
        "detach_": {"self.adversary(fake.detach())": "self.adversary(fake.detach_())"},
        "wrong loss": {"[self.loss(f) for f in scores]": "[self.loss_real(f) for f in scores]"},
        "train in forward": {
            "        adv = torch.stack": "        self.train_adv(fake, real)\n        adv = torch.stack"
        },
    },
    "05.4": {
        "A unchanged": {"(1 + fake)": "(1 - fake)"},
        "B unchanged": {
            "    scores = discriminator(fake)\n": "    scores = discriminator(fake.detach())\n"
        },
        "B low": {"- scores.mean()": "+ scores.mean()"},
        "B squared": {"(fake - target).abs().mean()": "(fake - target).square().mean()"},
        "C unchanged": {
            "    optimizer.zero_grad()\n    cost.backward()\n": "    cost.backward()\n    optimizer.zero_grad()\n"
        },
        "C never cleared": {"    optimizer.zero_grad()\n": ""},
        "C not detached": {
            "discriminator(fake.detach()))\n    optimizer": "discriminator(fake))\n    optimizer"
        },
        "C twice": {"    optimizer.step()\n": "    optimizer.step()\n    optimizer.step()\n"},
        "D unchanged": {'("T", fixed_d)': '("T", discriminator_loss_d)'},
        "D minus": {
            "    return fixed_a(real, fake)\n\n\nrepairs": "    return fixed_a(real, fake) - sum((r - f).abs().mean() for r, f in zip(maps_real, maps_fake))\n\n\nrepairs"
        },
        "names exchanged": {'("P", fixed_a)': '("Q", fixed_a)', '("Q", fixed_b)': '("P", fixed_b)'},
        "C named R": {'("S", fixed_c)': '("R", fixed_c)'},
        "numbers": {
            NAMES: 'repairs = {"A": ("P", fixed_a), "B": ("Q", fixed_b), "C": ("S", fixed_c(nn.Conv1d(1, 1, 5), torch.optim.SGD([torch.zeros(1, requires_grad=True)], 0.1), torch.randn(1, 1, 9), torch.randn(1, 1, 9))), "D": ("T", fixed_d)}'
        },
        "three": {', "D": ("T", fixed_d)': ""},
        "A least squares": {
            "    return (1 - real).clamp(min=0).mean() + (1 + fake).clamp(min=0).mean()\n": "    return (1 - real).square().mean() + fake.square().mean()\n"
        },
        "A as a number": {
            "(1 + fake).clamp(min=0).mean()\n": "(1 + fake).clamp(min=0).mean().item()\n"
        },
        "D detached": {
            "    return fixed_a(real, fake)\n\n\nrepairs": "    return fixed_a(real, fake).detach()\n\n\nrepairs"
        },
    },
    "05.5": {
        "multipliers": {"grad / usual": "grad"},
        "weights as they are": {"/ total * grad": "* grad"},
        "this call only": {USUAL: "usual = norm"},
        "no correction": {USUAL: "usual = self.sums[name] * (1 - self.decay)"},
        "whole norm": {NORM: "norm = float(grad.norm())"},
        "sum of norms": {NORM: "norm = float(grad.flatten(1).norm(dim=1).sum())"},
        "rms": {NORM: "norm = float(grad.square().mean().sqrt())"},
        "all weights": {"sum(self.weights[name] for name in losses)": "sum(self.weights.values())"},
        "zeros counted": {
            "            if norm == 0:\n                continue\n": "",
            "grad / usual": "grad / max(usual, 1e-12)",
        },
        "zero leaves": {"                continue\n": "                return\n"},
        "graph used up": {", retain_graph=True": ""},
        "stays": {"output.backward(balanced)": "output.grad = balanced"},
        "another default": {"decay: float = 0.999": "decay: float = 0.9"},
        "shared count": {"self.counts.get(name, 0.0)": "max(self.counts.values(), default=0.0)"},
        "decay of the present": {
            "self.decay * self.sums.get(name, 0.0) + norm": "self.decay * (self.sums.get(name, 0.0) + norm)"
        },
        "twice": {
            "        output.backward(balanced)\n": "        output.backward(balanced, retain_graph=True)\n        output.backward(balanced)\n"
        },
        "sign": {"balanced +=": "balanced -="},
    },
    "05.6": {
        "plus one": proof(flat_from=1.0),
        "flat below": proof(slope_below=0.0),
        "weight on the other": proof(slope_weighted=3.0),
        "weight forgotten": proof(slope_weighted=0.0),
        "minus four": proof(slope_weighted=-4.0),
        "at one": proof(mse_rests_at=1.0),
        "probability": proof(bce_rests_at=0.5),
        "A": proof(who="A"),
        "both in words": proof(who="both"),
        "all wrong": proof(
            flat_from=5, slope_below=5, slope_weighted=5, mse_rests_at=5, bce_rests_at=5, who="A"
        ),
        "one key": "proof = {'who': 'C'}",
        "text": proof(flat_from="minus one"),
        "a list": "proof = [-1, -1, -3, 0.5, 0, 'C']",
    },
    "05.7": {
        "not sealed": report(seal="'sealed yesterday'"),
        "sealed only the losses": report(seal="fingerprint_of(losses)"),
        "another forecast": report(
            end="report['parameters'] = 'msspec'\nreport['came_true'] = 0\n"
        ),
        "seeds in another order": report(
            measured="[measured_shares(losses, seed) for seed in (2, 1, 0)]"
        ),
        "two seeds": report(measured="[measured_shares(losses, seed) for seed in (0, 1)]"),
        "made up": report(
            measured="3 * [{'output': {'adv': 0.3, 'msspec': 0.7}, 'parameters': {'adv': 0.6, 'msspec': 0.4}}]"
        ),
        "per cent": report(
            end="report['measured'] = [{p: {n: 100 * x for n, x in s.items()} for p, s in m.items()} for m in measured]\n"
        ),
        "all came true": report(right=2),
        "none came true": report(right=0),
        "three losses": report(losses="{'adv': 1.0, 'msspec': 2.0, 'l1': 1.0}"),
        "one loss": report(
            losses="{'adv': 1.0}", forecast="{'output': 'adv', 'parameters': 'adv'}", right=2
        ),
        "a weight of zero": report(
            losses="{'adv': 1.0, 'msspec': 0.0}",
            forecast="{'output': 'adv', 'parameters': 'adv'}",
            right=2,
        ),
        "an unknown winner": report(forecast="{'output': 'the balancer', 'parameters': 'adv'}"),
        "nothing to read": report(because="dunno"),
        "no fingerprint": report(seal="None"),
        "seed 0 alone": report(measured="3 * [measured_shares(losses, 0)]"),
        "shares of the weights": report(
            measured="3 * [{p: {'adv': 1 / 3, 'msspec': 2 / 3} for p in ('output', 'parameters')}]"
        ),
    },
}
RIGHT = {
    "05.1": {
        "relu": criteria(),
        "mse_loss": criteria(
            mr="F.mse_loss(s, torch.ones_like(s))", mf="F.mse_loss(s, torch.zeros_like(s))"
        ),
        "nan_to_num": criteria(g="(-s.mean()).nan_to_num()"),
        "maximum": criteria(r="torch.maximum(1 - s, torch.zeros_like(s)).mean()"),
        "functions": "def gh(s): return -s.mean() if s.nelement() > 0 else (s * 0).sum()\ndef rh(s): return torch.clamp(1 - s, min=0.0).mean()\ndef fh(s): return torch.clamp(1 + s, min=0.0).mean()\ndef gm(s): return (s - 1).pow(2).mean() if s.nelement() else (s * 0).sum()\ndef fm(s): return s.pow(2).mean()\ndef criteria(name):\n    try:\n        return {'hinge': (gh, rh, fh), 'mse': (gm, gm, fm)}[name]\n    except KeyError:\n        raise ValueError(f'unknown {name}') from None",
        "modules": "class Hinge(nn.Module):\n    def __init__(self, sign):\n        super().__init__()\n        self.sign = sign\n    def forward(self, s):\n        return F.relu(1 + self.sign * s).mean()\n"
        + criteria(r="Hinge(-1)(s)", f="Hinge(1)(s)"),
        "a list": criteria()
        .replace("return (lambda", "return list((lambda")
        .replace(")\n    if name == 'mse'", "))\n    if name == 'mse'")
        .replace(")\n    raise", "))\n    raise"),
        "match": "def criteria(name):\n    match name:\n        case 'hinge':\n            return (lambda s: (-s).sum() / max(s.numel(), 1), lambda s: F.relu(1 - s).mean(), lambda s: F.relu(1 + s).mean())\n        case 'mse':\n            return (lambda s: ((1 - s) ** 2).sum() / max(s.numel(), 1), lambda s: ((1 - s) ** 2).mean(), lambda s: (s * s).mean())\n        case _:\n            raise ValueError(name)",
    },
    "05.2": {
        "as given": order("BEGDACIHF"),
        "cleared first": order("GBEDACIHF"),
        "all cleared first": order("GIBEDACHF"),
        "cleared last": order("BEDAGCHFI"),
        "small letters": "order = 'begdacihf'",
        "a tuple": "order = tuple('BEGDAICHF')",
    },
    "05.3": {
        "sum over length": {COST: "cost = sum(costs) / len(costs)"},
        "no_grad copies": {
            "self.adversary(fake.detach())": "self.adversary(fake.clone().detach())"
        },
        "set_to_none False": {"zero_grad()": "zero_grad(set_to_none=False)"},
        "requires_grad by hand": {
            READ: "        flags = [p.requires_grad for p in self.adversary.parameters()]\n        for p in self.adversary.parameters(): p.requires_grad = False\n        scores, maps_fake = self.adversary(fake)\n        _, maps_real = self.adversary(real.detach())\n        for p, flag in zip(self.adversary.parameters(), flags): p.requires_grad = flag\n"
        },
        "float loss": {"return cost.detach()": "return torch.as_tensor(cost.item())"},
        "feat of no graph": {"torch.zeros_like(adv)": "torch.tensor(0.0)"},
        "clone": {"return cost.detach()": "return cost.clone().detach()"},
    },
    "05.4": {
        "relu": {
            "    return (1 - real).clamp(min=0).mean() + (1 + fake).clamp(min=0).mean()\n": "    return F.relu(1 - real).mean() + F.relu(1 + fake).mean()\n"
        },
        "lists": {
            NAMES: 'repairs = {"A": ["p", fixed_a], "B": ["q", fixed_b], "C": ["s", fixed_c], "D": ["t", fixed_d]}'
        },
        "uses the module": {
            "    scores = discriminator(fake)\n": "    discriminator.zero_grad()\n    scores = discriminator.forward(fake)\n"
        },
        "readonly": {
            "    scores = discriminator(fake)\n": "    with readonly(discriminator):\n        scores = discriminator(fake)\n"
        },
        "lambdas": {
            '("T", fixed_d)': '("T", lambda real, fake, maps_real=None, maps_fake=None: fixed_a(real, fake))'
        },
        "item for the log": {"return cost.detach()": "return cost.item()"},
        "with the text": {'("P", fixed_a)': '("P: a wrong sign", fixed_a)'},
    },
    "05.5": {
        "einsum-like norm": {
            NORM: "norm = grad.reshape(grad.shape[0], -1).pow(2).sum(-1).sqrt().mean().item()"
        },
        "vector_norm": {
            NORM: "norm = torch.linalg.vector_norm(grad.flatten(1), dim=1).mean().item()"
        },
        "weighted losses": {
            "        output.backward(balanced)": "        (balanced.detach() * output).sum().backward()"
        },
        "autograd.backward": {
            "output.backward(balanced)": "torch.autograd.backward([output], [balanced])"
        },
        "defaultdict": {
            "self.sums: dict[str, float] = {}": "from collections import defaultdict\n        self.sums = defaultdict(float)",
            "self.sums.get(name, 0.0)": "self.sums[name]",
        },
        "a module": {},
    },
    "05.6": {
        "whole numbers": proof(flat_from=-1, slope_below=-1, slope_weighted=-3, bce_rests_at=0),
        "tensors": "proof = {'flat_from': torch.tensor(-1.), 'slope_below': torch.tensor(-1.), 'slope_weighted': torch.tensor(-3.), 'mse_rests_at': torch.tensor(0.5), 'bce_rests_at': torch.tensor(0.), 'who': 'C'}",
        "numpy": "import numpy as np\nproof = {'flat_from': np.float64(-1), 'slope_below': np.int64(-1), 'slope_weighted': np.float32(-3), 'mse_rests_at': np.float64(.5), 'bce_rests_at': np.float64(1e-9), 'who': 'c'}",
        "letter and text": proof(who="C: both"),
        "rounded": proof(mse_rests_at=0.501, bce_rests_at=-0.001),
        "fractions": "from fractions import Fraction as Q\nproof = dict(flat_from=Q(-1), slope_below=Q(-1), slope_weighted=Q(-3), mse_rests_at=Q(1, 2), bce_rests_at=Q(0), who='C')",
    },
}
RIGHT["05.7"] = {
    "as in the hints": report(),
    "equal weights": report(
        losses="{'adv': 1, 'msspec': 1}",
        forecast="{'output': 'depends', 'parameters': 'adv'}",
        right=2,
    ),
    "the other order": report(losses="{'msspec': 2, 'adv': 1}"),
    "l1 against the spectra": report(
        losses="{'l1': 0.1, 'msspec': 2}", forecast="{'output': 'l1', 'parameters': 'l1'}", right=0
    ),
    "rounded": report(
        end="report['measured'] = [{p: {n: round(x, 2) for n, x in s.items()} for p, s in m.items()} for m in measured]\n"
    ),
    "capitals": report(forecast="{'output': 'Depends', 'parameters': 'adv '}", right=2),
    "weights as tensors": report(
        end="report['losses'] = {n: torch.tensor(w) for n, w in losses.items()}\n"
    ),
    "tensors": report(
        end="report['measured'] = [{p: {n: torch.tensor(x) for n, x in s.items()} for p, s in m.items()} for m in measured]\n"
    ),
    "a tuple, and numbers as they are sealed": report(
        measured="tuple(measured_shares(losses, seed) for seed in range(3))"
    ),
}
RIGHT["05.5"]["a module"] = {
    "class Balancer:": "class Balancer(nn.Module):",
    "self.weights, self.decay = dict(weights), decay": "super().__init__()\n        self.weights, self.decay = dict(weights), decay",
}
