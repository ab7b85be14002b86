"""The fields of a posted form."""

from urllib.parse import parse_qsl

from fastapi import Request


async def read_fields(request: Request) -> dict[str, str]:
    """The fields of a posted form. If a name is repeated, its last value counts."""
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return dict(parse_qsl(body, max_num_fields=60, keep_blank_values=True))
    except ValueError:  # more fields than our form has
        return {}
