"""The scale listener: a sound as each scale of MSD receives it.

model          the decimated waves, and what a formula predicts
alias_lines    where aliases must appear
picture        the spectrogram with the predictions
text           the same facts as sentences
widget         the instrument
"""
