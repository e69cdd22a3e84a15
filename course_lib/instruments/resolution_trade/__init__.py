"""The resolution trade: no window separates both close tones and close clicks.

model      what one window separates
picture    the spectrogram and its two cuts
widget     the instrument
"""
