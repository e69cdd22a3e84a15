"""Answers to lesson 07, as learners write them: wrong ones and right ones.

A string is a whole answer cell. A dict is an edit of the solution: {old text: new text}.
"""

NAMES = [
    "no_detach",
    "one_family",
    "no_feature_matching",
    "good",
    "d_frozen",
    "sign_error",
    "d_rate_x20",
    "overflow",
]


def zoo(names=NAMES, evidence="the accuracy at step 100", number=0):
    own = {n: (name, evidence and f"{evidence}, {chr(96 + n)}") for n, name in enumerate(names, 1)}
    return f"diagnoses = { {'zoo': number} | own!r}"


def swapped(one, other):
    return [{one: other, other: one}.get(name, name) for name in NAMES]


ALARM = (
    "def alarm(curves):\n    recon, acc = curves['recon'], curves['d_accuracy']\n"
    "    if any(not c.isfinite().all() for c in curves.values()): return True\n"
    "    if len(recon) < 60: return False\n    return bool({drift} or {win})\n"
)
DRIFT, WIN = "recon[-25:].mean() > 1.5 * recon[:30].mean()", "acc[-25:].mean() > 0.78"


def alarm(drift=DRIFT, win=WIN, text=ALARM):
    return text.format(drift=drift, win=win)


def report(seal="seal", **changed):
    entries = {
        "change": "no feature matching at all",
        "better": 0.2,
        "no difference": 0.3,
        "worse": 0.5,
    }
    forecast = dict(entries)
    entries |= {
        "metric": "frame_comb_db",
        "without": [16.0, 16.5, 15.8],
        "with": [17.5, 17.2, 16.9],
        "verdict": "worse",
    }
    entries |= {"limits": "forty steps on one small preset say nothing about long runs"}
    code = "from course_lib.classroom.progress.sealed_forecasts import fingerprint_of\n"
    code += f"report = {entries | changed!r}\n"
    return code + (f"report['seal'] = fingerprint_of({forecast!r})\n" if seal else "")


SAVE = 'parts = ("generator", "discriminator", "ema", "g_optimizer", "d_optimizer")'


def measured(**settings):
    """Return the lines that record what `report` reports, as `measured_after` does."""
    runs = [(value, {}) for value in (16.0, 16.5, 15.8)]
    runs += [(value, settings or {"feat_weight": 0.0}) for value in (17.5, 17.2, 16.9)]
    return "".join(
        f"record_run('07.5', 'frame_comb_db', {value}, { {'seed': n % 3, **changed}!r})\n"
        for n, (value, changed) in enumerate(runs)
    )


WRONG = {
    "07.1": {
        "fake not detached": {"discriminator(fake.detach())": "discriminator(fake)"},
        "graph kept": {
            "discriminator(fake.detach())": "discriminator(fake)",
            "d_loss.backward()": "d_loss.backward(retain_graph=True)",
        },
        "generator first": {
            "    logits, fake_maps = discriminator(fake)\n": "    logits, fake_maps = discriminator(generator(real.flip(0)))\n"
        },
        "weight of 1": {"2 * feat": "feat"},
        "feat weighted in the log": {'"feat": feat}': '"feat": 2 * feat}'},
        "no reconstruction": {"(recon + adv + 2 * feat)": "(adv + 2 * feat)"},
        "distance exchanged": {"distance(fake, real)": "distance(real, fake)"},
        "plus adv": {"(recon + adv": "(recon - adv"},
        "d not cleared": {"    d_optimizer.zero_grad()\n": ""},
        "g not cleared": {"    g_optimizer.zero_grad()\n": ""},
        "cleared too late": {
            "    d_optimizer.zero_grad()\n    d_loss.backward()\n": "    d_loss.backward()\n    d_optimizer.zero_grad()\n"
        },
        "no generator step": {"    g_optimizer.step()\n": ""},
        "d twice": {"    d_optimizer.step()\n": "    d_optimizer.step()\n    d_optimizer.step()\n"},
        "losses keep their graph": {"loss.item()": "loss"},
        "a loss missing": {', "feat": feat}': "}"},
        "real and fake exchanged": {
            "discriminator_loss(real_logits, fake_logits)": "discriminator_loss(fake_logits, real_logits)"
        },
        "maps exchanged": {
            "feature_matching_loss(fake_maps, real_maps)": "feature_matching_loss(real_maps, fake_maps)"
        },
        "generator under no_grad": {
            "    fake = generator(real)\n": "    with torch.no_grad():\n        fake = generator(real)\n"
        },
        "total returned": {
            "return {name: loss.item() for name, loss in losses.items()}": "return float(recon + adv + 2 * feat)"
        },
    },
    "07.2": {
        "colleague's": "snapshot = colleagues_snapshot",
        "no ema": {'"ema", ': ""},
        "no d_optimizer": {', "d_optimizer"': ""},
        "no g_optimizer": {'"g_optimizer", ': ""},
        "no rng": {'"rng": run.rng.get_state(), ': ""},
        "global rng": {"run.rng.get_state()": "torch.get_rng_state()"},
        "seed": {"run.rng.get_state()": "torch.Generator().manual_seed(0).get_state()"},
        "no step": {', "step": run.step': ""},
        "step plus one": {'"step": run.step': '"step": run.step + 1'},
        "aliased": {"copy.deepcopy({**states": "({**states"},
        "shallow": {"copy.deepcopy({**states": "copy.copy({**states"},
        "takes a step": {"    " + SAVE: "    run.take_step()\n    " + SAVE},
        "the run itself": "def snapshot(run):\n    return {'run': run}",
        "another name": {'"ema", ': '"ema", ', '"step": run.step': '"steps": run.step'},
        "exchanged": {
            "{**states, ": '{**states, "g_optimizer": states["d_optimizer"], "d_optimizer": states["g_optimizer"], '
        },
        "generator as ema": {"{**states, ": '{**states, "ema": states["generator"], '},
        "draws": {"    " + SAVE: "    torch.rand(1, generator=run.rng)\n    " + SAVE},
    },
    "07.3": {
        "no number of the zoo": f"diagnoses = {dict(enumerate(((n, f'loss at step {n}') for n in NAMES), 1))!r}",
        "false evidence": zoo(evidence="held-out distance is 3 at step 1"),
        "lines that don't end": zoo(evidence="all lines end at step 60"),
        "good and frozen": zoo(swapped("good", "d_frozen")),
        "two exchanged": zoo(swapped("sign_error", "no_detach")),
        "healthy": zoo([{"good": "healthy"}.get(n, n) for n in NAMES]),
        "no evidence": zoo(evidence=""),
        "no step": zoo(evidence="the accuracy of both discriminators stays flat"),
        "no curve": zoo(evidence="it looks odd at 100"),
        "a level": zoo(evidence="the accuracy is 0.63, so 63 % are right"),
        "after the end": zoo(evidence="the accuracy at step 999"),
        "all good": zoo(["good"] * 8),
        "seven": zoo(NAMES[:7]),
        "another number": zoo(number=1234),
        "rotated": zoo([*NAMES[1:], NAMES[0]]),
        "names as keys": "diagnoses = {'no_detach': (1, 'x'), 'one_family': (2, 'y')}",
        "names alone": f"diagnoses = { {'zoo': 0} | dict(enumerate(NAMES, 1))!r}",
        "gibberish": zoo(evidence="a a a a a a"),
        "the same eight times": f"diagnoses = { {'zoo': 0} | {n: (name, 'scores 1') for n, name in enumerate(NAMES, 1)}!r}",
        "evidence first": f"diagnoses = { {'zoo': 0} | {n: (f'loss at step {n}', name) for n, name in enumerate(NAMES, 1)}!r}",
        "from zero": f"diagnoses = { {'zoo': 0} | {n: (name, 'loss at step 9') for n, name in enumerate(NAMES)}!r}",
    },
    "07.4": {
        "never": "def alarm(curves):\n    return False",
        "always": "def alarm(curves):\n    return True",
        "NaN alone": "def alarm(curves):\n    return not all(c.isfinite().all() for c in curves.values())",
        "no NaN": alarm(
            text=ALARM.replace(
                "    if any(not c.isfinite().all() for c in curves.values()): return True\n", ""
            )
        ),
        "no drift": alarm(drift="False"),
        "no accuracy": alarm(win="False"),
        "accuracy of 0.999": alarm(win="acc[-25:].mean() > 0.999"),
        "coin": alarm(win="acc[-25:].mean() > 0.5"),
        "single step": alarm(drift="recon[-1] > 1.4 * recon[:30].mean()"),
        "single step, far up": alarm(drift="recon[-1] > 2 * recon.median()"),
        "ten times": alarm(drift="recon[-25:].mean() > 10 * recon[:30].mean()"),
        "slow": alarm(
            drift="recon[-150:].mean() > 2 * recon[:30].mean()", win="acc[-150:].mean() > 0.9"
        ),
        "loss falls": alarm(win="curves['d_loss'][-25:].mean() > 5"),
        "first step as the reference": alarm(drift="recon[-25:].mean() > 0.9 * recon[0]"),
        "nan_to_num": alarm(
            text=ALARM.replace(
                "    if any",
                "    curves = dict((k, v.nan_to_num()) for k, v in curves.items())\n    recon, acc = curves['recon'], curves['d_accuracy']\n    if any",
            )
        ),
        "wrong key": alarm(win="curves['accuracy'][-1] > 0.9"),
        "a text": alarm(
            text=ALARM.replace("bool({drift} or {win})", "'stop' if {drift} or {win} else ''")
        ),
        "maps that double": alarm(
            drift="curves['feat'][-25:].mean() > 1.5 * curves['feat'][:30].mean()"
        ),
    },
    "07.5": {
        "never sealed": report(seal=""),
        "lists exchanged": measured()
        + report(**{"without": [17.5, 17.2, 16.9], "with": [16.0, 16.5, 15.8]}, verdict="better"),
        "pairs in another order": measured() + report(**{"with": [16.9, 17.5, 17.2]}),
        "one number never measured": measured() + report(**{"with": [17.5, 17.2, 19.0]}),
        "numbers of another metric": measured() + report(metric="log_mel_l1"),
        "two changes": measured(feat_weight=0.0, lr=0.001) + report(),
        "nothing changed": measured(feat_weight=2.0) + report(),
        "a fingerprint made up": "seal('07.5', {'change': 'no feature matching at all', 'better': 0.2, 'no difference': 0.3, 'worse': 0.5})\n"
        + report(seal="")
        + "report['seal'] = 'abc123abc123'\n",
        "sealed, and an empty fingerprint": "seal('07.5', {'change': 'no feature matching at all', 'better': 0.2, 'no difference': 0.3, 'worse': 0.5})\n"
        + report(seal="")
        + "report['seal'] = ''\n",
        "one pair three times": report(**{"without": [16.0] * 3, "with": [17.5] * 3}),
        "another forecast": report(better=0.5, worse=0.2),
        "another change": report(change="twice as many discriminators as before"),
        "invented metric": report(metric="niceness"),
        "capital metric": report(metric="Frame comb"),
        "1e9": report(**{"with": [1e9, 1e9, 1e9]}),
        "negative decibels of a distance": report(
            metric="log_mel_l1",
            **{"with": [-3.0, -2.0, -1.0], "without": [1.0, 1.0, 1.0]},
            verdict="better",
        ),
        "bla": report(limits="bla bla bla bla bla bla bla bla bla"),
        "letters": report(limits="a b c d e f g h i j"),
        "short limits": report(limits="none"),
        "better": report(verdict="better"),
        "mixed": report(**{"with": [17.5, 16.2, 16.9]}),
        "two seeds": report(**{"with": [17.5, 17.2], "without": [16.0, 16.5]}),
        "unpaired": report(**{"with": [17.5, 17.2, 16.9, 17.0]}),
        "certain": report(better=0.0, **{"no difference": 0.0, "worse": 1.0}),
        "direction of a score": report(
            metric="onset_f1", **{"without": [0.8, 0.8, 0.8], "with": [0.9, 0.9, 0.9]}
        ),
        "text for numbers": report(**{"with": "higher"}),
        "key missing": "report = {'change': 'no feature matching at all'}",
    },
}
RIGHT = {
    "07.1": {
        "float": {"loss.item()": "float(loss)"},
        "detached tensors": {"loss.item()": "loss.detach()"},
        "a new fake": {
            "    logits, fake_maps = discriminator(fake)\n": "    fake = generator(real)\n    logits, fake_maps = discriminator(fake)\n"
        },
        "no_grad fake": {"discriminator(fake.detach())": "discriminator(fake.clone().detach())"},
        "module zero_grad": {
            "d_optimizer.zero_grad()": "discriminator.zero_grad()",
            "g_optimizer.zero_grad()": "generator.zero_grad()",
        },
        "frozen": {
            "    logits, fake_maps = discriminator(fake)\n": "    discriminator.requires_grad_(False)\n    logits, fake_maps = discriminator(fake)\n",
            "    g_optimizer.step()\n": "    g_optimizer.step()\n    discriminator.requires_grad_(True)\n",
        },
        "joined": {"    d_loss.backward()\n": "    torch.autograd.backward(d_loss)\n"},
    },
    "07.2": {
        "clone": "def snapshot(run):\n    import io\n    saved = {n: getattr(run, n).state_dict() for n in ('generator', 'discriminator', 'ema', 'g_optimizer', 'd_optimizer')}\n    saved |= {'rng': run.rng.get_state(), 'step': run.step}\n    f = io.BytesIO(); torch.save(saved, f); f.seek(0)\n    return torch.load(f, weights_only=False)",
        "deepcopy each": {
            "getattr(run, name).state_dict()": "copy.deepcopy(getattr(run, name).state_dict())"
        },
        "pickle": "import pickle\ndef snapshot(run):\n    d = dict(generator=run.generator.state_dict(), discriminator=run.discriminator.state_dict(), ema=run.ema.state_dict(), g_optimizer=run.g_optimizer.state_dict(), d_optimizer=run.d_optimizer.state_dict(), rng=run.rng.get_state(), step=run.step)\n    return pickle.loads(pickle.dumps(d))",
        "other order": {
            SAVE: 'parts = ["d_optimizer", "g_optimizer", "ema", "discriminator", "generator"]'
        },
        "as a plain dict": {
            "return copy.deepcopy({": "return dict(copy.deepcopy({",
            '"step": run.step})': '"step": run.step}))',
        },
    },
    "07.3": {
        "as seen": zoo(),
        "where the lines end": zoo().replace(
            "the accuracy at step 100, h", "all lines end at step 130"
        ),
        "a value that was read": zoo().replace(
            "the accuracy at step 100, e", "the accuracy is 50 % at step 90"
        ),
        "capitals": zoo([n.upper() for n in NAMES]),
        "with spaces": zoo([n.replace("_", " ") for n in NAMES]),
        "with hyphens": zoo([n.replace("_", "-") for n in NAMES]),
        "lines by their names": zoo(evidence="MPD's lines, real and fake, part at step 40."),
        "a sentence": zoo(evidence="Between step 20 and 60 the scores of MPD move apart."),
        "text keys": f"diagnoses = { {'zoo': '0'} | {str(n): [name, f'd_loss at step {50 + n}'] for n, name in enumerate(NAMES, 1)}!r}",
    },
    "07.4": {
        "as usual": alarm(),
        "median": alarm(drift="recon[-25:].median() > 1.6 * recon[:40].median()"),
        "scores": alarm(win="(curves['logits_real'] - curves['logits_fake'])[-20:].mean() > 2"),
        "discriminators' loss": alarm(win="curves['d_loss'][-30:].mean() < 1.0"),
        "feature maps, too": alarm(
            drift="(recon[-30:].mean() > 1.6 * recon[:30].mean() and curves['feat'][-30:].mean() > 1.6 * curves['feat'][:30].mean())"
        ),
        "numpy": "import numpy as np\ndef alarm(curves):\n    c = {k: v.numpy() for k, v in curves.items()}\n    if not all(np.isfinite(v).all() for v in c.values()): return True\n    if len(c['recon']) < 60: return False\n    return bool(c['recon'][-30:].mean() > 1.5 * c['recon'][:30].mean() or c['d_accuracy'][-30:].mean() > .75)",
        "a tensor": alarm()
        .replace("return bool(", "return torch.tensor(bool(")
        .replace(f"{WIN})", f"{WIN}))"),
    },
    "07.5": {
        "sealed here, and the fingerprint left out": "seal('07.5', {'change': 'no feature matching at all', 'better': 0.2, 'no difference': 0.3, 'worse': 0.5})\n"
        + report(seal=""),
        "as sealed": report(),
        "as measured": measured() + report(),
        "two rates, which are one change": measured(lr=0.001, d_lr=0.002) + report(),
        "other discriminators": measured(discriminators=("mpd",)) + report(),
        "measured twice": measured() + measured() + report(),
        "rounded": measured() + report(**{"with": [17.5, 17.2, 17]}),
        "sealed on this machine": "seal('07.5', {'change': 'no feature matching at all', 'better': 0.2, 'no difference': 0.3, 'worse': 0.5})\n"
        + report(),
        "no difference": report(**{"with": [17.5, 16.2, 16.9]}, verdict="No difference"),
        "a score": report(
            metric="onset_f1", **{"without": [0.8, 0.8, 0.8], "with": [0.7, 0.7, 0.75]}
        ),
        "tuples": report(**{"with": (17.5, 17.2, 16.9)}),
        "five seeds": report(
            **{"without": [16.0, 16.5, 15.8, 16.0, 16.2], "with": [17.5, 17.2, 16.9, 17.7, 17.3]}
        ),
        "German limits": report(
            limits="vierzig Schritte mit kleinen Netzen sagen nichts über lange Läufe aus"
        ),
    },
}
