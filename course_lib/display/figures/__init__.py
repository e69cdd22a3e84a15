"""Figures of sounds and curves. Each drawing function returns its alt text.

waves                   a waveform, a spectrogram
wave_and_spectrogram    both, fast enough to follow a slider
folds                   a wave folded into rows
training_curves         curves that grow during training
share_bars              shares of several wholes, on one scale
signed_images           an image of values with a sign
beside                  a learner's numbers beside the right ones
"""
