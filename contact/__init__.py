"""The contact desk (003): a visitor, an AI that knows its limits, an owner who takes over.

consumers -> services -> runs -> llm
frames       what visitors say and hear   renderings   the log as those frames
selectors    what is read for them
inbox/       the owner's side: one socket for staff, hearing of every conversation
mail/        requests by mail, few mails whatever comes
knowledge/   articles, and what of them fits a question
silence      removes rooms in which nothing was ever said
notices      the one place in which what happens in a conversation is written to the log
"""
