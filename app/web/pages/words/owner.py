"""Strings of devices, links and the recovery code, in both languages."""

ZH: dict[str, str] = {}

EN: dict[str, str] = {}
