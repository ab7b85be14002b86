"""Strings of the list of the owner's readings, in both languages."""

ZH: dict[str, str] = {}

EN: dict[str, str] = {}
