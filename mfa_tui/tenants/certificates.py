"""The certificates that HTTPS trusts: SSL_CERT_FILE and SSL_CERT_DIR, checked before anything is sent."""

import os
from collections.abc import Mapping
from pathlib import Path


def certificate_problem(environment: Mapping[str, str] = os.environ) -> str:
    """Return what is wrong with SSL_CERT_FILE or SSL_CERT_DIR, in words; empty where they are unset or usable.

    SSL_CERT_FILE comes first, as for the HTTP client, which would end in a traceback where it cannot be loaded.
    """
    if name := environment.get("SSL_CERT_FILE"):
        why = _file_problem(Path(name))
        return f"SSL_CERT_FILE is {name}: {why}. Set it to a PEM file of CA certificates, or unset it" if why else ""
    if (name := environment.get("SSL_CERT_DIR")) and not any(Path(one).is_dir() for one in name.split(os.pathsep)):
        return f"SSL_CERT_DIR is {name}: there is no such folder. Set it to a folder of CA certificates, or unset it"
    return ""


def _file_problem(path: Path) -> str:
    import ssl

    try:
        if not path.exists():
            return "there is no such file"
        if not path.is_file():  # Reading a pipe or a device might never end.
            return "this is no regular file"
        context = ssl.create_default_context(cafile=path)
    except ssl.SSLError:
        return "there is no certificate in it"
    except OSError as error:
        return f"it cannot be read ({(error.strerror or 'unknown reason').lower()})"
    return "" if context.cert_store_stats()["x509"] else "there is no certificate in it"
