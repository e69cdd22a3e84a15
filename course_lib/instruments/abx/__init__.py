"""An ABX test: can you distinguish two sounds by ear?

statistics    what a number of right answers is worth
widget        the test
"""
