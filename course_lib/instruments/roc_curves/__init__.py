"""ROC curves: how well do the scores of discriminators separate real from generated clips?

model      `roc`, `area`, and the scores of clips; roc.js computes the same
widget     the curves, with a threshold that is dragged
"""
