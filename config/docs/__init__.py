"""The generated pages of docs/: made from the code that they describe, so that they cannot drift.

pages       which file comes from what
  settings    environment variables, from the settings' classes
  protocol    frames, from each dialect's frames.py, with the examples in `examples`
  generation  code generation's frames
  assistant   the assistant's frames
  contact     the contact desk's frames, visitors' and staff's
  schema      the same frames as JSON Schema
  errors      the error tree and the close codes
  commands    the management commands and their help
    markdown    tables, code, and types in words
"""
