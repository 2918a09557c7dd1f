"""Chinese surnames whose reading or length the general tables get wrong.

Sources: 通用规范汉字表 readings for surnames, 现代汉语词典 (surname entries); compound surnames from the public list of
surnames in use. The person's own spelling (a Latin name) wins over all of this.
"""

from collections.abc import Mapping

COMPOUND = frozenset(
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 "
    "慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 "
    "轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 "
    "公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 褚师 吴铭 纳兰 完颜 叶赫 爱新觉罗 歐陽 司馬 諸葛 尉遲 東方 "
    "獨孤 公孫 長孫 鮮於 鍾離 聞人".split()
)
# Every reading in use, the commonest first: search finds all of them, sorting uses the first.
READINGS: Mapping[str, tuple[str, ...]] = {
    "单": ("shan", "dan"),
    "單": ("shan", "dan"),
    "曾": ("zeng",),
    "仇": ("qiu", "chou"),
    "解": ("xie", "jie"),
    "区": ("ou", "qu"),
    "區": ("ou", "qu"),
    "查": ("zha", "cha"),
    "朴": ("piao", "pu"),
    "吕": ("lv", "lu"),
    "呂": ("lv", "lu"),
    "任": ("ren",),
    "华": ("hua",),
    "盖": ("ge", "gai"),
    "缪": ("miao",),
    "宓": ("mi", "fu"),
    "翟": ("zhai", "di"),
    "覃": ("qin", "tan"),
    "黑": ("he", "hei"),
    "召": ("shao",),
    "种": ("chong", "zhong"),
    "繁": ("po",),
    "秘": ("bi", "mi"),
    "尹": ("yin",),
    "乐": ("yue", "le"),
    "员": ("yun",),
    "贠": ("yun",),
    "折": ("she",),
    "过": ("guo",),
    "洗": ("xian",),
    "冼": ("xian",),
    "句": ("gou",),
    "尉": ("wei", "yu"),
    "那": ("na",),
    "都": ("du",),
    "阚": ("kan",),
    "眭": ("sui",),
    "应": ("ying",),
    "葛": ("ge",),
    "隗": ("wei", "kui"),
    "万俟": ("moqi",),
    "尉迟": ("yuchi",),
    "长孙": ("zhangsun",),
    "令狐": ("linghu",),
    "澹台": ("tantai",),
    "单于": ("chanyu",),
    "亓官": ("qiguan",),
    "宰父": ("zaifu",),
    "乐正": ("yuezheng",),
}
