"""Say which extra is missing, and how to install it.

The library needs torch, einops and numpy. Whatever else a module imports comes with an extra of the
distribution, and it is imported like this:

    with extra("sounds", "reading and writing audio files"):
        import soundfile

If that fails, `MissingExtraError` says in one sentence what to install. A package of which nothing
works without an extra calls `require` at its front door. That also finds out whether the package is
there at all: of what only the course needs, the library's wheel has front doors and nothing behind
them (docs/adr/0045-two-wheels.md).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

DISTRIBUTION = "what-does-a-discriminator-hear"
_PACKAGE = __name__.partition(".")[0]

# What a front door looks for: the modules of each extra, without those of the extras that it
# contains and of single commands.
MODULES = {
    "train": ("safetensors", "platformdirs", "rich"),
    "notebooks": (
        *("scipy", "matplotlib", "ipywidgets", "anywidget", "traitlets"),
        *("IPython", "pygments", "jinja2", "markupsafe"),
    ),
    "authoring": ("jupytext", "nbformat", "nbclient", "jupyter_client"),
    "grading": ("nbval", "nbformat", "jupyter_client", "zmq"),
}


class MissingExtraError(ModuleNotFoundError):
    """A package or a part of the course isn't installed; one sentence says how to install it."""


@contextmanager
def extra(name: str, needed_for: str) -> Iterator[None]:
    """Turn a failed import in the body into a sentence that names the extra.

    Args:
        name: The extra that installs what the body imports, such as "sounds".
        needed_for: What can't be used without it: a module's name, or a few words.

    Raises:
        MissingExtraError: Something that the body imports isn't installed.
    """
    try:
        yield
    except MissingExtraError:  # raised further down, where the extra is known better
        raise
    except ModuleNotFoundError as error:
        module = error.name or "a package"
        message = _sentence(name, needed_for, module)
        raise MissingExtraError(message, name=module) from None


def require(name: str, package: str, *parts: str) -> None:
    """Check that an extra and parts of the course are installed, without importing them.

    Args:
        name: The extra, one of `MODULES`.
        package: The package that can't be used without it.
        parts: Modules of ``course_lib`` that only the course's wheel contains.

    Raises:
        MissingExtraError: Something isn't installed.
    """
    with extra(name, package):
        for module in (*parts, *MODULES[name]):
            if find_spec(module) is None:
                raise ModuleNotFoundError(name=module)


def part_of_the_course(what: str) -> str:
    """Return the sentence about something that the library's wheel doesn't have.

    Args:
        what: What it is, as the start of a sentence.
    """
    return (
        f"{what} is part of the course, and only the library is installed: "
        "run pip install -e '.[course]' in a clone of the course."
    )


def _sentence(name: str, needed_for: str, module: str) -> str:
    if module.partition(".")[0] == _PACKAGE:
        return part_of_the_course(needed_for)
    return (
        f"{needed_for} needs {module}, which the extra {name!r} installs: "
        f"pip install '{DISTRIBUTION}[{name}]'"
    )
