"""The two wheels: what is in each, what each asks for, and what the library can do alone.

The wheels are built once. A program then imports the library's from a folder, in a process whose
import system finds the standard library, that folder, and what torch, einops and numpy need.
"""

import fnmatch
import json
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from collections.abc import Iterable
from email.parser import Parser
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import course_lib
from course_lib.authoring.notebooks.bundle import build_wheels
from course_lib.cli.course_commands import COURSE_COMMANDS

pytestmark = pytest.mark.slow

CORE = {"torch", "einops", "numpy"}
LARGEST = 300_000  # bytes of the library's wheel

PROGRAM = """
import contextlib, io, json, sys, traceback
from importlib.machinery import BuiltinImporter, FrozenImporter, PathFinder

# `Only` answers as Python does in an environment in which nothing else is installed
allowed, paths, jobs = json.load(sys.stdin)

class Only:
    @staticmethod
    def find_spec(name, path=None, target=None):
        root = name.partition(".")[0]
        if root in allowed or root.startswith("_sysconfigdata"):
            return PathFinder.find_spec(name, path, target)

sys.path[:] = [*paths, *sys.path]
sys.meta_path[:] = [BuiltinImporter, FrozenImporter, Only]
results = {}
for name, code in jobs.items():
    out, err = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            exec(code, {})
        results[name] = "fine" + out.getvalue() + err.getvalue()
    except ImportError as error:
        results[name] = f"{type(error).__name__}: {error}"
    except BaseException:
        results[name] = traceback.format_exc()
print(json.dumps(results))
"""

WORKS = {
    "the package": """
import course_lib
print(course_lib.__version__, course_lib.__file__)
""",
    "a discriminator": """
import torch
from course_lib import MultiPeriodDiscriminator
logits, fmaps = MultiPeriodDiscriminator()(torch.randn(1, 1, 16_000))
assert [tuple(scores.shape) for scores in logits][0] == (1, 1, 99, 2), logits[0].shape
assert len(logits) == len(fmaps) == 5
""",
    "every family, by name": """
import torch
from course_lib.discriminators.registry import example, names
assert {"mpd", "msd", "msstftd"} <= set(names())
for name in ("mpd", "msd", "msstftd"):
    assert example(name)(torch.randn(1, 1, 8000)).logits
""",
    "a training step": """
import torch
from course_lib import AdversarialLoss, FeatureMatchingLoss, MultiPeriodDiscriminator
mpd = MultiPeriodDiscriminator(filters=2, max_filters=8)
optimizer = torch.optim.Adam(mpd.parameters())
from course_lib.losses import get_adv_criterion, get_fake_criterion, get_real_criterion
loss = AdversarialLoss(
    mpd, optimizer, get_adv_criterion("hinge"), get_real_criterion("hinge"),
    get_fake_criterion("hinge"), FeatureMatchingLoss(),
)
fake, real = torch.randn(2, 1, 4000, requires_grad=True), torch.randn(2, 1, 4000)
assert loss.train_adv(fake, real) > 0
adversarial, features = loss(fake, real)
(adversarial + features).backward()
assert fake.grad.abs().sum() > 0
""",
    "the other losses": """
import torch
from course_lib.losses import MRSTFTLoss, MultiScaleMelSpectrogramLoss, SISNR
a, b = torch.randn(1, 1, 16_000), torch.randn(1, 1, 16_000)
for loss in (MRSTFTLoss(), MultiScaleMelSpectrogramLoss(16_000, range_start=8), SISNR()):
    assert loss(a, b).isfinite()
""",
    "the contract": """
from course_lib import check_contract, create
check_contract(create("mpd", filters=1, max_filters=4)).require()
""",
    "the weights of a peer": """
import tempfile
import torch
from course_lib import create, load_peer
msstftd = create("msstftd", filters=2, n_ffts=(256,), hop_lengths=(64,), win_lengths=(256,))
state = {f"adversary.{key}": value for key, value in msstftd.state_dict().items()}
file = tempfile.mkdtemp() + "/checkpoint.th"
torch.save({"adv_losses": {"msstftd": state}}, file)
peer = load_peer(file, "audiocraft")
for key, value in peer["msstftd"].state_dict().items():
    assert torch.equal(value, msstftd.state_dict()[key])
assert peer["msstftd"](torch.randn(1, 1, 2000)).logits[0].isfinite().all()
""",
    "spectra and mel bands": """
import torch
from course_lib.audio import mel_filterbank, spectrogram_db, stft, wav_bytes
wave = torch.sin(torch.arange(24_000) * 0.1)
assert (mel_filterbank() @ stft(wave, 1024, 256).abs() ** 2).shape == (80, 90)
assert spectrogram_db(wave).max() > -1 and wav_bytes(wave / 2, 24_000)[:4] == b"RIFF"
""",
    "generated sounds": """
from course_lib.sounds import chord, for_listening, spoil, vowel
for_listening(spoil(vowel(120.0), "comb buzz", 2), chord())
""",
    "course list": """
from course_lib.cli import main
assert main(["list"]) == main(["info", "mpd"]) == main(["check", "mpd"]) == 0
assert main(["--version"]) == 0
""",
}
NEEDS = {
    "sounds: load": ("sounds", f"from course_lib.sounds import load\nload({__file__!r})"),
    "sounds: save": (
        "sounds",
        "from course_lib.sounds import save, tone\nsave(tone(440.0), 'a.wav')",
    ),
    "sounds: resample": (
        "sounds",
        "import torch\nfrom course_lib.audio import resample\nresample(torch.ones(9), 16, 24)",
    ),
    "train": ("train", "from course_lib.gan import train"),
    "train: metrics": ("train", "import course_lib.gan.metrics"),
    "train: releases": ("train", "import course_lib.pypi_downloads"),
}
ABSENT = {  # what only the course's wheel has
    "course_lib.display": "import course_lib.display.figure_style",
    "course_lib.instruments": "from course_lib.instruments import listen",
    "course_lib.classroom": "from course_lib.classroom import setup",
    "course_lib.authoring": "from course_lib.authoring import build",
    "course_lib.grading": "import course_lib.grading.grade_class",
}


@pytest.fixture(scope="module")
def wheels(root, tmp_path_factory) -> dict[str, Path]:
    built = build_wheels(root, tmp_path_factory.mktemp("wheels"))
    return {"course" if "_course-" in wheel.name else "library": wheel for wheel in built}


@pytest.fixture(scope="module")
def library(wheels, tmp_path_factory) -> Path:
    """Return a folder in which only the library's wheel is installed."""
    folder = tmp_path_factory.mktemp("library")
    zipfile.ZipFile(wheels["library"]).extractall(folder)
    return folder


def names(wheel: Path) -> set[str]:
    inside = zipfile.ZipFile(wheel).namelist()
    assert len(inside) == len(set(inside))
    return {name for name in inside if ".dist-info/" not in name}


def read_metadata(wheel: Path):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        return Parser().parsestr(archive.read(name).decode())


def needed(wheel: Path, extra: str = "") -> set[str]:
    """Return the names of the distributions that a wheel requires with an extra."""
    metadata = read_metadata(wheel)
    found = map(Requirement, metadata.get_all("Requires-Dist"))
    chosen = [r for r in found if r.marker is None or r.marker.evaluate({"extra": extra})]
    others = [needed(wheel, e) for r in chosen if r.name == metadata["Name"] for e in r.extras]
    return set().union({r.name for r in chosen if r.name != metadata["Name"]}, *others)


def importable(distributions: Iterable[str]) -> list[str]:
    """Return the top-level modules of some distributions, and of all that they depend on."""
    todo, seen = [*map(canonicalize_name, distributions)], set()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            found = map(Requirement, requires(name) or ())
        except PackageNotFoundError:  # an optional one, such as a CUDA library
            continue
        todo += [
            canonicalize_name(r.name)
            for r in found
            if r.marker is None or r.marker.evaluate({"extra": ""})
        ]
    owners = packages_distributions()
    found = {m for m, owned_by in owners.items() if seen & set(map(canonicalize_name, owned_by))}
    return sorted(found | {"course_lib"} | sys.stdlib_module_names)


def run_alone(paths: list[Path], distributions: Iterable[str], jobs: dict[str, str], cwd: Path):
    """Run pieces of code where only some distributions can be imported; return what each said."""
    site = sysconfig.get_path("purelib")
    order = json.dumps([importable(distributions), [*map(str, paths), site], jobs])
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", PROGRAM],
        input=order,
        cwd=cwd,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def alone(library, tmp_path_factory) -> dict[str, str]:
    jobs = WORKS | {name: code for name, (_, code) in NEEDS.items()} | ABSENT
    return run_alone([library], CORE, jobs, tmp_path_factory.mktemp("elsewhere"))


def test_the_library_needs_torch_einops_and_numpy_and_nothing_else(wheels):
    assert needed(wheels["library"]) == CORE


def test_the_librarys_wheel_is_small(wheels):
    assert wheels["library"].stat().st_size <= LARGEST


def test_every_file_of_the_package_is_in_one_wheel_and_no_file_in_both(root, wheels):
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "course_lib"]
    listed = subprocess.check_output(command, cwd=root, text=True).split("\0")
    package = {name for name in listed if name and (root / name).is_file()}
    lessons = [root / "lessons/course.toml", root / "lessons/LICENSE"]
    lessons += [*root.glob("lessons/*/exercises.py"), *root.glob("lessons/*/lesson.py")]

    assert names(wheels["library"]) & names(wheels["course"]) == set()
    assert names(wheels["library"]) <= package
    assert names(wheels["course"]) - package == {
        f"course_lib/{path.relative_to(root).as_posix()}" for path in lessons
    }
    assert package <= names(wheels["library"]) | names(wheels["course"])


def test_a_command_of_the_course_is_not_in_the_librarys_wheel(wheels):
    files = {f"{module.__name__.replace('.', '/')}.py" for module in COURSE_COMMANDS}

    assert files & names(wheels["library"]) == set()


def test_every_pattern_of_the_course_matches_a_file(root, wheels):
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    patterns = tomllib.loads(text)["tool"]["course"]["parts"]["course"]

    assert [p for p in patterns if not fnmatch.filter(names(wheels["course"]), f"*/{p}")] == []


def test_what_an_earlier_build_left_in_the_clone_is_not_in_the_wheel(root, tmp_path):
    clone, data = tmp_path / "clone", "course_lib/gan/training/shipped/step-000000/checkpoint.json"
    for file in (
        "pyproject.toml",
        "setup.py",
        "README.md",
        "LICENSE",
        "course_lib/__init__.py",
        data,
    ):
        (clone / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / file, clone / file)
    (clone / "build/lib/course_lib").mkdir(parents=True)
    (clone / "build/lib/course_lib/old.py").touch()
    listed = clone / "what_does_a_discriminator_hear.egg-info/SOURCES.txt"
    listed.parent.mkdir()
    listed.write_text(f"course_lib/__init__.py\n{data}\n")
    for package in ("gan", "gan/training", "gan/training/shipped"):
        (clone / "course_lib" / package / "__init__.py").touch()

    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.check_call([*command, "--wheel-dir", tmp_path / "dist", clone])

    (wheel,) = (tmp_path / "dist").iterdir()
    assert {name for name in names(wheel) if "__init__" not in name} == set()


def test_the_courses_wheel_asks_for_the_library_of_the_same_version(wheels):
    library, course = read_metadata(wheels["library"]), read_metadata(wheels["course"])
    version = course_lib.__version__

    assert library["Version"] == course["Version"] == version
    assert course.get_all("Requires-Dist") == [f"{library['Name']}[notebooks]=={version}"]


def test_the_extra_course_joins_all_others_but_speech_metrics(wheels):
    extras = read_metadata(wheels["library"]).get_all("Provides-Extra")
    everything = set().union(*(needed(wheels["library"], extra) for extra in extras))

    assert {"sounds", "train", "notebooks", "grading", "course"} < set(extras)
    assert needed(wheels["library"], "course") == everything - {"pesq", "pystoi", "visqol-python"}


def test_an_extra_contains_those_below_it(wheels):
    extras = ("sounds", "train", "notebooks", "grading")
    sounds, train, notebooks, grading = (needed(wheels["library"], extra) for extra in extras)

    assert sounds < train < notebooks < grading


@pytest.mark.parametrize("what", WORKS)
def test_with_torch_einops_and_numpy_alone_this_works(alone, what):
    assert alone[what][:4] == "fine", alone[what]


def test_the_example_of_the_readme_works_with_the_library_alone(root, library, tmp_path):
    readme = (root / "README.md").read_text(encoding="utf-8")
    chapter = readme.partition("## Use it as a library")[2].partition("\n## ")[0]
    (example,) = re.findall(r"```python\n(.*?)```", chapter, re.DOTALL)
    jobs = {"example": f"{example}\nassert fake.grad.abs().sum() > 0\n"}

    said = run_alone([library], CORE, jobs, tmp_path)

    assert said["example"] == "fine"


def test_the_library_that_was_tested_is_the_one_in_the_wheel(alone, library):
    assert alone["the package"] == (
        f"fine{course_lib.__version__} {library / 'course_lib' / '__init__.py'}\n"
    )


@pytest.mark.parametrize("what", NEEDS)
def test_what_needs_an_extra_says_so_in_a_sentence_with_the_command(alone, what):
    extra = NEEDS[what][0]

    assert re.fullmatch(
        rf"MissingExtraError: [\w ._]+ needs \w+, which the extra '{extra}' installs: "
        rf"pip install 'what-does-a-discriminator-hear\[{extra}\]'",
        alone[what],
    )


@pytest.mark.parametrize("part", ABSENT)
def test_a_part_of_the_course_that_is_not_there_is_named(alone, part):
    named = alone[part].split()[1]

    assert alone[part] == (
        f"MissingExtraError: {named} is part of the course, and only the library is installed: "
        "run pip install -e '.[course]' in a clone of the course."
    )
    assert named == part or (named, part) == ("course_lib.display", "course_lib.instruments")


COMMANDS = """
from course_lib.cli import main
print([main(words) for words in {words}])
"""


def test_a_command_that_needs_more_says_so_in_one_line(library, tmp_path):
    words = {
        "train": [["train", "--out", "runs/a"]],
        "import": [["import-weights", "a", "--from", "hifigan", "--out", "b"]],
        "grade": [["grade", "a.ipynb"]],
    }
    jobs = {name: COMMANDS.format(words=value) for name, value in words.items()}
    said = run_alone([library], CORE, jobs, tmp_path)

    assert "course train: course_lib.gan needs" in said["train"]
    assert "the extra 'train' installs: pip install" in said["train"]
    assert "is part of the course" in said["grade"]
    assert [text for text in said.values() if "Traceback" in text or "[2]" not in text] == []


def test_with_the_extra_train_the_library_trains(library, wheels, tmp_path):
    jobs = {
        "train": """
from pathlib import Path
from course_lib.gan import TrainConfig, preset, train
from course_lib.gan.metrics import frame_comb_db
from course_lib.sounds import save, tone
Path("sounds").mkdir()
for number in range(5):
    save(tone(200.0 + 90 * number, sample_rate=16_000), f"sounds/{number}.wav")
sizes = preset("tiny").replace(warm_steps=1, steps=2)
config = TrainConfig(sizes, discriminators=("mpd",), data="sounds", seed=1)
assert train(config, "run", device="cpu").step == config.last_step == 3
wave = tone(440.0, sample_rate=16_000).samples[None]
assert abs(float(frame_comb_db(wave, wave))) < 1
""",
        "generator": """
from course_lib.gan.training.shipped import READY, ready_generator
assert READY
ready_generator(READY[0])
""",
        "experiments": "import course_lib.gan.experiments.failures",
    }
    said = run_alone([library], needed(wheels["library"], "train"), jobs, tmp_path)

    assert said["train"][:4] == "fine", said["train"]
    assert said["generator"].startswith(
        "MissingExtraError: the pretrained generator is part of the course"
    )
    assert said["experiments"].startswith("MissingExtraError: course_lib.gan.experiments is part")


def test_in_a_clone_without_the_extras_each_package_names_its_own(root, tmp_path):
    packages = {
        "course_lib.gan": "train",
        "course_lib.display": "notebooks",
        "course_lib.instruments": "notebooks",
        "course_lib.classroom": "notebooks",
        "course_lib.authoring": "authoring",
        "course_lib.grading": "grading",
    }
    said = run_alone([root], CORE, {package: f"import {package}" for package in packages}, tmp_path)

    wrong = {d: t for d, t in said.items() if f"the extra '{packages[d]}' installs: pip" not in t}
    assert wrong == {}
