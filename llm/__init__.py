"""The model, behind one small interface. The only place that imports `openai` and `agents`.

    agents       converse(): text, tools, handoffs and guardrails, until the answer is done
      tools        what a model may ask for: an argument model, a handler, texts for people
      window       how much of a conversation a request carries (pure)
      reader       one request's bytes → text and tool requests, as fast as they arrive
        attempts     what is asked, and whether it is asked again
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

Imports point down only, and nothing here knows an app or the engine. `openai` takes half a
second to import and `agents` a second, so they are imported where a client is built and where an
answer is prepared, and never with the modules that apps import.
"""
