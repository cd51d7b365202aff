import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.tokens import alignment
from ingest.embed import MiniLM
from ingest.tokens import DIMENSIONS, pack, unit, unpack


def rows(seed: int, count: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    chance = np.random.default_rng(seed)
    return unit(chance.normal(size=(count, DIMENSIONS)).astype(np.float32))


@given(st.binary(min_size=320, max_size=3200).map(lambda found: found[: len(found) // 32 * 32]))
@settings(deadline=None)
def test_packed_vectors_stay_close_in_an_eighth_of_the_room(content: bytes) -> None:
    before = unpack(content)
    packed = pack(before)
    after = unpack(packed)
    assert len(packed) * 8 == before.nbytes
    assert (before * after).sum(axis=1).min() > 0.8
    assert np.allclose(np.linalg.norm(after, axis=1), 1.0, atol=1e-5)


def test_no_tokens_take_no_room() -> None:
    assert pack(np.empty((0, DIMENSIONS), dtype=np.float32)) == b""
    assert unpack(b"").shape == (0, DIMENSIONS)


def test_alignment_is_one_where_each_word_finds_itself_and_nothing_without_words() -> None:
    text = rows(1, 9)
    assert np.isclose(alignment(text[2:5], text), 1.0, atol=1e-6)
    assert alignment(rows(2, 3), text) < 0.9
    assert alignment(text, text[:0]) == 0.0


def test_a_text_has_the_same_encoding_whatever_it_is_embedded_with(minilm: MiniLM) -> None:
    text = "The meeting was opened by the deputy minister."
    (alone,) = minilm.embed([text])
    _, among, _ = minilm.embed(["Fish.", text, "Reindeer graze on both sides of the border. " * 9])
    assert np.array_equal(alone.whole, among.whole)
    assert np.array_equal(alone.tokens, among.tokens)
