"""Local accounts: a file of argon2 hashes in the data folder, for the demo and for sites without more."""

import asyncio
import os
import secrets
from pathlib import Path
from typing import Annotated

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.ports import User
from domain.vocabulary import CREW_ROLES, Identifier, Role, ShortText

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
_AT_ONCE = 2


class AccountsUnreadable(ValueError):
    """The file of accounts is not one, or says something impossible. One line says what."""


class Account(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One account as stored. `hash` is in the PHC format of argon2id."""

    user: Identifier
    name: ShortText
    role: Role
    hash: Annotated[str, msgspec.Meta(pattern=r"\A\$argon2id\$")]
    team: Identifier | None = None
    closed: bool = False


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    accounts: tuple[Account, ...]


class LocalAccounts:
    """The accounts of one file, read once. A port `Accounts`."""

    def __init__(self, path: Path, *, hasher: PasswordHasher | None = None) -> None:
        """Read `path`; none yet is an empty list. Raises AccountsUnreadable.

        `hasher` sets the cost; the default is the library's (RFC 9106, low memory).
        """
        self._path = path
        self._hasher = hasher or PasswordHasher()
        # Hashing takes 64 MiB: few at once, so that a flood of sign-ins does not fill the memory.
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._nobody = self._hasher.hash(secrets.token_hex(16))
        self._accounts = {account.user: account for account in _read(path)}

    def __len__(self) -> int:
        return len(self._accounts)

    def person(self, user: str) -> User | None:
        """As in Accounts."""
        account = self._accounts.get(user)
        return _person(account) if account and not account.closed else None

    async def verify(self, user: str, password: str) -> User | None:
        """As in Accounts. The hash is computed for unknown users too."""
        account = self._accounts.get(user)
        known = account is not None and not account.closed
        wanted = account.hash if account and known else self._nobody
        async with self._turns:
            right = await asyncio.to_thread(self._matches, wanted, password)
        return _person(account) if account and known and right else None

    def put(self, user: str, password: str, *, name: str, role: Role, team: str | None = None) -> User:
        """Open an account or replace it. Raises ValueError for what no account may be."""
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise ValueError(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
        account = Account(user=user, name=name, role=role, team=team, hash=self._hasher.hash(password))
        account = _checked(msgspec.convert(msgspec.to_builtins(account), Account))
        self._accounts[user] = account
        return _person(account)

    def close(self, user: str) -> None:
        """Close an account: its sessions end at their next request. Raises KeyError for an unknown one."""
        self._accounts[user] = msgspec.structs.replace(self._accounts[user], closed=True)

    def save(self) -> None:
        """Write the file, readable by its owner only, all of it or nothing."""
        content = msgspec.json.format(msgspec.json.encode(_File(tuple(self._accounts.values()))), indent=2)
        draft = self._path.with_name(f".{self._path.name}.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)

    def _matches(self, wanted: str, password: str) -> bool:
        try:
            return self._hasher.verify(wanted, password)
        except (VerificationError, InvalidHashError):
            return False


def _person(account: Account) -> User:
    return User(user=account.user, name=account.name, role=account.role, team=account.team)


def _checked(account: Account) -> Account:
    if account.role is Role.SYSTEM:
        raise ValueError(f"account {account.user}: no person acts as {Role.SYSTEM}")
    if (account.role in CREW_ROLES) != (account.team is not None):
        raise ValueError(f"account {account.user}: a crew member has a team, and nobody else does")
    return account


def _read(path: Path) -> list[Account]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise AccountsUnreadable(f"cannot read {path}: {error.strerror}") from error
    try:
        return [_checked(account) for account in msgspec.json.decode(content, type=_File).accounts]
    except ValueError as error:
        raise AccountsUnreadable(f"{path.name}: {error}") from error
