"""The resolution trade: no single window separates close tones and close clicks.

model      which pairs one window separates
text       which pairs are split, in sentences
picture    the spectrogram and its two cuts, for pages where scripts don't run
widget     the instrument, and the traits of its module
widget.js  what the browser loads; trade.js, picture.js and sentences.js are its parts
"""
