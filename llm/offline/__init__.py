"""The built-in model: answers with no key and no network, in the OpenAI wire format.

    transport    the in-process server: requests in, paced chunks out
    brain        what to say to a request: a tool call, or text
    skills       what it understands; apps contribute theirs with `register_skill`
    smalltalk    everything else, honestly

It recognises requests by their words and asks for the app's real tools; nothing behind it is faked.
"""
