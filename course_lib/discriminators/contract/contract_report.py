"""The result of the contract kit, in sentences."""

import textwrap
from dataclasses import dataclass

LINE = 76  # characters: a notebook that is 820 pixels wide breaks longer lines inside words


class ContractError(ValueError):
    """A discriminator breaks the contract; the message lists every fault."""


@dataclass(frozen=True)
class ContractReport:
    """The faults of one discriminator; prints as a numbered list.

    Each fault is a sentence that says what is wrong, what it breaks, and the usual cause.
    """

    subject: str  # class of the discriminator
    checks: tuple[str, ...]  # the checks that ran, in order
    faults: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()  # the checks that found them
    skipped: tuple[str, ...] = ()  # the checks that couldn't run because of the faults

    @property
    def ok(self) -> bool:
        """True if the contract is kept."""
        return not self.faults

    def require(self) -> None:
        """Raise a `ContractError` with the whole report, unless the contract is kept.

        Raises:
            ContractError: The contract is broken; the message is the whole report.
        """
        if not self.ok:
            raise ContractError(str(self))

    def __str__(self) -> str:
        if self.ok:
            lines = [f"{self.subject} keeps the contract: {len(self.checks)} checks passed."]
        else:
            faults = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
            lines = [f"{self.subject} breaks the contract: {faults}."]
            lines += [f"  {number}. {fault}" for number, fault in enumerate(self.faults, start=1)]
        if self.skipped:
            first = "this" if len(self.faults) == 1 else "these"
            lines.append(f"  Fix {first} first. Not checked yet: {', '.join(self.skipped)}.")
        return "\n".join(_in_lines(line) for line in lines)


def _in_lines(text: str) -> str:
    """Break a text between words, and indent what follows its first line."""
    return textwrap.fill(
        text, LINE, subsequent_indent=" " * 5, break_long_words=False, break_on_hyphens=False
    )
