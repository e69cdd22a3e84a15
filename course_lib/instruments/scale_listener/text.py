"""The sentences of the scale listener: the same facts as its picture."""

from course_lib.instruments.scale_listener.model import SILENT_DB, limit
from course_lib.instruments.scale_listener.picture import signed
from course_lib.instruments.scale_listener.predicted_aliases import FAINT_DB, AliasLine

ALL_DB = -0.5  # from this level on, nearly everything is false


def room(scale: int, sample_rate: int) -> str:
    """Return which frequencies a scale can carry."""
    top = limit(scale, sample_rate)
    if scale == 0:
        return f"Scale 0 receives the clip as it is: {_spaced(sample_rate)} samples a second."
    rate = _spaced(2 * top)
    return f"Scale {scale} gets {rate} samples a second, so it carries tones up to {top:g} Hz."


def tone_finding(frequency: float, alias: float, level: float, scale: int) -> str:
    """Return what happened to a tone, as a title."""
    if scale == 0:
        return f"Scale 0 receives {frequency:g} Hz as it is"
    if level <= FAINT_DB:
        left = "" if level <= SILENT_DB else f" ({signed(level)} dB)"
        return f"{frequency:g} Hz is gone{left}"
    if abs(alias - frequency) < 1:
        return f"{frequency:g} Hz stays at {frequency:g} Hz, {signed(level)} dB"
    return f"{frequency:g} Hz comes back at {alias:g} Hz, {signed(level)} dB"


def describe_tone(
    frequency: float, alias: float, level: float, measured: float, *, edge: bool
) -> str:
    """Return the prediction for a tone, and the measurement.

    Args:
        frequency: The frequency of the tone in Hz.
        alias: The predicted frequency at the scale in Hz.
        level: The predicted level in dB.
        measured: The measured level in dB.
        edge: True if the predicted frequency is exactly at the limit of the scale.
    """
    prediction = f"By formula, {frequency:g} Hz is heard at {alias:g} Hz, at {signed(level)} dB."
    note = " On the limit itself, the level depends on the phase of the tone." if edge else ""
    if level <= SILENT_DB:
        prediction = f"By formula, nothing is left of {frequency:g} Hz."
    elif edge and alias > 0:
        note += " The picture and the player resample the sound, and lose the tone there."
    return f"{prediction} Measured: {_measured(measured)}.{note}"


def share_finding(share: float, scale: int, decimator: str) -> str:
    """Return how much of a sound is false at a scale, as a title."""
    if scale == 0:
        return "Scale 0 receives the clip as it is"
    start = f"Scale {scale}, {decimator}: "
    if share <= FAINT_DB:
        return start + "hardly any false tones"
    if share >= ALL_DB:
        return start + "nearly all that it receives is false"
    return start + f"the false part is at {signed(share)} dB relative to all that it receives"


def describe_share(share: float, scale: int, left: float) -> str:
    """Return what the false part is, and its level.

    Args:
        share: The level of the false part in dB, relative to everything at the scale.
        scale: The scale.
        left: The level of everything at the scale in dB, relative to the clip.
    """
    if scale == 0:
        return "Nothing is false here."
    if share <= SILENT_DB:
        return "The clip contains hardly anything above that, so hardly anything is false."
    level = signed(share + left)
    return f"What comes from above that limit is false, at {level} dB relative to the clip."


def describe_lines(lines: list[AliasLine]) -> str:
    """Return which aliases are predicted."""
    if not lines:
        return ""
    first = lines[0]
    if first.start[1] == first.end[1]:
        aliases = ", ".join(f"{line.source:.6g} Hz at {line.end[1]:.6g} Hz" for line in lines)
        return f"Predicted: {aliases}."
    aliases = "; ".join(
        f"from {line.start[0]:.2g} to {line.end[0]:.2g} s a false tone moves from "
        f"{line.start[1]:.5g} to {line.end[1]:.5g} Hz ({signed(line.level_db)} dB in the middle)"
        for line in sorted(lines)
    )
    return f"Predicted: {aliases}."


def _spaced(number: float) -> str:
    """Return a number with a space before its thousands, if it has five digits or more."""
    return f"{number:,.0f}".replace(",", " ") if number >= 10_000 else f"{number:g}"


def _measured(level: float) -> str:
    return "nothing" if level <= SILENT_DB else f"{signed(level)} dB"
