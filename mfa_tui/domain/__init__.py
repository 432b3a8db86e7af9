"""Pure rules over an Auth0 tenant: standard library only, no I/O, the clock is an argument."""
