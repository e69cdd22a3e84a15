"""The logit inspector: which samples does one logit depend on?

model      fields of logits, found by autograd
picture    the map of scores, for pages where scripts don't run
widget     the instrument, and the traits of its module
widget.js  what the browser loads; map.js draws the scores
"""
