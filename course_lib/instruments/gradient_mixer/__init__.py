"""The gradient mixer: set the weights of the losses, and measure their shares of the gradient.

model      the gradient of each loss
picture    three bars for each loss
widget     the instrument
"""
