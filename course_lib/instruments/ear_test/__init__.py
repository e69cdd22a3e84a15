"""The ear test: your own scores for clips, as a discriminator's would be.

clips     the clips of lesson 00
human     `HumanDiscriminator`: your answers as a discriminator
widget    the test
"""
