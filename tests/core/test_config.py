"""Settings: one declaration makes the check, the message and the link."""

from dataclasses import dataclass
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import (
    Choice,
    Formerly,
    Range,
    Subset,
    Switch,
    Text,
    check,
    from_query,
    settings,
    to_query,
    unknown,
)


@dataclass(frozen=True)
class Config:
    width: Annotated[int, Range("Hidden units", 1, 64)] = 10
    lr: Annotated[float, Range("Learning rate", 1e-5, 10, log=True)] = 0.1
    decay: Annotated[float, Range("Weight decay", 1e-6, 1, log=True, zero=True)] = 0.0
    data: Annotated[str, Choice("Data", {"mnist": "MNIST", "digits": "digits"})] = "mnist"
    classes: Annotated[tuple[int, ...], Subset("Classes", 0, 9, 2)] = (0, 1, 2)
    bias: Annotated[bool, Switch("Bias")] = False
    drawn: Annotated[str, Text("Drawing", "[a-f.]+", 50, form="such as a.b")] = ""

    def __post_init__(self) -> None:
        check(self)


configs = st.builds(
    Config,
    width=st.integers(1, 64),
    lr=st.floats(1e-5, 10),
    decay=st.one_of(st.just(0.0), st.floats(1e-6, 1)),
    data=st.sampled_from(["mnist", "digits"]),
    classes=st.sets(st.integers(0, 9), min_size=2).map(lambda s: tuple(sorted(s))),
    bias=st.booleans(),
    drawn=st.from_regex("[a-f.]{0,50}", fullmatch=True),
)


@given(configs)
def test_a_link_brings_back_exactly_the_config(config):
    assert from_query(Config, to_query(config)) == (config, [])


def test_defaults_are_left_out_of_the_link():
    assert to_query(Config()) == {}
    assert to_query(Config(width=3, bias=True, classes=(1, 7))) == {"width": "3", "classes": "1-7", "bias": "1"}


@given(st.dictionaries(st.sampled_from([*settings(Config), "other"]), st.text(max_size=50)))
def test_any_text_in_a_link_gives_a_config_and_a_message_for_each_change(query):
    config, messages = from_query(Config, query)
    for name, text in query.items():
        if name in settings(Config):
            declaration = settings(Config)[name].declaration
            kept = declaration.write(getattr(config, name)) == text
            said = any(f"'{name}'" in m for m in messages)
            assert kept or said or _same(declaration, text, getattr(config, name))


def _same(declaration, text, value):
    """'1e-1', ' 5', 'TRUE' are other spellings of a value that was kept."""
    kind = type(value)
    return declaration.parse(text, kind) == value


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("width", 65, "'width' must be an integer in [1, 64]. Got 65 instead."),
        ("width", 2.5, "'width' must be an integer in [1, 64]. Got 2.5 instead."),
        ("width", True, "'width' must be an integer in [1, 64]. Got True instead."),
        ("lr", 50, "'lr' must be in [1e-05, 10]. Got 50 instead."),
        ("lr", float("nan"), "'lr' must be in [1e-05, 10]. Got nan instead."),
        ("decay", 1e-9, "'decay' must be in [1e-06, 1] or 0. Got 1e-09 instead."),
        ("data", "mnits", "'data' must be one of 'mnist', 'digits'. Got mnits instead."),
        (
            "classes",
            (3,),
            "'classes' must be at least 2 different integers in [0, 9], ascending. Got (3,) instead.",
        ),
        ("bias", 1, "'bias' must be 1 or 0. Got 1 instead."),
        ("drawn", "abg", "'drawn' must be empty or at most 50 characters, such as a.b. Got abg instead."),
        (
            "drawn",
            "a" * 51,
            f"'drawn' must be empty or at most 50 characters, such as a.b. Got {'a' * 37}... instead.",
        ),
    ],
)
def test_errors_have_one_voice(field, value, message):
    with pytest.raises(ValueError) as error:
        Config(**{field: value})
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("query", "field", "value"),
    [
        ({"width": "900"}, "width", 64),
        ({"width": "-3"}, "width", 1),
        ({"width": "wide"}, "width", 10),
        ({"width": "3.7"}, "width", 10),
        ({"lr": "nan"}, "lr", 0.1),
        ({"lr": "inf"}, "lr", 10.0),
        ({"data": "<script>"}, "data", "mnist"),
        ({"classes": "1-2-77"}, "classes", (1, 2)),
        ({"classes": "5"}, "classes", (0, 1, 2)),
        ({"bias": "maybe"}, "bias", False),
        ({"width": "9" * 5000}, "width", 10),
        ({"drawn": "a" * 5000}, "drawn", ""),
        ({"drawn": "abc\n"}, "drawn", ""),
    ],
)
def test_a_bad_link_is_clamped_or_defaulted_with_one_message(query, field, value):
    config, messages = from_query(Config, query)
    assert getattr(config, field) == value
    assert len(messages) == 1 and len(messages[0]) < 200
    assert messages[0].startswith(f"'{field}' must be") and "Using" in messages[0]


def test_a_text_that_is_not_allowed_becomes_nothing_in_words():
    assert from_query(Config, {"drawn": "xyz"})[1][0].endswith("Got xyz instead. Using nothing.")
    assert from_query(Config, {"drawn": ""}) == (Config(), [])


def test_unknown_names_are_reported():
    assert unknown({"width": "1", "depth": "2"}, Config) == ["There is no setting 'depth' here: it was left out."]


TRACKED = ["utm_source", "UTM_Campaign", "fbclid", "gclid", "msclkid", "igsh", "_ga", "mc_eid", "gad_source", "ref"]


@pytest.mark.parametrize("name", TRACKED)
def test_what_a_site_adds_to_a_link_to_track_is_no_mistake_of_the_reader(name):
    assert unknown({name: "IwAR0x", "depth": "2"}, Config) == unknown({"depth": "2"}, Config)


@pytest.mark.parametrize("name", ["utm", "clid", "colour", "reference", "sigma", "fbclids", "site"])
def test_other_names_are_reported(name):
    assert len(unknown({name: "1"}, Config)) == 1


def test_a_field_without_declaration_is_refused():
    @dataclass(frozen=True)
    class Bare:
        width: int = 3

    with pytest.raises(TypeError, match=r"Bare\.width needs"):
        settings(Bare)


@dataclass(frozen=True)
class Area:
    width: Annotated[int, Range("Width", 1, 64)] = 4
    height: Annotated[int, Range("Height", 1, 64)] = 4

    def __post_init__(self) -> None:
        check(self)
        if self.width * self.height > 100:
            raise ValueError(f"Width x height must be at most 100. Got {self.width * self.height} instead.")


def test_values_that_do_not_go_together_become_the_defaults_and_that_is_said():
    config, messages = from_query(Area, {"width": "99", "height": "64"})
    assert config == Area()
    assert messages[0].startswith("'width' must be an integer in [1, 64]. Got 99 instead.")
    assert messages[1:] == ["Width x height must be at most 100. Got 4096 instead. Using the defaults."]


@dataclass(frozen=True)
class Renamed:
    way: Annotated[str, Choice("Way", {"a": "first", "b": "second"}), Formerly("mode")] = "a"


def test_a_former_name_means_the_setting_where_its_value_makes_sense_and_no_other_has_been_said():
    assert from_query(Renamed, {"mode": "b"}) == (Renamed("b"), [])
    assert from_query(Renamed, {"mode": "lecture"}) == (Renamed(), [])
    assert from_query(Renamed, {"mode": "b", "way": "a"}) == (Renamed("a"), [])
    assert unknown({"mode": "b", "way": "a"}, Renamed) == [] and to_query(Renamed("b")) == {"way": "b"}
