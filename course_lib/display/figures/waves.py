"""Draw a sound: its waveform and its spectrogram.

Each function draws on given axes and returns the alt text, one sentence that says what is seen.
The title is the caller's: it states the finding.

Conventions
    Samples are a tensor ``[time]`` in [-1, 1]; time is drawn in seconds, frequency in kilohertz.
    Levels are in decibels with a fixed range, so that two pictures side by side compare.
"""

import torch
from matplotlib.axes import Axes
from torch import Tensor

from course_lib.audio.stft import spectrogram_db
from course_lib.display.theme import OKABE_ITO

ENVELOPE_FROM = 4000  # samples; more than that are narrower than a pixel
ENVELOPE_STEPS = 800  # about one per pixel


def draw_wave(
    ax: Axes,
    samples: Tensor,
    sample_rate: int,
    *,
    title: str = "",
    name: str = "the sound",
    start: float = 0.0,
    colour: str = OKABE_ITO[0],
) -> str:
    """Draw a waveform from ``start`` seconds on, always on a scale from -1 to 1.

    A long sound is drawn as the band between its lowest and highest sample per pixel.
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
) -> str:
    """Draw a spectrogram; colours run from ``floor_db`` to 0 dB whatever the sound.

    Args:
        ax: where to draw.
        samples: the wave [time].
        sample_rate: samples per second.
        floor_db: level of the darkest colour.
        title: the finding, in a few words.
        name: what the alt text calls the sound.
        n_fft: samples per window.
        hop_length: samples between windows.
        colourbar: draw the scale of levels beside the picture.
    """
    _check(samples, sample_rate)
    wave = samples.detach()
    levels = spectrogram_db(wave, n_fft, hop_length, floor_db)
    half = hop_length / 2 / sample_rate  # a frame stands in the middle of its column
    last = (levels.shape[1] - 1) * hop_length / sample_rate
    image = ax.imshow(
        levels.numpy(),
        origin="lower",
        aspect="auto",
        cmap="cividis",
        vmin=floor_db,
        vmax=0.0,
        interpolation="nearest",
        extent=(-half, last + half, 0.0, sample_rate / 2000),
    )
    ax.set(title=title, xlabel="time (s)", ylabel="frequency (kHz)")
    ax.set_xlim(0.0, wave.shape[0] / sample_rate)
    if colourbar:
        ax.figure.colorbar(image, ax=ax, label="level (dB)")
    return _describe_spectrogram(levels, sample_rate, wave.shape[0] / sample_rate, floor_db, name)


def _draw_envelope(ax: Axes, wave: Tensor, sample_rate: int, start: float, colour: str) -> None:
    step = -(-wave.shape[0] // ENVELOPE_STEPS)
    missing = -wave.shape[0] % step
    blocks = torch.cat([wave, wave[-1:].expand(missing)]).reshape(-1, step)
    times = start + torch.arange(blocks.shape[0]) * step / sample_rate
    low, high = blocks.min(1).values, blocks.max(1).values
    ax.fill_between(times.numpy(), low.numpy(), high.numpy(), color=colour, linewidth=0.5)


def _describe_spectrogram(
    levels: Tensor, sample_rate: int, seconds: float, floor_db: float, name: str
) -> str:
    opening = f"Spectrogram of {name}, 0 to {sample_rate / 2000:g} kHz, {seconds:.2f} s"
    if float(levels.max()) <= floor_db:
        return f"{opening}: nothing above {floor_db:g} dB."
    power = (10 ** (levels / 10)).mean(1)
    hertz = torch.linspace(0, sample_rate / 2, levels.shape[0])
    below = int((power.cumsum(0) < 0.95 * power.sum()).sum())
    strongest = round(float(hertz[power.argmax()]))
    return (
        f"{opening}: strongest near {strongest} Hz; 95 % of the power lies below "
        f"{round(float(hertz[min(below, len(hertz) - 1)]))} Hz."
    )


def _check(samples: Tensor, sample_rate: int) -> None:
    if samples.ndim != 1 or samples.shape[0] == 0:
        raise ValueError(
            f"a drawing takes samples [time], and was given {list(samples.shape)}: "
            "pick one channel of a sound that is not empty, as in wave[0, 0]"
        )
    if sample_rate < 1:
        raise ValueError(f"a sample rate is at least 1 Hz, and was given {sample_rate}")
