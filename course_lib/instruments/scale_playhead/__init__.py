"""One playhead over the scores of all scales of MSD.

picture    the wave and its scores
widget     the instrument
"""
