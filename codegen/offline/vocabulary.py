"""The words by which wishes are understood, in Chinese and English.

Latin words count whole; a Chinese character beside one ends it, hence ASCII. Spaces are written
as `[ ]`, because the patterns are verbose.
"""

import re


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.ASCII | re.VERBOSE)


#: Kinds of projects. The first that is found counts: what is made of pages or lists comes before
#: pages and lists, and a page for something before that something.
KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "scraper",
        _pattern(r"""
            \b(web[ ]?)?(scrap(er?|es|ing)|crawl(er|s|ing)?|spider)\b
            | \b(extract|collect|parse)\b.{0,24}\b(web[ ]?(page|site)s?|links)\b
            | 爬虫 | 爬取 | 抓取 | 采集
        """),
    ),
    (
        "snake",
        _pattern(r"\bsnake\b | 贪吃蛇 | 贪食蛇"),
    ),
    (
        "rest",
        _pattern(r"""
            \b(rest|json|http|web|crud)[ -]?(apis?|services?|servers?|backend)\b
            | \b(restful|backend|crud)\b | \brest[ ]endpoints?\b | \bapi[ ](for|service|server)\b
            | (^|[做写个]|\bcreate[ ]an[ ])\s*(an?[ ])?(rest|api)\s*$
            | (rest|http|json|restful)\s*(接口|服务) | api\s*服务
            | 后端 | 接口服务 | 接口.{0,8}增删改查
        """),
    ),
    (
        "page",
        _pattern(r"\b(landing|home)[ -]?page\b | \bportfolio\b | 主页 | 首页 | 官网 | 落地页"),
    ),
    (
        "calculator",
        _pattern(r"\b(calculators?|calc)\b | \barithmetic\b | 计算器 | 四则运算 | 加减乘除"),
    ),
    (
        "todo",
        _pattern(r"""
            \bto[ -]?dos?\b | \bthings[ ]to[ ]do\b | \bcheck[ -]?list\b
            | \b(task|chore)[ ](list|manager|tracker)s?\b
            | 待办 | 任务(管理|清单|列表) | 备忘清单 | (每天|今天)要做的事
        """),
    ),
    (
        "cli",
        _pattern(r"""
            \bcommand[ -]?line\b | \bcli\b | \bterminal[ ](tool|utility|program|app)\b
            | \b(tool|utility|script)[ ]for[ ]the[ ]shell\b
            | \b(word|line|character)s?[ -]?(count|frequency)\w*\b
            | \bcount\w*[ ]((the|all)[ ])?(words|lines|characters)\b
            | 命令行 | 终端(工具|程序) | 词频 | (统计|计算)[^，。]{0,12}(单词|[字行词]数|字符)
        """),
    ),
    (
        "page",
        _pattern(r"""
            \bweb[ ]?(page|site)s?\b | \ba[ ]site\b | \bhtml\b | \bpage\b
            | 网页 | 网站 | 页面 | 站点
        """),
    ),
)

#: Something new is to be made.
NEW = _pattern(r"""
    \b(write|create|build|generate|develop|program|code|start)\b | \bmake[ ](me[ ])?an?\b
    | ^\s*(an?|the)\b | \b(need|want)[ ]an?\b
    | 写 | 创建 | 新建 | 生成 | 开发 | 制作 | 搭建 | 实现 | [做来弄搞](一?[个款套]|一下)
""")

#: What is there is to be changed.
CHANGE = _pattern(r"""
    \b(add|change|set|turn|support|extend|include|rename|put|give|let|fix|improve|remove)\b
    | \bmake[ ](it|the|this|them|its)\b | \b(its|into[ ]it|to[ ]it)\b
    | 加[上个一入] | 增加 | 添加 | 支持 | 改[成为一下] | 修改 | 换成 | 变[成得] | 设[置为]
    | 去掉 | 删除 | 让它 | 把
""")

TAKE_AWAY = _pattern(r"""
    \b(remove|drop|undo|revert|get[ ]rid[ ]of|without)\b | 去掉 | 移除 | 删掉 | 撤销 | 不要
""")

#: "Add a way to remove notes" takes nothing away.
ADD = _pattern(r"""
    \b(add|support|implement|endpoint|let|can|able)\b | 加 | 增 | 添 | 支持 | 实现 | 接口
""")

#: All that was said, for whom small talk answers.
PLEASANTRY = re.compile(
    r"""
    \W*(
    你好 | 您好 | 嗨 | 哈喽 | [早晚]上好 | 谢谢.{0,4} | 多谢 | 感谢.{0,4} | 再见 | 拜拜
    | 你是谁 | 你叫什么.{0,3} | 你是什么.{0,3} | 介绍.{0,4}自己
    | hello([ ]there)? | hi([ ]there)? | hey | good[ ](morning|afternoon|evening)
    | thanks?([ ]you)?([ ](very[ ]much|a[ ]lot))? | (good)?bye
    | (who|what)[ ]are[ ]you | what('s|[ ]is)[ ]your[ ]name
    )\W*
    """,
    re.IGNORECASE | re.VERBOSE,
)

QUESTION = _pattern(r"""
    ^\s*(what|who|why|how|when|where|which|explain|does|is|are|do[ ]you)\b
    | 什么 | 怎么 | 如何 | 为何 | 解释 | 是谁 | 你能.{0,4}吗 | 哪些
""")

_CALLED = r"""
    (标题 | 题目 | 名字 | 名称 | 名叫 | 名为 | 叫做 | 叫作 | 叫
    | \b(titled?|entitled|called|named|rename)\b)
"""
_BECOMES = r"(是|为|叫|改成|改为|换成|设为|设成|用|to|is|of|be|as|it|:|：|=|\s)*"

#: Where a title stands: quoted, or up to where the sentence goes on.
TITLES = (
    _pattern(
        _CALLED + _BECOMES + r"[《「『“\"‘']\s*(?P<title>[^》」』”\"]+?)\s*[》」』”\"’'](?!\w)"
    ),
    _pattern(r"""
        \b(titled|entitled|called|named|title\s*(to|is|:|=)|rename[ ](it[ ]|this[ ])?to)\s+
        (?P<title>[^,.;!?，。；！？]+?)
        (?=\s+(with|and|that|which|in)\b | [,.;!?，。；！？] | \s*$)
    """),
    _pattern(r"""
        ((标题|题目|名字|名称)\s*(是|为|叫|改成|改为|换成|设为|：|:) | 名叫 | 名为 | 叫做)\s*
        (?P<title>[^,.;!?，。；！？、]+?)
        (?=的(网页|网站|页面|主页|游戏) | [,.;!?，。；！？、] | \s*$)
    """),
)

#: Languages and frameworks that no template is made with.
LANGUAGE = _pattern(r"""
    \b(Java | JavaScript | TypeScript | Rust | Golang
    | Go(?=[ ](language|program)) | (?<=\bin[ ])Go | (?<=用)Go | (?<=用[ ])Go
    | C\+\+ | C\# | PHP | Ruby
    | Swift | Kotlin | Perl | Haskell | React | Vue | Angular | Django | Flask | FastAPI
    | Node\.?js)(?![\w+\#])
""")
