"""What somebody typed into the one search box, understood: a user id, an address, a number, a name, or Lucene.

Source of the query language: Auth0's page "User Search Query Syntax".
"""

import re
from dataclasses import dataclass
from enum import StrEnum

_FIELDS = """
    _exists_ app_metadata blocked created_at email email.domain email_verified family_name given_name identities
    last_ip last_login logins_count name nickname organization_id phone_number phone_verified picture updated_at
    user_id user_metadata username
"""
SEARCHABLE = frozenset(_FIELDS.split())
"""The fields that Auth0 searches; of `app_metadata`, `user_metadata` and `identities` also what is inside."""


class Kind(StrEnum):
    """What the text was taken for; the value is the word that the screen shows."""

    EVERYONE = "everyone"
    USER_ID = "user id"
    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    LUCENE = "Lucene"


@dataclass(frozen=True)
class Lookup:
    """How to ask the tenant for what was typed.

    `query` is what GET users searches for, empty for everyone. Where `direct`, an endpoint of its own is asked
    first, without the lag of the search: a user id is read, and an address looked for by GET users-by-email.
    `words` say it to who typed it.
    """

    kind: Kind
    text: str
    query: str
    words: str
    direct: bool = False


_PREFIX = re.compile(r"q:\s*", re.IGNORECASE)
_FIELD = re.compile(r"[\s(+!-]*(?:NOT\s+)?[\s(+!-]*([\w.]+):\S")
_USER_ID = re.compile(r"[A-Za-z0-9][\w.-]*\|\S.*")
_ID_OF_DATABASE = re.compile(r"[0-9a-f]{24}")
_EMAIL = re.compile(r"[^\s@\"<>()\[\]\\,:;*]+@[\w.-]+")
_DOMAIN = re.compile(r"@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"\+?[0-9 ()./-]+")
_SPECIAL = re.compile(r'([+\-=&|!(){}\[\]^"~*?:\\/\s])')


def understand(typed: str) -> Lookup:
    """Return what is meant; everything that is not Lucene is quoted, so that no name changes the query."""
    text = " ".join(typed.split())
    if not text:
        return Lookup(Kind.EVERYONE, "", "", "all users")
    if prefix := _PREFIX.match(text):
        query = text[prefix.end() :]
        return Lookup(Kind.LUCENE, text, query, "Lucene query" if query else "all users")
    if (field := _FIELD.match(text)) and _searchable(field[1]):
        return Lookup(Kind.LUCENE, text, text, f"Lucene query, for it names the field {field[1]}")
    if _USER_ID.fullmatch(text):
        # A linked account is no user any more: its id leads to the one that it was linked to.
        query = f"user_id:{quoted(text)} OR identities.user_id:{quoted(text.partition('|')[2])}"
        return Lookup(Kind.USER_ID, text, query, "user id", direct=True)
    if _ID_OF_DATABASE.fullmatch(text):
        query = f"identities.user_id:{quoted(text)}"
        return Lookup(Kind.USER_ID, text, query, "user id without its connection, searched in all of them")
    if _EMAIL.fullmatch(text):
        return Lookup(Kind.EMAIL, text, f"email:{quoted(text)}", "email address, exactly", direct=True)
    if _DOMAIN.fullmatch(text):
        return Lookup(Kind.EMAIL, text, f"email.domain:{quoted(text[1:].lower())}", "everyone at this email domain")
    digits = "".join(filter(str.isdigit, text))
    if _PHONE.fullmatch(text) and 7 <= len(digits) <= 15:
        query = f'phone_number:"+{digits}" OR phone_number:"{digits}"'
        return Lookup(
            Kind.PHONE, text, query, "phone number of an SMS login; numbers enrolled for MFA are not searchable"
        )
    return Lookup(Kind.NAME, text, _by_name(text), "beginning of a name, nickname, user name or email")


_ADDRESS = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_ID = re.compile(r"[A-Za-z0-9][\w.-]*\|[^\s,;<>\"']+")


def pasted(text: str) -> tuple[str, bool]:
    """Return what somebody pasted out of a ticket to search for, and whether it names several people.

    An address in it is meant, else a user id, else the first line; whatever stands around them is left out, also what
    cannot be seen. Where a line break cuts an address, it is put together again.
    """
    seen = "".join(character for character in text if character.isprintable() or character.isspace())
    for pattern in (_ADDRESS, _ID):
        found = list(dict.fromkeys(pattern.findall(seen) or pattern.findall("".join(seen.split("\n")))))
        if found:
            return found[0].strip(".'"), len(found) > 1
    lines = [line.strip() for line in seen.splitlines() if line.strip()]
    return (lines[0] if lines else ""), False


def _searchable(field: str) -> bool:
    return field in SEARCHABLE or field.partition(".")[0] in ("app_metadata", "user_metadata", "identities")


def _by_name(text: str) -> str:
    """Return a query for a name. Auth0 does not cut names into words: a beginning is found, a middle is not."""
    exact = [f"{field}:{quoted(text)}" for field in ("name", "nickname", "username", "email")]
    if "<" in text or ">" in text:
        return " OR ".join(exact)  # Elasticsearch knows no escape for these two outside quotes.
    beginning = escaped(text)
    fields = ("name", "given_name", "family_name", "nickname", "username", "email")
    begins = [f"{field}:{beginning}*" for field in fields]
    given, _, family = text.rpartition(" ")
    if given:
        begins.append(f"(given_name:{escaped(given)}* AND family_name:{escaped(family)}*)")
    return " OR ".join([exact[0], *begins])


def quoted(text: str) -> str:
    """Return the text as a phrase: found exactly as it is, whatever it holds."""
    escapes = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escapes}"'


def escaped(text: str) -> str:
    """Return the text as a term that may be followed by a wildcard; `<` and `>` cannot be escaped."""
    return _SPECIAL.sub(r"\\\1", text)
