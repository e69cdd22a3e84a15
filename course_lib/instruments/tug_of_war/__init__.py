"""The tug of war: scores of real and fake sound, and the pull of each player on them.

model.py     the pulls, by autograd
picture.py   the scores and their arrows, for pages where scripts don't run
widget.py    the instrument, and the traits of its module
widget.js    what the browser loads; losses.js, picture.js and sentences.js are its parts
"""
