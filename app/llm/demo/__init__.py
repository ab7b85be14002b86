"""A local server that imitates GLM. `server` is the app, `text` composes, `faults` misbehaves, `calls` records."""
