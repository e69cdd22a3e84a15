"""Six artefacts of generated sound, each at three strengths.

model     what you hear and see of each artefact, and what causes it
widget    the instrument: a deck with the clean sound and every strength
"""
