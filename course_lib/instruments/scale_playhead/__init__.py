"""One playhead over the scores of all scales.

picture    the wave and its scores
widget     the instrument
"""
