#pragma once
#include <sqlite3.h>

// sqlite3_config and sqlite3_db_config are variadic, which Swift cannot call.

/// SQLITE_CONFIG_MEMSTATUS; must come before the library's first use.
static inline int relais_sqlite3_config_memstatus(int on) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, on);
}

/// SQLITE_CONFIG_STMTJRNL_SPILL; must come before the library's first use.
static inline int relais_sqlite3_config_stmtjrnl_spill(int bytes) {
    return sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, bytes);
}

/// SQLITE_DBCONFIG_DEFENSIVE: refuses SQL that could corrupt the file on purpose.
static inline int relais_sqlite3_db_config_defensive(sqlite3 *db, int on) {
    return sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, on, (int *)0);
}
