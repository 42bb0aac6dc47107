"""How languages are written: facts that sentence splitting and punctuation repair need, one record a language.

Each table names its source. A language that is in none of them gets the cautious defaults of `Orthography`.
"""

from __future__ import annotations

from dataclasses import dataclass

from macaronic.languages import NAMES


@dataclass(frozen=True, slots=True)
class Orthography:
    """The writing habits of one language. The defaults are those of a language of which nothing is known.

    `abbreviations` are words that are followed by a full stop inside a sentence, in lower case, without the stop;
    `clipped` are those that end a sentence as often, None where no list of either kind can be relied on. `quotes` are
    the marks of its usual quotation, opening and closing. `tight` are the marks that are never written with a space
    before them. `capitals` says that sentences begin with a capital letter and end in a full stop. `endings` is a
    pattern of what may follow a closing quotation mark as a part of the quoted word. `dash` is the dash between spaces
    that sets off a clause. `starters` are words in lower case with which a main clause begins, and which seldom stand
    within one: the personal pronouns of its subject, and conjunctions that join it to the one before.
    """

    language: str
    abbreviations: frozenset[str] = frozenset()
    clipped: frozenset[str] | None = None
    quotes: tuple[str, str] | None = None
    tight: str = ""
    capitals: bool = False
    endings: str = r"\w+"
    dash: str | None = None
    starters: frozenset[str] = frozenset()


# Outer quotation marks: Unicode CLDR 48 (delimiters.json), whose single marks (Dutch) are no choice here, since their
# closing one is the apostrophe. Where usage is divided, CLDR names the formal pair. The spaces are those of French
# printing, see TIGHT.
QUOTES = {
    ("“", "”"): """af an az ba bn bo ce ceb ckb co cy da dv en eo es fy ga gd gl gn gu gv hi ia id io jv km kn ko ku kw
        la lmo lo lrc lv mai ml mn mr ms mt my ne nl pa pt qu sa scn sd si so su sw ta te tg th tk tl tr tt uz vec vi
        wa yo zh""",
    ("«", "»"): "am ast be ca cv el eu fa hy it kk ky mzn nn no os pms rm ru sah sc tyv ug uk",
    ("«\N{NO-BREAK SPACE}", "\N{NO-BREAK SPACE}»"): "br fr ht mg oc",
    ("„", "“"): "bg cs de dsb et hr hsb is ka lb lt mk nds sk sl",
    ("„", "”"): "bs hu pl ro sh sr",
    ("”", "”"): "fi he sv yi",
    ("”", "“"): "ar arz ur",
    ("「", "」"): "ja yue",
}

# Languages in Latin, Greek or Cyrillic letters (Unicode CLDR 48, likelySubtags.json); all of them begin a sentence
# with a capital and end it with `.`.
BICAMERAL = """
    af als an ast av az ba bar bcl be bg br bs ca cbk ce ceb co cs cv cy da de diq dsb el eml en eo es et eu fi fr frr
    fy ga gd gl gn gv hif hr hsb ht hu ia id ie ilo io is it jv kk krc ku kv kw ky la lb lez li lmo lt lv mg mhr min mk
    mn mrj ms mt mwl myv nah nap nds nl nn no oc os pam pfl pl pms pt qu rm ro ru rue sah sc scn sco sh sk sl so sq sr
    su sv sw tg tk tl tr tt tyv uk uz vec vep vi vls vo wa war xal yo
"""

# Marks without a space before them. French sets one before its double marks and inside its quotation marks
# (Lexique des règles typographiques en usage à l'Imprimerie nationale), and so do languages whose printers follow
# the French; in Canada (Le guide du rédacteur) and Switzerland many do not, so that either is right. Arabic script has
# its own comma, semicolon and question mark (Unicode Standard, 9.2). Indic printing is divided over `?`, `!` and the
# danda, so only the comma is named; of Hebrew, Georgian and Korean the marks that Unicode shares with Latin.
TIGHT = {
    ",.": "br co fr ht mg oc wa",
    ",.:!»،؛؟": "ar arz azb ckb fa mzn pnb ps sd ug ur",
    ",": "as bh bn bpy dty gom gu hi hy kn mai ml mr ne new or pa sa si ta te",
    ",.;:?!": "he ka ko xmf yi",
}
TIGHT_BICAMERAL = ",.;:?!”»\N{GREEK QUESTION MARK}"

# What is written right after a closing quotation mark, as an ending of what stands inside. Where endings are joined
# by a hyphen (Hungarian: A magyar helyesírás szabályai) or there are none, any letter there is the next word. Turkish
# joins them as they are (Türk Dil Kurumu); a pattern of its endings told them from words, yet not well enough.
ENDINGS = {
    "": "be bg bs ca cs da el es fr gl hr hu it lt lv mk no nn oc pl pt ro ru sh sk sl sr sv uk vi",
    r"e?s|ed|ing|ish|e?rs?|y|ness|isms?|like|style|type": "en",
    r"e?s|e[nrm]?|ern?|in|heit|keit": "de lb nds",
    r"e?s|en|je|tje|e": "af fy nl",
    r"nya|ku|mu|lah|kah|pun|an|i": "id ms",
    r"\w{1,5}": "et fi",
}

# The dash between clauses: a spaced em dash where Russian typography reigns (Мильчин, Чельцова: Справочник издателя
# и автора), a spaced en dash elsewhere (Duden; New Hart's Rules; Internetová jazyková příručka; Svenska skrivregler).
# Spanish and its neighbours attach the dash to what it encloses (Ortografía de la lengua española), so there is
# nothing to unify.
DASHES = {
    "—": "ba be kk ky os ru tg tt uk",
    "–": """af bg bs cs da de el en et fi fr fy hr hu id is it lb lt lv mk ms nl nn no pl pt ro sh sk sl sq sr sv
        sw tr vi""",
}

# Words that begin a main clause. Left out are those that join words as often (`and`), articles, and pronouns that are
# objects too (`you`); what remains follows one full stop in a hundred that was set at random.
STARTERS = {
    "af": "daarna dan ek hy maar ons sy toe",
    "be": "але мы потым я яна яны ён",
    "bg": "ала аз но после те тя",
    "bs hr": "ali ja on ona oni potom zatim",
    "ca": "ell ella elles ells jo llavors però",
    "cs": "ale ona oni potom já",
    "da": "det han hun jeg men vi",
    "de": "aber danach dann er es ich sie trotzdem wir",
    "el": "αλλά έπειτα όμως",
    "en": "but he it she so then they we",
    "es": "ella ellos entonces luego nosotros pero yo él",
    "et": "aga ma nad siis ta",
    "fi": "hän minä mutta se sitten",
    "fr": "alors elle elles il ils je mais puis",
    "gl": "el ela eles entón eu logo pero",
    "hu": "aztán de én",
    "id ms": "dia lalu tapi tetapi",
    "it": "allora io ma noi poi però",
    "lt": "aš bet jie jis ji paskui tada",
    "lv": "bet es mēs tad viņa viņi viņš",
    "mk": "но потоа таа тие тој",
    "nl": "daarna dus hij ik maar toen wij ze zij",
    "nn": "det eg han ho men vi",
    "no": "det han hun jeg men vi",
    "pl": "ale ja lecz ona oni potem",
    "pt": "ela elas ele eles então eu mas",
    "ro": "apoi dar ea el eu însă",
    "ru": "он она они мы но потом я",
    "sk": "ale ja ona oni potom",
    "sl": "ampak jaz ona oni potem",
    "sr": "ali ja on ona oni zatim али затим ја он она они",
    "sv": "det han hon jag men vi",
    "tr": "ama ben biz onlar",
    "uk": "але вона вони він ми потім я",
    "vi": "nhưng",
}

# Words that a full stop follows inside a sentence: titles, what stands before a name or a number, "for example" and
# the like; `no#` only before a number. Left out are those that end a sentence as often (etc., Inc.) and what shows by
# its shape: initials, dotted and single letters, except where such a letter comes after a number (1000 v. Chr.). The
# titles of `und` accompany a name into any language. They can be looked up in New Hart's Rules (en), Duden (de),
# Lexique (fr), Ortografía de la lengua española (es), the Vocabulário of the Academia Brasileira (pt), Leidraad of the
# Taalunie (nl), Svenska skrivregler (sv), Retskrivningsordbogen (da), the lists of Språkrådet (no) and Kotus (fi),
# Internetová jazyková příručka (cs), Słownik ortograficzny PWN (pl), A magyar helyesírás szabályai (hu), Yazım
# Kılavuzu (tr), ГОСТ Р 7.0.12 (ru) and their like for others.
ABBREVIATIONS = {
    "und": "dr mr mrs ms n°# nº# prof",
    "af": "adv bl ds genl kapt kol me mej mev mnr nr# sers st vgl",
    "am": "ሚር",
    "ar": "أ.د",
    "az": "akad dos məs",
    "be": """акад арт# буд# вул ген гл дац дж др кв# кн# напр нар# пав пл пр праф рыс# св ст# стар# сяр табл# тав тэл#
        час# ім інж""",
    "bg": "акад ал# арх бл# бул вж г-жа г-н ген гр д-р доц ж.к инж кв кн# напр пл полк проф св стр# тел# ул чл#",
    "bn": "ডা ডাঃ প্রফে মো মোঃ",
    "bs": "akad br# dipl doc gen gosp gđa inž npr prim str# sv tel# tj tzv ul usp čl#",
    "ca": "a art# av cap# dra exc fig# gral mn núm# p.ex pl pàg# sr sra srta st sta tel# vol#",
    "cs": """arch doc gen ing judr kap# kpt mgr mudr např nám obr# odst# phdr plk por př resp rndr str# sv tab# tel# tj
        tzn tzv ul vyd čl#""",
    "cy": "parch rhif# st tud#",
    "da": "adr afd# art# bl.a ca cand f.eks fr hr ing jf kap# kgl kl# nr# pkt# skt sml stk# str# tlf# vedr",
    "de": """abb# abs# abt# anm# art# aufl# bd# bes bzgl bzw ca d.h dipl ebd ev evtl fr frl geb gest ggf hl hptm hr hrn
        i ing inkl insb kap# kath lic lt med mio mrd n nat nr# o op# phil rer röm s.o s.u sog st str# tab# tel# u
        u.a usw# v verh vgl vors z.b z.t ziff# zit""",
    "el": "αγ αρ# αριθ# βλ δηλ δρ εικ# κα καθ κεφ# κκ λ.χ π.χ παρ# σελ# στρ τηλ# τομ# χλμ#",
    "en": """adm approx apr# art# aug# brig ca capt cf ch# cmdr col cpl dec# dept# det drs e.g ed# eds# esp feb# fig#
        figs# fr gen gov hon i.e insp jan# jul# jun# lieut lt ltd# maj mar# messrs mlle mme msgr mt no# nos# nov#
        oct# op# pp# pres rep rev rs# sec# sen sens sep# sept# sgt st supt tel# univ viz vol# vols# vs""",
    "eo": "d-ro ekz n-ro# s-ino s-ro vd",
    "es": """a admón afmo apdo# arq art# arts# av avda cap# capt cnel cra# cía# dir dra dres dña ed# ee ej excma excmo
        ext# fig# fr gral hno hnos ing kra# lcda lcdo lic mons no# nro# núm# p.ej pbro profa pág# págs# párr# párrf#
        rvdo sgto sr sra sras sres srta srtas sta sto tel# tlf# tte ud uds vda vol#""",
    "et": "hr jne# jr kol lk# lp nr# näit pr prl sh st tel# vrd",
    "eu": "and jn or# tel# zenb#",
    "fi": """ao arv dipl dos engl esim huom ins kapt ks lat luut maist mm nk nr# ns op# past puh# ransk ruots rva saks
        st synt tri ukr ven vrt""",
    "fr": """adj amb art# av bd bull# cap cf ch# chap# ed# env ex fig# gal gén ing inv# lt mgr mlle mm mme no# nos# op#
        par# pp# pr rev réf# ss st ste tél# vol# vs éd#""",
    "fy": "drs ds nr# st",
    "ga": "lch# uimh#",
    "gl": "a art# av cap# dna dra ee excmo fig# lic núm# p.ex profa páx# sr sra srta sta sto tel# vol#",
    "gu": "ડૉ પ્રો",
    "hi": "आर एन एम एल एस कु के टी डा डी डॉ पं पी प्रो बी वी सी स्व",
    "hr": "akad br# dipl doc gen gosp gđa ing kbr# mons npr odn prim str# sv tab# tel# tj tzv ul usp vlč čl#",
    "hsb": "knj str# sw",
    "hu": "bp br dk# fszt# gr id ifj kb ld mgr nr# pl szt tel# vs vö zs# özv ún",
    "hy": "ակադ պրոֆ",
    "id": """dra drs gg hal# hj ir jend jl jln kab kap kec kel km# kol letjen mayjen moh muh no# ny rp# sdr sdri st
        telp# tgk tn vol#""",
    "is": "bls# hr kl# m.a nr# próf sbr sr st# t.d tel# þ.e",
    "it": """a all# arch art# artt# avv ca cap# cav cfr comm dott dott.ssa dr.ssa ecc# es fig# gen geom ing lett# mons
        nn# on op# p.es p.za p.zza pag# pagg# par# pp# prof.ssa prot# rag rev sen sig sig.na sig.ra sigg spett tav#
        tel# ver# vol# voll#""",
    "ka": "აკად დოქტ ე.ი იხ მაგ მლნ პროფ",
    "kk": "акад проф",
    "kn": "ಡಾ ಪ್ರೊ ಮಿ",
    "ky": "акад проф",
    "la": "cap# cf lib#",
    "lb": "ing joffer mme nr# st z.b",
    "lt": """akad asm# doc gen gerb gr inž kan kpt kt# kun# mob# nr# pan pav# plg pvz str# t.y tel# tūkst# ul vad vyr
        vysk šv žr""",
    "lv": "akad arh doc gen inž kap# kpt kv# lp# nr# pr st str# sv t.i t.s tel# u.c# virsn",
    "mk": "акад бр# бул г-дин г-ца г-ѓа ген гр д-р доц инж м-р на.пр пр проф св стр# т.е т.н тел# ул чл#",
    "ml": "ഡോ പ്രൊഫ മി",
    "mr": "आर एम एस डॉ पं प्रा",
    "ms": "hj hjh jln kol no# pn rm# sdr tn",
    "mt": "eċċ kap# mons nru# onor paġ#",
    "nds": "hr nr# st",
    "ne": "डा प्रा",
    "nl": """afb# afd# art# bijv blz# bv ca cap dhr dipl dra drs ds fam fig# gebr gen hoofdst# ing ir jhr jkvr jl kap#
        kard kol lt mej mevr mrd# mw nl nr# nrs# o.a pag# par# resp sr st str# tel# vgl vnl vs zgn""",
    "nn": "adr art# bl.a ca fr hr ing jf kap# kl# nr# skt stk# t.d tlf#",
    "no": "adr art# avd# bl.a ca f.eks fr frk gen hr ing jf kap# kapt kl# nr# pkt# skt st# stk# tlf# vedr",
    "oc": "mme sr sra st",
    "pa": "ਡਾ ਪ੍ਰੋ",
    "pl": """adm al bp bł cz# dyr fig# gen godz# hab im inż kard kl# kol kpt ks lek lic m.in mec mgr np nr# ob os par#
        pkt# pl por# poz# pp ppłk prok przyp# ps# pt płk płn rys# str# sędz tab# tel# tj tow tzn tzw ul ust# wg woj
        ws# zał# zob łac śp św""",
    "pt": """a al# arq art# arts# av cap# cel cf cia# cmte dep dir dra dras drs ed# eng engª ex exa exma exmo fig# gen
        gov hab# lda# lic n.º# no# núm# p.ex pe profa pág# págs# pç sen sgt sr sra sras sres srta st sta sto tel#
        ten trav tít# univ vol#""",
    "rm": "st",
    "ro": """acad alin# art# av bd bl# cap# cca cf col conf cpt dl dna dra ex fig# gen ing jr jud lt mun nr# pag# pct#
        pr sf soc st str tel# vol# șos""",
    "ru": """адм акад англ арх буд# бул в-р вып# гг# ген гл гр греч д-р доп# доц зав зам изд# илл# им инж исп итал канд
        кв# кн# корп# лат м-р мкр наб напр обл оз отв пер пл полк пос пп# пр прим просп проф рис# св см соч# ср ст
        стр# т.е т.к т.н табл# тел# тов тыс# ул франц шт# эт#""",
    "sco": "st",
    "sk": """akad arch doc gen ing judr kap# kpt mgr mjr mons mudr napr nám obr# ods# odst# phdr plk por resp rndr str#
        sv tab# tel# tj tzn tzv ul zv čl#""",
    "sl": """akad arh dipl doc ekon gen gl gosp ing inž itd# kap# mag npr odv op# prim sl# spec str# sv tab# tel# tj tov
        ul univ ur# zl čl# št#""",
    "sq": "fq# inxh nr# p.sh rr sh shih tel# znj",
    "sr": """akad br# bul dipl doc gen god# gosp gđa inž npr prim str# sv tab# tel# tj tzv ul čl# акад бр# бул ген
        господ гђа дипл доц др инж мр нпр прим проф св стр# таб# тел# тзв тј ул чл#""",
    "sv": """adj adr art# avd# bl.a ca dir dvs enl ev exkl fig# frk gen hr ing inkl jfr kap# kl# lat löjtn nr# obs resp
        s.k sid# st t.ex tel# tf tr vd""",
    "ta": "ஆர் எம் எஸ் கே ஜி டாக்டர் திரு பி பேரா வி",
    "te": "డా ప్రొ మి",
    "tl": "atty bgy blg# brgy dra engr gen gng gov hon kgd kgg rep sen sr sra sta sto",
    "tr": """av bkz bl# blv böl cad dip# doç ecz gön hz ist m.s m.ö mah müh no# nr# op ord sn sok st tel# tğm uzm vb#
        vd# yay yrd yy# yzb çev örn öğr şek#""",
    "tt": "акад проф",
    "uk": """акад англ бл# буд# бул бульв в-во вип# вул ген гл гр грец див доц др зав заст кв# кн# корп# лат м-р напр
        наук нім обл оз пер пл пор поч пп# пр прим пров просп проф рис# рос св ст# стор# т.зв табл# тел# тис# тов
        укр франц ім інж""",
    "uz": "akad dots",
    "vi": "bs gs pgs ths tp ts tx",
}

# From the same books, words that a full stop follows inside a sentence and at its end alike: "and so on", firms,
# units, names of languages; with a hyphen, the end of such a word. Here stand the common ones; other short ones, and
# those without a vowel, show by their shape.
CLIPPED = {
    "": "az be bg eo eu is lb mk mt sq vi",
    "angl apod franc obyv pozn přibl": "cs sk",
    "angl franc itd": "sl",
    "angl pranc vok": "lt",
    "appt approx boul excl incl": "fr",
    "aprox depto excl ilma ilmo incl ltda": "ca es gl pt ro",
    "assn assoc bros chap corp excl govt incl intl misc natl": "en",
    "atbp": "tl",
    """-str ausschl bspw dergl einschl engl exkl franz gegr griech ital jährl mind monatl russ span tägl ungef urspr
    vermutl wöchentl zuzügl""": "de",
    "circ escl franc incl ingl": "it",
    "dll dsb dst": "id ms",
    "-gt eksk ekskl inkl maks": "da nn no",
    "engl franc itd njem": "bs hr sr",
    "engl milj ransk ruots tark": "fi",
    "ens": "af",
    "-str enz excl incl oorspr": "nl",
    "exkl inkl milj": "sv",
    "franc maks niem": "pl",
    "milj utml": "lv",
    "srl": "ga",
    "stb": "hu",
    "umbk": "et",
    "vs": "tr",
    "англ итал франц экз": "ru uk",
    "δισεκ εκατ χιλ": "el",
}


def _by_language(*tables: dict[str, str]) -> dict[str, str]:
    return {language: fact for table in tables for fact, languages in table.items() for language in languages.split()}


def _records() -> dict[str, Orthography]:
    quotes = {language: pair for pair, languages in QUOTES.items() for language in languages.split()}
    clipped = {language: frozenset(words.split()) for language, words in _by_language(CLIPPED).items()}
    tight = _by_language({TIGHT_BICAMERAL: BICAMERAL}, TIGHT)
    endings, dashes = _by_language(ENDINGS), _by_language(DASHES)
    starters = {language: words for languages, words in STARTERS.items() for language in languages.split()}
    return {
        language: Orthography(
            language,
            abbreviations=DEFAULT.abbreviations.union(ABBREVIATIONS.get(language, "").split()),
            clipped=clipped.get(language),
            quotes=quotes.get(language),
            tight=tight.get(language, DEFAULT.tight),
            capitals=language in BICAMERAL.split(),
            endings=endings.get(language, DEFAULT.endings),
            dash=dashes.get(language),
            starters=frozenset(starters.get(language, "").split()),
        )
        for language in NAMES
    }


DEFAULT = Orthography("und", abbreviations=frozenset(ABBREVIATIONS["und"].split()))
ORTHOGRAPHIES = _records()


def orthography(language: str) -> Orthography:
    """The record of a language, or the cautious default where there is none."""
    return ORTHOGRAPHIES.get(language, DEFAULT)
