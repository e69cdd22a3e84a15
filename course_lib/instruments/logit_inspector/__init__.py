"""The logit inspector: which samples does one logit depend on?

model      fields of logits, found by autograd
picture    the map of scores
widget     the instrument
"""
