// What the yardsticks share: opening, settings, statements, values kept in memory, clocks.
#define _GNU_SOURCE
#include "store.h"

#include <stdlib.h>
#include <time.h>

static double seconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

double yardstick_cpu(void) { return seconds(CLOCK_THREAD_CPUTIME_ID); }
double yardstick_wall(void) { return seconds(CLOCK_MONOTONIC); }

int yardstick_run(sqlite3_stmt *statement) {
    int code = sqlite3_step(statement);
    while (code == SQLITE_ROW) code = sqlite3_step(statement);
    sqlite3_reset(statement);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

int yardstick_prepare(sqlite3 *database, const char *sql, sqlite3_stmt **statement) {
    return sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, 0);
}

int yardstick_open(const char *path, sqlite3 **database) {
    // As the product does. Refused once the library is in use, when the product has done it.
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    TRY(sqlite3_open_v2(path, database, flags, 0));
    return sqlite3_exec(
        *database,
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
        "PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;"
        "PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000;",
        0, 0, 0);
}

int yardstick_warm(sqlite3 *database) {
    return sqlite3_exec(
        database,
        "CREATE TABLE IF NOT EXISTS warm (row INTEGER PRIMARY KEY, body BLOB) STRICT;"
        "INSERT INTO warm (body) WITH RECURSIVE n (i) AS"
        " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4100) SELECT zeroblob(4000) FROM n;"
        "PRAGMA wal_checkpoint(PASSIVE);",
        0, 0, 0);
}

int yardstick_attach(sqlite3 *database, const char *path) {
    sqlite3_stmt *statement;
    TRY(yardstick_prepare(database, "ATTACH ? AS source", &statement));
    TRY(sqlite3_bind_text(statement, 1, path, -1, SQLITE_STATIC));
    TRY(yardstick_run(statement));
    return sqlite3_finalize(statement);
}

int yardstick_read(sqlite3_stmt *statement, int count, yardstick_rows *rows) {
    rows->columns = sqlite3_column_count(statement);
    rows->rows = 0;
    rows->values = calloc((size_t)count * (size_t)rows->columns, sizeof(sqlite3_value *));
    if (!rows->values) return SQLITE_NOMEM;
    while (rows->rows < count) {
        int code = sqlite3_step(statement);
        if (code == SQLITE_DONE) break;
        if (code != SQLITE_ROW) return code;
        for (int column = 0; column < rows->columns; column++) {
            sqlite3_value *copy = sqlite3_value_dup(sqlite3_column_value(statement, column));
            if (!copy) return SQLITE_NOMEM;
            rows->values[rows->rows * rows->columns + column] = copy;
        }
        rows->rows++;
    }
    return SQLITE_OK;
}

void yardstick_free(yardstick_rows *rows) {
    for (int index = 0; index < rows->rows * rows->columns; index++) {
        sqlite3_value_free(rows->values[index]);
    }
    free(rows->values);
    rows->values = 0;
    rows->rows = 0;
}

int yardstick_bind(
    sqlite3_stmt *statement, const yardstick_rows *rows, int row, int first, int count) {
    for (int index = 0; index < count; index++) {
        sqlite3_value *value = rows->values[row * rows->columns + first + index];
        int code;
        switch (sqlite3_value_type(value)) {
        case SQLITE_INTEGER:
            code = sqlite3_bind_int64(statement, index + 1, sqlite3_value_int64(value));
            break;
        case SQLITE_FLOAT:
            code = sqlite3_bind_double(statement, index + 1, sqlite3_value_double(value));
            break;
        case SQLITE_TEXT:
            code = sqlite3_bind_text(
                statement, index + 1, (const char *)sqlite3_value_text(value),
                sqlite3_value_bytes(value), SQLITE_STATIC);
            break;
        case SQLITE_BLOB:
            code = sqlite3_bind_blob(
                statement, index + 1, sqlite3_value_blob(value), sqlite3_value_bytes(value),
                SQLITE_STATIC);
            break;
        default: code = sqlite3_bind_null(statement, index + 1);
        }
        if (code != SQLITE_OK) return code;
    }
    return SQLITE_OK;
}
