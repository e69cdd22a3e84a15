"""Make students' names readable, short enough for a file name, and distinct."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence

MAX_BYTES = 160  # of a name in UTF-8; a file name may have 255, and a suffix has to fit, too
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)  # by Windows


def readable(name: str, limit: int = MAX_BYTES) -> str:
    """Return a name in composed form (NFC), without control characters and undecodable bytes.

    Marks that can't be seen, such as those that turn the direction of writing, are left out.

    Args:
        name: A name from a file system, an archive or a spreadsheet.
        limit: The number of bytes in UTF-8 after which it is cut.
    """
    text = "".join(c for c in name if unicodedata.category(c) != "Cf")
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    return _cut("".join(c if c.isprintable() else "?" for c in text), limit).strip() or "?"


def file_name(student: str) -> str:
    """Return a student's name as the name of a file: letters, digits and a few signs.

    Args:
        student: A name. Two names may give the same file name unless they come from `distinct`.
    """
    text = unicodedata.normalize("NFC", student)
    safe = _cut(re.sub(r"[^\w@.+=() -]", "_", text), MAX_BYTES + 40).strip(". ") or "_"
    return f"{safe}_" if _RESERVED.fullmatch(safe) else safe


def distinct(names: Sequence[str], numbers: Sequence[str]) -> list[str]:
    """Return the names, some with a suffix, so that no two share a file on any system.

    Students of one name get the LMS's number as a suffix if each has one, since it doesn't depend
    on who else hands in. Otherwise they are counted.

    Args:
        names: The students' readable names, in the order in which they are counted.
        numbers: The LMS's number of each student, "" if there is none.
    """
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(names):
        groups[same_file(name)].append(at)
    found = list(names)
    taken = {key for key, members in groups.items() if len(members) == 1}
    for members in groups.values():
        by_number = all(numbers[at] for at in members)
        for at in members if len(members) > 1 else ():
            proposed = f"{names[at]} ({readable(numbers[at])})" if by_number else names[at]
            found[at] = _free(names[at], proposed, taken)
    return found


def same_file(name: str) -> str:
    """Return a key that is equal for two names if their files clash on some system."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", file_name(name)).casefold())


def letters(name: str) -> str:
    """Return a name's letters and digits only, in lower case, to compare names by."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", plain)))


def _free(name: str, proposed: str, taken: set[str]) -> str:
    count = 1
    while same_file(proposed) in taken:
        count += 1
        proposed = f"{name} ({count})"
    taken.add(same_file(proposed))
    return proposed


def _cut(text: str, limit: int) -> str:
    return text.encode("utf-8")[:limit].decode("utf-8", "ignore")
