"""Strings of the chart and its terms, in both languages."""

ZH: dict[str, str] = {}

EN: dict[str, str] = {}
