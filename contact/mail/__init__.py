"""Contact requests by mail: one mail tells of all that wait, and spam causes few.

asking     is a mail due: then a run is asked for, by a request, or by the engine's chores for
           what has become due meanwhile, has failed, or was left by a crash
runs       MailRun: sends; one at a time over all processes
  digests    what waits → a mail (pure)
"""
