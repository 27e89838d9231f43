#pragma once
// What the yardsticks share: opening, settings, statements, values kept in memory, clocks.
#include <sqlite3.h>

#include "yardstick.h"

/// Leaves the function with the result code of a call that failed.
#define TRY(call)                                   \
    do {                                            \
        int code_ = (call);                         \
        if (code_ != SQLITE_OK) return code_;       \
    } while (0)

/// Runs a prepared statement to its end, and readies it for the next time.
int yardstick_run(sqlite3_stmt *statement);

/// Opens a file with the settings of the product; makes it when there is none.
int yardstick_open(const char *path, sqlite3 **database);

/// A statement that is kept.
int yardstick_prepare(sqlite3 *database, const char *sql, sqlite3_stmt **statement);

/// Lets the log grow to where it begins anew, as that of a store in use has: a log that grows costs
/// the file system more than one that is written over.
int yardstick_warm(sqlite3 *database);

/// Attaches another file as `source`.
int yardstick_attach(sqlite3 *database, const char *path);

/// Seconds of this thread's CPU, and of wall time.
double yardstick_cpu(void);
double yardstick_wall(void);

/// Rows that were read, as values in memory.
typedef struct {
    sqlite3_value **values;
    int columns;
    int rows;
} yardstick_rows;

/// Reads up to `count` rows of a statement that has begun or is to begin.
int yardstick_read(sqlite3_stmt *statement, int count, yardstick_rows *rows);
void yardstick_free(yardstick_rows *rows);

/// Binds `count` values of a row from `first` on to the parameters from 1 on.
int yardstick_bind(
    sqlite3_stmt *statement, const yardstick_rows *rows, int row, int first, int count);
