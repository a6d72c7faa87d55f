"""What the offline scriptwriter can say about any subject, in its languages."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Phrases:
    """Openings and closes, which name the `{subject}`, and steps, which any subject has."""

    language: str
    nothing: str
    """The subject of a prompt without words."""
    openings: list[str]
    closings: list[str]
    steps: list[tuple[str, str]] = field(default_factory=list)
    """Headline and text."""
    room: float = 20.0


PHRASES = {
    "zh": Phrases(
        language="zh",
        nothing="一段小小的故事",
        openings=[
            "今天，我们来看看：{subject}。",
            "{subject}，用几个画面讲给你听。",
            "说起“{subject}”，你会想到什么？",
        ],
        closings=[
            "{subject}，故事还在继续。",
            "关于“{subject}”，下一页由你来写。",
            "这就是{subject}，谢谢你看到这里。",
        ],
        steps=[
            ("从小处开始", "一切，都从一个小小的细节开始。"),
            ("走近一点", "走近一点，会看见不一样的样子。"),
            ("一个接一个", "线索一个接一个，慢慢连在一起。"),
            ("换个角度", "换一个角度，平常的事也有了新意。"),
            ("人们", "人们带来自己的想法，它便慢慢长大。"),
            ("改变", "小小的改变，一天一天积累起来。"),
            ("遇到难处", "路上总有难处，也总有办法。"),
            ("原来如此", "原来，重要的东西一直就在眼前。"),
            ("放眼望去", "放眼望去，每一部分都连着整体。"),
            ("留下来的", "热闹过后，留下来的才最珍贵。"),
        ],
    ),
    "en": Phrases(
        language="en",
        nothing="A small story",
        openings=[
            "{subject}: let us take a closer look.",
            "A short story, in a few pictures: {subject}.",
            "{subject}. What comes to mind first?",
        ],
        closings=[
            "{subject}: the story goes on from here.",
            "{subject}. The next page is yours.",
            "{subject}. Thank you for watching.",
        ],
        steps=[
            ("It starts small", "It begins with a detail that is easy to miss."),
            ("Come closer", "Come closer, and it looks different."),
            ("One by one", "One by one, the pieces find their place."),
            ("Another angle", "Seen from another side, plain things are new."),
            ("People join in", "People add ideas of their own, and it grows."),
            ("Change", "Small changes add up, day after day."),
            ("Obstacles", "There are obstacles, and there are ways around."),
            ("Of course", "What matters was in front of us all along."),
            ("The whole", "Step back: every part belongs to a whole."),
            ("What stays", "When the noise is gone, this is what stays."),
        ],
    ),
}

#: For other languages: the prompt's own words, and no others.
NO_WORDS = Phrases(
    language="",
    nothing="✦",
    openings=["{subject}"],
    closings=["{subject}"],
    room=40.0,
)
