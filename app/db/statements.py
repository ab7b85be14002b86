"""All SQL statements. They run in autocommit; `app.db.store` documents what each one guarantees.

Times come from the database: `clock_timestamp()`, not `now()`, which is the start of the transaction. Under READ
COMMITTED, a save that waited for a claim's row lock sees the new attempt and does nothing.
"""

from sqlalchemy import text

_DIGEST = """
    (SELECT encode(sha256(convert_to(coalesce(string_agg(p.text, '' ORDER BY p.start), ''), 'UTF8')), 'hex')
       FROM pieces p WHERE p.report_id = r.id)"""

CREATE = text("""
INSERT INTO reports (id, owner_id, idempotency_key, request_digest, request, chart, language)
VALUES (:id, :owner, :key, :digest, CAST(:request AS jsonb), CAST(:chart AS json), :language)
ON CONFLICT (owner_id, idempotency_key) DO NOTHING
RETURNING *""")

BY_KEY = text("SELECT * FROM reports WHERE owner_id = :owner AND idempotency_key = :key")

REPORT = text("SELECT * FROM reports WHERE id = :id AND owner_id = :owner")

_TEXT = """
    (SELECT coalesce(string_agg(p.text, '' ORDER BY p.start), '') FROM pieces p WHERE p.report_id = r.id)"""

REPORT_WITH_TEXT = text(f"SELECT r.*, {_TEXT} AS text FROM reports r WHERE id = :id AND owner_id = :owner")  # noqa: S608

# Only the pieces that reach beyond `start`; the first one is cut.
LOAD = text("""
SELECT r.*,
       (SELECT coalesce(string_agg(substr(p.text, greatest(:start - p.start, 0) + 1), '' ORDER BY p.start), '')
          FROM pieces p WHERE p.report_id = r.id AND p.start + char_length(p.text) > :start) AS text
  FROM reports r WHERE id = :id""")

# What a report is found by: its title, name, place, question, birth (as entered, solar and lunar) and pillars. The
# content's JSON may lack any of them.
_FOUND_BY = """
    lower(normalize(concat_ws(E'\\n', title, request->>'name', request->'place'->>'name', request->>'question',
      concat_ws('-', request->'birth'->>'year', lpad(request->'birth'->>'month', 2, '0'),
                lpad(request->'birth'->>'day', 2, '0')),
      left(chart->>'civil_time', 10), chart->>'lunar_date',
      chart->'pillars'->>'year' || '年', chart->'pillars'->>'month' || '月', chart->'pillars'->>'day' || '日',
      chart->'pillars'->>'hour' || '时'), NFKC))"""

# `words` is a JSON array of words, each an array of its forms. A report has to contain one form of every word.
REPORTS = text(f"""
SELECT * FROM reports
 WHERE owner_id = :owner
   AND (CAST(:status AS text) IS NULL OR status = CAST(:status AS text))
   AND (CAST(:before AS timestamptz) IS NULL
        OR (created_at, id) < (CAST(:before AS timestamptz), CAST(:before_id AS uuid)))
   AND NOT EXISTS (
         SELECT FROM jsonb_array_elements(CAST(:words AS jsonb)) AS word(forms)
          WHERE NOT EXISTS (
                  SELECT FROM jsonb_array_elements_text(word.forms) AS form(text)
                   WHERE strpos({_FOUND_BY}, lower(form.text)) > 0))
 ORDER BY created_at DESC, id DESC
 LIMIT :limit""")  # noqa: S608

RENAME = text("""
UPDATE reports SET title = :title, updated_at = clock_timestamp() WHERE id = :id AND owner_id = :owner RETURNING *""")

# A queued report has no writer, so it is stopped here. The writer of a running one stops it.
REQUEST_STOP = text(f"""
UPDATE reports r
   SET stop_requested = (status = 'running'),
       status = CASE WHEN status = 'queued' THEN 'stopped' ELSE status END,
       code = CASE WHEN status = 'queued' THEN 'stopped' ELSE code END,
       sha256 = CASE WHEN status = 'queued' THEN {_DIGEST} ELSE sha256 END,
       ended_at = CASE WHEN status = 'queued' THEN clock_timestamp() ELSE ended_at END,
       updated_at = clock_timestamp()
 WHERE id = :id AND owner_id = :owner AND status IN ('queued', 'running')
RETURNING *""")  # noqa: S608

RESUME = text("""
UPDATE reports
   SET status = 'queued', code = NULL, sha256 = NULL, ended_at = NULL, stop_requested = false, deaths = 0,
       queued_at = clock_timestamp(), updated_at = clock_timestamp()
 WHERE id = :id AND owner_id = :owner AND status IN ('incomplete', 'stopped', 'failed')
RETURNING *""")

# The report is queued for one more passage, which its next attempt appends: all of a completed text is kept.
ASK = text("""
UPDATE reports
   SET status = 'queued', kept = chars, continue_at = chars, sha256 = NULL, ended_at = NULL,
       stop_requested = false, deaths = 0,
       questions = questions || jsonb_build_array(jsonb_build_object(
         'text', CAST(:text AS text), 'asked_at', clock_timestamp(), 'key', CAST(:key AS text))),
       queued_at = clock_timestamp(), updated_at = clock_timestamp()
 WHERE id = :id AND owner_id = :owner AND status = 'completed' AND jsonb_array_length(questions) < :most
   AND (CAST(:key AS text) IS NULL
        OR NOT questions @> jsonb_build_array(jsonb_build_object('key', CAST(:key AS text))))
RETURNING *""")

# Only the last question can be without an answer. No text of an answer may be dropped with it.
DROP_QUESTION = text("""
UPDATE reports
   SET status = 'completed', code = NULL, stop_requested = false,
       questions = jsonb_set(questions, ARRAY['-1', 'is_dropped'], 'true'),
       updated_at = clock_timestamp()
 WHERE id = :id AND owner_id = :owner AND status IN ('incomplete', 'stopped')
   AND jsonb_array_length(questions) > 0 AND questions->-1->>'is_dropped' IS DISTINCT FROM 'true'
   AND cardinality(passage_ends) = :answered AND chars = passage_ends[cardinality(passage_ends)]
RETURNING *""")

DELETE = text("DELETE FROM reports WHERE id = :id AND owner_id = :owner RETURNING id")

# The third expired lease ends the report. This begins a new attempt, so that viewers that received more than was saved
# are reset to the saved text.
BURY = text(f"""
UPDATE reports r
   SET status = CASE WHEN chars > 0 THEN 'incomplete' ELSE 'failed' END, code = 'poison',
       attempt = attempt + 1,
       rewinds = rewinds || jsonb_build_array(jsonb_build_array(attempt + 1, chars, 'takeover')),
       sha256 = {_DIGEST}, lease_until = NULL, deaths = deaths + 1, stop_requested = false,
       ended_at = clock_timestamp(), updated_at = clock_timestamp()
 WHERE status = 'running' AND lease_until < clock_timestamp() AND deaths >= 2
   AND id <> ALL(CAST(:held AS uuid[]))
RETURNING id""")  # noqa: S608

# Used while no process claims. Also ends reports that were asked to stop while they were handed back. Viewers of a
# queued report hold only saved text, so no new attempt is needed.
EXPIRE = text(f"""
WITH due AS (
  SELECT id FROM reports
   WHERE status = 'queued' AND id <> ALL(CAST(:held AS uuid[]))
     AND (stop_requested OR queued_at < clock_timestamp() - make_interval(secs => :longest))
     FOR UPDATE SKIP LOCKED)
UPDATE reports r
   SET status = CASE WHEN stop_requested THEN 'stopped' WHEN chars > 0 THEN 'incomplete' ELSE 'failed' END,
       code = CASE WHEN stop_requested THEN 'stopped' ELSE :code END,
       sha256 = {_DIGEST}, stop_requested = false,
       ended_at = clock_timestamp(), updated_at = clock_timestamp()
  FROM due WHERE r.id = due.id
RETURNING r.id""")  # noqa: S608

# Where the next attempt continues. Older code neither reads nor writes `continue_at`: its text may be shorter than
# that, or its passages may end later.
_KEEP = "greatest(kept, least(chars, coalesce(continue_at, kept)))"

# Every claim counts an owner's running reports and may take only as many of the oldest queued ones as there are slots
# left. Concurrent claims choose among the same reports, so together they do not exceed the slots. One exception: a
# report that sorts ahead of these but becomes visible during another claim (just resumed, or created earlier and
# committed later) can exceed the limit by one.
CLAIM = text(f"""
WITH busy AS (
  SELECT owner_id, count(*) AS running FROM reports WHERE status = 'running' GROUP BY owner_id),
waiting AS (
  SELECT id, row_number() OVER (PARTITION BY owner_id ORDER BY created_at, id) + coalesce(running, 0) AS place
    FROM reports LEFT JOIN busy USING (owner_id) WHERE status = 'queued'),
due AS (
  SELECT r.id FROM reports r LEFT JOIN waiting USING (id)
   WHERE (r.status = 'queued' AND place <= :owner_slots)
      OR (CAST(:takes_over AS boolean) AND r.status = 'running' AND lease_until < clock_timestamp() AND deaths < 2
          AND r.id <> ALL(CAST(:held AS uuid[])))
   ORDER BY created_at
   LIMIT :slots
     FOR UPDATE OF r SKIP LOCKED),
mine AS (
  UPDATE reports r
     SET status = 'running', attempt = attempt + 1, chars = {_KEEP}, continue_at = {_KEEP}, model = :model,
         writer_outline = :outline,
         deaths = deaths + CASE WHEN status = 'running' THEN 1 ELSE 0 END,
         rewinds = rewinds || jsonb_build_array(jsonb_build_array(attempt + 1, {_KEEP}, 'takeover')),
         lease_until = clock_timestamp() + make_interval(secs => :lease),
         updated_at = clock_timestamp()
    FROM due WHERE r.id = due.id
  RETURNING r.*),
cut AS (
  DELETE FROM pieces p USING mine WHERE p.report_id = mine.id AND p.start >= mine.chars),
trimmed AS (
  UPDATE pieces p SET text = left(p.text, mine.chars - p.start)
    FROM mine
   WHERE p.report_id = mine.id AND p.start < mine.chars AND p.start + char_length(p.text) > mine.chars)
SELECT * FROM mine ORDER BY created_at""")  # noqa: S608

# Without unsaved text; otherwise JOURNAL renews the lease.
RENEW = text("""
UPDATE reports SET lease_until = clock_timestamp() + make_interval(secs => :lease)
 WHERE id = :id AND attempt = :attempt AND status = 'running'
RETURNING attempt, chars, stop_requested""")

_OWN = """
   SET chars = chars + :n, kept = :checkpoint, continue_at = :kept, passage_ends = CAST(:ends AS integer[]),
       preview_chars = :preview, prompt_tokens = :prompt_tokens, completion_tokens = :completion_tokens,
       calls = :calls, wasted_calls = :wasted_calls, wasted_tokens = :wasted_tokens,
       checks = CAST(:checks AS jsonb),
       updated_at = clock_timestamp()"""

_MINE = "WHERE id = :id AND attempt = :attempt AND chars = :expected AND status = 'running'"

# A save without text leaves `chars` unchanged, so a delayed one passes the length check. It must neither undo a passage
# nor keep text that has been found flawed since.
_NEWER = """
     AND cardinality(passage_ends) <= cardinality(CAST(:ends AS integer[]))
     AND (:n > 0 OR cardinality(passage_ends) < cardinality(CAST(:ends AS integer[])) OR :kept <= continue_at)"""

# The pieces of the journal at the end and the new text become one piece. Older code may have written after a journal.
_ADDED = """
settled AS (
  SELECT max(p.start) AS start FROM pieces p JOIN own ON p.report_id = own.id WHERE NOT p.is_journal),
journal AS (
  SELECT min(p.start) AS start, string_agg(p.text, '' ORDER BY p.start) AS text
    FROM pieces p JOIN own ON p.report_id = own.id CROSS JOIN settled
   WHERE p.is_journal AND p.start > coalesce(settled.start, -1)),
joined AS (
  DELETE FROM pieces p USING own, journal WHERE p.report_id = own.id AND p.start > journal.start),
added AS (
  INSERT INTO pieces (report_id, start, text)
  SELECT own.id, coalesce(journal.start, :expected), coalesce(journal.text, '') || CAST(:piece AS text)
    FROM own, journal WHERE :n > 0 OR journal.start IS NOT NULL
  ON CONFLICT (report_id, start) DO UPDATE SET text = excluded.text, is_journal = false)"""

_SAVED = f"""
  UPDATE reports {_OWN}, lease_until = clock_timestamp() + make_interval(secs => :lease)
   {_MINE} {_NEWER} RETURNING id, attempt, chars, stop_requested"""

SAVE = text(f"""
WITH own AS ({_SAVED}), {_ADDED}
SELECT attempt, chars, stop_requested FROM own""")  # noqa: S608

JOURNAL = text(f"""
WITH own AS ({_SAVED}),
added AS (
  INSERT INTO pieces (report_id, start, text, is_journal)
  SELECT id, :expected, CAST(:piece AS text), true FROM own WHERE :n > 0)
SELECT attempt, chars, stop_requested FROM own""")  # noqa: S608

FINISH = text(f"""
WITH own AS (
  UPDATE reports {_OWN}, status = :status, code = :code, lease_until = NULL,
         stop_requested = stop_requested AND NOT :ended,
         sha256 = CASE WHEN :ended THEN :sha256 END,
         ended_at = CASE WHEN :ended THEN clock_timestamp() END
   {_MINE} {_NEWER} RETURNING id, chars), {_ADDED}
SELECT chars FROM own""")  # noqa: S608

REWIND = text(f"""
WITH own AS (
  UPDATE reports
     SET attempt = :to, chars = least(chars, :keep), kept = least(kept, :keep), continue_at = least(chars, :keep),
         rewinds = rewinds || CAST(:rewinds AS jsonb),
         lease_until = clock_timestamp() + make_interval(secs => :lease), updated_at = clock_timestamp()
   {_MINE} RETURNING id, attempt, chars, stop_requested),
cut AS (
  DELETE FROM pieces p USING own WHERE p.report_id = own.id AND p.start >= own.chars),
trimmed AS (
  UPDATE pieces p SET text = left(p.text, own.chars - p.start)
    FROM own
   WHERE p.report_id = own.id AND p.start < own.chars AND p.start + char_length(p.text) > own.chars)
SELECT attempt, chars, stop_requested FROM own""")  # noqa: S608

FENCE = text("SELECT status, attempt, chars, rewinds, stop_requested FROM reports WHERE id = :id")

SIGNING_KEY = text("""
WITH made AS (
  INSERT INTO service_keys (name, value) VALUES ('signing', :value)
  ON CONFLICT (name) DO UPDATE SET value = service_keys.value
  RETURNING value)
SELECT value FROM made""")

PING = text("SELECT 1 AS answer")
