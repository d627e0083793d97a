"""The forms of words around an agency's name that make it a credit, by language.

Each pattern is matched against the text just before the name (anchored at its end) or just after it
(anchored at its beginning). A name in none of these forms is only the subject of the news.
"""

from __future__ import annotations

from typing import Final

from provenance.core.crediting.byline_words import AND, BY, TEXT, WITH
from provenance.core.pattern import Pattern

_AGENCY = (
    r"(?:(?:news|press)\s+agency\s+|newswire\s+|agence\s+|agencia\s+|agência\s+|agenzia\s+|Nachrichtenagentur\s+|"
    r"persbureau\s+|nyhetsbyrån\s+|nyhetsbyrået\s+|nyhedsbureauet\s+|agentuře\s+|agentúre\s+|агентству\s+)?"
)
_EXTRA = r"(?:[\w'’-]+\s+){0,5}?"

_TOLD_BEFORE = (
    # English
    rf"\b(?:told|tells|telling)\s+(?:(?:the|an?)\s+)?{_AGENCY}",
    r"\b(?:(?:in|by|via)\s+(?:an?\s+|the\s+|his\s+|her\s+|their\s+|emailed\s+|telephone\s+|phone\s+|exclusive\s+|"
    r"written\s+|video\s+|text\s+)*)?"
    r"(?:e-?mail|message|statement|letter|interview|comments?|remarks|response|reply|phone\s+call)s?\s+"
    r"(?:(?:sent|given|provided|made|exclusively|(?:by|via)\s+(?:e-?mail|phone|telephone)|on\s+\w+day)\s+){0,2}"
    rf"(?:to|with|for)\s+(?:(?:the|an)\s+)?{_AGENCY}",
    r"\b(?:spoke|spoken|speaks|speaking|talked|talking|confirmed|emailed)\s+"
    r"(?:exclusively\s+|earlier\s+|(?:by|via)\s+(?:tele)?phone\s+|on\s+\w+day\s+)?(?:to|with)\s+(?:the\s+)?",
    r"\b(?:seen|obtained|reviewed|verified|viewed|interviewed|contacted|reached)\s+by\s+(?:the\s+)?",
    r"\b(?:shown\s+to|shared\s+with)\s+(?:the\s+)?",
    # German
    r"\b(?:sagten?|erklärten?|bestätigten?|teilten?|verriet(?:en)?|schilderten?|berichteten?|betonten?)\s+"
    r"(?:[\w.-]+\s+){0,5}?(?:gegenüber\s+)?(?:der|dem)\s+(?:Deutschen\s+)?" + _AGENCY,
    rf"\b(?:Gespräch|Interview)\s+mit\s+(?:der|dem)\s+{_AGENCY}",
    rf"\bgegenüber\s+(?:der|dem)\s+{_AGENCY}",
    rf"\bauf\s+Anfrage\s+(?:der|von)\s+{_AGENCY}",
    # French
    r"\b(?:déclaré|dit|confié|indiqué|affirmé|expliqué|précisé|assuré|confirmé|raconté|témoigné|souligné|"
    r"déclare|confie|indique|affirme|explique|précise|assure|raconte|témoigne)\s+"
    rf"{_EXTRA}(?:à|auprès\s+de)\s+(?:l['’])?{_AGENCY}",
    r"\b(?:interrogée?s?|contactée?s?|jointe?s?|consultée?s?|rencontrée?s?)\s+(?:\w+\s+)?par\s+(?:l['’])?"
    + _AGENCY,
    r"\b(?:entretien|interview)\s+(?:\w+\s+){0,2}(?:à|avec)\s+(?:l['’])?" + _AGENCY,
    # What it learned, counted or was told by a source
    r"\b(?:a|ont|avait)\s+(?:\w+\s+){0,2}appris(?:\s+(?!que\b)\w+){0,2}\s+l['’]",
    r"\bselon\s+(?:une?|des|le|la)\s+(?:[\w’'-]+\s+){1,7}?(?:à|de|par|auprès\s+de)\s+l['’]",
    r"\b(?:journaliste|correspondante?|photographe)s?\s+de\s+l['’]",
    # What an agency's own people saw, in Spanish and Portuguese
    r"\b(?:constat|comprob|observ|presenci|verific|atestigu|confirm|testemunh|comprov)(?:ó|ou|aron|aram|ar)\s+"
    r"(?:(?:el|la|los|las|una?|unos|unas|o|a|os|as|uma?|uns)\s+)?(?:periodista|reporter[oa]|corresponsal|fotógraf[oa]|"
    rf"videógraf[oa]|equipo|jornalista|repórter|correspondente|equipa|equipe)(?:e?s)?\s+d(?:e\s+la|e|a)\s+{_AGENCY}",
    # Spanish, Portuguese
    r"\b(?:dijo|dijeron|dice|dicho|declar[óo]|declararon|explic[óa]|explicaron|señal[óa]|señalaron|afirm[óa]|"
    r"afirmaron|asegur[óa]|aseguraron|indic[óa]|indicaron|coment[óa]|comentaron|relat[óa]|cont[ó]|cuenta|"
    rf"confirm[ó]|confirmaron|manifest[ó])\s+{_EXTRA}a\s+(?:la\s+)?{_AGENCY}",
    rf"\b(?:declaraciones|entrevista)\s+(?:a|con)\s+(?:la\s+)?{_AGENCY}",
    r"\b(?:disse|disseram|afirmou|afirmaram|declarou|declararam|explicou|contou|indicou|adiantou|referiu|"
    rf"confirmou)\s+{_EXTRA}(?:à|ao|a)\s+{_AGENCY}",
    rf"\b(?:declarações|entrevista)\s+(?:à|com\s+a)\s+{_AGENCY}",
    # Italian
    r"\b(?:dett[oaie]|dichiarat[oaie]|spiegat[oaie]|raccontat[oaie]|riferit[oaie]|dice|spiega|racconta)\s+"
    rf"{_EXTRA}(?:all['’]|alla\s+|ad\s+)\s*{_AGENCY}",
    r"\bintervista\s+(?:all['’]|alla\s+|con\s+l['’])" + _AGENCY,
    # Dutch, Scandinavian
    r"\b(?:zei|zegt|zeggen|vertelde|vertelt|verklaarde)\s+"
    rf"{_EXTRA}(?:tegen|aan)\s+(?:het\s+)?{_AGENCY}",
    r"\b(?:säger|sade|berättar|sier|forteller|fortalte|siger|sagde|fortæller)\s+"
    + _EXTRA
    + r"till?\s+"
    + _AGENCY,
    # Czech, Slovak, Polish
    r"\b(?:řekla?|řekli|sdělila?|sdělili|uvedla?|potvrdila?|povedala?|uviedla?)\s+"
    rf"(?:dnes\s+|včera\s+)?(?:pro\s+|pre\s+)?{_AGENCY}",
    r"\b(?:powiedziała?|przekazała?|poinformowała?)\s+",
    r"\bw\s+rozmowie\s+z\s+",
    # Russian, Ukrainian
    r"\b(?:сообщила?|рассказала?|заявила?|пояснила?|уточнила?|отметила?|подтвердила?|сказала?|"
    rf"розповіла?|повідомила?|повідомив|розповів)\s+{_AGENCY}[\"«]?",
    r"\b(?:беседе|интервью|разговоре|інтерв['’]ю)\s+(?:с\s+)?(?:агентств\w+\s+)?[\"«]?",
    # Arabic: "to" joins the name
    r"\b[وف]?(?:قالت?|قالوا|صر[ّ]?حت?|أكدت?|أوضحت?|أضافت?|أعلنت?|ذكرت?|روت?|تحدثت?)\s+"
    r"(?:[\w\"«»]+\s+){0,8}?ل\Z",
)
TOLD_BEFORE: Final = Pattern("(?i:" + "|".join(f"(?:{form})" for form in _TOLD_BEFORE) + r")\Z")

# Where the verb leaves no other reading, a name that is also another word is believed.
TOLD_PLAINLY: Final = Pattern(
    r"\b(?i:powiedziała?|przekazała?|poinformowała?|mówił[ai]?|oznajmiła?)\s+(?:dziś\s+|we?\s+\w+\s+)?\Z"
)

TOLD_AFTER: Final = Pattern(
    r"\s+(?:was\s+(?:told|informed)|has\s+(?:learned|seen)|has\s+learnt)\b"
    r"|\s+muhabirine\b|['’](?:ye|ya|e|a)\s+(?:konuş|açıkla|söyle|anlat)\w+|-Anfrage\b"
)

WITNESS_BEFORE: Final = Pattern(r"\b(?i:(?:according\s+to\s+)?an?)\s+\Z")
WITNESS_AFTER: Final = Pattern(
    r"\s+(?:video\s+)?(?:journalist|reporter|correspondent|photographer|witness|team)s?\s+"
    r"(?:[\w-]+\s+){0,5}?(?:saw|heard|witnessed|counted|watched|reported\s+(?:seeing|hearing))\b"
)
TALLY_BEFORE: Final = Pattern(r"\b(?i:according\s+to\s+an?)\s+\Z")
TALLY_AFTER: Final = Pattern(r"\s+(?:tally|count|journalist|reporter|correspondent|photographer)\b")

_NAMES = r"(?:[\w.’' -]{2,30}\s?[/,&+]\s?){0,3}"
_PLACE = r"[^\W\d_][\w.'’/-]*(?:\s+[\w.'’-]+){0,4}"
DATELINE_BEFORE: Final = Pattern(
    rf"[^\w(/\[]{{0,3}}(?:(?P<place>{_PLACE}(?:,\s*{_PLACE}){{0,2}}?)"
    rf"(?P<date>[\s,.]+(?:\d{{1,2}}\.\s?\d{{1,2}}\.(?:\s?\d{{4}})?|"
    rf"(?:\d{{1,2}}\.?(?:\s+(?:de\s+)?[^\W\d]+\.?)?|\w+\.?\s+\d{{1,2}})(?:[,\s]+\d{{4}})?\.?))?)?"
    rf"\s*[,:–—-]{{0,2}}\s*(?P<mark>[(/\[]|(?<=\s)[-–—]\s)\s*{_NAMES}\Z"
)
DATELINE_AFTER: Final = Pattern(
    r"\s?(?:[/,&+]\s?[\w.’' -]{2,30}){0,3}(?P<mark>[)/\]]|[.,])(?P<dash>[*_]{0,3}\s*\.?\s*[-–—:_|]+)?"
)
# After "/AP" the first slash closes: it parts no names, whatever comma the sentence has further on.
DATELINE_AFTER_SLASH: Final = Pattern(
    r"\s?(?:[,&+]\s?[\w.’' -]{2,30}){0,3}(?P<mark>/)(?P<dash>\s*\.?\s*[-–—:_|]+)?"
)

_SMALL: Final = f"(?:{AND}|with|the|of|for|in|de|van|von)"
BYLINE_BEFORE: Final = Pattern(
    rf"\W{{0,3}}(?i:{BY}|{TEXT})[:\s]\s*(?i:the\s+)?(?:(?:[^\W\d_][\w.'’-]*|&)[\s,/|–—(-]+(?:{_SMALL}\s+)*){{0,8}}\Z"
)
BYLINE_AFTER: Final = Pattern(
    r"\)?(?:['’]s)?(?:\s*[,|/–—-]?\s*(?:[^\W\d_a-zß-ÿ][\w.'’-]*+|in|and|und|for|staff|writers?|reporters?|correspondents?|"
    r"journalists?))*+\s*\Z"
)
# What "AP Sports Writer" has after the agency's name.
POST: Final = Pattern(
    r"(?i)(?:(?:\s+|-)(?:staff|senior|chief|special|foreign|national|political|business|economics|science|medical|sports?|"
    r"video|writers?|reporters?|correspondents?|journalists?|editors?|bureau|korrespondent(?:in)?|reporterin|"
    r"redakteur(?:in)?|correspondante?|journaliste|corresponsal|corrispondente|correspondente))+\Z"
)
SMALL_WORDS: Final = Pattern(rf"(?:\b{_SMALL}\b|\W|\d)+")

SOURCE_BEFORE: Final = Pattern(
    r"(?:\W{0,3}|[\d\s:.,/年月日-]{1,30})(?i:source|sources|quelle|quellen|fuente|fuentes|fonte|fonti|kilde|källa|bron|"
    r"zdroj|źródło|источник|джерело|kaynak|forrás|izvor|credit|crédit|agency|المصدر|消息来源|来源|來源|稿源)\s?[:：]\s*"
    + _NAMES
    + r"\Z"
)
LINE_REST: Final = Pattern(rf"(?:\s?[/,&|+–—-]\s?|\s+(?:(?:{AND}|via|with)\s+)?)?[)\].]?\s*\Z")
INPUTS_BEFORE: Final = Pattern(
    r"(?i:\b(?:inputs?|material|reports?|reporting|files?|information|contributions?|copy)\s+(?:from|by|of|der|von)\s+"
    r"(?:the\s+|der\s+)?|\bMaterial\s+(?:der|von)\s+(?:Nachrichtenagentur(?:en)?\s+)?|"
    rf"\b(?:{WITH})\s+(?:Material\s+(?:der|von)\s+|l['’]|información\s+de\s+)?|\bpublished\s+by\s+|\bprovided\s+by\s+|"
    r"\b(?:compiled|zusammengestellt)\s(?:[^.]{0,60}?\s)?(?:from|using|aus)\s+(?:the\s+)?)"
    + _NAMES
    + rf"(?:(?:{AND})\s+)?\Z"
)
INPUTS_OPENING: Final = Pattern(
    rf"[(\[*–—-]*\s*(?i:{WITH}|additional|includes|reporting|some|this|information|material|"
    r"from|compiled|dieser|redaktion)\b"
)
# That somebody else did the reporting: "Additional reporting by AFP", "With reporting by AFP".
ADDED: Final = Pattern(
    r"(?i:\badditional|\bcontribut|\b(?:with|includes|some)\s+(?:\w+\s+)?reporting\b|\bzusätzlich|\bergänz|\bunter\s+mitarbeit\b|"
    r"\bcompl[ée]ment|\badicional|\baggiuntiv|\baanvullend)"
)
CONTRIBUTED_AFTER: Final = Pattern(
    r"(?:[^.]{0,80})?\b(?:contributed|provided)\s+(?:\w+\s+){0,3}(?:to|for)\s+th(?:is|e)\s+(?:report|story|article)"
    r"|\s+contributed\W{0,2}\Z"
)
# "Publié par AFP le 12/05/2025", "AFP, publié le 12 mai 2025": a day is named, and nothing but the time
_ON: Final = (
    r"(?:\s*[,|–—-]?\s*(?:le|el|il|on|am|em|op|den)?\s*[\d.,/:\s]*(?:de\s+)?[^\W\d]{0,12}\.?(?:\s+de)?"
    r"[\d.,/:\shàCET-]{2,30})"
)
_PUBLISHED: Final = (
    r"(?i:(?:publié|mis\s+à\s+jour|publicado|actualizado|pubblicato|aggiornato|veröffentlicht|published|"
    r"updated|gepubliceerd))"
)
PUBLISHED_BEFORE: Final = Pattern(
    rf"\W{{0,3}}{_PUBLISHED}\s+(?i:par|por|da|di|von|by|door)\s+(?:l['’]|la\s+|the\s+)?\Z"
)
PUBLISHED_ON: Final = Pattern(rf"{_ON}\Z")
PUBLISHED_AFTER: Final = Pattern(rf"\s*[,|·–—-]?\s*{_PUBLISHED}{_ON}\Z")
INLINE_INPUTS: Final = Pattern(rf"[(\[]\s*(?i:{WITH}|z)\s[^()]{{0,80}}\Z")

COPYRIGHT_BEFORE: Final = Pattern(
    r"(?:©|\([cC]\)|\b[cC]opyright|\bCOPYRIGHT)\s*(?:©\s*)?(?:\d{4}\s*)?(?:by\s+)?"
    r"(?:[Tt]he\s+)?(?:[\w.’ ]{2,40}/\s?)?\Z"
)
SENTENCE_END: Final = Pattern(r"[.!?…。:;][\"”“»’')\]]{0,3}\s+\Z|\n\s*\Z|^\s*\Z|[\"”»]\s+\Z")
DASH_END: Final = Pattern(r"(?:[-–—]{1,2}|\*)\s?\Z")
PARENTHESIS_END: Final = Pattern(rf"(?:^|[.!?…。][\"”“»’')]{{0,3}}\s*|\s)[(\[/]\s?{_NAMES}\Z")
PARENTHESIS_SENTENCE: Final = Pattern(rf"(?:^|[.!?…。][\"”“»’')]{{0,3}})\s*[(\[/（]\s?(?:{_NAMES}|[据據])\Z")
# "Z Halden Ada Berg (PAP)"
SIGNED_BEFORE: Final = Pattern(
    r"(?:(?:Z|Ze|From|Aus|De|Da|Iz)\s+)?[^\W\d_a-zß-ÿ][\w.'’-]*(?:\s+[^\W\d_a-zß-ÿ][\w.'’-]*){1,4}\s+\(\Z"
)
DESK_SIGNS: Final = Pattern(
    r"(?:/[a-zäöü]{2,6}|\s[a-zäöü]{2,4}(?=[\s/]|\Z)|\s[A-Z]{2,4}(?=\s|\Z)){1,6}\W{0,2}\Z"
)
# "... um mehr Zeit. wit/dpa"
DESK_BEFORE: Final = Pattern(r"[.!?…][\"”“»’')\]]{0,3}\s+(?:[a-zäöü]{2,4}/){1,3}\Z")
# "(APA/Reuters)" behind the first name
OTHERS_END: Final = Pattern(r"(?P<names>(?:\s?[/,+]\s?[^\W\d][\w.’' -]{1,30}){1,3})[)\]]\W{0,3}\Z")
BUREAU_REST: Final = Pattern(
    r"\s+(?:[\w.]+\s+){0,3}?(?:Bureau|Newsroom|newsroom|Newsdesk|News\s+Desk)\b[^.]{0,50}\Z"
)
END_OF_PARAGRAPH: Final = Pattern(r"[)\]/]?\W{0,3}\Z")

PHOTO_WORD: Final = Pattern(
    r"(?i:\b(?:photos?|photographs?|photographer|photography|foto|fotos|fotografía|photographe|bild|bilder|image|images|"
    r"picture|pictures|pix|cliché|file\s+photo|archiv|archivbild|symbolbild|caption|фото)\b)"
)
PHOTO_LABEL_BEFORE: Final = Pattern(
    r"(?i:\b(?:photos?|photographs?|foto|fotos|bild|bilder|images?|pictures?|фото|cliché|fotografía|pic|video|graphic|"
    r"grafik)(?:\s+(?:by|credit|courtesy(?:\s+of)?|de|von|via|from|agency))?\s?[:/©]\s*|\bphotos?(?:graphs?)?\s+by\s+)"
    r"[^\n.;]{0,60}?\Z|(?i:\bvia)\s+\Z"
)
PHOTO_AFTER: Final = Pattern(
    r"[\s/]*(?i:photos?|pictures?|images?|foto|file\s+photo|pool\s+photo|via\s+getty)\b"
)
PERSON_BEFORE: Final = Pattern(
    r"(?:^|[(\[|©:—–]|[.!?]\s)\s*(?:[^\W\d_a-zß-ÿ][\w.'’-]*\s+){1,4}?[\w.'’-]*\s?[/|]\s?"
    r"(?:[\w.’ -]{2,30}\s?/\s?){0,2}\Z"
)
PERSON_AFTER: Final = Pattern(r"\s?/\s?(?:[A-ZÀ-Þ](?:[^\W\d]|[.'’-])*\s){1,3}[A-ZÀ-Þ][\w'’]*[a-zß-ÿ][\w'’-]*")
UNKNOWN_PHOTO: Final = Pattern(
    r"\((?:(?P<first>[A-Z]{2,5})\s?/\s?[A-ZÀ-Þ][\w'’-]*\.?(?:\s[A-ZÀ-Þ][\w.'’-]+){1,3}"
    r"|[A-ZÀ-Þ][\w'’-]*\.?(?:\s[A-ZÀ-Þ][\w.'’-]+){1,3}\s?/\s?(?P<last>[A-Z]{2,5}))\)"
)
