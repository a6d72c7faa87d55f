"""Code generation (000): a request in words becomes the next version of a project's files.

consumers -> services -> runs -> llm
frames       what is said on the wire     selectors   what is read
live         the finer frames of `?stream=files`, a second rendering of the same log
versions     what is written of versions  history     what is told of them over HTTP
preview      a version's HTML project as a page of its own
runs         one turn: the model works on a tree in memory; the whole of it is stored, or nothing
  scribe       tells of the files while they are written
    drafts     a tool call's arguments, read while they grow (pure)
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
