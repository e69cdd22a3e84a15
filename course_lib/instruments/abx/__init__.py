"""An ABX test: can you distinguish two sounds by ear?

statistics    what a number of right answers is worth; statistics.js computes the same
widget        the test
chances.js    how often guessing does as well
"""
