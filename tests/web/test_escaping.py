"""Whatever is filled in on a page is escaped, in every place a template can put it."""

import pytest
from jinja2 import StrictUndefined, UndefinedError
from markupsafe import Markup

from web.escaping import Templates

BAD, SAFE = "<b a=\"x\" c='y'>&", "&lt;b a=&quot;x&quot; c=&#x27;y&#x27;&gt;&amp;"


class Text(str):
    __slots__ = ()


class Drawn:
    def __html__(self) -> str:
        return "<i>drawn</i>"


def drawn(template: str, **filled: object) -> str:
    return Templates(autoescape=True, undefined=StrictUndefined).from_string(template).render(**filled)


@pytest.mark.parametrize(
    "template",
    [
        "{{ one }}",
        "{% for each in [one] %}{{ each }}{% endfor %}",
        "{% macro said(text) %}{{ text }}{% endmacro %}{{ said(one) }}",
        "{% set kept %}{{ one }}{% endset %}{{ kept }}",
        "{% block main %}{{ one }}{% endblock %}",
        "{% filter trim %}{{ one }}{% endfilter %}",
    ],
)
def test_words_are_escaped_once_wherever_they_stand(template: str) -> None:
    assert drawn(template, one=BAD) == SAFE


def test_words_of_another_kind_are_escaped_too() -> None:
    assert "<" not in drawn("{{ one }}", one=Text(BAD))
    assert "<" not in drawn("{{ one }}", one=[BAD])


def test_what_is_safe_stays_as_it_is() -> None:
    assert drawn("{{ one }}{{ two }}{{ three }}", one=Markup("<b>"), two=Drawn(), three=12) == "<b><i>drawn</i>12"


def test_what_was_not_given_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        drawn("{{ one }}")
