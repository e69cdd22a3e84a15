"""Waves in and out: files, sample rates, spectra. The ground floor of the package.

files               read audio files without believing their headers
wav                 WAV bytes in memory, for players
resample            change the sample rate
stft                complex spectra, spectrograms in dB, mel filterbanks
torchaudio_compat   import torchaudio beside any torch
"""

from course_lib.audio.resample import resample
from course_lib.audio.stft import mel_filterbank, spectrogram_db, stft
from course_lib.audio.torchaudio_compat import import_torchaudio
from course_lib.audio.wav import pcm16, wav_bytes

__all__ = [
    "import_torchaudio",
    "mel_filterbank",
    "pcm16",
    "resample",
    "spectrogram_db",
    "stft",
    "wav_bytes",
]
