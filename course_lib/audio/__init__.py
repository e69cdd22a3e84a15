"""Audio input and output, sample rates and spectra.

files               read audio files without trusting their headers
wav                 WAV bytes in memory, for players
resample            change the sample rate
stft                complex spectra, and spectrograms in dB
mel                 mel filterbanks
torchaudio_compat   import torchaudio next to any build of torch
"""

from course_lib.audio.mel import mel_filterbank
from course_lib.audio.resample import resample
from course_lib.audio.stft import spectrogram_db, stft
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
