"""Make a folder of recordings to train and measure on: Sonic Pi's samples, and synthetic speech.

    sudo apt install sonic-pi-samples espeak-ng
    python scripts/make_recordings.py runs/recordings-audio

The samples are CC0: drums, loops, basses, bells, a few voices. The speech is that of espeak-ng.
Each sentence is spoken once, by one voice. So no sentence teaches and judges, but every voice may.
A sample that is a softer or a shorter copy of another one is left out, for the same reason.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

SAMPLES = Path("/usr/share/sonic-pi/samples")
COPIES = ("*_soft.flac", "loop_amen.flac")
VOICES = ("en-gb", "en-us+f2", "en-gb-scotland", "en-gb-x-rp+f3", "en-029", "en-us+m3")
SENTENCES = """
The kettle sings before the water boils. Two grey cats slept on the warm roof. Open the window and
let the smoke out. She counted nine ships in the harbour. Rain fell on the empty market all night.
Who left this muddy boot on the stairs? The baker rises long before the sun. A thin wire hummed in
the wind. Put seven spoons beside the blue bowl. His brother mends clocks and old radios. The river
froze as far as the bridge. Nobody heard the second knock. Green apples make the sharpest juice. We
missed the early train to York. The judge asked for silence at once. Fold the paper twice and press
it flat. A drum is louder in a small room. Yesterday the garden smelled of thyme. They painted the
long fence yellow. Could you pass me that heavy book? The child drew a whale with wings. Snow lay
thick upon the orchard wall. My uncle never learned to swim. The last lamp in the street went dark.
Bring a rope and a good knife. Every bell in the valley rang. The soup needs salt and an hour more.
Five geese flew over the church. I forgot the name of that song. The ladder is too short for us. Dry
leaves ran along the road. A fox crossed the field at dusk. Where did you buy such strong tea? The
pilot spoke slowly and clearly. Cut the bread while it is fresh. Three coins lay under the mat. The
mountain hid its head in cloud. Her voice was low but very steady. Wash the brushes in cold water.
The old piano lost a key. Somebody whistled behind the barn. It is far to the nearest farm. Thunder
woke the whole village. The doctor writes with her left hand. Tie the boat to the iron ring. Six
dogs barked at the moon. We shall know the answer by Friday. The glass broke with a bright sound. He
carried the chair upstairs. Beans grow well beside this fence. What a strange shape that shadow has!
The choir stood and took a breath. Please shut the gate behind you. Honey drips slowly from the
spoon. A stranger sat down at our table. The mill wheel turned all winter. Please read me the last
page again. Fresh paint is slow to dry in fog. The tailor lost his silver thimble. Good night, and
mind the step.
"""


def main() -> None:
    """Copy the samples and speak the sentences."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path, metavar="FOLDER", help="for the recordings; made")
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
