"""The failure zoo: find out what went wrong with a training run, by eye and by ear.

model.py     the rules of the game
picture.py   the curves of a run, and a picture of them for pages where scripts don't run
text.py      what it says
widget.py    the instrument, and the traits of its module
widget.js    what the browser loads
"""
