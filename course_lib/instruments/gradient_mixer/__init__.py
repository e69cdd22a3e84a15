"""The gradient mixer: set the weights of the losses, and measure what arrives.

model      the gradient of each loss
picture    three bars for each loss
widget     the instrument
"""
