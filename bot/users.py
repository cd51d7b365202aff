"""Who may use the chat: a file of names and salted scrypt hashes, one a line."""

import hashlib
import hmac
import re
import secrets
from pathlib import Path

from ingest.disk import replace
from ingest.errors import UsageError

# 16 MiB and some 50 ms a try: what OWASP's cheat sheet on storing passwords asks of scrypt at
# this memory (n=2**14, r=8, p=5).
_COST = (2**14, 8, 5)
_NAME = re.compile(r"[\w.@+-]{1,64}")
SHORTEST, LONGEST = 10, 1024


def add_user(path: Path, name: str, password: str) -> None:
    """Add a user to a file, or give one a new password. Raises UsageError."""
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name!r} is not a name: use up to 64 letters, digits and . @ + - _")
    if len(password) < SHORTEST:
        raise UsageError(f"the password needs at least {SHORTEST} characters")
    if len(password) > LONGEST:
        raise UsageError(f"the password has more than {LONGEST} characters; choose a shorter one")
    users = Users(path).known if path.exists() and path.stat().st_size else {}
    salt = secrets.token_bytes(16)
    users[name] = f"{salt.hex()}${_hash(password, salt).hex()}"
    lines = "".join(f"{each}:{secret}\n" for each, secret in sorted(users.items()))
    try:
        replace(path, lines, mode=0o600)
    except OSError as exc:
        raise UsageError(f"{path} cannot be written ({exc.strerror}); choose another file") from exc


class Users:
    """The users of a file, as it was when it was read."""

    def __init__(self, path: Path) -> None:
        """Read the file. Raises UsageError when it is missing, empty or damaged."""
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as exc:
            raise UsageError(
                f"{path} cannot be read; add a user with: python -m bot user NAME --users {path}"
            ) from exc
        self.known: dict[str, str] = {}
        for number, line in enumerate(lines, 1):
            name, _, secret = line.partition(":")
            if not re.fullmatch(r"[0-9a-f]{32}\$[0-9a-f]{128}", secret):
                raise UsageError(f"{path}:{number}: not a user; add users with: python -m bot user")
            self.known[name] = secret
        if not self.known:
            raise UsageError(f"{path} has no users; add one with: python -m bot user NAME")

    def accepts(self, name: str, password: str) -> bool:
        """Tell whether a password is a user's. Takes as long for a name that nobody has."""
        salt, _, known = self.known.get(name, f"{'0' * 32}${'0' * 128}").partition("$")
        tried = _hash(password[:LONGEST], bytes.fromhex(salt))
        return hmac.compare_digest(tried.hex(), known) and name in self.known


def _hash(password: str, salt: bytes) -> bytes:
    n, r, p = _COST
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=64 * 1024 * 1024)
