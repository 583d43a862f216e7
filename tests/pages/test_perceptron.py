"""The page of Perceptron: what is said, what is brought, and what a table of the gallery becomes."""

from __future__ import annotations

from core.experiments import perceptron as lesson
from core.experiments.perceptron import Config, Gallery
from tests.helpers.pages import healthy, link, texts, visit


def test_the_first_screen_and_its_sections(tab):
    app = visit(tab, "perceptron")
    said = texts(app)
    config = Config()
    assert lesson.describe(config, lesson.run(config)) in said and lesson.describe_table(Gallery()) in said
    assert [header.value for header in app.header][:4] == [lesson.TABLES, lesson.SOFT, lesson.PAIR, lesson.LEARN]
    assert link(app) == {} and len(app.get("vega_lite_chart")) == 1


def brought(app, text):
    app.text_area(key="perceptron.typed").set_value(text)
    return healthy(app.button(key="perceptron.take").click().run())


def test_points_are_brought_as_text_and_stand_in_the_link(tab):
    app = brought(visit(tab, "perceptron"), "a;b;c\n1,5;2;yes\n-1;0,25;no")
    assert link(app) == {"data": "own", "points": "1.5:2:1;-1:0.25:0", "shown": "0"}
    assert "2 points. The output 1 stands for “yes”, 0 for “no”." in [one.value for one in app.success]
    app = brought(app, "1,2,a\n3,4,b\n5,6,c")
    assert [one.value for one in app.error] == ["The last column must have two classes. Got 3: “a”, “b” and “c”."]
    assert link(app)["points"] == "1.5:2:1;-1:0.25:0"


def test_a_table_of_the_gallery_is_given_to_the_rule(tab):
    app = visit(tab, "perceptron", looked="1001", data="clouds")
    app = healthy(app.button(key="perceptron.learn").click().run())
    assert link(app) == {"table": "1001", "looked": "1001", "shown": "0"}
    app = visit(tab, "perceptron", looked="01101001")
    assert "perceptron.learn" not in [button.key for button in app.button]
