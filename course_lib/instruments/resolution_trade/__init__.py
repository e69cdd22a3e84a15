"""The resolution trade: no single window separates close tones and close clicks.

model      which pairs one window separates
picture    the spectrogram and its two cuts
widget     the instrument
"""
