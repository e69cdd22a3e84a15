"""The turning arrows: the complex number of a bin, drawn as an arrow, from frame to frame.

model      what a steady tone leaves in the bins around it
text       how far the arrow turns, in sentences
picture    all frames at once, for pages where scripts don't run
widget     the instrument, and the traits of its module
widget.js  what the browser loads; arrows.js, picture.js and sentences.js are its parts
"""
