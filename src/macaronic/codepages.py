"""Code pages: what their bytes mean, which languages were written in them, and the letters of those languages."""

from __future__ import annotations

from functools import cache

UNASSIGNED = "\N{REPLACEMENT CHARACTER}"
NO_BYTE = "\uffff"

# The pages that each group of languages was written in, the most frequent first.
FAMILIES: dict[str, tuple[str, ...]] = {
    "western": ("cp1252", "mac_roman", "cp850", "cp437", "iso8859_15"),
    "nordic": ("cp1252", "mac_roman", "cp850", "cp437", "cp865", "iso8859_15"),
    "icelandic": ("cp1252", "mac_iceland", "cp850", "cp861"),
    "portuguese": ("cp1252", "mac_roman", "cp850", "cp860", "cp437"),
    "celtic": ("cp1252", "mac_roman", "cp850", "iso8859_14"),
    "southern": ("iso8859_3", "cp1252"),
    "central": ("cp1250", "iso8859_2", "cp852", "mac_latin2"),
    "romanian": ("cp1250", "iso8859_2", "cp852", "mac_romanian", "iso8859_16"),
    "croatian": ("cp1250", "iso8859_2", "cp852", "mac_croatian"),
    "baltic": ("cp1257", "iso8859_4", "cp775"),
    "turkish": ("cp1254", "cp857", "mac_turkish"),
    "cyrillic": ("cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic", "koi8_u", "cp1125", "cp855"),
    "kazakh": ("kz1048", "ptcp154", "cp1251", "koi8_r", "cp866", "iso8859_5"),
    "greek": ("cp1253", "iso8859_7", "cp737", "mac_greek", "cp869"),
    "hebrew": ("cp1255", "cp862"),
    "arabic": ("cp1256", "iso8859_6"),
    "thai": ("cp874",),
    "japanese": ("cp932", "euc_jp"),
    "chinese": ("gb18030", "cp950"),
    "korean": ("cp949",),
    "unicode": (),
}

# Pages as which text was taken by mistake, the most frequent first.
SINGLE_BYTE = (
    "cp1252", "mac_roman", "cp1251", "cp1250", "cp437", "cp850", "koi8_r", "cp866", "iso8859_2", "cp1253", "cp1254",
    "cp1257", "cp1256", "cp1255", "iso8859_5", "iso8859_7", "iso8859_15", "mac_cyrillic", "cp852", "cp874", "koi8_u",
    "mac_latin2", "mac_greek", "mac_turkish", "cp737", "cp775", "cp855", "cp857", "cp862", "cp865", "iso8859_4",
    "iso8859_6", "cp1125", "cp1258",
)  # fmt: skip
MULTI_BYTE = ("gbk", "cp950", "cp932", "cp949", "euc_jp")
EAST_ASIAN = frozenset({"cp932", "cp949", "cp950", "euc_jp", "gb18030"})

RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
ARABIC = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيـ" + "".join(map(chr, range(0x064B, 0x0653)))
PERSIAN = ARABIC + "پچژکگی"
HEBREW = "אבגדהוזחטיךכלםמןנסעףפץצקרשת"
GREEK = "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ"
THAI = "".join(map(chr, range(0x0E01, 0x0E3B))) + "".join(map(chr, range(0x0E40, 0x0E4F)))
VIETNAMESE = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
SERBIAN = "абвгдђежзијклљмнњопрстћуфхцчџш"
GAJ = "čćđšž"
ROMANCE = "àáâçèéêíîïñòóôùúü"

# Each language's family of pages and its letters: those besides a-z for the Latin script, all of them for another.
LANGUAGES: dict[str, tuple[str, str]] = {
    "af": ("western", "áäéèêëíîïóôöúûü"),
    "als": ("western", "äöüéèàâêß"),
    "an": ("western", ROMANCE),
    "ar": ("arabic", ARABIC),
    "arz": ("arabic", ARABIC),
    "ast": ("western", "áéíñóúüḥḷ"),
    "az": ("turkish", "çəğıöşüİ"),
    "ba": ("cyrillic", RUSSIAN + "әғҙҡңөҫүһ"),
    "bar": ("western", "äöüßåé"),
    "be": ("cyrillic", "абвгдеёжзійклмнопрстуўфхцчшыьэюя"),
    "bg": ("cyrillic", "абвгдежзийклмнопрстуфхцчшщъьюяѝ"),
    "br": ("western", "âêîôûùñéèü"),
    "bs": ("croatian", GAJ),
    "ca": ("western", "àçèéíïòóúüŀ"),
    "ce": ("cyrillic", RUSSIAN + "ӏ"),
    "ceb": ("western", "áéíñóú"),
    "co": ("western", "àèéìïòùü"),
    "cs": ("central", "áčďéěíňóřšťúůýž"),
    "cv": ("cyrillic", RUSSIAN + "ӑӗҫӳ"),
    "cy": ("celtic", "àáâäèéêëìíîïòóôöùúûüẁẃŵẅỳýŷÿ"),
    "da": ("nordic", "æøåéáóúèêöäü"),
    "de": ("western", "äöüßéèàêç"),
    "el": ("greek", GREEK),
    "en": ("western", "éèêëàâäçïîñöôüû"),
    "eo": ("southern", "ĉĝĥĵŝŭ"),
    "es": ("western", "áéíñóúü"),
    "et": ("baltic", "äöõüšž"),
    "eu": ("western", "çñü"),
    "fa": ("arabic", PERSIAN),
    "fi": ("nordic", "äöåéšž"),
    "fr": ("western", "àâæçéèêëîïôœùûüÿ"),
    "frr": ("western", "äöüåđßéè"),
    "fy": ("western", "âäêëéïîôöûúü"),
    "ga": ("celtic", "áéíóú"),
    "gd": ("celtic", "àáèéìòóù"),
    "gl": ("western", "áéíïñóúü"),
    "he": ("hebrew", HEBREW),
    "hr": ("croatian", GAJ),
    "hsb": ("central", "čćěłńóřšžź"),
    "dsb": ("central", "čćěłńóŕřšśžź"),
    "ht": ("western", "àèéòù"),
    "hu": ("central", "áéíóöőúüű"),
    "id": ("western", "éèê"),
    "is": ("icelandic", "áðéíóúýþæö"),
    "it": ("western", "àèéìíîòóùú"),
    "ja": ("japanese", ""),
    "jv": ("western", "éèêå"),
    "kk": ("kazakh", RUSSIAN + "әғқңөұүһі"),
    "ko": ("korean", ""),
    "ku": ("turkish", "çêîşû"),
    "ky": ("cyrillic", RUSSIAN + "ңөү"),
    "la": ("western", "æœëāēīōūăĕĭŏŭ"),
    "lb": ("western", "äëéöüèêôûîàß"),
    "li": ("western", "äëèéêöòóôüïâ"),
    "lmo": ("western", "àâäçèéêìíîòóöôùúü"),
    "lt": ("baltic", "ąčęėįšųūž"),
    "lv": ("baltic", "āčēģīķļņšūžōŗ"),
    "mg": ("western", "àâéèêëìîïñòôöù"),
    "mk": ("cyrillic", "абвгдѓежзѕијклљмнњопрстќуфхцчџшѐѝ"),
    "mn": ("cyrillic", RUSSIAN + "өү"),
    "ms": ("western", "éèê"),
    "mt": ("southern", "ċġħżàèéìòù"),
    "nap": ("western", "àáèéêëìíîòóôùúû"),
    "nds": ("western", "äöüßåéè"),
    "nl": ("western", "áâäàçèéêëíïîóôöúüûñ"),
    "nn": ("nordic", "æøåéèêóòôàäöü"),
    "no": ("nordic", "æøåéèêóòôàäöü"),
    "oc": ("western", "àáçèéíïòóúü"),
    "os": ("cyrillic", RUSSIAN + "ӕ"),
    "pl": ("central", "ąćęłńóśźż"),
    "pms": ("western", "àâçèéêëìîïòôöùûü"),
    "ps": ("arabic", PERSIAN + "ټځڅډړږښګڼۀېۍئ"),
    "pt": ("portuguese", "áâãàçéêíóôõúü"),
    "qu": ("western", "áéíñóú"),
    "rm": ("western", "àâäèéêëìîïòôöùûü"),
    "ro": ("romanian", "ăâîșțşţ"),
    "ru": ("cyrillic", RUSSIAN),
    "rue": ("cyrillic", RUSSIAN + "ґєії"),
    "sah": ("cyrillic", RUSSIAN + "ҕҥөһү"),
    "sc": ("western", "àáèéìíòóùú"),
    "scn": ("western", "àáâèéêìíîòóôùúûçḍ"),
    "sco": ("western", "éèêàâöü"),
    "sh": ("croatian", GAJ + SERBIAN),
    "sk": ("central", "áäčďéíĺľňóôŕšťúýž"),
    "sl": ("croatian", "čšžćđ"),
    "sq": ("western", "çë"),
    "sr": ("croatian", GAJ + SERBIAN),
    "su": ("western", "éèê"),
    "sv": ("nordic", "åäöéàèüáæø"),
    "sw": ("western", "é"),
    "tg": ("cyrillic", RUSSIAN + "ғӣқӯҳҷ"),
    "th": ("thai", THAI),
    "tk": ("turkish", "çäňöşüýž"),
    "tl": ("western", "áàâéèêíìîñóòôúùû"),
    "tr": ("turkish", "âçğıîöşûüİ"),
    "tt": ("cyrillic", RUSSIAN + "әөүҗңһ"),
    "uk": ("cyrillic", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
    "ur": ("arabic", PERSIAN + "ٹڈڑںھہے"),
    "uz": ("cyrillic", RUSSIAN + "ўқғҳʻʼ"),
    "vec": ("western", "àáçèéìíòóùúł"),
    "vi": ("unicode", VIETNAMESE),
    "wa": ("western", "åâçéèêëîôûù"),
    "yi": ("hebrew", HEBREW + "אַאָבֿכּפּפֿ"),
    "yue": ("chinese", ""),
    "zh": ("chinese", ""),
}


@cache
def page(name: str) -> str:
    """The 256 characters of a single-byte page. The holes of a Windows page are C1 controls, as in HTML.

    >>> page("cp1252")[0xE9], page("koi8_r")[0xE9], page("cp1252")[0x81]
    ('é', 'И', '\\x81')
    """
    text = bytes(range(256)).decode(name, "replace")
    if not name.startswith(("cp125", "cp874")):
        return text
    return "".join(chr(byte) if char == UNASSIGNED else char for byte, char in enumerate(text))


class Backwards(dict[int, str]):
    """A page read backwards: for a character's code the character whose code is its byte.

    Made for `str.translate`: ASCII stays, and what is not on the page becomes what is no byte.
    """

    def __missing__(self, code: int) -> str:
        """The character itself, or what is no byte."""
        return chr(code) if code < 0x80 else NO_BYTE


@cache
def backwards(name: str) -> Backwards:
    """A single-byte page read backwards.

    In the Windows and ISO pages C1 controls stand for their bytes, as programs that know no better leave them.

    >>> "naïve Š".translate(backwards("cp1252"))
    'naïve \\x8a'
    """
    controls = range(0x80, 0xA0) if name.startswith(("cp125", "iso", "cp874")) else ()
    table = Backwards((byte, chr(byte)) for byte in controls)
    table.update((ord(char), chr(byte)) for byte, char in enumerate(page(name)) if byte >= 0x80 and char != UNASSIGNED)
    return table


@cache
def letters(language: str) -> frozenset[str]:
    """The letters that a language writes, capitals too, without a-z.

    >>> "ñ" in letters("es"), "Ñ" in letters("es"), "ñ" in letters("pt")
    (True, True, False)
    """
    small = LANGUAGES.get(language, ("", ""))[1]
    return frozenset(small + "".join(letter.upper() for letter in small if len(letter.upper()) == 1))


def writes_latin(language: str) -> bool:
    """Whether a language is written in Latin letters, if perhaps in others, too.

    >>> writes_latin("vi"), writes_latin("sr"), writes_latin("ru"), writes_latin("ja")
    (True, True, False, False)
    """
    return any("À" <= letter <= "ɏ" for letter in letters(language))


def pages(language: str) -> tuple[str, ...]:
    """The code pages that a language was written in; none for one that only Unicode can write or that is not known.

    >>> pages("tr")
    ('cp1254', 'cp857', 'mac_turkish')
    """
    return FAMILIES[LANGUAGES.get(language, ("unicode", ""))[0]]


@cache
def daily(language: str) -> frozenset[str]:
    """The characters in daily use of a language that is written with ideographs.

    These are the first levels of the national standards, which hold some 99.5 % of running text, and the kana.

    >>> "国" in daily("zh"), "國" in daily("zh"), "国" in daily("ja"), "亾" in daily("zh"), daily("en")
    (True, True, True, False, frozenset())
    """
    if language == "ja":
        return frozenset(_rows("euc_jp", range(0xA4, 0xA6)) + _rows("euc_jp", range(0xB0, 0xD0)) + "々ー")
    if language in ("zh", "yue", "wuu"):
        traditional = _rows("big5", range(0xA4, 0xC7), range(0x40, 0x7F))
        return frozenset(_rows("gb2312", range(0xB0, 0xD8)) + traditional + "〇")
    return frozenset()


def _rows(encoding: str, rows: range, more: range = range(0)) -> str:
    """The characters of some rows of a double-byte page."""
    cells = [*more, *range(0xA1, 0xFF)]
    return "".join(bytes((row, cell)).decode(encoding, "ignore") for row in rows for cell in cells)
