"""The fold explorer: fold a sound at any period, and see and hear what a column contains.

model        aliases, columns and logits, computed
picture      draws the fold
answers      what its three buttons show
text         the same facts as sentences
time_axis    periods, pitch and beat on one axis
widget       the instrument
"""
