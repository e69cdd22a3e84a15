"""The style sheets of ``templates/``, for messages and drawings that contain their own."""

import re
from functools import cache
from pathlib import Path

_TEMPLATES = Path(__file__).with_name("templates")


@cache
def style_sheet(*names: str) -> str:
    """Return style sheets as one line without comments.

    Each message and each drawing contains it.
    """
    sheets = "".join((_TEMPLATES / name).read_text("utf-8") for name in names)
    return re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", sheets, flags=re.DOTALL)).strip()
