# Two commands are enough to start: `make lab` and `make test`. course.py does the work; its other
# commands: python3 course.py --help. Options go into ARGS, as in make test ARGS="-k fold".
PYTHON ?= $(or $(shell command -v python3),$(shell command -v python),\
	$(error No Python found. Install Python 3.11 or newer: https://www.python.org/downloads/))

help:
	@$(PYTHON) course.py --help

lab test setup:
	@$(PYTHON) course.py $@ $(ARGS)

.PHONY: help lab test setup
