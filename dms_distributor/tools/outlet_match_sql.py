"""Statements that look for outlets which resemble others; each search goes through an index."""

# What is looked for: outlets that stand in the table …
PROBE_OUTLETS = """
SELECT id AS number, id, company_id, dms_upstream_id AS upstream_id, dms_match_name AS name,
       dms_match_phone AS phone, dms_match_tax AS tax, NULLIF(zip, '') AS zip,
       NULLIF(partner_latitude, 0)::float8 AS latitude,
       NULLIF(partner_longitude, 0)::float8 AS longitude
  FROM res_partner
 WHERE id = ANY(%(ids)s)
"""

# … or such as are only described.
PROBE_VALUES = """
SELECT number, 0 AS id, NULLIF(company_id, 0) AS company_id,
       NULLIF(upstream_id, 0) AS upstream_id, name, NULLIF(phone, '') AS phone,
       NULLIF(tax, '') AS tax, NULLIF(zip, '') AS zip, NULLIF(latitude, 0) AS latitude,
       NULLIF(longitude, 0) AS longitude
  FROM unnest(
       %(number)s::int[], %(company_id)s::int[], %(upstream_id)s::int[], %(name)s::text[],
       %(phone)s::text[], %(tax)s::text[], %(zip)s::text[], %(latitude)s::float8[],
       %(longitude)s::float8[]
  ) AS probe(number, company_id, upstream_id, name, phone, tax, zip, latitude, longitude)
"""

# Keys are filled for outlets only, so they say who is one. A phone or tax number that more outlets
# have than ``crowd`` is a made-up one, or that of who registered them, and no evidence.
_SAME_KEY = """
    SELECT probe.number, unnest(alike.ids) AS id
      FROM probe
     CROSS JOIN LATERAL (
           SELECT array_agg(id) AS ids
             FROM (SELECT id FROM res_partner
                    WHERE dms_match_{key} = probe.{key} AND active LIMIT %(crowd)s + 2) AS limited
           ) AS alike
     WHERE cardinality(alike.ids) <= %(crowd)s + 1
"""
_SAME_GROUP = """
    SELECT probe.number, same.id
      FROM probe
      JOIN res_partner AS same ON same.{own} = probe.{key}
                              AND same.dms_match_name IS NOT NULL AND same.active
                              AND similarity(same.dms_match_name, probe.name)
                                  >= %(name_similarity)s
"""
# ``metres`` is how far around a place is searched; a degree of latitude has 111,320 of them.
FIND = f"""
WITH probe AS (%(probe)s),
found AS (
{_SAME_KEY.format(key="phone")}
     UNION
{_SAME_KEY.format(key="tax")}
     UNION
    SELECT probe.number, near.id
      FROM probe
     CROSS JOIN LATERAL (
           SELECT %(metres)s / 111320.0 AS high,
                  %(metres)s / (111320.0 * GREATEST(cos(radians(probe.latitude)), 0.01)) AS wide
           ) AS reach
      JOIN LATERAL (
           SELECT id FROM res_partner AS near
            WHERE point(near.partner_longitude::float8, near.partner_latitude::float8) <@ box(
                      point(probe.longitude - reach.wide, probe.latitude - reach.high),
                      point(probe.longitude + reach.wide, probe.latitude + reach.high))
              AND near.dms_match_name IS NOT NULL
              AND near.partner_latitude <> 0
              AND near.active
              AND similarity(near.dms_match_name, probe.name) >= %(near_similarity)s
           ) AS near ON TRUE
     UNION
{_SAME_GROUP.format(own="dms_upstream_id", key="upstream_id")}
     UNION
{_SAME_GROUP.format(own="zip", key="zip")}
)
SELECT found.number, other.id AS partner_id,
       COALESCE(similarity(other.dms_match_name, probe.name), 0)::float8 AS name_similarity,
       (2 * 6371008.8 * asin(sqrt(CASE WHEN arc.haversine > 1 THEN 1 ELSE arc.haversine END))
       )::float8 AS distance,
       COALESCE(other.dms_match_phone = probe.phone, FALSE) AS same_phone,
       COALESCE(other.dms_match_tax = probe.tax, FALSE) AS same_tax,
       COALESCE(other.dms_match_tax <> probe.tax, FALSE) AS other_tax
  FROM found
  JOIN probe USING (number)
  JOIN res_partner AS other ON other.id = found.id
 CROSS JOIN LATERAL (
       SELECT sin(radians(NULLIF(other.partner_latitude, 0)::float8 - probe.latitude) / 2) ^ 2
              + cos(radians(probe.latitude)) * cos(radians(other.partner_latitude::float8))
                * sin(radians(NULLIF(other.partner_longitude, 0)::float8 - probe.longitude) / 2) ^ 2
              AS haversine
       ) AS arc
 WHERE found.id <> probe.id
   AND (other.company_id IS NULL OR probe.company_id IS NULL
        OR other.company_id = probe.company_id)
"""

# Pairs of the outlets just compared that are open and were not found again.
FORGET = """
DELETE FROM dms_outlet_duplicate
 WHERE state = 'open'
   AND (outlet_a_id = ANY(%(ids)s) OR outlet_b_id = ANY(%(ids)s))
   AND (outlet_a_id, outlet_b_id) NOT IN (SELECT * FROM unnest(%(a)s::int[], %(b)s::int[]))
"""

REMEMBER = """
INSERT INTO dms_outlet_duplicate (
    outlet_a_id, outlet_b_id, company_id, score, name_similarity, distance, has_distance,
    same_phone, same_tax, state, create_uid, create_date, write_uid, write_date
)
SELECT a, b, COALESCE(first.company_id, second.company_id), score, similarity,
       COALESCE(distance, 0), distance IS NOT NULL, same_phone, same_tax, 'open',
       %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
  FROM unnest(
       %(a)s::int[], %(b)s::int[], %(score)s::int[], %(name_similarity)s::float8[],
       %(distance)s::float8[], %(same_phone)s::bool[], %(same_tax)s::bool[]
  ) AS pair(a, b, score, similarity, distance, same_phone, same_tax)
  JOIN res_partner AS first ON first.id = a
  JOIN res_partner AS second ON second.id = b
ON CONFLICT (outlet_a_id, outlet_b_id) DO UPDATE
   SET score = EXCLUDED.score, name_similarity = EXCLUDED.name_similarity,
       distance = EXCLUDED.distance, has_distance = EXCLUDED.has_distance,
       same_phone = EXCLUDED.same_phone, same_tax = EXCLUDED.same_tax,
       write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
 WHERE dms_outlet_duplicate.state = 'open'
"""
