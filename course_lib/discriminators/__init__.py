"""The built-in discriminators; importing this package registers all of them."""
