"""The HTML pages: the form with the list of the owner's readings, and the reading with its live stream."""
