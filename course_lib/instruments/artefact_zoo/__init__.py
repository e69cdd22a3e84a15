"""The artefact zoo: six artefacts of generated sound, at three strengths.

widget    the instrument
"""
