"""The logit inspector: which samples does one logit depend on?

model      fields of logits, found by autograd
picture    the map of scores, and the samples of one logit
answers    what its play button shows
widget     the instrument
"""
