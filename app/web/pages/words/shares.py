"""Strings of shared links, in both languages."""

ZH: dict[str, str] = {}

EN: dict[str, str] = {}
