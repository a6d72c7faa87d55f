"""What the assistant knows: articles, how they are found, how they become an answer.

answering    grounding(): what fits a question; messages(): what the model is asked
  selectors    the passages that fit, the best first
    relevance    how well a passage fits; under which nothing does (pure)
    asking       a question → what is looked for (pure)
    index        the two databases' full-text search
offline      how the offline model answers from what was found (pure)
services     writes articles, and their passages with them
  passages     an article → passages (pure)
  markdown     Markdown → HTML that is safe to show, and text (pure)
  terms        text → the terms of the index, the same for both databases (pure)
importing    a folder of Markdown files → articles
  frontmatter  a file's head and body, checked (pure)
models, admin
"""
