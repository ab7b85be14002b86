"""Mingshu 命书: long AI-written texts that never lose a character.

A report's text lives in a text log: append-only, one writer, closed once with an outcome. Whoever wants
the text holds an offset and follows. Data goes one way: request, row, claim, writer, log, readers.
PostgreSQL is the only server: the reports, the queue (a lease on the row), the text (its pieces).

Read in this order: `report` (what a report is), `textlog` (the text), `reader` (a place in it),
`generation` (who writes it), `saver` (who keeps it), `live` and `mirror` (who shows it), `worker` (who owns
a run), `db.store` (the statements that make it true), `web.stream` (what a browser sees), `main` (how it is
put together).
"""
