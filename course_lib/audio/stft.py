"""Complex spectra for networks, and spectrograms in decibels for people.

`stft` is the transform of AudioCraft's MS-STFT discriminator: a Hann window and no padding, so that
frame k covers samples k * hop_length to k * hop_length + n_fft. `spectrogram_db` is for looking at:
it pads with silence, so that frame k is *centred* on sample k * hop_length, and a picture lines up
with the waveform above it.

Source: AudioCraft, ``audiocraft/adversarial/discriminators/msstftd.py``, which uses
``torchaudio.transforms.Spectrogram(center=False, power=None)``.
"""

import torch
from torch import Tensor
from torch.nn import functional as F


def stft(
    wave: Tensor,
    n_fft: int,
    hop_length: int,
    win_length: int | None = None,
    *,
    normalized: bool = False,
) -> Tensor:
    """Return the complex spectrum [..., freq, frames] of a wave, with freq = n_fft // 2 + 1.

    Args:
        wave: Floating-point samples [..., time], at least ``n_fft`` of them.
        n_fft: The length of one transform, in samples.
        hop_length: The distance between two frames, in samples.
        win_length: The length of the Hann window, in samples; ``n_fft`` if None.
        normalized: Whether to divide by the root of the window's summed squares, so that white
            noise of variance 1 has power 1 in each bin.

    Raises:
        ValueError: The lengths contradict each other, or the wave is too short for one frame.
    """
    win_length = n_fft if win_length is None else win_length
    _check_lengths(n_fft, hop_length, win_length)
    if not wave.is_floating_point():
        raise ValueError(f"stft needs floating-point samples, got {wave.dtype}.")
    if wave.ndim < 1 or wave.shape[-1] < n_fft:
        raise ValueError(
            f"stft needs at least n_fft = {n_fft} samples, got a wave {list(wave.shape)}. "
            "Use a longer wave or a smaller n_fft."
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
    """Return the level of samples [time] as [freq, frames] in dB; a full-scale sine reaches 0 dB.

    The scale doesn't depend on the sound, so two pictures with one colour range can be compared.
    Frame k is centred on sample k * hop_length.

    Args:
        samples: Floating-point samples [time].
        n_fft: The length of one transform, in samples.
        hop_length: The distance between two frames, in samples.
        floor_db: The lowest level, in dB; anything quieter is set to it, silence included.

    Raises:
        ValueError: The samples aren't [time].
    """
    if samples.ndim != 1:
        raise ValueError(f"spectrogram_db needs samples [time], got {list(samples.shape)}.")
    padded = F.pad(samples.detach(), (n_fft // 2, n_fft - n_fft // 2))
    amplitude = stft(padded, n_fft, hop_length).abs() * _amplitude_of_one(n_fft, samples)
    return (20 * amplitude.clamp(min=1e-12).log10()).clamp(min=floor_db)


def _check_lengths(n_fft: int, hop_length: int, win_length: int) -> None:
    if n_fft < 1 or hop_length < 1 or not 1 <= win_length <= n_fft:
        raise ValueError(
            "stft needs n_fft >= 1, hop_length >= 1 and 1 <= win_length <= n_fft, got "
            f"n_fft={n_fft}, hop_length={hop_length}, win_length={win_length}."
        )


def _amplitude_of_one(n_fft: int, like: Tensor) -> Tensor:
    """Return the factors [freq, 1] that turn the magnitude of a sine's bin into its amplitude.

    A sine splits its amplitude between a positive and a negative frequency. Only bin 0 and, for an
    even ``n_fft``, the last bin are their own mirror images.
    """
    window = torch.hann_window(n_fft, dtype=like.dtype, device=like.device)
    factors = like.new_full((n_fft // 2 + 1, 1), 2.0)
    factors[0] = 1.0
    if n_fft % 2 == 0:
        factors[-1] = 1.0
    return factors / window.sum()
