// The yardsticks of a device: a row of a person, a row of the outbox, and nothing else of what a
// store writes.
#include <stdlib.h>
#include <string.h>

#include "store.h"

int yardstick_people(const char *source, const char *target) {
    sqlite3 *to;
    TRY(yardstick_open(target, &to));
    TRY(yardstick_attach(to, source));
    sqlite3_stmt *statement;
    TRY(yardstick_prepare(
        to, "SELECT sql FROM source.sqlite_schema WHERE name = 'person'", &statement));
    if (sqlite3_step(statement) != SQLITE_ROW) return SQLITE_CORRUPT;
    char *sql = strdup((const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    int code = sql ? sqlite3_exec(to, sql, 0, 0, 0) : SQLITE_NOMEM;
    free(sql);
    TRY(code);
    TRY(sqlite3_exec(
        to,
        "INSERT INTO main.person SELECT * FROM source.person;"
        "CREATE TABLE outbox (row INTEGER PRIMARY KEY, replica INTEGER NOT NULL,"
        " number INTEGER NOT NULL, id INTEGER NOT NULL, stamp INTEGER NOT NULL,"
        " chain BLOB NOT NULL, body BLOB) STRICT;"
        "PRAGMA wal_checkpoint(TRUNCATE); DETACH source;",
        0, 0, 0));
    return sqlite3_close(to);
}

/// Begin, commit and the writing of a row: what every loop here needs.
typedef struct {
    sqlite3 *database;
    sqlite3_stmt *begin, *commit, *person, *outbox;
} device;

static int device_open(const char *target, const char *update, device *device) {
    TRY(yardstick_open(target, &device->database));
    TRY(yardstick_warm(device->database));
    TRY(yardstick_prepare(device->database, "BEGIN IMMEDIATE", &device->begin));
    TRY(yardstick_prepare(device->database, "COMMIT", &device->commit));
    TRY(yardstick_prepare(
        device->database,
        "INSERT INTO outbox (replica, number, id, stamp, chain, body) VALUES (?, ?, ?, ?, ?, ?)",
        &device->outbox));
    return yardstick_prepare(device->database, update, &device->person);
}

static int device_close(device *device) {
    sqlite3_finalize(device->begin);
    sqlite3_finalize(device->commit);
    sqlite3_finalize(device->person);
    sqlite3_finalize(device->outbox);
    return sqlite3_close(device->database);
}

static int read_all(const char *source, const char *sql, int count, yardstick_rows *rows) {
    sqlite3 *from;
    sqlite3_stmt *read;
    TRY(yardstick_open(source, &from));
    TRY(yardstick_prepare(from, sql, &read));
    TRY(sqlite3_bind_int64(read, 1, count));
    TRY(yardstick_read(read, count, rows));
    sqlite3_finalize(read);
    return sqlite3_close(from);
}

/// People whom the source has otherwise than the copy, in no order. SQLite leaves a page alone that
/// would be the same: writing over what is there already costs next to nothing.
#define CHANGED_PEOPLE(columns, changed)                                                     \
    "SELECT " columns " FROM source.person AS s JOIN main.person AS t ON t.id = s.id"        \
    " WHERE s." changed " IS NOT t." changed " ORDER BY s._row * 7919 % 104729 LIMIT ?"

static int read_changed(
    const char *source, const char *target, const char *sql, int count, yardstick_rows *rows) {
    sqlite3 *to;
    sqlite3_stmt *read;
    TRY(yardstick_open(target, &to));
    TRY(yardstick_attach(to, source));
    TRY(yardstick_prepare(to, sql, &read));
    TRY(sqlite3_bind_int64(read, 1, count));
    TRY(yardstick_read(read, count, rows));
    sqlite3_finalize(read);
    return sqlite3_close(to);
}

int yardstick_edits(
    const char *source, const char *target, int count, yardstick_cost *cost) {
    device device;
    yardstick_rows outbox, people;
    TRY(read_all(
        source,
        "SELECT replica, number, id, stamp, chain, body FROM relais_journal"
        " WHERE body IS NOT NULL ORDER BY row DESC LIMIT ?",
        count, &outbox));
    TRY(read_changed(
        source, target, CHANGED_PEOPLE("s.phone, s._flags, s.id", "phone"), count, &people));
    TRY(device_open(target, "UPDATE person SET phone = ?, _flags = ? WHERE id = ?", &device));
    int available = outbox.rows < people.rows ? outbox.rows : people.rows;
    double cpu = yardstick_cpu(), wall = yardstick_wall();
    for (int row = 0; row < available; row++) {
        TRY(yardstick_run(device.begin));
        TRY(yardstick_bind(device.person, &people, row, 0, 3));
        TRY(yardstick_run(device.person));
        TRY(yardstick_bind(device.outbox, &outbox, row, 0, 6));
        TRY(yardstick_run(device.outbox));
        TRY(yardstick_run(device.commit));
    }
    cost->cpu += yardstick_cpu() - cpu;
    cost->wall += yardstick_wall() - wall;
    cost->rows += available;
    yardstick_free(&outbox);
    yardstick_free(&people);
    return device_close(&device);
}

int yardstick_merge(
    const char *source, const char *target, int count, int batch, yardstick_cost *cost) {
    device device;
    yardstick_rows people;
    TRY(read_changed(
        source, target, CHANGED_PEOPLE("s.phone, s._flags, s._state, s.id", "_state"), count,
        &people));
    TRY(device_open(
        target, "UPDATE person SET phone = ?, _flags = ?, _state = ? WHERE id = ?", &device));
    double cpu = yardstick_cpu(), wall = yardstick_wall();
    for (int first = 0; first < people.rows; first += batch) {
        TRY(yardstick_run(device.begin));
        for (int row = first; row < first + batch && row < people.rows; row++) {
            TRY(yardstick_bind(device.person, &people, row, 0, 4));
            TRY(yardstick_run(device.person));
        }
        TRY(yardstick_run(device.commit));
    }
    cost->cpu += yardstick_cpu() - cpu;
    cost->wall += yardstick_wall() - wall;
    cost->rows += people.rows;
    yardstick_free(&people);
    return device_close(&device);
}

struct yardstick_log {
    sqlite3 *database;
    sqlite3_stmt *insert;
};

int yardstick_log_open(const char *target, yardstick_log **log) {
    *log = calloc(1, sizeof(yardstick_log));
    if (!*log) return SQLITE_NOMEM;
    TRY(yardstick_open(target, &(*log)->database));
    TRY(sqlite3_exec(
        (*log)->database, "CREATE TABLE row (one INTEGER PRIMARY KEY, body BLOB) STRICT", 0, 0, 0));
    TRY(yardstick_warm((*log)->database));
    return yardstick_prepare(
        (*log)->database, "INSERT INTO row (body) VALUES (zeroblob(100))", &(*log)->insert);
}

int yardstick_log_commit(yardstick_log *log, double *seconds) {
    double wall = yardstick_wall();
    TRY(yardstick_run(log->insert));
    *seconds = yardstick_wall() - wall;
    return SQLITE_OK;
}

void yardstick_log_close(yardstick_log *log) {
    sqlite3_finalize(log->insert);
    sqlite3_close(log->database);
    free(log);
}
