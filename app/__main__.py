"""`python -m app`: runs the command line. Exits with 0 on SIGTERM, even during start-up."""

import signal
import sys


def _exit(*_: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second signal must not interrupt the clean-up
    sys.exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _exit)
    from app.command_line import main  # importing takes about a second, and a signal may arrive during that time

    sys.exit(main())
