"""Names for a crowd that works in many languages, each with the Latin letters that its e-mail address is made of."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random

# Per language: its weight, given names, family names. `native=latin` where the letters are not Latin.
_WORDS = {
    "de": (
        24,
        "Anna Lukas Jürgen Käthe Sören Greta Friedrich Mia Jonas Lea Paul Emma Felix Hanna Björn Ursula",
        "Müller Schäfer Weiß Krüger Becker Hoffmann Schulz Großmann Böhm Vogel Winkler Lange Köhler Brandt",
    ),
    "en": (
        20,
        "Olivia Noah Amelia Liam Grace Jack Chloe Oscar Zoë Siobhán Renée Harry Maya Ethan Ruby Theo",
        "Smith O'Neill Taylor Brown Wright Okafor Mbeki Clarke Fraser Singh-Jones Walker Hughes MacLeod Reyes",
    ),
    "nl": (
        12,
        "Sanne Daan Fleur Bram Lotte Sem Noor Thijs Eva Jeroen Maud Pieter",
        "Jansen Visser Bakker Smit Meijer Mulder Bos Vos Peters Hendriks Dekker Kok",
    ),
    "ja": (
        12,
        "陽菜=hina 蓮=ren さくら=sakura 大翔=hiroto 結衣=yui 悠真=yuma 美咲=misaki 健太=kenta 葵=aoi 翔太=shota",
        "佐藤=sato 鈴木=suzuki 高橋=takahashi 田中=tanaka 渡辺=watanabe 伊藤=ito 山本=yamamoto 中村=nakamura",
    ),
    "ar": (
        7,
        "محمد=mohammed فاطمة=fatima أحمد=ahmed ليلى=layla يوسف=yusuf مريم=maryam عمر=omar نور=nour خالد=khalid",
        "الحسن=alhassan المصري=almasri حداد=haddad منصور=mansour السيد=elsayed ناصر=nasser",
    ),
    "hi": (
        6,
        "आरव=aarav प्रिया=priya रोहन=rohan अनन्या=ananya विक्रम=vikram कविता=kavita अर्जुन=arjun दीपिका=deepika",
        "शर्मा=sharma पटेल=patel गुप्ता=gupta सिंह=singh मेहता=mehta अय्यर=iyer",
    ),
    "zh": (
        5,
        "秀英=xiuying 伟=wei 芳=fang 娜=na 敏=min 静=jing 磊=lei 洋=yang",
        "王=wang 李=li 张=zhang 刘=liu 陈=chen 杨=yang",
    ),
    "he": (
        3,
        "נועה=noa דוד=david יעל=yael איתן=eitan תמר=tamar אורי=uri",
        "כהן=cohen לוי=levi מזרחי=mizrahi פרץ=peretz ביטון=biton",
    ),
    "uk": (
        3,
        "Олена=olena Андрій=andrii Марія=mariia Іван=ivan Софія=sofiia",
        "Шевченко=shevchenko Коваленко=kovalenko Бондаренко=bondarenko Ткачук=tkachuk",
    ),
    "ko": (2, "지우=jiwoo 민준=minjun 서연=seoyeon 하준=hajun", "김=kim 이=lee 박=park 최=choi"),
    "el": (2, "Ελένη=eleni Γιώργος=giorgos Μαρία=maria", "Παπαδόπουλος=papadopoulos Νικολάου=nikolaou"),
    "th": (1, "สมชาย=somchai มาลี=malee อนันต์=anan", "ศรีสุข=srisuk ทองดี=thongdee"),
    "vi": (1, "Nguyệt Hương Đức Tuấn", "Nguyễn Trần Phạm"),
    "tr": (1, "Işıl Çağla Ömer Gökçe", "Yılmaz Şahin Öztürk"),
    "ta": (1, "கவின்=kavin மீனா=meena", "குமார்=kumar ராஜன்=rajan"),
}
_FAMILY_FIRST = frozenset({"ja", "zh", "ko"})
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "ı": "i", "đ": "d"})


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name, and both parts of it in lower-case Latin letters."""

    given: str
    family: str
    latin_given: str
    latin_family: str
    family_first: bool

    @property
    def full(self) -> str:
        """The name as its owner writes it."""
        if self.family_first:
            return f"{self.family} {self.given}"
        return f"{self.given} {self.family}"


Words = list[tuple[str, str]]


def _latin(name: str) -> str:
    """Return the letters a-z of a name; vowel marks are dropped."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    return "".join(letter for letter in plain if "a" <= letter <= "z")


def _read(words: str) -> Words:
    pairs = (word.partition("=") for word in words.split())
    return [(native, latin or _latin(native)) for native, _, latin in pairs]


class Names:
    """The names, read once; `draw` picks one."""

    def __init__(self) -> None:
        self._languages = list(_WORDS)
        self._weights = [weight for weight, _, _ in _WORDS.values()]
        self._words = {language: (_read(given), _read(family)) for language, (_, given, family) in _WORDS.items()}

    def draw(self, random: Random) -> Name:
        """Return somebody's name."""
        (language,) = random.choices(self._languages, self._weights)
        given, family = self._words[language]
        (first, latin_first), (last, latin_last) = random.choice(given), random.choice(family)
        return Name(first, last, latin_first, latin_last, language in _FAMILY_FIRST)
