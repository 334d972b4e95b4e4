"""Markdown that people wrote, as HTML that is safe to show.

Two walls: the parser takes no HTML and draws no images, and what it makes is cleaned
by an allow-list of tags, attributes and kinds of link all the same.
"""

import re

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote"),
    *("ul", "ol", "li", "strong", "em", "s", "code", "pre", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}

# Deep nesting costs time without telling anybody anything.
_PARSER = (
    MarkdownIt("commonmark", {"html": False, "maxNesting": 20})
    .enable(["table", "strikethrough"])
    .disable(["image", "html_block", "html_inline"])
)


# Each of these may begin something, and is looked at again and again: a hundred
# thousand "[" take two seconds, in which nobody else is answered. No text that is for
# people to read has so many.
_MARKS = re.compile(r"[\[\]*_`!<~]")
MOST_MARKS = 10_000


def render(text: str) -> SafeString:
    """CommonMark with tables and strikethrough; images stay links. What has more marks
    than anybody reads is shown as it was written.
    """
    if len(_MARKS.findall(text)) > MOST_MARKS:
        return format_html("<pre>{}</pre>", text)
    made = nh3.clean(
        str(_PARSER.render(text)),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(made)  # noqa: S308  # cleaned above
