"""The rules of ``course lint``; docs/lesson-format.md explains them to authors.

`linter` runs them all. Each other module holds the rules of one kind.
"""
