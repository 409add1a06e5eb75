"""Search: what people type finds what they mean, nothing they type breaks it, and the index follows the text."""

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from claims import curation
from claims.json import schemas
from claims.query import Term, Words
from claims.query import words as search
from claims.store import connection, fts_query, fulltext
from claims.store.write import Stamp
from tests import histories, strategies
from tests.test_store_faults import made_older

Run = Callable[..., Any]

DATA = json.loads((Path(__file__).parent / "data" / "fts5" / "fts5_queries.json").read_text(encoding="utf-8"))
TYPED = [
    *(one["query"] for one in DATA["user_inputs"] if one["query"] is not None),
    *DATA["must_parse"],
    *(case[0] for case in DATA["colset"]["cases"]),
    "NOT abcd " * 30,
]
RECORD = """
claims:
  - {id: us-spies, text: The balloon spied on missile fields., speaker: blinken, side: us, act: accusation,
     disputes: [balloon], said: "2023-02-03", venue: Press conference,
     citations: [{source: paper, quote: “We are watching a Spähballon”, note: said twice}]}
  - {id: china-weather, text: The craft watched the weather., speaker: wang, side: china, act: denial,
     disputes: [balloon], said: "2023-02-18",
     citations: [{source: paper, quote: 这是一艘民用飞艇，用于气象研究。 , lang: zh,
                  translations: [{lang: en, text: This is a civilian airship for research on winds.}]}]}
  - {id: eu-warning, text: Europe warned of arms in Türkiye., speaker: borrell, side: eu, act: warning, said: "2023-03"}
  - {id: us-warned, text: The United States was warning of arms; spying is another matter., speaker: officials,
     side: us, act: warning, said: "2023-02-20", with: [blinken]}
links:
  - {from: china-weather, relation: rebuts, to: us-spies, basis: explicit}
"""


@pytest.fixture(scope="session")
def record(store_of: Callable[[str], Path]) -> Path:
    """A store of four claims."""
    return store_of(RECORD)


@pytest.fixture
def own(record: Path, tmp_path: Path) -> Path:
    """The same store, to be written into."""
    return Path(shutil.copy(record, tmp_path / "claims.db"))


def ids(run: Run, store: Path, *words: str) -> list[str]:
    """The claims that a search prints, in order."""
    done = run("search", "--fields", "id", "--jsonl", *words, store=store)
    assert done.code == 0, done.err
    return [json.loads(line)["id"] for line in done.out.splitlines()]


# What is found.


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("weather", ["china-weather"]),
        ("WEATHER", ["china-weather"]),
        ("warned", ["eu-warning", "us-warned"]),
        ("warning", ["eu-warning", "us-warned"]),
        ("turkiye", ["eu-warning"]),
        ("TÜRKİYE", ["eu-warning"]),
        ("spahballon", ["us-spies"]),
        ("blinken", ["us-spies", "us-warned"]),
        ("wang", ["china-weather"]),
        ("press", ["us-spies"]),
        ("twice", ["us-spies"]),
        ("winds", ["china-weather"]),
        ("warned arms", ["eu-warning", "us-warned"]),
        ("warned AND arms", ["eu-warning", "us-warned"]),
        ("warned -states", ["eu-warning"]),
        ("warned NOT states", ["eu-warning"]),
        ("-warned -weather", ["us-spies"]),
        ("weather OR missile", ["china-weather", "us-spies"]),
        ("weather OR missile the", ["china-weather", "us-spies"]),
        ('"missile fields"', ["us-spies"]),
        ('"fields missile"', []),
        ("“missile fields”", ["us-spies"]),
        ('-"missile fields" balloon OR craft', ["china-weather"]),
        ("miss*", ["us-spies"]),
        ("miss", []),
        ("or", []),
        ("quote:watching", ["us-spies"]),
        ("text:watching", ["china-weather"]),
        ('quote:"we are"', ["us-spies"]),
        ("气", ["china-weather"]),
        ("民用", ["china-weather"]),
        ("气象研究", ["china-weather"]),
        ("象气", []),
        ("飞艇 research", ["china-weather"]),
        ("-气象 weather", []),
    ],
)
def test_search__finds_what_is_meant(run: Run, record: Path, query: str, expected: list[str]) -> None:
    assert sorted(ids(run, record, query)) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("side:china weather", ["china-weather"]),
        ("side:prc", ["china-weather"]),
        ("side:us side:eu", ["eu-warning", "us-spies", "us-warned"]),
        ('speaker:"Wang Yi"', ["china-weather"]),
        ("speaker:b", ["eu-warning", "us-spies", "us-warned"]),
        ("said:2023-02-18..2023-02-20", ["china-weather", "us-warned"]),
        ("said:2023-03", ["eu-warning"]),
        ("said:..2023-02-10", ["us-spies"]),
        ("said:2023-02-19..", ["eu-warning", "us-warned"]),
        ("since:2023-02-19 until:2023-02-28", ["us-warned"]),
        ("last-word:reply", ["us-spies"]),
        ("Last_Word:reply", ["us-spies"]),
        ("is:unanswered warned", ["eu-warning", "us-warned"]),
        ("is:retracted", []),
        ("act:denial", ["china-weather"]),
        ("relation:rebutted-by", ["us-spies"]),
        ("dispute:balloon", ["china-weather", "us-spies"]),
        ("source:paper", ["china-weather", "us-spies"]),
        ("grammar::weather", []),
        ("https://weather", []),
    ],
)
def test_search__fields_narrow_as_options_do(run: Run, record: Path, query: str, expected: list[str]) -> None:
    assert sorted(ids(run, record, *query.split(" ") if '"' not in query else [query])) == expected


def test_search__options_narrow_it_too(run: Run, record: Path) -> None:
    assert ids(run, record, "warned", "--side", "eu") == ["eu-warning"]
    assert run("search", "warned", "--count", store=record).out == "2\n"
    assert run("list", "warned", "--count", store=record).out == "2\n"
    assert ids(run, record, "warned", "--sort", "said") == ["us-warned", "eu-warning"]
    assert ids(run, record, "warned", "--sort", "said", "--reverse", "--limit", "1") == ["eu-warning"]


def test_search__words_to_leave_out_are_no_options(run: Run, record: Path) -> None:
    assert ids(run, record, "warned", "NOT", "states") == ["eu-warning"]
    assert ids(run, record, "warned -states") == ["eu-warning"]
    assert ids(run, record, "-states warned") == ["eu-warning"]
    assert ids(run, record, "--", "warned", "-states") == ["eu-warning"]
    # A word behind a dash is an option, or a mistake that must not pass for an answer.
    assert run("search", "warned", "-states", store=record).code == 2
    assert run("search", "warned", "-h", store=record).out.startswith("Usage: claims search")
    assert run("list", "warned", "--", "-states", "--count", store=record).code == 0


def test_search__the_claims_own_text_comes_first(run: Run, record: Path) -> None:
    assert ids(run, record, "watching") == ["china-weather", "us-spies"]


SENTENCES = {
    "us-points": "The U.S. and the U.S.S.R. met, as the U.N. Secretary-General J.F. Kraft (of the US) said at 3.5 p.m.",
    "eu-latin": "Wałęsa zeigte in Łódź Größe; İstanbul, Đoković, Søren und Þór sahen die ﬁnale Æra.",
    "eu-greek": "Ο Πρωθυπουργός μίλησε στην Αθήνα για τα όπλα.",
    "us-cyrillic": "Ещё один воздушный шар; у них два имени: Йозеф и Зеленський.",
    "china-han": "这是一艘民用飞艇，用于气象研究。",
    "us-kana": "ガラスの気球がカラスを見た。",
    "us-hangul": "정찰 풍선을 격추했다.",
    "us-thai": "จีนปฏิเสธว่าบอลลูนไม่ได้สอดแนมน้ำในประเทศที่สาม",
    "us-lao": "ຈີນປະຕິເສດວ່າປູມເປົ້າບໍ່ໄດ້ສອດແນມ",
    "us-khmer": "ប្រទេសចិនបានបដិសេធការចោទប្រកាន់អំពីអាវុធ",
    "us-burmese": "တရုတ်နိုင်ငံကလက်နက်ပေးပို့မှုကိုငြင်းဆိုသည်",
    "us-hindi": "उस दिन गुब्बारा किताब के ऊपर था।",
    "us-tamil": "அந்த நாள் பலூன் வானில் இருந்தது.",
    "us-arabic": "قالَ المُتَحَدِّثُ إنَّ المُنطادَ مَدَنِيٌّ، ســنة ٢٠٢٣.",
    "us-hebrew": "הַכַּדּוּר הַפּוֹרֵחַ שֶׁל סִין",
}


@pytest.fixture(scope="session")
def scripts(store_of: Callable[[str], Path]) -> Path:
    """A store with a sentence in each of many scripts."""
    lines = (
        f"  - {{id: {id}, text: '{text}', speaker: blinken, side: us, act: assertion}}\n"
        for id, text in SENTENCES.items()
    )
    return store_of(f"claims:\n{''.join(lines)}")


@pytest.mark.parametrize(
    ("claim", "queries"),
    [
        ("us-points", "us US U.S. u.s U.S.S.R. ussr UN U.N. “JF-Kraft” pm u.s.* “U.S. and the USSR met”"),
        ("eu-latin", "walesa WAŁĘSA Lodz lódz grösse GRÖßE grosse istanbul ISTANBUL Đoković soren thor finale aera"),
        ("eu-greek", "πρωθυπουργος ΠΡΩΘΥΠΟΥΡΓΌΣ αθηνα μιλησε ὅπλα"),
        ("us-cyrillic", "еще ещё воздушныи иозеф ЗЕЛЕНСЬКИИ"),
        ("china-han", "气象 民用飞艇 “用于 气象”"),
        ("us-kana", "ガラス ｶﾞﾗｽ 気球 カラス"),
        ("us-hangul", "풍선 풍선을 격추"),
        ("us-thai", "จีน บอลลูน ปฏิเสธ น้ำ ประเทศ ที่สาม สอดแนม จีนปฏิเสธ"),
        ("us-lao", "ຈີນ ປະຕິເສດ ປູມເປົ້າ ສອດແນມ"),
        ("us-khmer", "ចិន បដិសេធ អាវុធ ប្រទេស"),
        ("us-burmese", "တရုတ် လက်နက် ငြင်းဆို နိုင်ငံ"),
        ("us-hindi", "दिन गुब्बारा किताब कि*"),
        ("us-tamil", "நாள் பலூன் வானில்"),
        ("us-arabic", "المتحدث المُنطاد المنطاد مدني إنّ ان سنة 2023 ٢٠٢٣"),
        ("us-hebrew", "הכדור הפורח סין הַכַּדּוּר"),
    ],
)
def test_search__finds_words_of_every_script(run: Run, scripts: Path, claim: str, queries: str) -> None:
    for query in re.findall("“[^”]+”|[^ ]+", queries):
        assert claim in ids(run, scripts, query), query


@pytest.mark.parametrize(
    "query", ["दीन", "द", "कताब", "नाल", "カラズ", "が ら す", "นา", "จน", "ចន", "တရတ", "நள்", "s", "u"]
)
def test_search__another_vowel_is_another_word(run: Run, scripts: Path, query: str) -> None:
    assert ids(run, scripts, query) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        *(("U.N", ["U.N"]), ("us", ["U.S", "US"]), ("lodz", ["Łódź"]), ("grosse", ["Größe"]), ("era OR aera", ["Æra"])),
        *(("น้ำ", ["น้ำ"]), ("ที่สาม", ["ที่สาม"]), ("ចិន", ["ចិន"]), ("दिन", ["दिन"]), ("المتحدث", ["المُتَحَدِّثُ"])),
        *(("סין", ["סִין"]), ("ガラス", ["ガラス"]), ("finale", ["ﬁnale"]), ("еще", ["Ещё"])),
    ],
)
def test_snippet__marks_the_words_of_every_script_whole(
    run: Run, scripts: Path, query: str, expected: list[str]
) -> None:
    (hit,) = json.loads(run("search", query, "--json", store=scripts).out)
    text = hit["snippet"]["text"]
    assert [text[match["start"] : match["end"]] for match in hit["snippet"]["matches"]] == expected


def test_snippet__is_not_cut_between_a_character_and_its_marks(run: Run, store_of: Callable[[str], Path]) -> None:
    for before in range(90, 94):
        note = f"{'ก' * before}{'กี่' * 30}จีน{'กี่' * 90}"
        claim = f"{{id: us-a, text: A., speaker: blinken, side: us, act: assertion, note: {note}}}"
        (hit,) = json.loads(run("search", "จีน", "--json", store=store_of(f"claims:\n  - {claim}\n")).out)
        text, (match,) = hit["snippet"]["text"], hit["snippet"]["matches"]
        assert text[match["start"] : match["end"]] == "จีน"
        assert (text[:2], text[-4:]) == ("…ก", "กี่…")


WORDS = st.one_of(
    st.text(st.sampled_from(sentence.replace(" ", "")), min_size=1, max_size=6) for sentence in SENTENCES.values()
)


@given(words=st.lists(WORDS, min_size=1, max_size=8), data=st.data())
def test_search__finds_every_word_of_an_indexed_sentence(words: list[str], data: st.DataObject) -> None:
    """Whatever the script, however the text is composed, in either case, and with a space before it or not."""
    word = data.draw(st.sampled_from([word for word in words if search.has_words(word)] or ["x"]))
    form = data.draw(st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
    case = data.draw(st.sampled_from([str, str.upper, str.casefold]))
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(f"CREATE VIRTUAL TABLE {fts_query.TABLE} USING fts5(text, tokenize='{fulltext.TOKENIZER}')")
        db.execute(f"INSERT INTO {fts_query.TABLE} VALUES (?)", (search.folded(" ".join([*words, "x"])),))
        looked_for = fts_query.any_of([Term(normalize(form, case(word)))])
        found = db.execute(f"SELECT count(*) FROM {fts_query.TABLE} WHERE {fts_query.TABLE} MATCH ?", (looked_for,))
        assert found.fetchone() == (1,)


@given(strategies.TEXTS | st.lists(WORDS).map("".join))
def test_placed__is_the_folded_text_with_places(text: str) -> None:
    folded, places = search.placed(text)
    assert folded == search.folded(text)
    assert len(places) == len(folded)
    assert places == sorted(places)
    assert search.split(folded) == search.split(text)


# What is told of it.


@pytest.fixture(scope="session")
def many(store_of: Callable[[str], Path]) -> Path:
    """A store of 240 claims that have one word more or less often, every other one of China's."""
    lines = (
        f"  - {{id: c-{number:03}, text: {'balloon ' * (1 + number % 7)}{number}, speaker: {speaker}, side: {side},"
        f' act: assertion, said: "2023-02-{1 + number % 28:02}"}}\n'
        for number in range(240)
        for speaker, side in [(("blinken", "us"), ("wang", "china"))[number % 2]]
    )
    return store_of(f"claims:\n{''.join(lines)}")


@pytest.mark.parametrize("form", ["--jsonl", "--csv"])
def test_search__gives_all_of_many_hits_once(run: Run, many: Path, form: str) -> None:
    lines = run("search", "balloon", "--fields", "id", form, store=many).out.splitlines()
    assert len(set(lines)) == len(lines) == 240 + (form == "--csv")


def test_search__many_hits_in_the_same_order_both_ways(run: Run, many: Path) -> None:
    found = [json.loads(line)["id"] for line in run("search", "balloon", "--jsonl", store=many).out.splitlines()]
    assert found == ids(run, many, "balloon")
    assert found[0] == "c-006"
    back = run("search", "balloon", "--jsonl", "--reverse", store=many).out.splitlines()
    assert [json.loads(line)["id"] for line in back] == found[::-1]
    china = run("search", "balloon", "--side", "china", "--jsonl", "--offset", "5", "--limit", "90", store=many).out
    expected = [id for id in found if int(id[2:]) % 2][5:95]
    assert [json.loads(line)["id"] for line in china.splitlines()] == expected


def test_search__ranks_the_newest_of_very_many_hits_first(
    run: Run, many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.store.claims.MOST_RANKED", 70)
    found = ids(run, many, "balloon")
    assert sorted(found[:70]) == [f"c-{number:03}" for number in range(170, 240)]
    assert (found[0], found[70], len(found)) == ("c-174", "c-006", 240)


def test_snippet__tells_where_the_words_are(run: Run, record: Path) -> None:
    (one,) = json.loads(run("search", "气象", "--json", store=record).out)
    text = "这是一艘民用飞艇，用于气象研究。"
    assert one["snippet"] == {"where": "quote", "text": text, "matches": [{"start": 11, "end": 13}]}
    Draft202012Validator(schemas.schema("found")).validate(one)
    (one,) = json.loads(run("search", "turkiye", "--json", store=record).out)
    assert one["snippet"]["matches"] == [{"start": 25, "end": 32}]
    (first, *_) = json.loads(run("search", "NOT", "weather", "--json", store=record).out)
    assert first["snippet"] is None


def test_snippet__of_a_long_text_is_the_part_around_the_match(run: Run, store_of: Callable[[str], Path]) -> None:
    note = f"{'before ' * 60}zeppelin{' after' * 60}"
    claim = f"{{id: us-a, text: A., speaker: blinken, side: us, act: assertion, note: {note}}}"
    (hit,) = json.loads(run("search", "zeppelin", "--json", store=store_of(f"claims:\n  - {claim}\n")).out)
    snippet = hit["snippet"]
    (match,) = snippet["matches"]
    assert snippet["where"] == "note"
    assert snippet["text"][match["start"] : match["end"]] == "zeppelin"
    assert snippet["text"].startswith("…before")
    assert snippet["text"].endswith("…")
    assert len(snippet["text"]) <= 242


def test_table__marks_the_words(run: Run, record: Path) -> None:
    out = run("search", "weather", "--format", "table", "--color", "always", store=record).out
    assert "\x1b[1;4mweather\x1b[0m" in out
    out = run("search", "winds", "--format", "table", "--color", "never", store=record).out
    assert "translation: This is a civilian airship" in " ".join(out.split())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("balon", "balloon"), ("misile", "missile"), ("wether", "weather"), ("spähbalon", "spähballon")),
        *(("alloon", "balloon"), ("abllon", "balloon"), ("vballoon", "balloon"), ("ciwilian", "civilian")),
        *(("nissile", "missile"), ("rissile", "missile"), ("eeather", "weather")),
    ],
)
def test_search__a_misspelt_word_is_asked_about(run: Run, record: Path, typed: str, meant: str) -> None:
    done = run("search", typed, store=record)
    assert (done.code, done.out) == (0, "")
    assert done.err == f"claims: nothing was found; did you mean “{meant}”?\n"


def test_search__nothing_like_it(run: Run, record: Path) -> None:
    done = run("search", "xylophone", "--json", store=record)
    assert (done.code, done.out, done.err) == (0, "[]\n", "")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sde:us", "there is no field “sde” to search in (did you mean side:? The fields are side, speaker,"),
        ("is:true", "is: does not take “true” (one of unanswered, hearsay, quoted, explicit, retracted, on-record)"),
        ("NOT side:us", "-side: only words can be left out (name the values of side that count)"),
        ("said:yesterday", "--on: “yesterday” is no EDTF date"),
        ("said:2023..2024 since:2023", "since is given twice"),
        ("said:..", "said: takes a date"),
        ("* ^ +", "there is no word to look for (words are made of letters and digits)"),
        ("word " * 65, "a query takes 64 words and phrases at most"),
    ],
)
def test_search__what_is_wrong_is_one_sentence(run: Run, record: Path, query: str, expected: str) -> None:
    done = run("search", query, store=record)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"claims: {expected}"), done.err
    assert done.err.count("\n") == 1


def test_search__a_name_that_nobody_has(run: Run, record: Path) -> None:
    done = run("search", "speaker:blinkn", store=record)
    assert (done.code, done.out) == (3, "")
    assert "did you mean blinken" in done.err


@pytest.mark.parametrize("query", TYPED)
def test_search__nothing_typed_shows_an_error_of_the_database(run: Run, record: Path, query: str) -> None:
    done = run("search", query, store=record)
    assert done.code in (0, 2), done.err
    assert "fts5" not in done.err.lower()
    assert "sql" not in done.err.lower()
    assert done.err.count("\n") <= 1


@given(st.text(st.sampled_from('ab气 "-*:^()ORANDT\u202e\ufdd0é’“”')) | strategies.TEXTS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_search__any_text_is_safe(record: Path, text: str) -> None:
    from claims.query import Filter, Sort, Window
    from claims.store import claims
    from claims.store import search as found_words

    try:
        words = search.parse(text).words
    except search.TooManyWords:
        return
    with connection.reading(record) as db:
        found = list(claims.ids(db, Filter(words=words), Window(Sort.RANK)))
        for passage in found_words.snippets(db, words, found).values():
            assert all(0 <= match["start"] < match["end"] <= len(passage["text"]) for match in passage["matches"])
        list(found_words.nearest(db, words))


def test_parse__operators_without_anything_to_work_on_are_words() -> None:
    assert search.parse("OR a OR").words == Words(((Term("OR"),), (Term("a"),), (Term("OR"),)))
    assert search.parse("NOT").words == Words(((Term("NOT"),),))
    assert search.parse("a OR b c").words == Words(((Term("a"), Term("b")), (Term("c"),)))
    assert search.parse('"not closed').words == Words(((Term("not closed"),),))


# The index.


def misindexed(store: Path) -> list[str]:
    with connection.reading(store) as db:
        return list(fulltext.differing(db))


def indexed(store: Path) -> list[Any]:
    """Every word of the index with the row, column and place where it stands."""
    with closing(sqlite3.connect(store)) as db:
        db.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'claims_fts', 'instance')")
        return sorted(db.execute("SELECT * FROM temp.words").fetchall())


@given(corpus=strategies.corpora(stamped=False).map(histories.storable), history=histories.histories())
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_index__follows_every_change(tmp_path_factory: pytest.TempPathFactory, corpus: Any, history: list[Any]) -> None:
    store = tmp_path_factory.mktemp("index") / "claims.db"
    curation.make_empty_store(store, (), Stamp("2026-01-01T00:00:00.000000Z", "maker"))
    curation.bring(store, corpus.records(), Stamp("2026-06-01T00:00:00.000000Z", "first"))
    histories.live(store, history)
    assert misindexed(store) == []
    before = indexed(store)
    with connection.writing(store) as db:
        fulltext.rebuild(db)
    assert indexed(store) == before


def test_index__a_renamed_speaker_is_found(run: Run, own: Path) -> None:
    assert run("speaker", "edit", "wang", "--name", "Wang Wenbin", store=own).code == 0
    assert ids(run, own, "wenbin") == ["china-weather"]
    assert ids(run, own, "Yi") == []
    assert run("edit", "us-warned", "--text", "Zeppelins were seen.", store=own).code == 0
    assert ids(run, own, "zeppelin") == ["us-warned"]
    assert sorted(ids(run, own, "warned")) == ["eu-warning"]


def test_check__notices_a_stale_index_and_reindex_mends_it(run: Run, own: Path) -> None:
    with closing(sqlite3.connect(own)) as db, db:
        db.execute("UPDATE claims SET text = 'A zeppelin.' WHERE id = 'us-spies'")
    done = run("check", "--select", "X001", store=own)
    assert done.code == 0
    assert "X001" in done.out
    assert "us-spies" in done.out
    assert ids(run, own, "zeppelin") == []
    assert run("reindex", store=own).err == "claims: indexed the words of 4 claims\n"
    assert ids(run, own, "zeppelin") == ["us-spies"]
    assert "nothing found" in run("check", "--select", "X001", store=own).err


def test_migration__fills_the_index(run: Run, own: Path) -> None:
    older = made_older(own)
    done = run("search", "weather", "--fields", "id", "--jsonl", store=older)
    assert done.out == '{"id":"china-weather"}\n', done.err
    assert done.err.startswith("claims: brought the store")


def test_search__as_json_goes_on_beyond_the_first_passages(store_of: Callable[[str], Path], run: Run) -> None:
    claims = "".join(
        f"  - {{id: us-{number}, text: Balloon {number}., speaker: blinken, side: us, act: assertion}}\n"
        for number in range(120)
    )
    done = run("search", "balloon", "--json", store=store_of(f"claims:\n{claims}"))
    assert (done.code, done.err) == (0, "")
    assert len(json.loads(done.out)) == 120
