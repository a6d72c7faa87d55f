"""Code generation (000): a request in words becomes the next version of a project's files.

consumers -> services -> runs -> llm
frames       what is said on the wire     selectors   what is read
versions     what is written of versions  history     what is told of them over HTTP
runs         one turn: the model works on a tree in memory; the whole of it is stored, or nothing
  tools        what the model may do to that tree
  fences       the same for models without tools: fenced blocks of text (pure)
  tree         the tree: paths and contents, within their caps (pure)
  edits        search and replace, and why it does not apply (pure)
  placeholders files that say "the rest is unchanged" (pure)
  paths        which names files and folders may have (pure)
mirror       the files on disk, made from the database after each version
  folders      writing a folder so that no link leads out of it
offline/     what the built-in model can write
"""
