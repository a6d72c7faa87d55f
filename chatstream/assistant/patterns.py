"""The words by which the guardrails know what to refuse. Texts come folded: `guardrails._written`.

Every pattern is linear: bounded gaps, no nested repetition.
"""

import re

Reason = tuple[str, str]
"""Why, in Chinese and English, to be read after "This message"."""


def _rules(reason: Reason, *patterns: str) -> tuple[re.Pattern[str], Reason]:
    return re.compile("|".join(patterns), re.ASCII), reason


_EARLIER = r"(previous|prior|above|earlier|preceding|foregoing|original|initial|system|your|safety)"
_RULES = (
    r"(instructions?|prompts?|rules|guidelines|directives|directions|commands|constraints"
    r"|restrictions|programming|guardrails?|filters?|polic(y|ies))"
)
_DROP = r"(ignore|disregard|forget|override|bypass|skip|discard|neglect|drop|circumvent|disable)"
_SHOW = (
    r"(reveal|show|print|repeat|output|display|tell|give|leak|dump|expose|share|recite|what('s| is"
    r"| are| were)|list|write( out| down)?|translate|summari[sz]e|copy|paste)"
)
_SECRETS = (
    r"((system|hidden|initial|secret|internal|original|developer|base)[ -]"
    r"(prompts?|messages?|instructions?|rules)|"
    r"your (initial |original |hidden |secret |exact |full |complete |own )*"
    r"(system )?(prompts?|instructions?|guidelines|directives))"
)
_DROP_ZH = (
    r"(忽略|无视|忘记|忘掉|忘了|不要理会|别管|抛开|抛弃|跳过|绕过|绕开|"
    r"不用遵守|不要遵守|不再遵守|停止遵守|违反|覆盖|解除|关闭|禁用|突破)"
)
_RULES_ZH = (
    r"(指令|指示|提示词|提示语|规则|规定|设定|约束|限制|准则|安全策略|"
    r"安全机制|护栏|过滤|系统消息|系统提示|人设|prompt)"
)
_SHOW_ZH = (
    r"(告诉|输出|显示|打印|重复|复述|泄露|透露|展示|公开|给我|发给|列出|"
    r"写出|说出|翻译|总结|复制|是什么|有哪些|看看|说一下)"
)
_SECRETS_ZH = (
    r"(系统提示|系统指令|系统消息|系统设定|初始指令|初始提示|原始指令|原始提示|内部指令|内部规则|"
    r"隐藏指令|隐藏提示"
    r"|开发者指令|你的(系统|初始|原始|完整|全部|隐藏|内部|所有)?(的)?(提示词|提示语|指令|prompt)|"
    r"system prompt)"
)

ATTACKS: tuple[tuple[re.Pattern[str], Reason], ...] = (
    _rules(
        ("要求放弃既定的规则", "asks to set aside the rules that are in force"),
        rf"\b{_DROP} .{{0,30}}\b{_EARLIER} .{{0,20}}\b{_RULES}\b",
        rf"\b{_DROP} (all|any|every|everything|the|these|those|of|your|my|\s){{1,6}}{_RULES}\b",
        rf"\b{_DROP} (all|everything) (of )?(the )?(above|before|previous|you (were|have been) "
        rf"told)",
        r"\b(do not|don't|no longer|stop) (have to )?(follow|obey|abide by|adhere to|following"
        rf"|obeying) .{{0,24}}\b{_RULES}\b",
        rf"\b(new|updated|real) {_RULES} ?:",
        rf"{_DROP_ZH}.{{0,6}}(之前|以上|上面|前面|先前|此前|原来|原有|所有|一切|全部|系统|你的|你|"
        rf"任何|安全).{{0,10}}"
        rf"{_RULES_ZH}",
        rf"{_DROP_ZH}(掉)?(这些|那些|上述|的)?{_RULES_ZH}",
    ),
    _rules(
        ("想得到内部的指令", "asks for internal instructions"),
        rf"\b{_SHOW}\b.{{0,40}}\b{_SECRETS}\b",
        rf"{_SHOW_ZH}.{{0,16}}{_SECRETS_ZH}",
        rf"{_SECRETS_ZH}.{{0,12}}{_SHOW_ZH}",
        r"\b(repeat|print|output|copy|recite) (all |everything |the |of |text |words ){1,6}"
        r"(above|before this|verbatim|prior to)",
        r"(重复|复述|输出|打印).{0,8}(以上|上面|上文|前面).{0,4}(全部|所有|内容|文字|的话)",
    ),
    _rules(
        ("要求扮演一个没有规则的角色", "asks to play a part without rules"),
        r"\b(jailbreak|jailbroken)\b",
        r"\b(you are|you're|become|act as|behave as|pretend (to be|you are|you're)|role-?play as|"
        r"simulate) .{0,40}\b(dan|stan|dude|aim|do anything now|unrestricted|unfiltered|uncensored|"
        r"without (any )?(rules|restrictions|limits|limitations|filters|ethics|guidelines)|"
        r"no (rules|restrictions|limits|filters|ethics)|evil)\b",
        r"\b(do anything now|developer mode|dev mode|god mode|sudo mode|admin mode|debug mode|"
        r"root access) ?(enabled|activated|on\b|v\d|,|\.|:|$)",
        r"\b(enter|enable|activate|switch (in)?to|turn on|start) .{0,16}"
        r"\b(developer|dev|god|sudo|admin|debug|maintenance|unrestricted|dan) mode\b",
        r"越狱",
        r"(进入|开启|启用|打开|切换到?|激活).{0,8}(开发者|上帝|管理员|调试|无限制|维护|超级用户|"
        r"dan).{0,2}模式",
        r"(扮演|假装|假设|想象|模拟|充当|变成|现在是|你是).{0,20}(没有|不受|无|不再有).{0,8}"
        r"(限制|规则|约束|审查|道德|过滤)",
    ),
    _rules(
        ("冒充系统的消息", "imitates a message of the system"),
        r"<\|?(im_start|im_end|system|endoftext|eot_id|start_header_id)\|?>",
        r"\[/?inst\]|<</?sys>>|</?system>",
        r"(^|[.!?:。！？：] ?)#{1,4} ?(system|instruction)s?( prompt| message)? ?:",
        r"^\s*(system|assistant|developer) ?(message|prompt|override|update|note)? ?: ?.{0,80}"
        r"\b(you|must|now|rules|ignore|mode)\b",
        r"\"role\" ?: ?\"(system|developer|assistant)\"",
    ),
    _rules(
        ("想触及系统本身或别人的数据", "reaches for the system itself, or for the data of others"),
        r"\b(drop|truncate|alter) table\b|\bdelete from \w|\bunion (all )?select\b|;--",
        r"\bos\.system\b|\bsubprocess\.|\b__import__\b|\brm -rf\b|/etc/passwd",
        r"\b(show|list|read|give|tell|delete|what are)\b.{0,24}\b(another|other|all|every) "
        r"(user|person|people)('?s'?|s'|s)? .{0,12}(notes?|to-?dos?|data|messages|tasks|"
        r"conversations?)",
        r"(别的|其他|其它|别人|所有|每个)(用户|人)?的?.{0,4}(笔记|待办|数据|消息|对话|聊天记录|"
        r"隐私)",
        r"\b(api[ _-]?keys?|access tokens?|environment variables?|secret[ _-]key)\b",
        r"(api|接口).{0,2}(密钥|key)|环境变量|管理员密码",
    ),
)

#: What this assistant is for: with one of these no question is irrelevant.
OURS = re.compile(
    r"\b(weather|forecast|rain(y|ing)?|snow(ing)?|sunny|temperatures?|umbrella|degrees|wind(y)?|"
    r"news|headlines?|recipes?|cook(ing)?|bake|dishe?s?|meals?|dinner|lunch|breakfast|ingredients?|"
    r"to-?dos?|remind(er|ers)?|remember|notes?|tasks?|(shopping|my) list)\b"
    r"|天气|气温|温度|下雨|下雪|预报|伞|新闻|头条|资讯|菜谱|食谱|做菜|怎么做|做饭|食材|待办|提醒|"
    r"记一下|记下|记住"
    r"|笔记|备忘|记得|清单|要做的"
)

ELSEWHERE: tuple[tuple[re.Pattern[str], Reason], ...] = (
    _rules(
        (
            "要的是写程序，不属于这位助手的范围",
            "asks for a program, which is not this assistant's work",
        ),
        r"\b(write|create|code|implement|debug|fix|refactor|generate|give|make|"
        r"optimi[sz]e)\b.{0,40}\b(python|"
        r"javascript|typescript|java|c\+\+|rust|golang|sql|html|css|bash|regex|code|function|"
        r"script|program|algorithm|class|unit tests?|query|website|app)\b",
        r"(写|编|实现|生成|调试|重构|优化).{0,16}(代码|程序|脚本|函数|算法|sql|python|java|正则|"
        r"网页|网站|小程序|爬虫)",
    ),
    _rules(
        (
            "要的是代写，不属于这位助手的范围",
            "asks for writing, which is not this assistant's work",
        ),
        r"\b(write|draft|compose|generate|proofread|edit|rewrite)\b.{0,30}\b(essays?|thesis|"
        r"dissertation|articles?|blog posts?|cover letters?|resumes?|cv|emails?|letters?|speech|"
        r"novel|short stor(y|ies)|screenplay|lyrics|press release|business plan|homework)\b",
        r"(写|代写|起草|润色|修改|续写|生成).{0,14}(论文|作文|文章|简历|求职信|演讲稿|小说|剧本|"
        r"歌词|商业计划|邮件|检讨|公文|报告)",
    ),
    _rules(
        (
            "要的是解题，不属于这位助手的范围",
            "asks for coursework, which is not this assistant's work",
        ),
        r"\b(solve|prove|integrate|differentiate|factori[sz]e|calculate the (integral|"
        r"derivative))\b"
        r".{0,40}(equation|theorem|integral|derivative|x\^?\d|polynomial|matrix|problem)",
        r"\bmy (math|physics|chemistry|biology|history|english) homework\b",
        r"(解|证明|求).{0,12}(方程|定理|积分|导数|矩阵|不等式|极限)|(数学|物理|化学|英语|历史)作业",
    ),
    _rules(
        ("要的是专业意见，不属于这位助手的范围", "asks for a professional's advice"),
        r"\b(which|what|should i (buy|sell|invest)|recommend|pick|predict)\b.{0,30}\b(stocks?|"
        r"shares|"
        r"crypto(currency)?|bitcoin|etfs?|lottery numbers?)\b",
        r"\b(diagnose (me|my)|what (disease|illness) do i have|prescribe|legal advice|sue my)\b",
        r"(推荐|买|卖|预测).{0,8}(股票|基金|比特币|彩票|期货)|(股票|基金|比特币|彩票).{0,8}(推荐|"
        r"该买|买哪|预测|涨还是跌)",
        r"(帮我|给我).{0,6}(诊断|开药方|看病|打官司|法律意见)|我(得|患)了什么病",
    ),
)
