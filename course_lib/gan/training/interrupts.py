"""Let Ctrl-C and ■ wait until the end of a step.

In the middle of a step, one player has been updated and the other hasn't. If the state were saved
there, a resumed run would differ from one that was never stopped. So the first interrupt is noted,
and the training loop stops after the step. A second interrupt doesn't wait.
"""

import signal
import threading
from types import FrameType, TracebackType
from typing import Self


class Interrupts:
    """A context that notes the first interrupt; a second one raises KeyboardInterrupt.

    Outside the main thread it does nothing, since Python delivers signals to the main thread only.
    """

    def __init__(self) -> None:
        self.noted = False
        self._in_main_thread = threading.current_thread() is threading.main_thread()

    def __enter__(self) -> Self:
        if self._in_main_thread:
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._in_main_thread:
            signal.signal(signal.SIGINT, self._before)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.noted:
            raise KeyboardInterrupt
        self.noted = True
