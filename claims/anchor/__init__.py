"""Where a quote stands in a text.

A quote is a selector of the W3C Web Annotation Data Model (2017): a TextQuoteSelector (section 4.2.4: `exact`,
`prefix`, `suffix`) with a TextPositionSelector (section 4.2.5: `start`) as a hint. Offsets count Unicode code points of
the text as stored, from 0, the end not included.

`locate` takes the words as they are, however they are typeset: it is what the record rests on. Where that has failed,
`claims.anchor.approximate` also takes a passage that is only nearly the quote, and says how nearly.
"""

from claims.anchor.exact import Anchor, Located, context, fits, locate, plain, telling_context

__all__ = ["Anchor", "Located", "context", "fits", "locate", "plain", "telling_context"]
