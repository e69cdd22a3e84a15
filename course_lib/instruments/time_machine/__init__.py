"""The time machine: one sound from a generator of several ages.

widget    the instrument
"""
