"""Full stops that end no sentence: abbreviations, ordinals and initials of the five languages.

sentencex misses many of them: of Norwegian it knows no ordinals ("25. september"), of Swedish and
Russian few abbreviations. Joining two sentences is the milder error: half a sentence misleads.
"""

import re

# Never the last word of a sentence, whatever follows.
_NEVER_LAST = frozenset(
    # English
    "e.g i.e cf vs viz approx mr mrs ms dr gov gen adm lt col maj capt sgt prof st messrs hon rev "
    "pres "
    # Norwegian, Swedish
    "jf jfr jmf f.eks t.ex bl.a inkl exkl ekskl fr.o.m t.o.m f.o.m dvs d.v.s s.k f.d enl resp "
    "mht ifm vedr ang statsadv riksadv "
    # Finnish
    "ks esim mm ml mukaanl nk ns ts vrt rva hra pj tri apul "
    # Russian
    "т.е напр зам им ген проф акад св рук нач полк подполк майор гл.обр т.н т.наз см ср "
    "тов пом уполн ок адм ген.-майор ген.-лейт".split()
)
# Not the last word of a sentence when a number follows.
_BEFORE_NUMBER = frozenset(
    "art arts para paras no nos p pp sec secs fig figs ch vol vols cl cls res resol reg dir doc "
    "pt ed sched app annex jan feb mar apr jun jul aug sep sept oct nov dec "
    "nr kl kap s sid sida st pkt avsn bil okt des mai maj febr juni juli prop sou tlf tel mob fax "
    "ca klo luku nro n v puh s sivu mom alak syysk lokak marrask jouluk tammik helmik maalisk "
    "huhtik toukok kesäk heinäk elok "
    "ст п пп ч стр с факс моб рис табл гл разд подп абз т кн вып тел д кв корп оф "
    "янв февр фев мар апр авг сент сен окт нояб ноя дек".split()
)
# Of a place that follows, unless a number stands before: "в 2019 г." may end a sentence.
_BEFORE_PLACE = frozenset("г ул пос обл р оз о пер пр просп наб пл с дер ст д респ".split())
_WORD = re.compile(r"([^\s(\[{«„“”\"'»]+)\.\s*$")
_AFTER_NUMBER = re.compile(r"\d\s+\S+\.\s*$")
_INITIALS = re.compile(r"(?:^|[\s(«„])[А-ЯЁ]\.(?:\s?[А-ЯЁ]\.)?\s*$")
_GOES_ON = re.compile(r"\s*[:)\]]|[-‐‑–]\w|\s*[a-zà-öø-ÿа-яё]")
_SURNAME = re.compile(r"\s*[А-ЯЁ][а-яё-]{2,}")
_ALL_OF_IT = re.compile(r"\W*\d{1,3}\.\s*")
_SHORT = 5
_TAIL = 40


def is_cut_off(piece: str, following: str) -> bool:
    """Tell whether a piece that ends in a full stop goes on in the text that follows it."""
    if _ALL_OF_IT.fullmatch(piece):  # a lone number, of a list or an article
        return True
    tail = piece[-_TAIL:]
    begins = following.lstrip()[:1]
    if begins in (",", ";") and tail.rstrip().endswith("."):
        return True
    found = _WORD.search(tail)
    if not found:
        return False
    word = found[1].casefold()
    if _GOES_ON.match(following) and (len(word) <= _SHORT or "." in word):
        return True
    if begins.isdigit() or begins in ("№", "§", "+"):
        return word in _BEFORE_NUMBER | _NEVER_LAST
    if _AFTER_NUMBER.search(tail):  # "5 mm.", "2019 г."
        return False
    if word in _NEVER_LAST or (word in _BEFORE_PLACE and begins.isupper()):
        return True
    return bool(_INITIALS.search(tail) and _SURNAME.match(following))
