"""Draw the picture in README.md: one vowel as a wave, and folded at two periods.

python scripts/readme_picture.py      writes docs/images/fold.png
"""

from pathlib import Path

from matplotlib.figure import Figure

from course_lib.display import draw_fold, draw_wave, to_png
from course_lib.sounds import vowel

PICTURE = Path(__file__).parents[1] / "docs" / "images" / "fold.png"


def main() -> None:
    """Draw three panels side by side and write them as one picture."""
    voice = vowel(f0=160, vowel="a").crop(0.3, 0.5)
    figure = Figure(figsize=(9.6, 2.8), layout="constrained", facecolor="white")
    wave, near, upright = figure.subplots(1, 3)
    draw_wave(wave, voice.samples[:1200], voice.sample_rate, title="A sung vowel, 50 ms")
    draw_fold(near, voice.samples, 147, title="folded at 147: the stripes lean")
    draw_fold(upright, voice.samples, 150, title="folded at its period, 150: they stand")
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_bytes(to_png(figure))


if __name__ == "__main__":
    main()
