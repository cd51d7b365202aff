import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import BertConfig

from bot.chain import answer_chain
from bot.reader import average as averaging
from bot.reader import train as training
from bot.reader.batches import Batches
from bot.reader.encode import MAX_PIECES, OVERLAP, Encoder
from bot.reader.groups import Grouper
from bot.reader.losses import batch_of, distillation_loss, read_batch, total_loss
from bot.reader.marks import Marks
from bot.reader.member import Member
from bot.reader.model import ReaderModel, load_weights, save_weights, tokenizer_file
from bot.reader.passages import WEIGHTS, PassageReader
from bot.reader.squad import auroc, exact, f1
from ingest.document import Span
from ingest.embed import MiniLM
from ingest.errors import ModelProblem
from ingest.settings import Settings
from ingest.sync import sync
from tests.meetings import OTHER, TEXT, many

QUESTION = "Who opened the first meeting in Murmansk?"


def tiny() -> ReaderModel:
    torch.manual_seed(3)
    return ReaderModel(
        BertConfig(
            hidden_size=16,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=32,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
    )


def weight(model: ReaderModel, layer: str) -> torch.Tensor:
    found: torch.Tensor = model.state_dict()[f"body.{layer}.weight"]
    return found


def plan(out: Path, *, epochs: float) -> training.Plan:
    return training.Plan(
        out=out,
        epochs=epochs,
        minutes=60,
        rate=1e-3,
        groups=2,
        workers=2,
        frozen=1,
        seed=1,
        save_minutes=60,
    )


def groups_of(count: int) -> list[list[Member]]:
    grouper = Grouper(many())
    return [grouper.group(item, random.Random(1)) for item in many()[:count]]


def batches_of(plan: training.Plan) -> Batches:
    encoder = Encoder(tokenizer_file())
    return Batches(many(), encoder, groups=plan.groups, workers=plan.workers, seed=plan.seed)


def marks() -> Marks:
    return Marks(
        offsets=((0, 3), (4, 8), (9, 12), (13, 18)),
        starts=np.array([0, 3, 1, 2], dtype=np.float32),
        ends=np.array([9, 1, 4, 0], dtype=np.float32),
        answers=0.5,
    )


def test_windows_overlap_and_leave_nothing_out() -> None:
    text = " ".join(f"word{i}" for i in range(400))
    windows = Encoder(tokenizer_file()).windows("Which word?", "A title", text)
    assert len(windows) > 1
    assert all(len(window.ids) == len(window.segments) <= MAX_PIECES for window in windows)
    covered = {place for window in windows for place in window.offsets}
    assert {i for a, b in covered for i in range(a, b)} >= {
        i for i, character in enumerate(text) if character != " "
    }
    assert set(windows[0].offsets[-OVERLAP:]) <= set(windows[1].offsets)


def test_a_long_question_and_title_leave_room_for_the_text() -> None:
    (window, *_) = Encoder(tokenizer_file()).windows("why " * 600, "title " * 300, TEXT)
    assert len(window.ids) <= MAX_PIECES
    assert window.offsets[-1][1] == len(TEXT)


def test_a_span_outside_the_window_has_no_place() -> None:
    windows = Encoder(tokenizer_file()).windows("Who?", "", "word " * 400)
    assert windows[0].place(Span(start=0, end=4)) == (windows[0].start, windows[0].start)
    assert windows[0].place(Span(start=1900, end=1904)) is None


def test_the_best_answer_ends_no_earlier_than_it_starts() -> None:
    span, score = marks().best(Span(start=4, end=18)) or (None, 0.0)
    assert span == Span(start=4, end=12)
    assert score == 7.0
    assert marks().best(Span(start=30, end=40)) is None


def test_the_masses_of_the_parts_make_no_more_than_the_whole() -> None:
    parts = [marks().mass(Span(start=0, end=8)), marks().mass(Span(start=9, end=18))]
    assert all(part <= marks().whole for part in parts)


def test_the_official_measures() -> None:
    assert exact(["The  Protocol."], "protocol") == 1.0
    assert exact([], "") == 1.0
    assert f1(["a tripartite protocol"], "protocol signed") == pytest.approx(0.5)
    assert f1([], "something") == 0.0
    assert auroc([0.1, 0.4, 0.35, 0.8], [False, False, True, True]) == 0.75
    assert auroc([1.0, 1.0], [True, False]) == 0.5


def test_training_lowers_the_loss_and_leaves_frozen_weights(tmp_path: Path) -> None:
    model = tiny()
    before = weight(model, "embeddings.word_embeddings").clone()
    low = weight(model, "encoder.layer.0.output.dense").clone()
    high = weight(model, "encoder.layer.1.output.dense").clone()
    training.train(many(), [], model, plan(tmp_path, epochs=2))
    assert torch.equal(before, weight(model, "embeddings.word_embeddings"))
    assert torch.equal(low, weight(model, "encoder.layer.0.output.dense"))
    assert not torch.equal(high, weight(model, "encoder.layer.1.output.dense"))


def test_training_in_bfloat16_lowers_the_loss(tmp_path: Path) -> None:
    half = replace(plan(tmp_path, epochs=8), half=True)
    trainer = training.Trainer(tiny(), half, steps=24)
    batches = batches_of(half)
    losses = [trainer.learn(batches.at(0)) for _ in range(24)]
    assert losses[-1] < losses[0] - 0.1


def test_processes_that_make_batches_ahead_change_nothing(tmp_path: Path) -> None:
    batches = batches_of(plan(tmp_path, epochs=1))
    made = [list(batches.from_step(1, 3, makers=makers)) for makers in (0, 2)]
    assert len(made[0]) == len(made[1]) == 3
    for alone, ahead in zip(*made, strict=True):
        for mine, theirs in zip(alone, ahead, strict=True):
            assert torch.equal(mine.places, theirs.places)
            for part, other in zip(mine.parts, theirs.parts, strict=True):
                assert torch.equal(part.ids, other.ids)


def test_a_pupil_comes_nearer_to_its_teachers(tmp_path: Path) -> None:
    batch = batch_of(groups_of(3), Encoder(tokenizer_file()))
    teachers = [tiny(), tiny()]
    for teacher in teachers:
        torch.nn.init.normal_(teacher.answers.weight)
    pupil, device = tiny(), torch.device("cpu")
    with torch.no_grad():
        told = [read_batch(teacher, batch, device) for teacher in teachers]
    rates = torch.optim.AdamW(pupil.parameters(), lr=1e-2)
    losses = []
    for _ in range(10):
        loss = distillation_loss(read_batch(pupil, batch, device), told)
        losses.append(float(loss.detach()))
        rates.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        rates.step()
    assert losses[-1] < losses[0] - 0.1


def test_any_piece_of_a_sentence_may_be_the_answer_where_none_is_marked() -> None:
    (item, *_) = many()
    whole = Span(start=0, end=len(TEXT))
    losses = {}
    for answer, is_roughly in ((item.answers[0], False), (item.answers[0], True), (whole, True)):
        member = Member(question=QUESTION, title="", text=TEXT, answer=answer)
        groups = [[replace(member, is_roughly=is_roughly), replace(member, answer=None)]]
        batch = batch_of(groups, Encoder(tokenizer_file()))
        loss = total_loss(read_batch(tiny(), batch, torch.device("cpu")))
        losses[answer.end, is_roughly] = float(loss.detach())
    exact, roughly, anywhere = losses.values()
    assert exact > roughly > anywhere


def test_an_interrupted_training_ends_with_the_same_weights(tmp_path: Path) -> None:
    whole, parted = tiny(), tiny()
    training.train(many(), [], whole, plan(tmp_path / "a", epochs=2))
    trainer = training.Trainer(parted, plan(tmp_path / "b", epochs=2), steps=6)
    (tmp_path / "b").mkdir()
    batches = batches_of(plan(tmp_path / "b", epochs=2))
    for _ in range(3):
        trainer.learn(batches.at(trainer.step))
    trainer.save()
    resumed = tiny()
    training.train(many(), [], resumed, plan(tmp_path / "b", epochs=2))
    for mine, theirs in zip(whole.parameters(), resumed.parameters(), strict=True):
        assert torch.equal(mine, theirs)


def test_weights_survive_the_file_but_for_rounding(tmp_path: Path) -> None:
    path = tmp_path / "reader.safetensors"
    model, other = tiny(), tiny()
    torch.nn.init.normal_(model.head.weight)
    save_weights(model, path)
    load_weights(other, path)
    assert torch.equal(model.head.weight, other.head.weight)
    mine = weight(model, "encoder.layer.1.output.dense")
    theirs = weight(other, "encoder.layer.1.output.dense")
    rows = mine.abs().amax(dim=1)[:, None] / 127
    assert bool(((mine - theirs).abs() <= rows * 0.51).all())
    save_weights(other, tmp_path / "again.safetensors")
    assert (tmp_path / "again.safetensors").read_bytes() == path.read_bytes()


def test_weights_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelProblem, match=r"none\.safetensors"):
        load_weights(tiny(), tmp_path / "none.safetensors")


def test_the_mean_of_weights_lies_between_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(averaging, "installed", tiny)
    models = [tiny(), tiny()]
    paths = [tmp_path / "one.safetensors", tmp_path / "two.safetensors"]
    for model, path, value in zip(models, paths, (1.0, 3.0), strict=True):
        torch.nn.init.constant_(model.head.bias, value)
        save_weights(model, path)
    to = tmp_path / "mean.safetensors"
    assert averaging.main([*map(str, paths), "--to", str(to)]) == 0
    mean = tiny()
    load_weights(mean, to)
    assert torch.allclose(mean.head.bias, torch.tensor(2.0))
    assert averaging.main([str(tmp_path / "none.safetensors"), "--to", str(to)]) == 1
    assert "none.safetensors" in capsys.readouterr().err


@pytest.mark.model
def test_the_shipped_weights_mark_the_answer_in_the_likeliest_sentence() -> None:
    (marks,) = PassageReader().read("Who opened the meeting?", [("Meeting", TEXT)])
    span, _ = marks.best(Span(start=0, end=len(TEXT))) or (Span(start=0, end=0), 0.0)
    assert span.of(TEXT) == "Pyotr Popov"


@pytest.mark.model
def test_a_reading_does_not_depend_on_what_is_read_beside_it() -> None:
    reader = PassageReader()
    (alone,) = reader.read("Who opened the meeting?", [("Meeting", TEXT)])
    texts = [("Other", OTHER * 20), ("Meeting", TEXT), ("Other", OTHER)]
    _, again, _ = reader.read("Who opened the meeting?", texts)
    assert alone.answers == again.answers
    assert np.array_equal(alone.starts, again.starts)


@pytest.mark.model
def test_the_shipped_weights_are_small() -> None:
    assert WEIGHTS.stat().st_size < 30_000_000


@pytest.mark.model
def test_the_trained_reader_prefers_the_sentence_that_answers_and_marks_it(
    minilm: MiniLM, settings: Settings
) -> None:
    (settings.corpus / "meeting.md").write_text(f"# Meeting\n\n{TEXT}\n", encoding="utf-8")
    (settings.corpus / "other.md").write_text(f"# Other\n\n{OTHER}\n", encoding="utf-8")
    sync([settings.corpus], settings=settings, embedder=minilm)
    chain = answer_chain(replace(settings, reader="trained", threshold=0.0), embedder=minilm)
    first, again = chain.invoke(QUESTION), chain.invoke(QUESTION)
    citation = first.statements[0].citations[0]
    assert citation.quote == "Pyotr Popov opened it."
    assert citation.answer is not None
    assert citation.answer.of(citation.document.text) == "Pyotr Popov"
    assert first.answerer == "trained"
    assert replace(first, seconds=0.0) == replace(again, seconds=0.0)
