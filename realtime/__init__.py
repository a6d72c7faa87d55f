"""The engine: rooms, runs, and a log that is written before anybody is told.

    consumer   a socket speaks a dialect; it decodes, asks a service, returns
      engine     one per event loop: joins the parts below
        runner     starts, stops and ends runs; holds their leases
        hub        who watches which room in this process; sends what the log has
        writer     the one thread that commits, for all rooms at once
          runs       what a run's row may do, inside a transaction
          log        what a room's rows may do, inside a transaction
            models     Room, Run, Event

Imports point down only, and nothing here knows an app or a model provider.
"""
