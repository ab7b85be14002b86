"""The pages' scripts and styles: compressed once per process, because a phone's network is slower than reading them."""

import gzip
import os
from functools import lru_cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

_COMPRESSED = frozenset({".css", ".js", ".svg"})


class CompressedFiles(StaticFiles):
    """Static files that browsers cache but revalidate every time, because module names carry no version."""

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        asked = Headers(scope=scope)
        path = Path(full_path)
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = "public, no-cache"
        if path.suffix not in _COMPRESSED:
            return response
        response.headers["Vary"] = "Accept-Encoding"
        if isinstance(response, NotModifiedResponse) or not _accepts_gzip(asked):
            return response
        return self._compressed(path, stat_result, response, asked)

    def _compressed(self, path: Path, stat_result: os.stat_result, plain: Response, asked: Headers) -> Response:
        """The same file as gzip. Its ETag differs, because its bytes do."""
        headers = {
            "Cache-Control": plain.headers["Cache-Control"],
            "Vary": plain.headers["Vary"],
            "ETag": f'"{stat_result.st_mtime_ns:x}-{stat_result.st_size:x}-gzip"',
            "Content-Encoding": "gzip",
        }
        if self.is_not_modified(Headers(headers), asked):
            return NotModifiedResponse(Headers(headers))
        body = _gzip(path, stat_result.st_mtime_ns)
        return Response(body, headers=headers, media_type=plain.headers.get("content-type"))


def _accepts_gzip(asked: Headers) -> bool:
    encodings = [part.strip().lower() for part in asked.get("accept-encoding", "").split(",")]
    return any(part.partition(";")[0] == "gzip" and not part.endswith(("q=0", "q=0.0")) for part in encodings)


@lru_cache(maxsize=64)
def _gzip(path: Path, mtime_ns: int) -> bytes:
    """The compressed file; `mtime_ns` is part of the key, so that an edited file is compressed again."""
    return gzip.compress(path.read_bytes(), mtime=0)
