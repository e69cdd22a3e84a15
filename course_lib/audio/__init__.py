"""The ground floor: getting sound into tensors, and tensors into sound.

`door` makes torchaudio importable, `spectra` and `resampling` change what a sound is written in,
and `wav` turns samples into something that a browser plays.
"""

from course_lib.audio.door import import_torchaudio
from course_lib.audio.resampling import resample
from course_lib.audio.spectra import mel_filterbank, spectrogram_db, stft
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
