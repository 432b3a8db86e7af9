"""Where a tenant comes from: environment, profiles, files on this machine."""
