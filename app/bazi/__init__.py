"""What the report says: the chart, computed by code, and the outline and prompts that stand on it."""
