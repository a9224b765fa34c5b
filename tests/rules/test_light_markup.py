"""Light markup makes what it says, and nothing else can come out of it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from app.rules.light_markup import as_html

ALLOWED = re.compile(
    r"</?(p|ul|li|br|strong|em|code)>|</a>|<strong class=\"mention\">|<a href=\"https?://[^\"<>]*\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">"
)


def test_marks():
    assert (
        as_html("**Bold** and *soft* `x < 1`\nsecond\n\n- one\n- two")
        == "<p><strong>Bold</strong> and <em>soft</em> <code>x &lt; 1</code><br>second</p><ul><li>one</li><li>two</li></ul>"
    )
    assert (
        as_html("See https://foyer.example/a?b=1&c=2.")
        == '<p>See <a href="https://foyer.example/a?b=1&amp;c=2" rel="noopener noreferrer nofollow" target="_blank">https://foyer.example/a?b=1&amp;c=2</a>.</p>'
    )
    assert as_html("@Ann Lee and @Anna", names=["Ann Lee", "Ann"]) == '<p><strong class="mention">@Ann Lee</strong> and @Anna</p>'
    assert (
        as_html("2 * 3 * 4, <script>alert(1)</script> javascript:alert(1)")
        == "<p>2 * 3 * 4, &lt;script&gt;alert(1)&lt;/script&gt; javascript:alert(1)</p>"
    )


@given(st.text(alphabet=st.sampled_from("ab*`@<>\"'&- \n\x00/:.htps()0"), max_size=80))
def test_nothing_else_comes_out(text):
    html = as_html(text, names=["a", "b<"])
    assert "<" not in ALLOWED.sub("", html) and "\x00" not in html
