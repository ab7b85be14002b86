"""Strings of further questions, in both languages."""

ZH: dict[str, str] = {}

EN: dict[str, str] = {}
