"""The rules of ``course lint``; docs/lesson-format.md explains them to authors.

linter       run all rules
anatomy      the parts of a lesson, and their order
exercises    course.toml, exercises.py and the bank agree
code         cells parse and use the library
prose        words, terms, alt texts
budget       sizes of cells, lessons, notebooks
"""
