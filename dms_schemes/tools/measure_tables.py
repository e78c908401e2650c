"""Tables of the transaction in which sales are added up for many schemes."""

CREATE = """
CREATE TEMP TABLE IF NOT EXISTS dms_m_scheme (
    position integer PRIMARY KEY, scheme_id integer NOT NULL, factor numeric NOT NULL,
    mechanism text NOT NULL, by_value boolean NOT NULL, by_document boolean NOT NULL,
    is_on_increment boolean NOT NULL, required integer NOT NULL,
    step numeric NOT NULL, is_rounded_down boolean NOT NULL, unit_value numeric NOT NULL,
    money_step numeric NOT NULL, with_transit boolean NOT NULL
) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS dms_m_window (
    position integer NOT NULL, date_from date NOT NULL, date_to date,
    PRIMARY KEY (position, date_from)
) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS dms_m_product (
    product_id integer PRIMARY KEY, class integer NOT NULL, factor numeric NOT NULL
) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS dms_m_group (
    partner_id integer PRIMARY KEY, number integer NOT NULL
) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS dms_m_party (
    partner_id integer PRIMARY KEY, class integer NOT NULL
) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS dms_m_match (
    pass integer NOT NULL, product_class integer NOT NULL, party_class integer NOT NULL,
    position integer NOT NULL, part integer NOT NULL
) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS dms_m_part (
    position integer NOT NULL, part integer NOT NULL, quantity numeric NOT NULL,
    PRIMARY KEY (position, part)
) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS dms_m_each (
    position integer PRIMARY KEY, quantity numeric NOT NULL, products integer NOT NULL,
    total_quantity numeric, total_value numeric
) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS dms_m_price (
    position integer NOT NULL, product_id integer NOT NULL, difference numeric NOT NULL,
    factor numeric NOT NULL, before numeric NOT NULL, is_addable boolean NOT NULL,
    PRIMARY KEY (position, product_id)
) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS dms_m_stock (
    position integer NOT NULL, distributor_id integer NOT NULL, date_from date NOT NULL,
    product_id integer NOT NULL, on_hand numeric NOT NULL, in_transit numeric NOT NULL,
    quantity numeric NOT NULL, PRIMARY KEY (position, distributor_id, date_from, product_id)
) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS dms_m_day (
    date date PRIMARY KEY, span integer NOT NULL
) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS dms_m_span (
    position integer NOT NULL, span integer NOT NULL, date_from date NOT NULL,
    is_before boolean NOT NULL
) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS dms_m_figure (
    id serial PRIMARY KEY, position integer NOT NULL, distributor_id integer NOT NULL,
    partner_id integer NOT NULL, date_from date NOT NULL, document text NOT NULL,
    quantity numeric NOT NULL DEFAULT 0, value numeric NOT NULL DEFAULT 0,
    before_quantity numeric NOT NULL DEFAULT 0, before_value numeric NOT NULL DEFAULT 0,
    lines bigint NOT NULL DEFAULT 0, times numeric NOT NULL DEFAULT 0, set_value numeric,
    target numeric, owed numeric
) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS dms_m_slab (
    position integer NOT NULL, slab integer NOT NULL, lower numeric, upper numeric
) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS dms_m_amount (
    id integer PRIMARY KEY, steps numeric NOT NULL
) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS dms_m_touched (
    distributor_id integer NOT NULL, partner_id integer NOT NULL,
    PRIMARY KEY (distributor_id, partner_id)
) ON COMMIT DROP;
TRUNCATE dms_m_scheme, dms_m_window, dms_m_product, dms_m_group, dms_m_party, dms_m_match,
         dms_m_part, dms_m_each, dms_m_price, dms_m_stock, dms_m_day, dms_m_span,
         dms_m_figure, dms_m_slab, dms_m_amount, dms_m_touched
"""
ANALYZE = """
ANALYZE dms_m_product; ANALYZE dms_m_party; ANALYZE dms_m_match; ANALYZE dms_m_day;
ANALYZE dms_m_span; ANALYZE dms_m_touched
"""
