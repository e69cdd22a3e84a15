"""The training view: watch and hear a GAN train.

model         what is recorded of a run
ridgelines    how scores separate over time
widget        the instrument
"""
