"""The fold explorer: fold a sound at any period, and see and hear what a column holds.

model        aliases, columns and logits, computed
picture      draws the fold
answers      the answers to its three buttons
text         the same facts in words
time_axis    periods, pitch and beat on one axis
widget       the instrument
"""
