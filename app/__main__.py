"""`python -m app`: runs the command line. Exits with 0 on SIGTERM, even during start-up."""

import gc
import signal
import sys


def _exit(*_: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second signal must not interrupt the clean-up
    sys.exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _exit)
    gc.disable()  # importing creates many objects and drops few: looking for them would take a sixth of the time
    from app.command_line import main  # importing takes about a second, and a signal may arrive during that time

    gc.enable()
    sys.exit(main())
