"""What `manage.py check_env` looks at: plain functions that yield results.

start         manage.py's way into Django; what keeps it out becomes a sentence
report        all sections in order, as text or as JSON
  python        the interpreter                              ─┐
  packages      what is installed                             │
  layout        the project's files                           │ without Django
  variables     environment variables                         │
  storage       DATA_DIR                                     ─┘
  system        Django's own checks                          ─┐
  model         the model's settings                          │ with Django
  database      can it be opened, written, is it migrated     │
  layer         the channel layer, and Redis behind it        │
  serving       static files, and the server's port           │
  online        the model's server, with `--online`          ─┘
    results       Result: ok, warning or failure, and advice

A section that cannot even be loaded is a failing line of its own, so the command works where
much is broken.
"""
