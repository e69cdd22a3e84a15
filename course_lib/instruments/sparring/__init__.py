"""Sparring: train a discriminator against fakes that don't change, and record what happens.

model    `spar` and its record
"""
