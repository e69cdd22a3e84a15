"""Try a patch on AudioCraft's real ``msd.py``: the last step of lesson 03.

    text = upstream_msd(download=True)   the text of that file, in AudioCraft 1.3.0
    print(try_upstream(patch))           does the patch fit it? what do the scales receive then?
    print(draft(report, patch))          the issue and the pull request, to read before you post

``course upstream`` does the first in a terminal, and copies the file into a folder. AudioCraft's
text stays in the user's cache and in that copy; none of it is part of this project.
"""

import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import torch

from course_lib.gan.experiments.speed.references import load_audiocraft
from course_lib.pypi_downloads import AUDIOCRAFT, FLASHY, default_cache

MSD = Path("adversarial/discriminators/msd.py")  # inside the package `audiocraft`
_SAMPLES = 4800
_NOT_HERE = (
    "AudioCraft's own file isn't on this machine yet. Call `upstream_msd(download=True)` in a cell "
    "(or `course upstream` in a terminal), and then try again. Exercise 03.5 doesn't need it."
)

_DRAFT = """\
# Issue: {title}

**Expected.** {expected}

**Observed.** {observed}

**Steps to reproduce** (AudioCraft 1.3.0; I have not tried the main branch yet)

```python
import torch
from audiocraft.adversarial.discriminators import MultiScaleDiscriminator

{steps}
```

# Pull request: {title}

Fixes #NUMBER. The steps of that issue fail before this change and pass after it; they can serve as
the test. Weights that were trained before it have seen the full rate at every scale.

```diff
{patch}
```"""


def fetch_upstream(to: Path, cache: Path | None = None) -> Path:
    """Download AudioCraft 1.3.0, unless it's in the cache, and return a copy of its ``msd.py``.

    Args:
        to: The folder to copy the file into; it is created. A copy that was changed is kept.
        cache: The folder of the download; the user's cache by default.

    Raises:
        UnavailableReferenceError: The download failed, or the file has another hash.
    """
    cache = cache or default_cache()
    original = AUDIOCRAFT.folder(cache) / MSD
    FLASHY.folder(cache)  # `try_upstream` needs it, and may have no network
    copy = to / MSD.name
    to.mkdir(parents=True, exist_ok=True)
    if not copy.exists():
        shutil.copyfile(original, copy)
    return copy


def upstream_msd(cache: Path | None = None, *, download: bool = False) -> str:
    """Return the text of AudioCraft's ``msd.py``.

    Args:
        cache: The folder of the download; the user's cache by default.
        download: Whether to download the release with pip if it isn't on this machine.

    Raises:
        FileNotFoundError: It isn't on this machine; the message says how to get it.
        UnavailableReferenceError: The download failed, or the file has another hash.
    """
    cache = cache or default_cache()
    if download:
        FLASHY.folder(cache)  # `try_upstream` needs it, and may have no network
    elif not AUDIOCRAFT.is_unpacked(cache):
        raise FileNotFoundError(_NOT_HERE)
    return (AUDIOCRAFT.folder(cache) / MSD).read_text(encoding="utf-8")


def try_upstream(patch: str, cache: Path | None = None) -> str:
    """Return what a patch does to AudioCraft's ``msd.py``, in a sentence or two.

    The patch is applied by ``git apply`` to a copy. Then the patched class scores a wave, and the
    length that each of its sub-discriminators receives is counted.

    Args:
        patch: A unified diff. Its paths may be those of the repository, or ``msd.py`` alone.
        cache: The folder of the download; the user's cache by default.
    """
    cache = cache or default_cache()
    if not AUDIOCRAFT.is_unpacked(cache):
        return _NOT_HERE
    if shutil.which("git") is None:
        return "git isn't installed here, and `git apply` is what applies a patch: install git."
    with tempfile.TemporaryDirectory() as temporary:
        package = Path(temporary, "audiocraft")
        shutil.copytree(AUDIOCRAFT.folder(cache), package)
        before = _received_lengths(package, cache)
        refused = _apply(patch, package)
        if refused:
            return f"The patch doesn't fit AudioCraft's msd.py. git says: {refused}"
        try:
            after = _received_lengths(package, cache)
        except Exception as error:  # whatever the patched code raises is the answer
            return f"The patch fits, but then msd.py raises {type(error).__name__}: {error}"
    return f"The patch fits AudioCraft 1.3.0. {_compared(before, after)}"


def draft(report: Mapping[str, str], patch: str) -> str:
    """Return an issue and a pull request in Markdown, to read and improve before posting.

    Args:
        report: The answer to exercise 03.5: its title, steps, expected and observed.
        patch: The unified diff of AudioCraft's ``msd.py``.

    Raises:
        ValueError: The report lacks a part.
    """
    parts = ("title", "steps", "expected", "observed")
    missing = [key for key in parts if not str(report.get(key, "")).strip()]
    if missing:
        raise ValueError(f"report needs a text for {', '.join(missing)}: finish exercise 03.5.")
    title, steps, expected, observed = (str(report[key]).strip() for key in parts)
    return _DRAFT.format(
        title=title, steps=steps, expected=expected, observed=observed, patch=patch.strip("\n")
    )


def _apply(patch: str, package: Path) -> str:
    """Apply a patch, and return why git refuses it; "" if it was applied."""
    text = patch if patch.endswith("\n") else f"{patch}\n"
    whole_path = f"audiocraft/{MSD.as_posix()}" in text
    folder = package.parent if whole_path else (package / MSD).parent
    # Outside any repository: inside one, git skips files that the repository doesn't contain.
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(package.parent.parent)}
    done = subprocess.run(
        ["git", "apply", "--verbose", "-"],
        input=text,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stderr.strip() or "no reason given"


def _received_lengths(package: Path, cache: Path) -> list[int]:
    """Return the number of samples that each sub-discriminator receives."""
    with warnings.catch_warnings():  # PyTorch has deprecated the weight norm of that release
        warnings.simplefilter("ignore", FutureWarning)
        adversarial = load_audiocraft(cache, package)
        msd = adversarial.discriminators.msd.MultiScaleDiscriminator(
            filters=4, max_filters=16, downsample_scales=[2]
        )
    received: list[int] = []
    for sub_discriminator in msd.discriminators:
        sub_discriminator.register_forward_pre_hook(
            lambda _, arguments: received.append(arguments[0].shape[-1])
        )
    with torch.no_grad():
        msd(torch.randn(1, 1, _SAMPLES))
    return received


def _compared(before: list[int], after: list[int]) -> str:
    counted = (
        f"Of {_SAMPLES} samples, the scales received {_listed(before)} before it, and "
        f"{_listed(after)} after it."
    )
    halves = all(abs(later - sooner / 2) <= 1 for sooner, later in pairwise(after))
    if after == before:
        return f"{counted} It changes nothing."
    if after[0] == _SAMPLES and halves:
        return f"{counted} The bug is gone: each scale receives half as many as the one before."
    return f"{counted} But each scale should receive half as many as the one before."


def _listed(numbers: list[int]) -> str:
    return f"{', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
