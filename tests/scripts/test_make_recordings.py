"""The script that makes the folder of real recordings."""

import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course_lib.gan.data import folder_clips
from course_lib.sounds import save, tone

SPEAKER = """#!/bin/sh
cp "$(dirname "$0")/said.wav" "$4"
"""


@pytest.fixture
def make(root, tmp_path, monkeypatch):
    """Run the script beside three samples and a synthesiser that always says the same."""
    shelf, tools = tmp_path / "shelf", tmp_path / "tools"
    shelf.mkdir()
    tools.mkdir()
    for name in ("bell", "drum_hard", "drum_soft"):
        save(tone(440, 0.6), shelf / f"{name}.flac")
    save(tone(220, 0.6), tools / "said.wav")
    (tools / "espeak-ng").write_text(SPEAKER)
    (tools / "espeak-ng").chmod(0o755)
    script = runpy.run_path(str(root / "scripts" / "make_recordings.py"))
    values = script["main"].__globals__

    def run(*, samples=shelf, path=f"{tools}:/bin:/usr/bin"):
        monkeypatch.setitem(values, "SAMPLES", samples)
        monkeypatch.setenv("PATH", str(path))
        monkeypatch.setattr(sys, "argv", ["make_recordings.py", str(tmp_path / "made")])
        values["main"]()
        return tmp_path / "made"

    return run


def test_it_copies_samples_but_no_copies_of_copies_and_speaks_sixty_sentences(make, capsys):
    made = make()

    assert sorted(f.name for f in (made / "samples").iterdir()) == ["bell.flac", "drum_hard.flac"]
    assert len(list((made / "speech").iterdir())) == 60
    assert "2 samples and 60 sentences" in capsys.readouterr().out
    assert len(folder_clips(made)) == 62


def test_it_says_what_to_install(make, tmp_path):
    with pytest.raises(SystemExit, match="install Debian's package sonic-pi-samples"):
        make(samples=tmp_path / "nothing")
    with pytest.raises(SystemExit, match="install Debian's package espeak-ng"):
        make(path=tmp_path)


@pytest.mark.skipif(
    not (Path("/usr/share/sonic-pi/samples").is_dir() and shutil.which("espeak-ng")),
    reason="apt install sonic-pi-samples espeak-ng",
)
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:left out")
def test_the_held_out_files_are_as_the_document_says(root, tmp_path):
    script = root / "scripts" / "make_recordings.py"
    subprocess.run([sys.executable, script, tmp_path], check=True)

    report, train = (folder_clips(tmp_path, split=split) for split in ("report", "train"))
    held_out, trained_on = ({clip.name.split(" from ")[0] for clip in c} for c in (report, train))

    assert (len(report), len(held_out)) == (28, 16)
    assert sum(name.startswith("speech/") for name in held_out) == 7
    assert sum(name.startswith("samples/tabla") for name in held_out) == 2
    assert any(name.startswith("samples/tabla") for name in trained_on)
    assert not held_out & trained_on
    voices = runpy.run_path(str(script))["VOICES"]
    assert len(voices) == 6
    assert all(any(name.endswith(f"-{voice}.wav") for name in trained_on) for voice in voices)


def test_no_sentence_is_there_twice(root):
    script = runpy.run_path(str(root / "scripts" / "make_recordings.py"))
    text = " ".join(script["SENTENCES"].split())
    sentences = [said.strip() for said in text.replace("?", ".").replace("!", ".").split(".")]
    assert len(sentences) == len(set(sentences)) == 61  # and nothing after the last full stop
