"""An ABX test: can two sounds be told apart, by ear and blind?

statistics    what a number of right answers is worth
widget        the test
"""
