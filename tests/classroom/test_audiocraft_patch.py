"""A patch is tried on the file of the release: here a stand-in of our own with the same bug."""

import difflib

import pytest

from course_lib.classroom import audiocraft_patch
from course_lib.classroom.audiocraft_patch import (
    MSD,
    draft,
    fetch_upstream,
    try_upstream,
    upstream_msd,
)
from course_lib.pypi_downloads import AUDIOCRAFT

BUGGY = """\
import torch
from torch import nn


class MultiScaleDiscriminator(nn.Module):
    def __init__(self, filters, max_filters, downsample_scales):
        super().__init__()
        self.discriminators = nn.ModuleList(nn.Conv1d(1, 1, 5) for _ in range(3))
        self.downsample = nn.AvgPool1d(4, 2, 2)

    def forward(self, x):
        scores = []
        for i, discriminator in enumerate(self.discriminators):
            if i != 0:
                self.downsample(x)
            scores.append(discriminator(x))
        return scores
"""
FILES = {
    "adversarial/__init__.py": "from .discriminators import msd\nfrom . import discriminators\n",
    "adversarial/discriminators/__init__.py": "",
    "modules/conv.py": "NormConv1d = NormConv2d = None\n",
    str(MSD): BUGGY,
}
ROOT = f"audiocraft/{MSD.as_posix()}"


@pytest.fixture
def cache(tmp_path):
    """A cache in which the releases have already been unpacked."""
    folder = tmp_path / "cache" / AUDIOCRAFT.sha256[:16] / AUDIOCRAFT.package
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    flashy = audiocraft_patch.FLASHY
    place = tmp_path / "cache" / flashy.sha256[:16] / flashy.package
    place.mkdir(parents=True)
    for name in ("distrib", "utils"):
        (place / f"{name}.py").write_text("")
    return tmp_path / "cache"


def patch_to(new, path="msd.py", old="                self.downsample(x)\n"):
    lines = [text.splitlines(keepends=True) for text in (BUGGY, BUGGY.replace(old, new))]
    return "".join(difflib.unified_diff(*lines, f"a/{path}", f"b/{path}"))


FIX = "                x = self.downsample(x)\n"


@pytest.mark.parametrize("path", ["msd.py", ROOT])
def test_the_right_line_gives_each_scale_half_of_the_one_before(cache, path):
    says = try_upstream(patch_to(FIX, path), cache)

    assert says.startswith("The patch fits AudioCraft 1.3.0.")
    assert "received 4800, 4800 and 4800 before it, and 4800, 2401 and 1201 after it" in says
    assert "The bug is gone" in says


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        (patch_to("                y = self.downsample(x)\n"), "It changes nothing"),
        (patch_to("                x = x[..., ::4]\n"), "But each scale should receive half"),
        (patch_to("                x = missing\n"), "msd.py raises NameError"),
        (patch_to(FIX).replace("-     ", "-  "), "doesn't fit"),
        ("", "doesn't fit"),
        ("not a patch at all", "doesn't fit"),
    ],
)
def test_every_other_patch_is_described(cache, patch, expected):
    says = try_upstream(patch, cache)

    assert expected in says
    assert "The bug is gone" not in says


def test_the_release_in_the_cache_is_never_changed(cache):
    try_upstream(patch_to(FIX), cache)

    assert upstream_msd(cache) == BUGGY


def test_a_machine_without_the_release_learns_how_to_get_it(tmp_path):
    assert "course upstream" in try_upstream(patch_to(FIX), tmp_path)
    with pytest.raises(FileNotFoundError, match="course upstream"):
        upstream_msd(tmp_path)


def test_a_copy_that_someone_has_changed_is_kept(cache, tmp_path):
    copy = fetch_upstream(tmp_path / "mine", cache)
    assert copy.read_text() == BUGGY

    copy.write_text("changed")
    assert fetch_upstream(tmp_path / "mine", cache).read_text() == "changed"


def test_a_machine_without_git_gets_a_sentence_that_names_it(cache, monkeypatch):
    monkeypatch.setattr(audiocraft_patch.shutil, "which", lambda name: None)

    assert "install git" in try_upstream(patch_to(FIX), cache)


def test_a_notebook_cell_can_download_the_file(tmp_path, cache, monkeypatch):
    assert upstream_msd(cache, download=True) == BUGGY  # nothing to download

    def unpack(release, folder):
        (folder / release.sha256[:16] / release.package).mkdir(parents=True)
        if release is AUDIOCRAFT:
            target = folder / release.sha256[:16] / release.package / MSD
            target.parent.mkdir(parents=True)
            target.write_text(BUGGY)
        return folder / release.sha256[:16] / release.package

    monkeypatch.setattr(type(AUDIOCRAFT), "folder", unpack)
    assert upstream_msd(tmp_path / "new", download=True) == BUGGY
    assert (tmp_path / "new" / audiocraft_patch.FLASHY.sha256[:16]).is_dir()


REPORT = {
    "title": "MSD: the result of downsample is lost",
    "steps": "assert True",
    "expected": "63, 32, 16",
    "observed": "63, 63, 63",
}


def test_a_draft_has_the_issue_and_the_pull_request():
    text = draft(REPORT, patch_to(FIX))

    assert text.count(REPORT["title"]) == 2
    assert "from audiocraft.adversarial.discriminators import MultiScaleDiscriminator" in text
    assert patch_to(FIX).strip("\n") in text


def test_a_draft_of_an_unfinished_report_names_what_is_missing():
    with pytest.raises(ValueError, match="expected, observed"):
        draft({"title": "MSD", "steps": "assert True", "observed": " "}, "")
