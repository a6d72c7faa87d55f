"""Weather, news and recipes from the world outside, which is hostile until checked.

    weather, news, recipes   what tools ask: JSON in the words of this project
      feeds       a feed's bytes → items
      samples     what is told, labelled, where a source cannot be reached
      kept        the cache: one request at a time for one thing
      answers     what a source has answered, before anybody believes it
        fetch       one GET: known hosts, public addresses, few redirects, limits
          network     connects to the address that was checked, and to no other
            addresses   which addresses are public (pure)
      plain       a stranger's text and links, made harmless (pure)
    conf, errors

`fetch` and `network` load the HTTP library, with the first request and not with the project.
"""
