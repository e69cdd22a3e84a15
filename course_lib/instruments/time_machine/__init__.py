"""The time machine: one sound from a generator of several ages.

model     the sounds, and how far they are from the originals
widget    the instrument: a deck with the original and every stage
"""
