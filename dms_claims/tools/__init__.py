from . import price_sql, source_sql
