#!/usr/bin/env python
"""Django's command line for Tokenwire: `manage.py help` lists the commands."""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 (to say so, instead of a SyntaxError)
    sys.exit(f"Tokenwire needs Python 3.11 or newer; this is {sys.version.split()[0]}.")

from config.health.start import main  # noqa: E402

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main(sys.argv)
