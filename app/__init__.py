"""Mingshu 命书: long AI-written texts that never lose a character.

A report's text lives in a text log: append-only, one writer, closed once with an outcome. Every reader holds an offset
and follows the log. Data flows one way: request, row, claim, writer, log, readers. PostgreSQL is the only server. It
holds the reports, the queue (a lease on the row) and the text (in pieces), and it relays messages between processes.

Read in this order: `report` (states and positions), `textlog` (the text), `reader` (a position in it), `outline` (the
content as the engine sees it), `generation` (writes the text), `saver` (saves it), `live` and `mirror` (share it with
viewers), `worker` (owns the runs), `db.store` (the statements), `web.stream` (the event stream), `main` (the
composition root).
"""

__version__ = "0.2.0"
"""The single definition: packaging and the OpenAPI document read it from here."""
