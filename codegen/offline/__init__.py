"""What the built-in offline model can write: templates, and changes that it knows. It says so.

    skills       plans tool calls and words their results, request after request
    decisions    what a wish means for a project: a new one, changes, or an honest no
    wishes       what a wish says: the kind, a title, new or not (pure)
      vocabulary   the words of it
    kinds        the kinds of projects, as files under `templates/`
    changes      what can be changed afterwards, as recipes under `changes/` (pure)
    titles       the change that gives a page another title (pure)
    escapes      what a user wrote, in a file's language (pure)
    wording      sentences, in Chinese and English

Nothing is remembered between two requests: the kind of a project is seen from its files.

A new change is a file `changes/<kind>/<name>.toml`. A new kind is a folder under `templates/`, a
row in `kinds.KINDS` and its words in `vocabulary.KINDS`. The tests find both by themselves, and
run every choice of changes in every order.
"""
