#pragma once
// Yardsticks: what SQLite itself costs for the rows that the product wrote, in C, with the product's
// settings (write-ahead log, synchronous = FULL, the same cache and checkpoints) and prepared
// statements. Each copies the bytes that the product left in its file; only the writing is timed.

/// What some writing took: seconds of this thread's CPU and of wall time, and how many rows.
typedef struct {
    double cpu;
    double wall;
    long long rows;
} yardstick_cost;

/// Writes the journal of a server's file from `after` on, and the record of each entry, into a new
/// file, `batch` of them in a transaction.
///
/// Each returns 0, or a result code of SQLite.
int yardstick_push(
    const char *_Nonnull source, const char *_Nonnull target, int batch, long long after,
    yardstick_cost *_Nonnull cost);

/// Copies the journal and the records of a server's file, untimed, as `yardstick_changes` needs.
int yardstick_territory(const char *_Nonnull source, const char *_Nonnull target);

/// Writes the journal of a server's file from `after` on into such a copy, and each
/// entry's record over the one that is there.
int yardstick_changes(
    const char *_Nonnull source, const char *_Nonnull target, int batch, long long after,
    yardstick_cost *_Nonnull cost);

/// Copies the people of a device's file, untimed, as `yardstick_edits` and `yardstick_merge` need.
int yardstick_people(const char *_Nonnull source, const char *_Nonnull target);

/// One telephone number and one row of the outbox in each transaction, `count` times at most, with
/// the bytes of the last rows of the device's journal and of people who have changed since the copy.
int yardstick_edits(
    const char *_Nonnull source, const char *_Nonnull target, int count,
    yardstick_cost *_Nonnull cost);

/// Telephone number and state (its clocks are in it) of people who have changed since the copy,
/// `count` at most, `batch` in a transaction, in no order.
int yardstick_merge(
    const char *_Nonnull source, const char *_Nonnull target, int count, int batch,
    yardstick_cost *_Nonnull cost);

/// A file of which the log is as long as it gets, to commit one small row at a time.
typedef struct yardstick_log yardstick_log;

int yardstick_log_open(const char *_Nonnull target, yardstick_log *_Nullable *_Nonnull log);

/// One durable commit, and the wall time that it took, in seconds.
int yardstick_log_commit(yardstick_log *_Nonnull log, double *_Nonnull seconds);

void yardstick_log_close(yardstick_log *_Nonnull log);
