"""The tug of war: scores of real and fake sound, and the pull of each player on them.

model      the pulls, by autograd
picture    the scores and their arrows
widget     the instrument
"""
