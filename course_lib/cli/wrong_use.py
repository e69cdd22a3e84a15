"""The one error that a command raises for its user."""


class WrongUseError(Exception):
    """The command cannot do what it was asked; one line for stderr, and exit code 2."""

    def __str__(self) -> str:
        return " ".join(super().__str__().split())
