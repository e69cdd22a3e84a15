"""What does a discriminator hear? Train it alone, without a generator, and test it like an ear."""
