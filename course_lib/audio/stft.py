"""Look at a sound by frequency: the complex transform, its picture in decibels, the mel bands.

`stft` is the transform that AudioCraft's MS-STFT discriminator sees: a Hann window and no padding,
so frame k covers the samples k * hop_length to k * hop_length + n_fft. `spectrogram_db` is for
people: it pads with silence, so that frame k is *centred* on sample k * hop_length and a picture
lines up with the waveform above it.

Source: AudioCraft, ``audiocraft/adversarial/discriminators/msstftd.py``, which uses
``torchaudio.transforms.Spectrogram(center=False, power=None)``.
"""

import warnings

import torch
from torch import Tensor
from torch.nn import functional as F

from course_lib.audio.torchaudio_compat import import_torchaudio


def stft(
    wave: Tensor,
    n_fft: int,
    hop_length: int,
    win_length: int | None = None,
    *,
    normalized: bool = False,
) -> Tensor:
    """Transform wave [..., time] into complex [..., freq, frames], with freq = n_fft // 2 + 1.

    Args:
        wave: floating-point samples, at least ``n_fft`` of them.
        n_fft: samples in one transform.
        hop_length: samples from one frame to the next.
        win_length: samples under the Hann window; ``n_fft`` if None.
        normalized: divide by the root of the window's summed squares, so that white noise of
            variance 1 gives bins of power 1.

    Raises:
        ValueError: the lengths do not fit each other, or the wave is too short for one frame.
    """
    win_length = n_fft if win_length is None else win_length
    _check_lengths(n_fft, hop_length, win_length)
    if not wave.is_floating_point():
        raise ValueError(f"stft takes floating-point samples, and was given {wave.dtype}")
    if wave.ndim < 1 or wave.shape[-1] < n_fft:
        raise ValueError(
            f"one frame needs n_fft = {n_fft} samples, and the wave {list(wave.shape)} has fewer. "
            "Take a longer wave or a smaller n_fft."
        )
    window = torch.hann_window(win_length, dtype=wave.dtype, device=wave.device)
    spectrum = torch.stft(
        wave.reshape(-1, wave.shape[-1]),
        n_fft,
        hop_length,
        win_length,
        window,
        center=False,
        return_complex=True,
    )
    if normalized:
        spectrum = spectrum / window.square().sum().sqrt()
    return spectrum.reshape(*wave.shape[:-1], *spectrum.shape[-2:])


def spectrogram_db(
    samples: Tensor, n_fft: int = 1024, hop_length: int = 256, floor_db: float = -80.0
) -> Tensor:
    """Measure the level of samples [time] as [freq, frames] in dB; a full-scale sine reaches 0 dB.

    The scale does not depend on the sound: two pictures with one colour range can be compared.
    Frame k is centred on sample k * hop_length. Nothing lies below ``floor_db``, silence included.
    """
    if samples.ndim != 1:
        raise ValueError(
            f"a spectrogram is drawn of samples [time], and was given {list(samples.shape)}"
        )
    padded = F.pad(samples.detach(), (n_fft // 2, n_fft - n_fft // 2))
    amplitude = stft(padded, n_fft, hop_length).abs() * _amplitude_of_one(n_fft, samples)
    return (20 * amplitude.clamp(min=1e-12).log10()).clamp(min=floor_db)


def mel_filterbank(
    n_mels: int = 80,
    n_fft: int = 1024,
    sample_rate: int = 24_000,
    *,
    f_min: float = 0.0,
    f_max: float | None = None,
) -> Tensor:
    """Build triangular bands [n_mels, freq], evenly spaced on the HTK mel scale.

    ``mel_filterbank(...) @ spectrum.abs() ** 2`` is a mel spectrogram [n_mels, frames].

    Args:
        n_mels: bands.
        n_fft: samples in the transform that the bands will be laid over.
        sample_rate: of the sound, in Hz.
        f_min: lower edge of the lowest band, in Hz.
        f_max: upper edge of the highest band, in Hz; half the sample rate if None.

    Raises:
        ValueError: the edges are out of order, or a band is so narrow that it holds no bin.
    """
    f_max = sample_rate / 2 if f_max is None else f_max
    if n_mels < 1 or n_fft < 2 or not 0 <= f_min < f_max <= sample_rate / 2:
        raise ValueError(
            f"mel bands need n_mels >= 1, n_fft >= 2 and 0 <= f_min < f_max <= {sample_rate / 2:g} "
            f"Hz, and were given n_mels={n_mels}, n_fft={n_fft}, f_min={f_min:g}, f_max={f_max:g}"
        )
    build = import_torchaudio().functional.melscale_fbanks
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torchaudio warns of empty bands; below they are an error
        bands: Tensor = build(n_fft // 2 + 1, f_min, f_max, n_mels, sample_rate).T.contiguous()
    empty = int((bands.amax(dim=1) == 0).sum())
    if empty:
        raise ValueError(
            f"{empty} of {n_mels} mel bands hold no bin: they are narrower than the bins, "
            f"{sample_rate / n_fft:.1f} Hz apart. Take fewer bands or a larger n_fft."
        )
    return bands


def _check_lengths(n_fft: int, hop_length: int, win_length: int) -> None:
    if n_fft < 1 or hop_length < 1 or not 1 <= win_length <= n_fft:
        raise ValueError(
            "stft needs n_fft >= 1, hop_length >= 1 and 1 <= win_length <= n_fft, and was given "
            f"n_fft={n_fft}, hop_length={hop_length}, win_length={win_length}"
        )


def _amplitude_of_one(n_fft: int, like: Tensor) -> Tensor:
    """Factors [freq, 1] that turn a magnitude into the amplitude of the sine behind it.

    A sine splits its amplitude between a positive and a negative frequency; only bin 0 and, for an
    even ``n_fft``, the last bin are their own mirror.
    """
    window = torch.hann_window(n_fft, dtype=like.dtype, device=like.device)
    factors = like.new_full((n_fft // 2 + 1, 1), 2.0)
    factors[0] = 1.0
    if n_fft % 2 == 0:
        factors[-1] = 1.0
    return factors / window.sum()
