"""Read options of discriminators, as JSON, from the command line.

``--options mpd={"filters":16}`` changes options of a registered discriminator, and
``--discriminators mpd,wide=mpd:{"filters":16}`` trains a variant beside it.
"""

import argparse
import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from course_lib.cli.arguments import split_list
from course_lib.cli.errors import UsageError

if TYPE_CHECKING:
    from course_lib.gan.training.presets import Preset

VARIANT = re.compile(r"(?P<name>[^=:{]+)=(?P<family>[^=:{]+)(:(?P<options>\{.*\}))?", re.DOTALL)


def add_options_argument(parser: argparse.ArgumentParser) -> None:
    """Add ``--options NAME=JSON``, which may be given several times."""
    parser.add_argument(
        "--options",
        action="append",
        default=[],
        metavar="NAME=JSON",
        help="options of a discriminator that differ from the preset's, as in "
        'mpd={"filters":16}; may be repeated',
    )


def json_object(text: str, source: str) -> dict[str, object]:
    """Return a JSON object as a dict.

    Args:
        text: The JSON.
        source: What the text is, for the message, as in "--options".

    Raises:
        UsageError: The text is no JSON, or not an object.
    """
    try:
        options = json.loads(text)
    except ValueError as error:
        raise UsageError(f"{source} is not JSON ({error}): {text}") from error
    if not isinstance(options, dict):
        raise UsageError(f"{source} must be an object, such as '{{\"filters\": 4}}', got {text}")
    return options


def read_names(text: str, preset: "Preset") -> tuple[tuple[str, ...], "Preset"]:
    """Return the names in a list of discriminators, and the preset with its variants added.

    Args:
        text: Names between commas; ``NAME=FAMILY:{...}`` is a variant of a registered discriminator
            with options of its own.
        preset: The preset, whose options the variant has otherwise.

    Raises:
        UsageError: The text of a variant is malformed.
        ValueError: The name of a variant is taken.
        LookupError: Its family isn't registered.
    """
    names = []
    for word in split_list(text):
        if not re.search("[=:{]", word):
            names.append(word)
            continue
        found = VARIANT.fullmatch(word)
        if found is None:
            raise UsageError(
                f"a variant of a discriminator must be NAME=FAMILY:{{...}}, such as "
                f'wide=mpd:{{"filters":16}}, got {word}'
            )
        options = json_object(found["options"] or "{}", f"what follows {found['family']}:")
        preset = preset.with_variant(found["name"].strip(), found["family"].strip(), options)
        names.append(found["name"].strip())
    return tuple(names), preset


def with_option_sets(preset: "Preset", words: Sequence[str]) -> "Preset":
    """Return the preset with the options of each ``NAME=JSON`` changed.

    Args:
        preset: The preset.
        words: The values of ``--options``.

    Raises:
        UsageError: A word isn't NAME=JSON.
        LookupError: No discriminator has this name.
    """
    for word in words:
        name, equals, text = word.partition("=")
        if not equals or not re.fullmatch(r"\w+", name):
            raise UsageError(
                f'--options must be NAME=JSON, such as mpd={{"filters":16}}, got {word}'
            )
        preset = preset.with_options(name, json_object(text, f"--options {name}"))
    return preset
