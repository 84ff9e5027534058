"""How much there is in each table, as far as SQLite must know it to seek well."""

from tafel.db import Writing


def take_stock(work: Writing) -> None:
    """SQLite counts what its tables hold, and from then on seeks in the best order; PostgreSQL does so by itself."""
    if work.session.get_bind().dialect.name == "sqlite":
        for said in ("PRAGMA analysis_limit=10000", "ANALYZE", WHOLE_REGIONS, "ANALYZE sqlite_schema"):
            work.session.connection().exec_driver_sql(said)


# It looks at ten thousand rows, and takes a region for no larger than that: then to read all that a region ever did
# seems as quick as to seek. How many rows there are it does know, and we know how many regions.
WHOLE_REGIONS = """
WITH counted(number, held, after) AS (
    SELECT stats.rowid, CAST(stats.stat AS INTEGER), substr(stats.stat, instr(stats.stat, ' ') + 1)
    FROM sqlite_stat1 AS stats JOIN pragma_index_info(stats.idx) AS first ON first.seqno = 0
    WHERE first.name = 'region_id'
)
UPDATE sqlite_stat1 SET stat = (
    SELECT held || ' ' || max(CAST(after AS INTEGER), held / (SELECT max(1, count(*)) FROM regions))
        || substr(after, length(CAST(CAST(after AS INTEGER) AS TEXT)) + 1)
    FROM counted WHERE number = sqlite_stat1.rowid
) WHERE rowid IN (SELECT number FROM counted)
"""
