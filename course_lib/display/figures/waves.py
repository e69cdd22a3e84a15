"""The waveform and the spectrogram of a sound.

Each function draws on given axes, and returns the alt text: a sentence that says what the picture
shows. The caller gives the title, which states the finding.

Conventions
    Samples are a tensor ``[time]`` in [-1, 1]; time is drawn in seconds, frequency in kilohertz.
    Levels are in decibels with a fixed range, so that two pictures are comparable.
"""

import torch
from matplotlib.axes import Axes
from torch import Tensor

from course_lib.audio.stft import spectrogram_db
from course_lib.display.figure_style import BLUE, LEVELS

ENVELOPE_FROM = 4000  # samples; more would be narrower than a pixel
ENVELOPE_STEPS = 800  # about one per pixel


def draw_wave(
    ax: Axes,
    samples: Tensor,
    sample_rate: int,
    *,
    title: str = "",
    name: str = "the sound",
    start: float = 0.0,
    colour: str = BLUE,
) -> str:
    """Draw a waveform on a scale from -1 to 1, and return its alt text.

    A long sound is drawn as the band between its lowest and highest sample per pixel.

    Args:
        ax: The axes to draw on.
        samples: The wave [time].
        sample_rate: The sample rate in Hz.
        title: The finding, in a few words.
        name: The name of the sound in the alt text.
        start: The time of the first sample in seconds.
        colour: The colour of the line.
    """
    _check(samples, sample_rate)
    wave = samples.detach()
    if wave.shape[0] > ENVELOPE_FROM:
        _draw_envelope(ax, wave, sample_rate, start, colour)
    else:
        times = start + torch.arange(wave.shape[0]) / sample_rate
        ax.plot(times.numpy(), wave.numpy(), color=colour, linewidth=1)
    seconds = wave.shape[0] / sample_rate
    ax.set(title=title, xlabel="time (s)", ylabel="sample value", ylim=(-1, 1))
    ax.set_xlim(start, start + seconds)
    loudest = int(wave.abs().argmax())
    return (
        f"Waveform of {name}, {seconds:.2f} s: peak {float(wave[loudest].abs()):.2f} "
        f"at {start + loudest / sample_rate:.2f} s."
    )


def draw_spectrogram(
    ax: Axes,
    samples: Tensor,
    sample_rate: int,
    floor_db: float = -80.0,
    *,
    title: str = "",
    name: str = "the sound",
    n_fft: int = 1024,
    hop_length: int = 256,
    colourbar: bool = True,
    highest: float | None = None,
) -> str:
    """Draw a spectrogram with colours from ``floor_db`` to 0 dB, and return its alt text.

    Args:
        ax: The axes to draw on.
        samples: The wave [time].
        sample_rate: The sample rate in Hz.
        floor_db: The level in dB that has the colour of the page.
        title: The finding, in a few words.
        name: The name of the sound in the alt text.
        n_fft: The number of samples per window.
        hop_length: The number of samples between windows.
        colourbar: True adds a scale of levels.
        highest: The upper edge of the picture in Hz; None draws all frequencies.
    """
    _check(samples, sample_rate)
    wave = samples.detach()
    top = sample_rate / 2 if highest is None else highest
    levels = spectrogram_db(wave, n_fft, hop_length, floor_db)
    half = hop_length / 2 / sample_rate  # a frame is in the middle of its column
    last = (levels.shape[1] - 1) * hop_length / sample_rate
    image = ax.imshow(
        levels.numpy(),
        origin="lower",
        aspect="auto",
        cmap=LEVELS,
        vmin=floor_db,
        vmax=0.0,
        interpolation="nearest",
        extent=(-half, last + half, 0.0, sample_rate / 2000),
    )
    ax.set(title=title, xlabel="time (s)", ylabel="frequency (kHz)")
    ax.set_xlim(0.0, wave.shape[0] / sample_rate)
    ax.set_ylim(0.0, top / 1000)
    if colourbar:
        ax.figure.colorbar(image, ax=ax, label="level (dB)")
    seconds = wave.shape[0] / sample_rate
    opening = f"Spectrogram of {name}, 0 to {top / 1000:g} kHz, {seconds:.2f} s"
    return _describe_spectrogram(levels, sample_rate, top, floor_db, opening)


def _draw_envelope(ax: Axes, wave: Tensor, sample_rate: int, start: float, colour: str) -> None:
    step = -(-wave.shape[0] // ENVELOPE_STEPS)
    missing = -wave.shape[0] % step
    blocks = torch.cat([wave, wave[-1:].expand(missing)]).reshape(-1, step)
    times = start + torch.arange(blocks.shape[0]) * step / sample_rate
    low, high = blocks.min(1).values, blocks.max(1).values
    ax.fill_between(times.numpy(), low.numpy(), high.numpy(), color=colour, linewidth=0.5)


def _describe_spectrogram(
    levels: Tensor, sample_rate: int, highest: float, floor_db: float, opening: str
) -> str:
    hertz = torch.linspace(0, sample_rate / 2, levels.shape[0])
    levels, hertz = levels[hertz <= highest], hertz[hertz <= highest]
    if float(levels.max()) <= floor_db:
        return f"{opening}: nothing above {floor_db:g} dB."
    power = (10 ** (levels / 10)).mean(1)
    below = int((power.cumsum(0) < 0.95 * power.sum()).sum())
    shown = " shown" if highest < sample_rate / 2 else ""
    strongest = round(float(hertz[power.argmax()]))
    return (
        f"{opening}: strongest near {strongest} Hz; 95 % of the power{shown} is below "
        f"{round(float(hertz[min(below, len(hertz) - 1)]))} Hz."
    )


def _check(samples: Tensor, sample_rate: int) -> None:
    if samples.ndim != 1 or samples.shape[0] == 0:
        raise ValueError(
            f"A drawing takes samples [time] of a sound that isn't empty, got the shape "
            f"{list(samples.shape)}: choose one channel, as in wave[0, 0]."
        )
    if sample_rate < 1:
        raise ValueError(f"The sample rate must be at least 1 Hz, got {sample_rate}.")
