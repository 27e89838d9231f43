// The yardsticks of the server: its journal and its records, and nothing else of what it writes.
#include "store.h"

/// An entry of the journal beside the record that it changed: seven columns of the one, then eight of
/// the other, the key last. The feed that holds most records says which record that was; where it has
/// moved on since, the record is one of the others. Each is changed: SQLite leaves a page alone that
/// would be the same.
static const char *const entries =
    "SELECT j.sequence, j.replica, j.number, j.previous, j.body, j.kind, j.received_at,"
    " r.scope, r.entered, j.sequence, r.state, r.digest, r.collection, r.id"
    " FROM journal AS j JOIN record AS r ON r.row = coalesce("
    "  (SELECT f.record FROM feed AS f WHERE f.sequence = j.sequence AND f.scope = ?2),"
    "  1 + j.sequence * 7919 % (SELECT max(row) FROM record))"
    " WHERE j.sequence > ?1 ORDER BY j.sequence";

static const int journal_columns = 7;
static const int record_columns = 7;

static int largest_feed(sqlite3 *database, long long *scope) {
    sqlite3_stmt *find;
    TRY(yardstick_prepare(
        database, "SELECT scope FROM feed GROUP BY scope ORDER BY count(*) DESC LIMIT 1", &find));
    *scope = sqlite3_step(find) == SQLITE_ROW ? sqlite3_column_int64(find, 0) : 0;
    return sqlite3_finalize(find);
}

/// Writes what was read, in one transaction.
static int write_batch(
    sqlite3_stmt *const *statements, const yardstick_rows *rows, yardstick_cost *cost) {
    double cpu = yardstick_cpu(), wall = yardstick_wall();
    TRY(yardstick_run(statements[0]));
    for (int row = 0; row < rows->rows; row++) {
        TRY(yardstick_bind(statements[2], rows, row, 0, journal_columns));
        TRY(yardstick_run(statements[2]));
        TRY(yardstick_bind(statements[3], rows, row, journal_columns, record_columns));
        TRY(yardstick_run(statements[3]));
    }
    TRY(yardstick_run(statements[1]));
    cost->cpu += yardstick_cpu() - cpu;
    cost->wall += yardstick_wall() - wall;
    cost->rows += rows->rows;
    return SQLITE_OK;
}

static const char *const tables =
    "CREATE TABLE IF NOT EXISTS main.journal (sequence INTEGER PRIMARY KEY,"
    " replica INTEGER NOT NULL, number INTEGER NOT NULL, previous BLOB NOT NULL, body BLOB NOT NULL,"
    " kind INTEGER NOT NULL, received_at INTEGER NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS main.record (row INTEGER PRIMARY KEY, collection INTEGER NOT NULL,"
    " id BLOB NOT NULL, scope INTEGER NOT NULL, entered INTEGER NOT NULL,"
    " sequence INTEGER NOT NULL, state BLOB NOT NULL, digest BLOB NOT NULL,"
    " UNIQUE (collection, id)) STRICT;";

int yardstick_territory(const char *source, const char *target) {
    sqlite3 *to;
    TRY(yardstick_open(target, &to));
    TRY(yardstick_attach(to, source));
    TRY(sqlite3_exec(to, tables, 0, 0, 0));
    TRY(sqlite3_exec(
        to,
        "INSERT INTO main.journal SELECT sequence, replica, number, previous, body, kind, received_at"
        " FROM source.journal;"
        "INSERT INTO main.record SELECT row, collection, id, scope, entered, sequence, state, digest"
        " FROM source.record;"
        "PRAGMA wal_checkpoint(TRUNCATE); DETACH source;",
        0, 0, 0));
    return sqlite3_close(to);
}

static int copy(
    const char *source, const char *target, int batch, long long after,
    const char *write_record, int is_warm, yardstick_cost *cost) {
    sqlite3 *from, *to;
    TRY(yardstick_open(source, &from));
    TRY(yardstick_open(target, &to));
    TRY(sqlite3_exec(to, tables, 0, 0, 0));
    if (is_warm) TRY(yardstick_warm(to));
    sqlite3_stmt *read, *statements[4];
    long long scope;
    TRY(largest_feed(from, &scope));
    TRY(yardstick_prepare(from, entries, &read));
    TRY(sqlite3_bind_int64(read, 1, after));
    TRY(sqlite3_bind_int64(read, 2, scope));
    TRY(yardstick_prepare(to, "BEGIN IMMEDIATE", &statements[0]));
    TRY(yardstick_prepare(to, "COMMIT", &statements[1]));
    TRY(yardstick_prepare(to, "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)", &statements[2]));
    TRY(yardstick_prepare(to, write_record, &statements[3]));
    while (1) {
        yardstick_rows rows;
        TRY(yardstick_read(read, batch, &rows));
        if (rows.rows == 0) {
            yardstick_free(&rows);
            break;
        }
        TRY(write_batch(statements, &rows, cost));
        yardstick_free(&rows);
    }
    for (int index = 0; index < 4; index++) sqlite3_finalize(statements[index]);
    sqlite3_finalize(read);
    TRY(sqlite3_close(to));
    return sqlite3_close(from);
}

int yardstick_push(
    const char *source, const char *target, int batch, long long after, yardstick_cost *cost) {
    return copy(
        source, target, batch, after,
        "INSERT INTO record (scope, entered, sequence, state, digest, collection, id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        0, cost);
}

int yardstick_changes(
    const char *source, const char *target, int batch, long long after, yardstick_cost *cost) {
    return copy(
        source, target, batch, after,
        "UPDATE record SET scope = ?, entered = ?, sequence = ?, state = ?, digest = ?"
        " WHERE collection = ? AND id = ?",
        1, cost);
}
