"""Compute what the page of an audiogram shows; the template `audiogram.html.j2` lays it out."""

from dataclasses import asdict

from course_lib.display.pages import render
from course_lib.gan.experiments.audiogram.audiogram_results import Audiogram
from course_lib.gan.experiments.audiogram.audiogram_tables import audiogram_tables, two_digits
from course_lib.gan.experiments.audiogram.picture import draw_artefact


def write_audiogram(audiogram: Audiogram) -> str:
    """Return the page of an audiogram: one HTML file that needs no other file and no network."""
    return render(
        "audiogram",
        title="What does a discriminator hear?",
        settings=audiogram.settings,
        clips=audiogram.clips,
        findings=[finding(audiogram, artefact) for artefact in audiogram.artefacts],
        pictures=[draw_artefact(audiogram, artefact) for artefact in audiogram.artefacts],
        tables=[{"id": n, **asdict(table)} for n, table in audiogram_tables(audiogram).items()],
    )


def finding(audiogram: Audiogram, artefact: str) -> str:
    """Return a sentence: which discriminators hear an artefact at its middle strength?

    "Hears" means that the interval of the AUC is above guessing.
    """
    strength = audiogram.strengths[len(audiogram.strengths) // 2]
    found = {n: audiogram.area(n, artefact, strength) for n in audiogram.discriminators}
    tested = {name: one for name, one in found.items() if one is not None}
    able = {name: one for name, one in tested.items() if one.certain and one.mean > 0.5}
    best = sorted(able, key=lambda name: -able[name].mean)
    if not best:
        return f"{artefact}, strength {strength}: none of {len(tested)} hears it."
    named = ", ".join(f"{name} ({two_digits(able[name].mean)})" for name in best)
    others = [name for name in tested if name not in able]
    rest = f"; not {', '.join(others)}" if others else ""
    return f"{artefact}, strength {strength}: heard by {named}{rest}."
