"""Seals on answers that browsers keep: what comes back unchanged is told from what does not."""

import hashlib
import hmac
import json
import logging
import os
import secrets
from contextlib import suppress
from pathlib import Path

logger = logging.getLogger(__name__)
_BYTES = 32


class Seals:
    """Makes and checks seals with a secret that a file keeps, so that they outlive the server."""

    def __init__(self, path: Path) -> None:
        self._secret = _secret(path)

    def of(self, key: str, values: object) -> str:
        """Return the seal of an answer, as `to_json` gives it, under its key."""
        text = json.dumps([key, _plain(values)], sort_keys=True)
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()

    def fits(self, seal: str, key: str, values: object) -> bool:
        """Tell whether an answer is what was sealed."""
        return hmac.compare_digest(seal.encode(), self.of(key, values).encode())


def _secret(path: Path) -> bytes:
    """Return the bytes of a file, which is made if there is none; random ones if it cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(made, "wb") as file:
                file.write(secrets.token_bytes(_BYTES))
        kept = path.read_bytes()
    except OSError as exc:
        logger.warning("answers that browsers keep are unknown after a restart: %s", exc)
        kept = b""
    return kept if len(kept) == _BYTES else secrets.token_bytes(_BYTES)


def _plain(values: object) -> object:
    """Return values with numbers as text: a browser writes 1.0 as 1."""
    if isinstance(values, dict):
        return {str(key): _plain(value) for key, value in values.items()}
    if isinstance(values, (list, tuple)):
        return [_plain(value) for value in values]
    if isinstance(values, (int, float)) and not isinstance(values, bool):
        return f"{float(values):.9g}"
    return values
