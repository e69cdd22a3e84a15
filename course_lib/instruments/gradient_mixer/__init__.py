"""The gradient mixer: set the weights of the losses, and measure their shares of the gradient.

model.py     the gradient of each loss
picture.py   three bars for each loss, for pages where scripts don't run
widget.py    the instrument, and the traits of its module
widget.js    what the browser loads; mix.js and sentences.js are its parts
"""
