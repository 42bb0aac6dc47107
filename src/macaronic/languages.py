"""Language codes: which are known, what they are called, which name one language twice.

The codes are those of BCP-47 (ISO 639-1 where it exists). The set is that of fastText's lid.176, whose labels it
takes over except where BCP-47 writes them otherwise.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache, lru_cache

from macaronic.records import UNDETERMINED

NAMES = {
    "af": "Afrikaans", "als": "Alemannic", "am": "Amharic", "an": "Aragonese", "ar": "Arabic",
    "arz": "Egyptian Arabic", "as": "Assamese", "ast": "Asturian", "av": "Avaric", "az": "Azerbaijani",
    "azb": "South Azerbaijani", "ba": "Bashkir", "bar": "Bavarian", "bcl": "Central Bikol", "be": "Belarusian",
    "bg": "Bulgarian", "bh": "Bihari", "bn": "Bengali", "bo": "Tibetan", "bpy": "Bishnupriya", "br": "Breton",
    "bs": "Bosnian", "bxr": "Russia Buriat", "ca": "Catalan", "cbk": "Chavacano", "ce": "Chechen",
    "ceb": "Cebuano", "ckb": "Central Kurdish", "co": "Corsican", "cs": "Czech", "cv": "Chuvash", "cy": "Welsh",
    "da": "Danish", "de": "German", "diq": "Dimli", "dsb": "Lower Sorbian", "dty": "Dotyali", "dv": "Dhivehi",
    "el": "Greek", "eml": "Emiliano-Romagnolo", "en": "English", "eo": "Esperanto", "es": "Spanish",
    "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French", "frr": "Northern Frisian",
    "fy": "Western Frisian", "ga": "Irish", "gd": "Scottish Gaelic", "gl": "Galician", "gn": "Guarani",
    "gom": "Goan Konkani", "gu": "Gujarati", "gv": "Manx", "he": "Hebrew", "hi": "Hindi", "hif": "Fiji Hindi",
    "hr": "Croatian", "hsb": "Upper Sorbian", "ht": "Haitian Creole", "hu": "Hungarian", "hy": "Armenian",
    "ia": "Interlingua", "id": "Indonesian", "ie": "Interlingue", "ilo": "Iloko", "io": "Ido", "is": "Icelandic",
    "it": "Italian", "ja": "Japanese", "jbo": "Lojban", "jv": "Javanese", "ka": "Georgian", "kk": "Kazakh",
    "km": "Khmer", "kn": "Kannada", "ko": "Korean", "krc": "Karachay-Balkar", "ku": "Kurdish", "kv": "Komi",
    "kw": "Cornish", "ky": "Kyrgyz", "la": "Latin", "lb": "Luxembourgish", "lez": "Lezgian", "li": "Limburgish",
    "lmo": "Lombard", "lo": "Lao", "lrc": "Northern Luri", "lt": "Lithuanian", "lv": "Latvian", "mai": "Maithili",
    "mg": "Malagasy", "mhr": "Eastern Mari", "min": "Minangkabau", "mk": "Macedonian", "ml": "Malayalam",
    "mn": "Mongolian", "mr": "Marathi", "mrj": "Western Mari", "ms": "Malay", "mt": "Maltese",
    "mwl": "Mirandese", "my": "Burmese", "myv": "Erzya", "mzn": "Mazanderani", "nah": "Nahuatl",
    "nap": "Neapolitan", "nds": "Low German", "ne": "Nepali", "new": "Newari", "nl": "Dutch",
    "nn": "Norwegian Nynorsk", "no": "Norwegian", "oc": "Occitan", "or": "Odia", "os": "Ossetic", "pa": "Punjabi",
    "pam": "Pampanga", "pfl": "Palatine German", "pl": "Polish", "pms": "Piedmontese", "pnb": "Western Punjabi",
    "ps": "Pashto", "pt": "Portuguese", "qu": "Quechua", "rm": "Romansh", "ro": "Romanian", "ru": "Russian",
    "rue": "Rusyn", "sa": "Sanskrit", "sah": "Yakut", "sc": "Sardinian", "scn": "Sicilian", "sco": "Scots",
    "sd": "Sindhi", "sh": "Serbo-Croatian", "si": "Sinhala", "sk": "Slovak", "sl": "Slovenian", "so": "Somali",
    "sq": "Albanian", "sr": "Serbian", "su": "Sundanese", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil",
    "te": "Telugu", "tg": "Tajik", "th": "Thai", "tk": "Turkmen", "tl": "Tagalog", "tr": "Turkish",
    "tt": "Tatar", "tyv": "Tuvinian", "ug": "Uyghur", "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek",
    "vec": "Venetian", "vep": "Veps", "vi": "Vietnamese", "vls": "West Flemish", "vo": "Volapük", "wa": "Walloon",
    "war": "Waray", "wuu": "Wu Chinese", "xal": "Kalmyk", "xmf": "Mingrelian", "yi": "Yiddish", "yo": "Yoruba",
    "yue": "Cantonese", "zh": "Chinese",
}  # fmt: skip

# Other codes for the same language: retired ISO 639 codes, macrolanguages, three-letter codes in wide use.
ALIASES = {
    "nb": "no", "nob": "no", "nno": "nn", "fil": "tl", "iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro",
    "cmn": "zh", "zho": "zh", "arb": "ar", "swh": "sw", "pes": "fa", "prs": "fa", "zsm": "ms", "lvs": "lv",
    "ekk": "et", "als-ALB": "sq", "gsw": "als", "pbt": "ps", "khk": "mn", "npi": "ne", "ory": "or", "uzn": "uz",
    "azj": "az", "ydd": "yi", "plt": "mg", "kmr": "ku", "eng": "en", "deu": "de", "fra": "fr", "spa": "es",
    "ita": "it", "por": "pt", "nld": "nl", "rus": "ru", "ukr": "uk", "pol": "pl", "ces": "cs", "slk": "sk",
    "tur": "tr", "jpn": "ja", "kor": "ko", "ara": "ar", "heb": "he", "hin": "hi", "swe": "sv", "dan": "da",
    "nor": "no", "fin": "fi", "hun": "hu", "ron": "ro", "bul": "bg", "ell": "el", "cat": "ca", "hrv": "hr",
    "srp": "sr", "bos": "bs", "slv": "sl", "est": "et", "lav": "lv", "lit": "lt", "vie": "vi", "tha": "th",
    "ind": "id", "msa": "ms", "fas": "fa",
}  # fmt: skip


# Written alike: text in one of them is never an error where another is expected.
ALIKE = ({"bs", "hr", "sh", "sr"}, {"nn", "no"}, {"wuu", "yue", "zh"}, {"arz", "ar"}, {"als", "de"})

# So close that single words do not tell them apart, and only a longer passage counts as evidence.
NEIGHBOURS = (
    {"af", "nl", "vls", "li"},
    {"ast", "es", "gl", "pt", "mwl", "an"},
    {"ca", "es", "oc", "an"},
    {"az", "azb", "tr", "tk"},
    {"ba", "kk", "ky", "tt"},
    {"be", "ru", "uk", "rue"},
    {"bg", "mk", "sh", "sr", "ru"},
    {"bs", "hr", "sh", "sl", "sr", "mk"},
    {"cs", "sk", "pl"},
    {"da", "nn", "no", "sv"},
    {"de", "lb", "nds", "pfl", "bar", "als"},
    {"et", "fi", "vep"},
    {"fa", "ps", "ur", "mzn"},
    {"fo", "is"},
    {"ga", "gd", "gv"},
    {"hi", "mr", "ne", "mai", "bh"},
    {"id", "jv", "min", "ms", "su"},
    {"it", "co", "lmo", "sc", "scn", "vec"},
    {"en", "sco"},
    {"nl", "fy", "nds"},
    {"ja", "wuu", "yue", "zh"},
    {"tg", "fa"},
    {"ug", "uz"},
    {"dsb", "hsb"},
    {"hsb", "pl", "cs"},
    {"tl", "ceb", "war", "ilo", "pam", "bcl"},
    {"as", "bn", "bpy"},
    {"pnb", "ur", "pa"},
    {"ckb", "ku", "fa"},
    {"lt", "lv"},
)  # fmt: skip

# Of these nothing is known but their letters, most of which are those of another language.
IN_LETTERS_OF = {
    **dict.fromkeys(("av", "ba", "bxr", "ce", "krc", "kv", "lez", "mhr", "mrj", "myv", "rue", "xal"), "ru"),
    **dict.fromkeys(("arz", "azb", "ckb", "lrc", "mzn", "pnb", "sd"), "fa"),
    **dict.fromkeys(("bh", "dty", "gom", "new"), "hi"),
    "bpy": "bn",
    "xmf": "ka",
}

CAPITALIZED_NOUNS = frozenset({"de", "als", "bar", "lb", "nds"})  # languages that write every noun with a capital

LEARNED = frozenset({"la"})  # languages whose words are terms and names of species in every other


def alike(one: str, other: str) -> bool:
    """Whether two codes name languages that are written alike.

    >>> alike("hr", "sr"), alike("da", "no")
    (True, False)
    """
    return one == other or written_as(one) == written_as(other)


@cache
def written_as(code: str) -> str:
    """One code for all languages that are written alike.

    >>> written_as("sr"), written_as("hr"), written_as("da")
    ('bs', 'bs', 'da')
    """
    return next((min(group) for group in ALIKE if code in group), code)


def neighbours(one: str, other: str) -> bool:
    """Whether two languages are so close that single words do not tell them apart."""
    return other in _together(one)


def neighbours_of(code: str) -> list[str]:
    """The close neighbours of a language.

    >>> neighbours_of("tt")
    ['ba', 'kk', 'ky']
    """
    return sorted(_together(code) - {code})


@cache
def _together(code: str) -> frozenset[str]:
    """A language and its close neighbours; none of one that has no neighbours."""
    return frozenset().union(*(group for group in NEIGHBOURS if code in group))


class UnknownLanguageError(ValueError):
    """The code names no language that macaronic knows; the message names near ones."""


def canonical(code: str) -> str:
    """The code under which macaronic knows a language: lower case, no region or script, aliases resolved.

    Raises UnknownLanguageError, with near matches by code and by English name.

    >>> canonical("pt_BR"), canonical("nb"), canonical("zh-Hant-TW")
    ('pt', 'no', 'zh')
    >>> canonical("german")
    Traceback (most recent call last):
        ...
    macaronic.languages.UnknownLanguageError: unknown language 'german'; did you mean de (German)?
    """
    base = code.strip().lower().replace("_", "-").split("-")[0]
    base = ALIASES.get(base, base)
    if base in NAMES:
        return base
    raise UnknownLanguageError(f"unknown language {code!r}{_suggestion(base)}")


def claimed(value: object, default: tuple[str, ...] = ()) -> tuple[tuple[str, ...], str | None]:
    """The languages that a record of any kind says it is in, and what it says if that is not known.

    One code, several in a list or between commas, or nothing: then it is the default. What is not known is inferred.

    >>> claimed("pt_BR, es"), claimed(["nb"]), claimed(None, ("en",)), claimed("Klingon")
    ((('pt', 'es'), None), (('no',), None), (('en',), None), ((), 'Klingon'))
    """
    if value in (None, "", [], UNDETERMINED):
        return default, None
    codes = value.split(",") if isinstance(value, str) else value
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        return (), str(value)
    known = tuple(_known(code) for code in codes)
    return ((), str(value)) if None in known else (tuple(code for code in known if code), None)


@lru_cache(maxsize=1024)
def _known(code: str) -> str | None:
    try:
        return canonical(code)
    except UnknownLanguageError:
        return None


def _suggestion(code: str) -> str:
    by_name = {name.lower(): known for known, name in NAMES.items()}
    names = [code] if code in by_name else get_close_matches(code, by_name, n=3, cutoff=0.75)
    near = [by_name[name] for name in names]
    near += get_close_matches(code, [*NAMES, *ALIASES], n=3, cutoff=0.6) if len(code) < 4 else []
    named = dict.fromkeys(ALIASES.get(c, c) for c in near)
    listed = ", ".join(f"{c} ({NAMES[c]})" for c in list(named)[:3])
    return f"; did you mean {listed}?" if listed else "; `macaronic languages` lists those it knows"
