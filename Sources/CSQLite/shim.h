// What the Swift importer cannot see of sqlite3.h: macros with casts and variadic functions.
#ifndef TASKLEDGER_CSQLITE_SHIM_H
#define TASKLEDGER_CSQLITE_SHIM_H

#include <sqlite3.h>

#if defined(__linux__)
#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

// The type of the file system that `path` is on; 0 where that cannot be found out.
static inline unsigned int taskledger_file_system_type(const char *path) {
  struct statfs status;
  return statfs(path, &status) == 0 ? (unsigned int)status.f_type : 0;
}

// The device that `path` is on, as "major:minor"; empty where that cannot be found out.
static inline void taskledger_device(const char *path, char *name, int size) {
  struct stat status;
  name[0] = 0;
  if (stat(path, &status) == 0) {
    snprintf(name, (size_t)size, "%u:%u", major(status.st_dev), minor(status.st_dev));
  }
}
#endif

static inline int taskledger_bind_text(sqlite3_stmt *statement, int index, const char *text, int bytes) {
  return sqlite3_bind_text(statement, index, text, bytes, SQLITE_TRANSIENT);
}

static inline int taskledger_bind_blob(sqlite3_stmt *statement, int index, const void *data, int bytes) {
  return sqlite3_bind_blob(statement, index, data, bytes, SQLITE_TRANSIENT);
}

// SQLite counts every allocation under a lock of the whole process unless it is told not to, before
// it is first used; nothing here asks for the counts.
static inline int taskledger_disable_memory_statistics(void) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

// A checkpoint when the last connection closes is one that other processes' commits can race with.
static inline int taskledger_disable_checkpoint_on_close(sqlite3 *database) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}

#endif
