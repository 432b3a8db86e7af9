"""What an Action's code does about MFA, read with a JavaScript parser and never run.

Actions take precedence over the tenant's policy in both directions, and no endpoint says which ones do. So the object
that Auth0 passes to the handler (`api`) is followed through the code: renamed and destructured parameters, aliases,
members by name or by constant, arguments of the file's own functions. Each Action has one effect:

- `requires`: every run of the handler calls `api.multifactor.enable` with a provider,
  `api.authentication.challengeWith*` or `enrollWith*`, whatever path it takes. Runs that throw are left out: Auth0
  fails the login then.
- `skips`: every run calls `api.multifactor.enable("none")`, Auth0's documented way to skip, and nothing that requires.
- `may`: it depends. A call is behind a condition, in a loop, a callback or after an early `return`, its provider is
  not a constant, or different paths end differently. The calls say which.
- `unreadable`: the code can do something that is not seen here, and the places say where. `api` is passed to a
  function that is not in the file or is stored somewhere, a property is computed, `eval` or `arguments` is used, the
  code does not parse, Auth0 sent none, or it is larger than the 100 kB that Auth0 accepts.
- `none`: no handler can reach such a call.

Where calls of one run contradict each other, it is `may`: Auth0 does not document which one wins. Whatever the code
is, reading it has a limit in time, depth and places.

Sources: Auth0's documentation of `api.multifactor` and `api.authentication` in the post-login and
password-reset-post-challenge triggers; "Actions Limitations" for the size.
"""

from mfa_tui.domain.actions.legacy import rule_mfa
from mfa_tui.domain.actions.model import CodeReading, Effect, MfaCall, Place
from mfa_tui.domain.actions.reader import read_code

__all__ = ["CodeReading", "Effect", "MfaCall", "Place", "read_code", "rule_mfa"]
