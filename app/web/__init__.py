"""The surface: routes, the stream, and how errors look from outside."""
