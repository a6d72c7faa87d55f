"""Sign users in, as browsers that come back are: `python -m benchmarks.peers.sessions 50`.

Prints the value of one session's cookie a line, for users named `user0`, `user1` …
"""

import sys

import django


def main() -> None:
    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore

    for number in range(int(sys.argv[1])):
        user, _ = User.objects.get_or_create(username=f"user{number}")
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        sys.stdout.write(f"{session.session_key}\n")


if __name__ == "__main__":
    main()
