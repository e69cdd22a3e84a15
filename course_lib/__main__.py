"""Let ``python -m course_lib`` do what the ``course`` command does."""

import sys

from course_lib.cli import main

if __name__ == "__main__":
    sys.exit(main())
