"""The scale listener: a sound as each scale of MSD receives it.

model               the decimated waves, and what a formula predicts
predicted_aliases   where a formula says that aliases appear
picture             the spectrogram, and the predicted aliases as dashed lines
text                the same facts as sentences
widget              the instrument
"""
