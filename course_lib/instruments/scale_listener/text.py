"""Say in words what the scale listener shows."""

from course_lib.instruments.scale_listener.alias_lines import FAINT_DB, Line
from course_lib.instruments.scale_listener.model import SILENT_DB, limit
from course_lib.instruments.scale_listener.picture import signed

ALL_DB = -0.5  # a false part from here on is nearly all that is heard


def room(scale: int, sample_rate: int) -> str:
    """Say what a scale can carry at all."""
    top = limit(scale, sample_rate)
    if scale == 0:
        return f"Scale 0 hears the clip as it is: {sample_rate} samples a second."
    return f"Scale {scale} gets {2 * top:g} samples a second, so it carries tones up to {top:g} Hz."


def tone_finding(frequency: float, heard: float, level: float, scale: int) -> str:
    """Say in a title what became of one tone."""
    if scale == 0:
        return f"Scale 0 hears {frequency:g} Hz as it is"
    if level <= FAINT_DB:
        left = "" if level <= SILENT_DB else f" ({signed(level)} dB)"
        return f"{frequency:g} Hz is gone{left}"
    if abs(heard - frequency) < 1:
        return f"{frequency:g} Hz stays at {frequency:g} Hz, {signed(level)} dB"
    return f"{frequency:g} Hz comes back at {heard:g} Hz, {signed(level)} dB"


def tone_words(frequency: float, heard: float, level: float, measured: float, *, edge: bool) -> str:
    """Lay the prediction for a tone beside the measurement."""
    said = f"By formula, {frequency:g} Hz is heard at {heard:g} Hz, at {signed(level)} dB."
    if level <= SILENT_DB:
        said = f"By formula, nothing is left of {frequency:g} Hz."
    note = " On the limit itself, the level depends on the phase of the tone." if edge else ""
    return f"{said} Measured: {_measured(measured)}.{note}"


def share_finding(share: float, scale: int, decimator: str) -> str:
    """Say in a title how much of a sound is false at a scale."""
    if scale == 0:
        return "Scale 0 hears the clip as it is"
    start = f"Scale {scale}, {decimator}: "
    if share <= FAINT_DB:
        return start + "no false tones to speak of"
    if share >= ALL_DB:
        return start + "nearly all that it hears is false"
    return start + f"the false part lies at {signed(share)} dB"


def share_words(share: float, scale: int) -> str:
    """Say what the false part is, and how loud."""
    if scale == 0:
        return "Nothing is false here."
    if share <= SILENT_DB:
        return "The clip holds nothing above that, so nothing false is heard."
    return (
        f"What comes from above that limit is false. Beside all that this scale hears, it lies at "
        f"{signed(share)} dB."
    )


def lines_words(lines: list[Line]) -> str:
    """Say which false tones were predicted."""
    if not lines:
        return ""
    first = lines[0]
    if first.start[1] == first.end[1]:
        told = ", ".join(f"{line.source:.6g} Hz at {line.end[1]:.6g} Hz" for line in lines)
        return f"Predicted: {told}."
    told = "; ".join(
        f"from {line.start[0]:.2g} to {line.end[0]:.2g} s a false tone moves from "
        f"{line.start[1]:.5g} to {line.end[1]:.5g} Hz ({signed(line.level_db)} dB in the middle)"
        for line in sorted(lines)
    )
    return f"Predicted: {told}."


def _measured(level: float) -> str:
    return "nothing" if level <= SILENT_DB else f"{signed(level)} dB"
