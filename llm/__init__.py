"""The model, behind one small interface. The only place that imports `openai`.

    turns        answer(): text, tool calls and their results, until the model is done
      tools        what a model may ask for: an argument model, a handler, texts for people
      reader       one request's bytes → text and tool requests, as fast as they arrive
        chunks       decoded chunks → what they mean (pure)
        sse          bytes → event payloads (pure)
        failures     the SDK's and the transport's exceptions → errors
      client       the SDK's client, one per event loop: OpenAI, Azure, any compatible server,
                   or, with nothing configured, the offline model
    types        what a stream yields
    errors       what can go wrong, as one tree
    conf, checks settings, and what `manage.py check` says about them

    wire, pacing the server's side of the same format, for the two below
    offline      the built-in model: an in-process transport that answers in the wire format
    scripts      a scripted model for tests and benchmarks, in-process and over HTTP

Imports point down only, and nothing here knows an app or the engine. `openai` takes most of a
second to import, so it is imported where a client is built and never with a module.
"""
