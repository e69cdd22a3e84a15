"""Figures of sounds: waves, spectrograms, folds, curves. Each function returns its alt text."""
