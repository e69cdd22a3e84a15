"""Write an audiogram as tables, for a document or a page."""

from pathlib import Path

from course_lib.gan.experiments.ablation.tables import ResultTable
from course_lib.gan.experiments.audiogram.audiogram_results import (
    Audiogram,
    CellArea,
    read_audiogram,
)


def audiogram_tables(audiogram: Audiogram) -> dict[str, ResultTable]:
    """Return all tables, each under a short name."""
    return {"areas": area_table(audiogram), "trained": cost_table(audiogram)}


def tables_in(file: Path) -> dict[str, ResultTable]:
    """Return the tables of an audiogram's JSON file.

    Raises:
        ValueError: The file contains no audiogram.
    """
    return audiogram_tables(read_audiogram(file))


def as_markdown(audiogram: Audiogram) -> str:
    """Return all tables in Markdown, each with its heading and note."""
    return "\n\n".join(
        f"### {table.title}\n\n{table.note}\n\n{table.markdown()}"
        for table in audiogram_tables(audiogram).values()
    )


def area_table(audiogram: Audiogram) -> ResultTable:
    """Return a table of the AUC of each discriminator for each artefact at each strength."""
    names = audiogram.discriminators
    rows = [
        (
            f"{artefact} {strength}",
            *(area_text(audiogram.area(name, artefact, strength)) for name in names),
        )
        for artefact in audiogram.artefacts
        for strength in audiogram.strengths
    ]
    seeds = {len(audiogram.of(n, a)) for n in names for a in audiogram.artefacts} - {0}
    return ResultTable(
        "How well is each artefact heard?",
        f"AUC on {audiogram.clips} clips, mean over {_range(seeds)} seeds, and its 95 % interval "
        "over other clips and other seeds. Guessing gives .50. **Bold**: the interval excludes "
        "guessing. The number after an artefact is its strength: 1 is faint, 2 is plain, 3 is "
        "strong.",
        ("artefact", *(f"`{name}`" for name in names)),
        tuple(rows),
    )


def cost_table(audiogram: Audiogram) -> ResultTable:
    """Return a table of the size of each discriminator, and of what its training took."""
    rows = []
    for name in audiogram.discriminators:
        cells = audiogram.of(name)
        seconds = sum(cell.cpu_seconds for cell in cells) / len(cells)
        rows.append((f"`{name}`", f"{cells[0].parameters:,}", f"{seconds:.1f}", str(len(cells))))
    return ResultTable(
        "What was trained",
        f"{audiogram.settings['steps']} updates each, on one thread. CPU seconds are the mean over "
        "artefacts and seeds, and depend on the machine and on its load.",
        ("discriminator", "parameters", "CPU seconds", "trained"),
        tuple(rows),
    )


def area_text(found: CellArea | None) -> str:
    """Return "AUC [low, high]", bold if the interval excludes guessing; a dash for None."""
    if found is None:
        return "–"
    text = f"{two_digits(found.mean)} [{two_digits(found.interval.low)}, "
    text += f"{two_digits(found.interval.high)}]"
    return f"**{text}**" if found.certain else text


def two_digits(value: float) -> str:
    """Return a number from 0 to 1 as ".93" or "1.0"."""
    text = f"{value:.2f}"
    return "1.0" if text == "1.00" else text.removeprefix("0")


def _range(counts: set[int]) -> str:
    low, high = min(counts), max(counts)
    return str(low) if low == high else f"{low} to {high}"
