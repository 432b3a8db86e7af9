"""What somebody typed or pasted to search for, understood: a user id, an address, a number, a name, or Lucene.

Source of the query language: Auth0's page "User Search Query Syntax".
"""

import re
from base64 import urlsafe_b64decode
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import unquote

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
    SEVERAL = "several people"


@dataclass(frozen=True)
class Lookup:
    """How to ask the tenant for what was typed.

    `text` is what is meant, without what stood around it: it is understood as the same again.
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
_FIELD = re.compile(r"[\s(+!-]*(?:NOT\s[\s(+!-]*)?([\w.]+):\S")
_USER_ID = re.compile(r"[A-Za-z0-9][\w.-]*\|\S.*")
_ID_OF_DATABASE = re.compile(r"[0-9a-f]{24}")
_EMAIL = re.compile(r"[^\s@\"<>()\[\]\\,:;*]+@[\w.-]+")
_DOMAIN = re.compile(r"@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"\+?[0-9 ()./-]+")
_SPECIAL = re.compile(r'([+\-=&|!(){}\[\]^"~*?:\\/\s])')

_LONGEST = 524_288
"""Characters that are looked through: longer than any ticket, and done before anybody notices."""
_MOST = 20
"""People who are looked for at once: a query has to fit into an address line."""
_AROUND = " .,;:!?'\"`<>\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb\u200c\u200d"
"""What a mail or a sentence puts around an id or an address."""
_JOINERS = "\u200c\u200d"
_ADDRESS = re.compile(r"[\w.+%'-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,64}\|[^\s,;<>()\[\]\"'`]{1,255}")
_WHOLE_ID = re.compile(rf"(?<![\w.@|-]){_ID.pattern}")
_ENCODED_ADDRESS = re.compile(r"[\w.+%-]{1,64}%40[\w-]+(?:\.[\w-]+)+")
_ENCODED_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,64}%7C[^\s/?#&,;<>()\[\]\"'`]{1,255}", re.IGNORECASE)
_DASHBOARD = re.compile(r"/users/([\w-]{8,400})", re.ASCII)


def understand(typed: str) -> Lookup:
    """Return what is meant; everything that is not Lucene is quoted, so that no name changes the query.

    A query, a number and a name are one line. Whom a text names among other words is meant: by an id in a link, else by
    an address, else by an id; what cannot be seen is left out. Of several lines that name nobody the first is meant.
    """
    seen = "".join(one for one in typed[:_LONGEST] if one.isprintable() or one.isspace() or one in _JOINERS)
    lines = [line for line in (" ".join(line.split()) for line in seen.splitlines()) if line]
    text = lines[0] if lines else ""
    alone = len(lines) == 1
    if not text:
        return Lookup(Kind.EVERYONE, "", "", "all users")
    if alone and (lookup := _query(text)):
        return lookup
    exact = exactly(text.strip(_AROUND)) if alone and len(_ID.findall(text)) < 2 else None
    named = [exact] if exact else _named_in("\n".join(lines))
    if len(named) > 1:
        return _several(named)
    if named and alone and named[0].text != text:
        meant = named[0]
        query = f"{meant.query} OR name:{quoted(text)}"  # Many a name holds an address.
        return replace(meant, query=query, words=f"taken for the {meant.kind} {meant.text}")
    if named:
        return named[0]
    if not alone:
        return understand(text)
    return Lookup(Kind.NAME, text, _by_name(text), "beginning of a name, nickname, user name or email")


def exactly(text: str) -> Lookup | None:
    """Return what a text means that is an id, an address or a number and nothing else; None for any other."""
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
    return None


def _query(text: str) -> Lookup | None:
    if prefix := _PREFIX.match(text):
        query = text[prefix.end() :]
        return Lookup(Kind.LUCENE, text, query, "Lucene query" if query else "all users")
    if (field := _FIELD.match(text)) and _searchable(field[1]):
        return Lookup(Kind.LUCENE, text, text, f"Lucene query, for it names the field {field[1]}")
    return None


def _several(people: list[Lookup]) -> Lookup:
    taken = people[:_MOST]
    words = f"{len(people)} people named, each exactly; l takes a list from a file"
    if len(people) > len(taken):
        words = f"the first {_MOST} of {len(people)} people named; l takes them all from a file"
    text, query = ", ".join(one.text for one in taken), " OR ".join(one.query for one in taken)
    return Lookup(Kind.SEVERAL, text, query, words)


def _named_in(text: str) -> list[Lookup]:
    """Return whom a text names, each once. Where a line break cuts an address, it is put together again."""
    for find in (_ids_in_links, _addresses, _ID.findall, _addresses_in_links):
        found = find(text) or find(text.replace("\n", ""))
        people = [lookup for one in found if (lookup := exactly(one.strip(_AROUND)))]
        if people:
            return list({one.text.lower() if one.kind is Kind.EMAIL else one.text: one for one in people}.values())
    return []


def _ids_in_links(text: str) -> list[str]:
    """Return the ids in links: percent-encoded, and as the Dashboard writes them, that and in Base64."""
    found = _ENCODED_ID.findall(text)
    for one in _DASHBOARD.findall(text):
        with suppress(ValueError):
            found.append(urlsafe_b64decode(one + "=" * (-len(one) % 4)).decode())
    return [one for one in map(unquote, found) if _USER_ID.fullmatch(one) and one.isprintable()]


def _addresses(text: str) -> list[str]:
    """Return the addresses, but none inside an id: that is another account, or another person."""
    return _ADDRESS.findall(_WHOLE_ID.sub(" ", text))


def _addresses_in_links(text: str) -> list[str]:
    return [one for one in map(unquote, _ENCODED_ADDRESS.findall(text)) if one.isprintable()]


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
