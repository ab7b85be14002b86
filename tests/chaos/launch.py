"""Start one process of the service, as `python -m app` does, with its statements recorded.

Usage: `python -m tests.chaos.launch serve`.
"""

import signal
import sys

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    from tests.chaos.witness import main

    sys.exit(main())
