"""Where a quote stands in a text.

A quote is a selector of the W3C Web Annotation Data Model (2017): a TextQuoteSelector (section 4.2.4: `exact`,
`prefix`, `suffix`) with a TextPositionSelector (section 4.2.5: `start`) as a hint. Offsets count Unicode code points of
the text as stored, from 0, the end not included.

`locate` takes the words as they are and normalises nothing: it is what the record rests on. `find` also takes a passage
that is only nearly the quote, and says how nearly. `nearest` is for messages.
"""

from claims.anchor.approximate import LEAST_SCORE, Match, find, nearest
from claims.anchor.exact import Anchor, Located, context, locate

__all__ = ["LEAST_SCORE", "Anchor", "Located", "Match", "context", "find", "locate", "nearest"]
