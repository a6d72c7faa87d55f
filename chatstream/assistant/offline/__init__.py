"""How the built-in offline model plays the assistant's agents. It says what it is.

    skill        what the offline model is taught
    turn         one question: handoffs and tools for what was asked, then the results in words
      reading      a conversation → intents: what is wanted, by which tool (pure)
        weather, news, recipes, personal   one kind of question each (pure)
          when         days: 明天, this weekend (pure)
          places       which words are a place (pure)
          vocabulary   the words of each of them, from `words/*.toml`
          kitchen      dishes and ingredients, Chinese and English (pure)
        talk         greetings, thanks, jokes, and what belongs to none (pure)
      wording      results → sentences, in Chinese and English (pure)

Nothing is remembered between two requests: what a follow-up means is read from the conversation.
"""
