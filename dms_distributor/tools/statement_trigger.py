"""SQL of a trigger that runs once a statement and sees all rows that the statement touched."""

TRANSITION_TABLES = {
    "INSERT": "REFERENCING NEW TABLE AS new_rows",
    "DELETE": "REFERENCING OLD TABLE AS old_rows",
    "UPDATE": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "TRUNCATE": "",
}


def statement_trigger(name: str, table: str, commands: dict[str, str]) -> str:
    """Statements that create, or replace, a function and its triggers on a table.

    :param name: name of the function, and the beginning of the triggers' names
    :param table: the table to watch
    :param commands: event (INSERT, DELETE, UPDATE, TRUNCATE) → the SQL command to run after it;
        it may read ``new_rows`` and ``old_rows`` where the event has them
    """
    # EXECUTE plans each time: a plan made while the table was small must not serve a bulk load.
    branches = "\n".join(
        f"IF TG_OP = '{event}' THEN EXECUTE $sql${command}$sql$; END IF;"
        for event, command in commands.items()
    )
    triggers = "\n".join(
        f"CREATE OR REPLACE TRIGGER {name}_{event.lower()} AFTER {event} ON {table}"
        f" {TRANSITION_TABLES[event]} FOR EACH STATEMENT EXECUTE FUNCTION {name}();"
        for event in commands
    )
    return f"""
        CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
            {branches}
            RETURN NULL;
        END $body$;
        {triggers}
    """
