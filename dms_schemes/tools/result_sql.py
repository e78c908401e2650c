"""What measured schemes have earned, window by window."""

# Documents of a window together. A return note of its own takes its share of what all documents
# have earned, for nothing says which of them it belongs to.
RESULT = """
result AS (
    SELECT grouped.*, scheme.scheme_id, scheme.unit_value, scheme.money_step,
           span.date_to, quantity / scheme.factor AS unit_quantity,
           CASE scheme.mechanism
               WHEN 'target' THEN CASE WHEN target > 0 THEN 100 * own / (target * own_factor) END
               WHEN 'growth' THEN CASE WHEN own_before > 0
                                       THEN 100 * (own - own_before) / own_before END
               WHEN 'display' THEN 100 * LEAST(times, required) / required
               WHEN 'ship_debit' THEN quantity / scheme.factor
               WHEN 'price_protection' THEN quantity / scheme.factor
               WHEN 'period' THEN own / own_factor
           END AS figure,
           CASE WHEN scheme.by_document AND grouped.share < 1 THEN
                    CASE WHEN scheme.is_rounded_down THEN trunc(amount * share / scheme.step)
                         ELSE round(amount * share / scheme.step) END * scheme.step
                ELSE amount END AS earned
      FROM (SELECT figure.position, figure.distributor_id, figure.partner_id, figure.date_from,
                   SUM(figure.quantity) AS quantity, SUM(figure.value) AS value,
                   SUM(figure.before_value) AS before_value, SUM(figure.times) AS times,
                   MAX(figure.target) AS target, SUM(figure.lines) AS lines,
                   COALESCE(SUM(amount.steps * scheme.step), 0) AS amount,
                   SUM(CASE WHEN scheme.by_value THEN figure.value ELSE figure.quantity END) AS own,
                   SUM(CASE WHEN scheme.by_value THEN figure.before_value
                            ELSE figure.before_quantity END) AS own_before,
                   MAX(CASE WHEN scheme.by_value THEN 1 ELSE scheme.factor END) AS own_factor,
                   GREATEST(0, 1 + COALESCE(
                       SUM(figure.value) FILTER (WHERE figure.value < 0)
                       / NULLIF(SUM(figure.value) FILTER (WHERE figure.value > 0), 0), 0)) AS share
              FROM dms_m_figure figure
              JOIN dms_m_scheme scheme ON scheme.position = figure.position
         LEFT JOIN dms_m_amount amount ON amount.id = figure.id
          GROUP BY figure.position, figure.distributor_id, figure.partner_id,
                   figure.date_from) grouped
      JOIN dms_m_scheme scheme ON scheme.position = grouped.position
      JOIN dms_m_window span ON span.position = grouped.position
                            AND span.date_from = grouped.date_from)"""
