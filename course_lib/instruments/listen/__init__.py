"""Listen to sounds side by side, at one gain.

widget             `listen` and `ab`
ordinary_player    what an ordinary notebook player does to a sound
random_phase       a sound with random phases
"""
