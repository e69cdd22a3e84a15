"""The failure zoo: find out what went wrong with a training run, by eye and by ear.

model      the rules of the game
picture    the curves of a run
text       what it says
widget     the instrument
"""
