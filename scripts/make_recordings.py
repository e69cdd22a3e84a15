"""Make a folder of recordings to train and measure on: Sonic Pi's samples, and synthetic speech.

    sudo apt install sonic-pi-samples espeak-ng
    python scripts/make_recordings.py runs/recordings-audio

The samples are CC0: drums, loops, basses, bells, a few voices. The speech is that of espeak-ng.
Each sentence is spoken once, by one voice, so no sentence is in both the training and the held-out
part; a voice may be in both. For the same reason, softer and shorter copies of a sample are left
out.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

SAMPLES = Path("/usr/share/sonic-pi/samples")
COPIES = ("*_soft.flac", "loop_amen.flac")
VOICES = ("en-gb", "en-us+f2", "en-gb-scotland", "en-gb-x-rp+f3", "en-029", "en-us+m3")
SENTENCES = Path(__file__).with_name("recording_sentences.txt").read_text(encoding="utf-8")


def main() -> None:
    """Copy the samples and synthesise the sentences."""
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "out", type=Path, metavar="FOLDER", help="folder for the recordings, which is created"
    )
    out = parser.parse_args().out
    copies = {file for pattern in COPIES for file in SAMPLES.glob(pattern)}
    samples = sorted(set(SAMPLES.glob("*.flac")) - copies)
    if not samples:
        sys.exit(f"no samples in {SAMPLES}: install Debian's package sonic-pi-samples.")
    if not shutil.which("espeak-ng"):
        sys.exit("no espeak-ng: install Debian's package espeak-ng.")
    (out / "samples").mkdir(parents=True, exist_ok=True)
    (out / "speech").mkdir(exist_ok=True)
    for sample in samples:
        shutil.copyfile(sample, out / "samples" / sample.name)
    sentences = " ".join(SENTENCES.split()).replace("?", "?.").replace("!", "!.").split(".")
    for number, sentence in enumerate(filter(None, sentences)):
        voice = VOICES[number % len(VOICES)]
        file = out / "speech" / f"{number:02d}-{voice}.wav"
        subprocess.run(["espeak-ng", "-v", voice, "-w", file, sentence], check=True)
    print(f"{len(samples)} samples and {number + 1} sentences are in {out}.")


if __name__ == "__main__":
    main()
