"""The content of a report: its outline, the prompts for each passage, and the checks of what the model writes."""
