"""The SQL of `app.db.owners`, which documents what each statement guarantees."""

from sqlalchemy import text

# `seen` is written at most once an hour. `healed` moves what was created under an alias while the reports were being
# joined. Its keys are dropped, because those of several aliases may be equal.
ADMIT = text("""
WITH me AS MATERIALIZED (
  SELECT coalesce((SELECT owner_id FROM owner_aliases WHERE alias = :owner), :owner) AS owner_id),
seen AS (
  UPDATE devices d SET seen_at = clock_timestamp() FROM me
   WHERE d.id = :device AND d.owner_id = me.owner_id AND d.signed_out_at IS NULL
     AND d.seen_at < clock_timestamp() - interval '1 hour'),
healed AS (
  UPDATE reports r SET owner_id = me.owner_id, idempotency_key = NULL
    FROM me JOIN owner_aliases a USING (owner_id) WHERE r.owner_id = a.alias)
SELECT me.owner_id,
       coalesce(
         (SELECT signed_out_at IS NULL FROM devices d WHERE d.id = :device AND d.owner_id = me.owner_id),
         NOT EXISTS (SELECT 1 FROM devices d WHERE d.owner_id = me.owner_id AND d.signed_out_at IS NOT NULL)
       ) AS is_admitted,
       EXISTS (SELECT 1 FROM devices d WHERE d.id = :device AND d.owner_id = me.owner_id) AS is_device
  FROM me""")

# Only while none of the owner's devices is signed out: see `app.db.tables.devices`.
ADD_DEVICE = text("""
INSERT INTO devices (id, owner_id, label)
SELECT :id, :owner, :label
 WHERE NOT EXISTS (SELECT 1 FROM devices WHERE owner_id = :owner AND signed_out_at IS NOT NULL)
RETURNING id""")

ADD_JOINED_DEVICE = text("INSERT INTO devices (id, owner_id, label) VALUES (:id, :owner, :label)")

DEVICES = text("""
SELECT id, label, created_at, seen_at FROM devices
 WHERE owner_id = :owner AND signed_out_at IS NULL ORDER BY seen_at DESC, id""")

# A link that the device made may be on its way to somebody: it ends, too.
SIGN_OUT = text("""
WITH gone AS (
  UPDATE devices SET signed_out_at = clock_timestamp()
   WHERE id = :device AND owner_id = :owner AND signed_out_at IS NULL
  RETURNING id),
ended AS (
  DELETE FROM owner_links
   WHERE EXISTS (SELECT 1 FROM gone)
     AND (owner_id = :owner OR owner_id IN (SELECT alias FROM owner_aliases WHERE owner_id = :owner)))
SELECT id FROM gone""")

IS_SIGNED_OUT = text("SELECT id FROM devices WHERE id = :device AND owner_id = :owner AND signed_out_at IS NOT NULL")

ADD_LINK = text("""
WITH expired AS (DELETE FROM owner_links WHERE expires_at < clock_timestamp())
INSERT INTO owner_links (digest, code_digest, owner_id, expires_at)
VALUES (:digest, :code_digest, :owner, clock_timestamp() + make_interval(secs => :seconds))
RETURNING expires_at""")

# Also ends the codes of owners whose reports were joined with this one's.
REPLACE_CODE = text("""
WITH ended AS (
  DELETE FROM recovery_codes WHERE owner_id IN (SELECT alias FROM owner_aliases WHERE owner_id = :owner))
INSERT INTO recovery_codes (owner_id, digest) VALUES (:owner, :digest)
ON CONFLICT (owner_id) DO UPDATE SET digest = excluded.digest, created_at = clock_timestamp()
RETURNING created_at""")

CODE = text("SELECT created_at FROM recovery_codes WHERE owner_id = :owner")

COUNT_REPORTS = text("SELECT count(*) AS n FROM reports WHERE owner_id = :owner")

# Joining is one transaction of the statements below. The first one finds who is joined, and uses up a link.

USE = text("""
WITH link AS (
  DELETE FROM owner_links WHERE (digest = :digest OR code_digest = :digest) AND expires_at > clock_timestamp()
  RETURNING owner_id)
SELECT owner_id FROM link UNION ALL SELECT owner_id FROM recovery_codes WHERE digest = :digest""")

# One join at a time: two browsers that join each other at once must not become each other's alias. The server ends the
# transaction of a process that is frozen.
LOCK = text("""
SELECT set_config('idle_in_transaction_session_timeout', '3s', true),
       pg_advisory_xact_lock(hashtext('owner_aliases'))""")

CANONICAL = text("SELECT coalesce((SELECT owner_id FROM owner_aliases WHERE alias = :owner), :owner) AS owner_id")

# An Idempotency-Key that both owners have used stays with the owner that is joined.
MOVE_REPORTS = text("""
WITH moved AS (
  UPDATE reports r
     SET owner_id = :owner,
         idempotency_key = CASE WHEN EXISTS (
             SELECT 1 FROM reports t WHERE t.owner_id = :owner AND t.idempotency_key = r.idempotency_key)
           THEN NULL ELSE r.idempotency_key END
   WHERE r.owner_id = :other
  RETURNING r.id)
SELECT count(*) AS n FROM moved""")

MOVE_DEVICES = text("UPDATE devices SET owner_id = :owner WHERE owner_id = :other")

MOVE_ALIASES = text("UPDATE owner_aliases SET owner_id = :owner WHERE owner_id = :other")

ADD_ALIAS = text("INSERT INTO owner_aliases (alias, owner_id) VALUES (:other, :owner)")

HAS_DEVICE = text("SELECT id FROM devices WHERE id = :device AND owner_id = :owner AND signed_out_at IS NULL")

# Attempts of an address that is over its limit do not count in all, or one address could lock out everybody.
COUNT_ATTEMPT = text("""
WITH mine AS (
  INSERT INTO throttles AS t (key, count, resets_at)
  VALUES (:address_key, 1, clock_timestamp() + make_interval(secs => :seconds))
  ON CONFLICT (key) DO UPDATE
     SET count = CASE WHEN t.resets_at < clock_timestamp() THEN 1 ELSE t.count + 1 END,
         resets_at = CASE WHEN t.resets_at < clock_timestamp() THEN excluded.resets_at ELSE t.resets_at END
  RETURNING count, resets_at),
everybody AS (
  INSERT INTO throttles AS t (key, count, resets_at)
  SELECT :key, 1, clock_timestamp() + make_interval(secs => :seconds) FROM mine WHERE mine.count <= :most_per_address
  ON CONFLICT (key) DO UPDATE
     SET count = CASE WHEN t.resets_at < clock_timestamp() THEN 1 ELSE t.count + 1 END,
         resets_at = CASE WHEN t.resets_at < clock_timestamp() THEN excluded.resets_at ELSE t.resets_at END
  RETURNING count, resets_at)
SELECT mine.count AS own,
       extract(epoch FROM CASE
         WHEN mine.count > :most_per_address THEN mine.resets_at
         WHEN everybody.count > :most THEN everybody.resets_at END - clock_timestamp()) AS wait_seconds
  FROM mine LEFT JOIN everybody ON true""")

FORGIVE_ATTEMPT = text("UPDATE throttles SET count = count - 1 WHERE key IN (:address_key, :key) AND count > 0")

DELETE_OLD_COUNTS = text("DELETE FROM throttles WHERE resets_at < clock_timestamp() - interval '1 hour'")
