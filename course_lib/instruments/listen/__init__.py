"""Listen to sounds side by side, at one gain.

widget             `listen` and `ab`
notebook_player    what an ordinary notebook player does to a sound
"""
