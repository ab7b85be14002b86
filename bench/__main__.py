import sys

from bench.arena import SERVERS
from bench.scenarios import streams

for server in sys.argv[3:] or SERVERS:
    try:
        print(server, streams.run(server, int(sys.argv[1]), float(sys.argv[2])))
    except (OSError, RuntimeError) as error:
        print(server, "failed", repr(error))
