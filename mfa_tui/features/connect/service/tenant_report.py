"""What `mfa-tui tenants` says, as text for people and JSON for scripts."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mfa_tui.domain import scopes
from mfa_tui.domain.text import clean
from mfa_tui.features.connect.service.choosing import Found, Origin, Survey

if TYPE_CHECKING:  # It brings the HTTP client, which a list does not need.
    from mfa_tui.features.connect.service.connecting import Trial


def survey_as_text(survey: Survey, file: Path) -> str:
    """Return a line for each tenant."""
    if not survey.found:
        return f"No tenant is known here. Add one: mfa-tui tenants add NAME (it goes into {file})"
    rows = [("NAME", "DOMAIN", "LABEL", "ACCESS", "SIGNS IN WITH", "FROM")]
    for found in survey.found:
        profile = found.profile
        where = f"{found.origin}, default" if _is_default(found, survey) else found.origin
        access = "read-write" if profile.writable else "read-only"
        rows.append((profile.name, profile.domain, profile.label, access, profile.authentication.words, where))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(clean(line.rstrip()) for line in lines)


def survey_as_json(survey: Survey, file: Path) -> str:
    """Return the stable JSON object that the help documents."""
    tenants = [
        {
            "name": found.profile.name,
            "domain": found.profile.domain,
            "origin": found.origin,
            "label": found.profile.label,
            "access": "read-write" if found.profile.writable else "read-only",
            "authentication": found.profile.authentication,
            "client_id": found.profile.client_id,
            "audience": found.profile.audience,
            "default": _is_default(found, survey),
        }
        for found in survey.found
    ]
    exit_code = 2 if survey.troubles else 0
    told = {"tenants": tenants, "troubles": list(survey.troubles), "file": str(file), "exit_code": exit_code}
    return json.dumps(told, indent=2)


def trial_exit_code(trial: "Trial", *, writes: bool) -> int:
    """Return 0 where everything can be done, 1 where scopes are missing, else what the problem stands for."""
    if trial.problem:
        return trial.problem.exit_code
    return 1 if trial.lacking(writes=writes) else 0


def trial_as_text(trial: "Trial", *, writes: bool) -> str:
    """Return what each screen can do with these scopes, and what brings the others."""
    profile = trial.profile
    lines = [f"{profile.name} ({profile.domain}), by {profile.authentication.words}"]
    if trial.problem:
        return f"{lines[0]}: not signed in"
    lines[0] += ": signed in" + (f", until {_utc(trial.grant.expires_at)}" if trial.grant.expires_at else "")
    if not trial.known:
        return "\n".join([*lines, "The token does not say what it allows."])
    lines += [
        f"  {'ok     ' if not lacking else 'missing'}  {need.mode:<9} {need.action:<32} {' '.join(lacking)}".rstrip()
        for need, lacking in scopes.possible(trial.grant.scopes)
        if writes or not need.writes
    ]
    if spare := sorted(set(trial.grant.scopes) - set(scopes.least(writes=writes)) - {"offline_access", "openid"}):
        lines.append(f"  Not needed {'' if writes else 'to read '}here: {clean(' '.join(spare))}")
    if remedy := trial.remedy(writes=writes):
        lines.append(remedy)
    return "\n".join(lines)


def trial_as_json(trial: "Trial", *, writes: bool) -> str:
    """Return the stable JSON object that the help documents."""
    modes: dict[str, list[dict[str, Any]]] = {}
    for need, lacking in scopes.possible(trial.grant.scopes) if trial.known else ():
        entry = {"action": need.action, "writes": need.writes, "missing": list(lacking)}
        modes.setdefault(need.mode, []).append(entry)
    expires_at = trial.grant.expires_at
    told = {
        "name": trial.profile.name,
        "domain": trial.profile.domain,
        "signed_in": trial.problem is None,
        "authentication": trial.profile.authentication,
        "scopes": sorted(trial.grant.scopes),
        "expires_at": _utc(expires_at) if expires_at else None,
        "missing": list(trial.lacking(writes=writes)),
        "remedy": trial.remedy(writes=writes) or None,
        "modes": modes,
        "notes": list(trial.notes),
        "problem": trial.problem.words if trial.problem else None,
        "exit_code": trial_exit_code(trial, writes=writes),
    }
    return json.dumps(told, indent=2)


def _is_default(found: Found, survey: Survey) -> bool:
    return found.origin is Origin.PROFILE and found.profile.name == survey.default


def _utc(epoch: float) -> str:
    return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
