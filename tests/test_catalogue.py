"""What the live PostgreSQL database says of its own wall; each check is seen to find what it looks for."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, text

from tests.databases import APP, OWNER, Database
from tests.tafel.test_by_region import in_parts

pytestmark = pytest.mark.parametrize("store", ["postgresql"], indirect=True)

MAY_RUN_AS_OWNER: tuple[str, ...] = ()  # functions with SECURITY DEFINER: none is needed
_HERE = "t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p')"
_OF_A_REGION = f"""{_HERE} AND t.relname <> 'sittings' AND EXISTS (
    SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'region_id' AND NOT a.attisdropped)
"""  # a sitting is of a person, who may sit in several regions
_WALLED = f"({_OF_A_REGION} OR {_HERE} AND t.relname = 'regions')"
_UNGUARDED = f"""
    SELECT t.relname || ' ' || c.cmd
    FROM pg_class t CROSS JOIN (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE')) c (cmd)
    WHERE {_OF_A_REGION} AND NOT t.relispartition AND NOT EXISTS (SELECT FROM pg_policies p
      WHERE p.schemaname = 'public' AND p.tablename = t.relname AND p.permissive = 'PERMISSIVE'
        AND p.cmd IN (c.cmd, 'ALL') AND 'public' = ANY (p.roles)
        AND (c.cmd IN ('SELECT', 'DELETE') OR p.with_check LIKE '%region_id = %tafel.region%')
        AND (c.cmd = 'INSERT' OR p.qual LIKE '%region_id = %tafel.region%'))
"""
_WIDE = """
    SELECT p.tablename || ' ' || p.policyname FROM pg_policies p
    WHERE p.schemaname = 'public' AND p.permissive = 'PERMISSIVE'
      AND (p.policyname, p.cmd) IS DISTINCT FROM ('region', 'ALL')
      AND (p.tablename, p.policyname, p.cmd) NOT IN (('regions', 'known', 'SELECT'), ('regions', 'opened', 'INSERT'))
      AND NOT (p.tablename = 'regions' AND p.cmd = 'UPDATE' AND p.qual LIKE '%id = %tafel.region%')
      AND NOT (p.tablename = 'memberships' AND p.cmd = 'SELECT' AND p.qual LIKE '%person_id = %tafel.person%')
"""
CHECKS = {
    "open": f"SELECT t.relname FROM pg_class t WHERE {_WALLED} AND NOT t.relrowsecurity",
    "open_to_owner": f"SELECT t.relname FROM pg_class t WHERE {_WALLED} AND NOT t.relforcerowsecurity",
    "unguarded": _UNGUARDED,
    "wide": _WIDE,
    "views": """
        SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND (relkind = 'm' OR relkind = 'v'
          AND NOT coalesce(reloptions, '{}') && ARRAY['security_invoker=true', 'security_invoker=on'])
    """,
    "runs_as_owner": """
        SELECT proname FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND prosecdef AND proname <> ALL (:definers)
    """,
    "mighty": """
        SELECT rolname FROM pg_roles WHERE rolname = :app
          AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)
    """,
    "belongs": "SELECT roleid::regrole::text FROM pg_auth_members WHERE member = (:app)::regrole",
    "owns": """
        SELECT relname FROM pg_class WHERE relowner = (:app)::regrole
        UNION SELECT proname FROM pg_proc WHERE proowner = (:app)::regrole
        UNION SELECT nspname FROM pg_namespace WHERE nspowner = (:app)::regrole
        UNION SELECT datname FROM pg_database WHERE datdba = (:app)::regrole
    """,
    "makes": "SELECT nspname FROM pg_namespace WHERE nspname = 'public' AND has_schema_privilege(:app, oid, 'CREATE')",
    "part": """
        SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' AND (
          has_any_column_privilege(:app, oid, 'SELECT, INSERT, UPDATE, REFERENCES')
          OR has_table_privilege(:app, oid, 'DELETE')
          OR EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid))
    """,
    "disarmed": "SELECT tgname FROM pg_trigger WHERE tgenabled = 'D'",
    "too_much": """
        SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
          AND has_table_privilege(:app, oid, 'TRUNCATE, REFERENCES, TRIGGER')
    """,
}
OPENED = [
    ("open", "ALTER TABLE shares DISABLE ROW LEVEL SECURITY"),
    ("open_to_owner", "ALTER TABLE shares NO FORCE ROW LEVEL SECURITY"),
    ("unguarded", "DROP POLICY region ON shares"),
    ("unguarded", "ALTER POLICY region ON shares USING (true)"),
    ("unguarded", "ALTER POLICY region ON shares WITH CHECK (true)"),
    ("unguarded", f"ALTER POLICY region ON shares TO {OWNER}"),
    ("unguarded", "DROP POLICY region ON shares; CREATE POLICY region ON shares FOR SELECT USING (true)"),
    ("wide", "CREATE POLICY more ON shares FOR SELECT USING (true)"),
    ("wide", "ALTER POLICY own_seats ON memberships USING (true)"),
    ("wide", "ALTER POLICY region ON regions USING (true)"),
    ("wide", "DROP POLICY own_seats ON memberships; CREATE POLICY own_seats ON memberships USING (true)"),
    ("views", "CREATE VIEW seen AS SELECT * FROM shares"),
    ("views", "CREATE VIEW seen WITH (security_invoker = false) AS SELECT * FROM shares"),
    ("views", "CREATE MATERIALIZED VIEW seen AS SELECT * FROM shares"),
    ("runs_as_owner", "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'"),
    *[("mighty", f"ALTER ROLE {APP} {might}") for might in ("SUPERUSER", "BYPASSRLS", "CREATEROLE", "CREATEDB")],
    ("belongs", f"GRANT {OWNER} TO {APP}"),
    ("owns", f"ALTER TABLE shares OWNER TO {APP}"),
    ("makes", f"GRANT CREATE ON SCHEMA public TO {APP}"),
    ("part", f"GRANT SELECT ON shares_part_0 TO {APP}"),
    ("part", f"GRANT DELETE ON shares_part_0 TO {APP}"),
    ("part", "CREATE POLICY region ON shares_part_0 USING (true)"),
    ("open", "ALTER TABLE shares_part_0 DISABLE ROW LEVEL SECURITY"),
    ("open_to_owner", "ALTER TABLE shares_part_0 NO FORCE ROW LEVEL SECURITY"),
    ("disarmed", "ALTER TABLE shares_part_0 DISABLE TRIGGER shares_no_delete"),
    ("too_much", f"GRANT TRUNCATE ON shares TO {APP}"),
    ("too_much", "GRANT REFERENCES ON shares TO public"),
    ("too_much", f"GRANT TRIGGER ON shares TO {APP}"),
]  # fmt: skip


@pytest.fixture
def mighty(database: Database) -> Iterator[Connection]:
    """The server's own user, who may open anything; all of it is undone."""
    engine = create_engine(database.owner_url.replace(f"//{OWNER}@", "//postgres@"))
    with engine.connect() as connection:
        yield connection
        connection.rollback()
    engine.dispose()


def test_the_live_database_is_closed(mighty: Connection) -> None:
    assert {name: found for name in CHECKS if (found := _found(mighty, name))} == {}


def test_in_parts_it_is_closed_and_every_check_sees_what_is_opened(database: Database, mighty: Connection) -> None:
    in_parts(database)
    assert {name: found for name in CHECKS if (found := _found(mighty, name))} == {}
    assert {name for name, _ in OPENED} == CHECKS.keys()
    for name, opens in OPENED:
        undone = mighty.begin_nested()
        mighty.exec_driver_sql(opens)
        assert _found(mighty, name), opens
        undone.rollback()


def test_a_view_that_asks_as_its_reader_is_no_hole(mighty: Connection) -> None:
    mighty.exec_driver_sql("CREATE VIEW seen WITH (security_invoker = true) AS SELECT * FROM shares")
    assert _found(mighty, "views") == []


def _found(connection: Connection, check: str) -> list[str]:
    asked = {"app": APP, "definers": list(MAY_RUN_AS_OWNER)}
    query = text(CHECKS[check])
    wanted = {name: asked[name] for name in query.compile().params}
    return list(connection.scalars(query, wanted))
