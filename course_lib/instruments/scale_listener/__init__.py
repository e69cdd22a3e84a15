"""The scale listener: a sound as each scale of MSD receives it.

model               the decimated waves, and what a formula predicts
predicted_aliases   where a formula says that aliases appear
picture             the spectrogram with dashed lines, for pages where scripts don't run
text                the same facts as sentences
widget              the instrument, and the traits of its module
widget.js           what the browser loads; picture.js has the frame and the drag of the playhead
"""
