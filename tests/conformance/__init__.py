"""Is the demo tenant what Auth0 is? Judged by Auth0's own recordings, API document and SDK."""
