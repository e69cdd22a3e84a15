"""The tug of war: two clouds of scores, and what each player wants of them.

model      the forces, by autograd
picture    the scores and their arrows
widget     the instrument
"""
