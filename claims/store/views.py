"""The views that people query with programs of their own: readable rows, of what is on record alone."""

VIEWS = """
CREATE VIEW claims_read AS
SELECT c.id, c.side, c.said, s.name AS speaker, c.act, c.text, c.last_word, c.unanswered,
       (SELECT group_concat(d.dispute, ' ') FROM claim_disputes d WHERE d.claim = c.id) AS disputes,
       (SELECT group_concat(t.source, ' ') FROM citations t WHERE t.claim = c.id) AS sources
FROM claims c JOIN speakers s ON s.id = c.speaker
WHERE c.status = 'on-record';

CREATE VIEW answers_read AS
SELECT a.said AS answered_on, a.side AS side, a.id AS answer, a.text AS answer_text, l.relation, l.basis,
       b.side AS to_side, b.id AS claim, b.text AS claim_text, b.said AS said
FROM links l JOIN claims a ON a.id = l.from_id JOIN claims b ON b.id = l.to_id
WHERE l.status = 'on-record' AND a.status = 'on-record' AND b.status = 'on-record';

CREATE VIEW quotes_read AS
SELECT c.id AS claim, c.side, t.number, t.quote, t.attribution, s.title AS source, s.publisher, s.published,
       s.wording, s.url,
       (SELECT group_concat(v.speaker, ' ') FROM citation_via v WHERE v.claim = t.claim AND v.number = t.number) AS via
FROM citations t JOIN claims c ON c.id = t.claim JOIN sources s ON s.id = t.source
WHERE c.status = 'on-record' AND t.quote IS NOT NULL;
"""

CITATIONS_READ = """
DROP VIEW quotes_read;
CREATE VIEW quotes_read AS
SELECT c.id AS claim, c.side, t.number, t.quote, t.attribution, s.title AS source, s.publisher, s.published,
       s.wording, s.url,
       (SELECT group_concat(speaker, ' ') FROM (SELECT v.speaker FROM citation_via v
        WHERE v.claim = t.claim AND v.number = t.number ORDER BY v.ord)) AS via
FROM citations t JOIN claims c ON c.id = t.claim JOIN sources s ON s.id = t.source
WHERE c.status = 'on-record';
"""
"""Most hearsay has no quote, and whoever reads through whom words come must meet it too."""
