"""`python -m tests.faults`."""

if __name__ == "__main__":  # not where a process that `tests.launcher` starts looks for its own
    import django

    django.setup()
    from tests.faults.command import main

    main()
