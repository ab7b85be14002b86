"""The database: tables, statements, schema, notifications, and the bundled PostgreSQL."""
