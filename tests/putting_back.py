"""A PostgreSQL database is put back as it was copied: quicker than a new copy, and who is connected stays so."""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
_COLUMNS = """
SELECT attname FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND attgenerated = '' AND NOT attisdropped ORDER BY attnum
"""
# What tests change besides rows.
_SHAPE = """
SELECT md5(string_agg(one, ' ' ORDER BY one)) FROM (
  SELECT concat_ws(' ', relname, relkind, relacl, relrowsecurity, relnatts) AS one FROM pg_class
    WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', tgrelid, tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT concat_ws(' ', conrelid, conname, convalidated) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', proname, md5(prosrc)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) shape
"""

# A function plans each of its statements once. What was added since goes; only when a row changed all are laid anew.
_FUNCTION = sql.SQL("""
CREATE FUNCTION kept.again() RETURNS void LANGUAGE plpgsql AS $again$
DECLARE last bigint;
BEGIN {} END $again$
""")
_EMPTIED = sql.SQL("DELETE FROM public.{};")
_REFILLED = sql.SQL("""
SELECT newest INTO last FROM kept.of_tables WHERE name = {name};
IF (SELECT count(*) FROM public.{table} WHERE xmin::text::bigint <= last) = (SELECT count(*) FROM kept.{table}) THEN
  DELETE FROM public.{table} WHERE xmin::text::bigint > last;
ELSE
  DELETE FROM public.{table};
  INSERT INTO public.{table} ({columns}) SELECT {columns} FROM kept.{table};
  UPDATE kept.of_tables SET newest = ({newest}) WHERE name = {name};
END IF;
""")
_NEWEST = sql.SQL("SELECT max(xmin::text::bigint) FROM public.{}")  # each row that is written has a new number


@dataclass(frozen=True, slots=True)
class _Kept:
    admin: psycopg.Connection[Any]
    shape: str


_known: dict[str, _Kept] = {}


def remember(where: str) -> None:
    """How a fresh copy looks, and its rows: they are set aside in the database itself."""
    admin = psycopg.connect(where, autocommit=True)
    tables = [name for (name,) in admin.execute(_TABLES)]
    filled = [name for name in tables if admin.execute(_of("SELECT FROM {} LIMIT 1", name)).fetchone() is not None]
    admin.execute("DROP SCHEMA IF EXISTS kept CASCADE")
    admin.execute("CREATE SCHEMA kept")
    admin.execute("SET session_replication_role = replica")  # no trigger minds what comes and goes
    admin.execute("SET lock_timeout = '1s'")
    for name in filled:
        admin.execute(_of("CREATE TABLE kept.{} AS SELECT * FROM public.{}", name, name))
    admin.execute("CREATE TABLE kept.of_tables (name text PRIMARY KEY, newest bigint)")
    for name in filled:
        admin.execute(sql.SQL("INSERT INTO kept.of_tables SELECT {}, ({})").format(name, _NEWEST.format(_named(name))))
    empty = [_EMPTIED.format(_named(name)) for name in tables if name not in filled]
    admin.execute(_FUNCTION.format(sql.SQL("").join([*empty, *(_refilled(admin, name) for name in filled)])))
    _known[where] = _Kept(admin, _shape(admin))


def put_back(where: str) -> bool:
    """Its rows are as they were; False when it was copied since, more than rows was changed, or somebody holds them."""
    kept = _known.get(where)
    try:
        if kept is None or _shape(kept.admin) != kept.shape:
            return False
        kept.admin.execute("SELECT kept.again()")
    except psycopg.Error:
        return False
    return True


def tidy(where: str) -> None:
    """What was deleted gives its place to what comes; connections stay, and know what they were asked."""
    _known[where].admin.execute("VACUUM")


def forget(where: str) -> None:
    """It will not come back."""
    if kept := _known.pop(where, None):
        kept.admin.close()


def _shape(admin: psycopg.Connection[Any]) -> str:
    row = admin.execute(_SHAPE).fetchone()
    assert row
    return str(row[0])


def _refilled(admin: psycopg.Connection[Any], name: str) -> sql.Composed:
    """Give a table its rows again, but for what the database itself derives."""
    columns = [column for (column,) in admin.execute(_COLUMNS, [f"public.{name}"])]
    named, newest = sql.SQL(", ").join(map(_named, columns)), _NEWEST.format(_named(name))
    return _REFILLED.format(table=_named(name), columns=named, name=name, newest=newest)


def _named(name: str) -> sql.Identifier:
    return sql.Identifier(name)


def _of(query: str, *names: str) -> sql.Composed:
    return sql.SQL(query).format(*map(sql.Identifier, names))
