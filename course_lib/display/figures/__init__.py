"""Figures of sounds: waves, spectrograms, folds, curves. Each drawing returns its own alt text."""
