"""The dialogs that help a user to enroll, and those that show what was made, once."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from pydantic import SecretStr
from textual.content import Content

from mfa_tui.domain import factors
from mfa_tui.domain.tenant import Configuration
from mfa_tui.domain.text import clean
from mfa_tui.domain.user.enrollment import TICKET_DAYS, Ticket
from mfa_tui.domain.user.methods import CHANNELS, PREFERABLE, AuthenticationMethod, Standing
from mfa_tui.domain.user.users import User
from mfa_tui.features.care import service as enrolment
from mfa_tui.features.care.screens.secret import SecretScreen
from mfa_tui.session.user_writes import Step, UserWrites
from mfa_tui.session.view import TenantView
from mfa_tui.ui.dialogs.deed import Deed, DeedScreen, Steps
from mfa_tui.ui.dialogs.deed_form import DeedForm, Field, Form
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.choices import Choice
from mfa_tui.ui.widgets.facts import Fact
from mfa_tui.ui.widgets.grid import Divider

NAME = Field("name", "name", placeholder=f"optional, {enrolment.LONGEST_NAME} characters at most")
ADDABLE = {
    "phone": "Phone: for text messages or voice calls",
    "email": "Email address: codes by email",
    "totp": "Authenticator app: a secret to scan",
}
"""What an admin can add, by Auth0's name of its type."""


# Tickets.


class MadeTicket(NamedTuple):
    """A ticket, and the address that Auth0 mails it to, empty where it does not."""

    ticket: Ticket
    mailed_to: str


def ticket_dialog(writes: UserWrites, user: User, name: str, view: TenantView) -> DeedForm:
    """Ask what the ticket enrolls, and whether Auth0 mails it."""
    choices: list[Choice | Divider] = [Choice("factor", "", "The user chooses", "what the tenant offers")]
    for ticket in enrolment.ticket_factors(view.configuration):
        known = factors.info(factors.by_any_name(ticket))
        choices.append(Choice("factor", ticket, known.title, known.kind))
    choices += [
        Divider("the ticket"),
        Choice("mail", "yes", "Mail it", "else hand over the link"),
        Choice("several", "yes", "Also beside what is enrolled", "else only the first one"),
    ]
    fields = [
        Field("email", "mail to", clean(user.email, 320), "an address"),
        Field("domain", "domain", placeholder="only where the tenant has several custom domains"),
    ]

    async def send(form: Form) -> Step[MadeTicket]:
        mail, typed = "mail" in form.chosen, form.typed["email"]
        step = await enrolment.send_ticket(
            writes,
            user,
            factor=form.chosen["factor"],
            send_mail=mail,
            email=typed if mail and typed != user.email else "",
            allow_multiple="several" in form.chosen,
            custom_domain=form.typed["domain"],
        )
        made = MadeTicket(step.value, (typed or user.email) if mail else "") if step.value else None
        return Step(step.words, step.state, made, step.problem)

    def to_do(form: Form) -> Sequence[Deed]:
        return (Deed("create an enrollment ticket", partial(send, form)),)

    title = f"Enrollment ticket for {name}"
    facts: list[Fact] = [("what", f"A link at which the user enrolls a factor: once, within {TICKET_DAYS} days.")]
    return DeedForm(title, facts, "Make ticket", to_do, view.ascii, choices=choices, fields=fields)


def ticket_link(steps: Steps, name: str, view: TenantView) -> SecretScreen | None:
    """Show the link of a ticket that was made; None where none was."""
    made = next((step.value for step in steps if isinstance(step.value, MadeTicket)), None)
    if made is None:
        return None
    link = SecretStr(made.ticket.ticket_url)
    facts: list[Fact] = [
        ("works", f"once, within {TICKET_DAYS} days"),
        ("for", "whoever opens it enrolls a device for this user: give it to nobody else"),
        ("mail", f"to {clean(made.mailed_to, 320)}" if made.mailed_to else ""),
    ]
    return SecretScreen(f"Ticket for {name}", link, facts, view.ascii, qr=link, to_copy=not made.mailed_to)


# Recovery codes.


def recovery_code_dialog(
    writes: UserWrites, user: User, methods: Sequence[AuthenticationMethod] | None, name: str, view: TenantView
) -> DeedScreen:
    """Say that the old code ends, and that the new one is shown once."""
    has_one = any(method.standing is Standing.BACKUP for method in methods or ())
    ends = "The recovery code that this user has stops working at once." if has_one else "This user has none yet."
    facts: list[Fact] = [
        ("ends", Content.styled("What they have is not known." if methods is None else ends, "bold")),
        ("new", "It is shown to you once, when you ask for it, and kept nowhere."),
    ]
    if methods is not None and not any(method.usable for method in methods):
        facts.append(("note", Content.styled("Nothing is enrolled that a code could stand in for.", tones.WARN)))
    make = Deed("make a new recovery code", partial(enrolment.new_recovery_code, writes, user.user_id))
    return DeedScreen(f"New recovery code for {name}", facts, "Make it", (make,), view.ascii)


def new_code(steps: Steps, name: str, view: TenantView) -> SecretScreen | None:
    """Show a recovery code that was made, on request; None where none was."""
    code = next((step.value for step in steps if isinstance(step.value, SecretStr)), None)
    if code is None:
        return None
    facts: list[Fact] = [("", "The old code is of no use any more. The user should write this one down.")]
    return SecretScreen(f"Recovery code of {name}", code, facts, view.ascii, hidden=True)


# Methods.


def add_dialog(kind: str, writes: UserWrites, user: User, name: str, view: TenantView) -> DeedForm:
    """Ask for what a new method needs; `kind` is one of `ADDABLE`."""
    facts: list[Fact] = [("counts", "as confirmed at once: nobody checks that it is the user who has it.")]
    if off := _off(kind, view.configuration):
        facts.append(("here", Content.styled(off, tones.WARN)))
    title = f"Add {_title(kind)} to {name}"
    choices: Sequence[Choice] = ()
    if kind == "phone":
        fields = [Field("phone", "number", placeholder="with its country: +12025550101"), NAME]
        choices = [Choice("channel", channel, CHANNELS[channel].capitalize()) for channel in PREFERABLE]
    elif kind == "email":
        fields = [Field("email", "address", placeholder="jane@example.com"), NAME]
    else:
        fields = [NAME]
        facts.append(("secret", "It is made here and shown once; Auth0 does not give it out again."))

    def to_do(form: Form) -> Sequence[Deed]:
        return (Deed(f"add {_title(kind)}", _adding(kind, writes, user, form, view)),)

    return DeedForm(title, facts, "Add", to_do, view.ascii, choices=choices, fields=fields, fields_first=True)


def _adding(
    kind: str, writes: UserWrites, user: User, form: Form, view: TenantView
) -> Callable[[], Awaitable[Step[Any]]]:
    typed = form.typed
    if kind == "phone":
        number, channel = typed["phone"], form.chosen["channel"]
        return partial(enrolment.add_phone, writes, user.user_id, number, typed["name"], channel)
    if kind == "email":
        return partial(enrolment.add_email, writes, user.user_id, typed["email"], typed["name"])
    settings = view.configuration.settings.value
    issuer = (settings and settings.friendly_name) or view.profile.name
    return partial(enrolment.add_totp, writes, user, issuer, typed["name"])


def _title(kind: str) -> str:
    return AuthenticationMethod("", kind).title.lower()


def _off(kind: str, tenant: Configuration) -> str:
    """Say that the factor is off, where it is known to be."""
    factor = factors.by_any_name(kind)
    if tenant.factors.value is None or factor in tenant.on:
        return ""
    return f"The factor {factor} is off in this tenant: of no use until it is on."


def new_app(steps: Steps, name: str, view: TenantView) -> SecretScreen | None:
    """Show the secret of an authenticator app that was added; None where none was."""
    added = [(step.value, step.problem) for step in steps if isinstance(step.value, enrolment.NewApp)]
    if not added:
        return None
    app, problem = added[0]
    facts: list[Fact] = [
        ("scan", "it with the authenticator app, or type it in there: by time, six digits"),
        ("once", "It is not shown again. If it is lost, delete the method and add a new one."),
    ]
    if problem:
        facts.append(("note", Content.styled(problem.words, tones.WARN)))
    return SecretScreen(f"Authenticator app of {name}", app.secret, facts, view.ascii, qr=app.url, grouped=True)


def rename_dialog(writes: UserWrites, user: User, method: AuthenticationMethod, view: TenantView) -> DeedForm:
    """Ask for the new name of a method."""

    def to_do(form: Form) -> Sequence[Deed]:
        send = partial(enrolment.rename, writes, user.user_id, method.id, form.typed["name"])
        return (Deed("name the method", send),)

    facts: list[Fact] = [
        ("now", clean(method.name, 60) or "without a name"),
        ("effect", "The user sees this name when they choose a method. Nothing else changes."),
    ]
    title = f"Rename {clean(method.words, 80)}"
    return DeedForm(title, facts, "Rename", to_do, view.ascii, fields=[NAME._replace(value=clean(method.name, 60))])


def channel_dialog(writes: UserWrites, user: User, method: AuthenticationMethod, view: TenantView) -> DeedForm:
    """Offer the channel that is not preferred now first."""
    now = method.preferred_authentication_method
    channels = sorted(PREFERABLE, key=lambda channel: channel == now)
    choices = [
        Choice("channel", channel, CHANNELS[channel].capitalize(), "as it is now" if channel == now else "")
        for channel in channels
    ]

    def to_do(form: Form) -> Sequence[Deed]:
        channel = form.chosen["channel"]
        send = partial(enrolment.prefer_channel, writes, user.user_id, method.id, channel)
        return (Deed(f"send codes by {CHANNELS[channel]}", send),)

    facts: list[Fact] = [("here", "It has to be a message type that this tenant's phone factor sends.")]
    return DeedForm(f"Codes to {clean(method.words, 80)}", facts, "Choose", to_do, view.ascii, choices=choices)
