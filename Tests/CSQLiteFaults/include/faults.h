// A VFS for tests: SQLite's own, and the Nth call of the kinds that were asked for fails.
//
// A set of faults belongs to one VFS and is used from one thread.
#ifndef TASKLEDGER_SQLITE_FAULTS_H
#define TASKLEDGER_SQLITE_FAULTS_H

#include <stdbool.h>

typedef struct taskledger_faults taskledger_faults;

// What can fail; a bit each.
enum taskledger_fault_kind {
  TASKLEDGER_FAULT_OPEN = 1 << 0,
  TASKLEDGER_FAULT_READ = 1 << 1,
  TASKLEDGER_FAULT_WRITE = 1 << 2,
  TASKLEDGER_FAULT_TRUNCATE = 1 << 3,
  TASKLEDGER_FAULT_SYNC = 1 << 4,
  TASKLEDGER_FAULT_FILE_SIZE = 1 << 5,
  TASKLEDGER_FAULT_LOCK = 1 << 6,
  TASKLEDGER_FAULT_SHM_MAP = 1 << 7,
  TASKLEDGER_FAULT_SHM_LOCK = 1 << 8,
  TASKLEDGER_FAULT_DELETE = 1 << 9,
};

// How a write that fails leaves the file.
enum taskledger_torn_write {
  TASKLEDGER_WRITE_NOTHING = 0,
  TASKLEDGER_WRITE_HALF = 1,
  // All of it is written, and the call fails all the same.
  TASKLEDGER_WRITE_ALL = 2,
};

// Registers a VFS under `name`, which no other may have; 0 when out of memory.
taskledger_faults *taskledger_faults_register(const char *name);

// Removes the VFS; no connection may be using it.
void taskledger_faults_unregister(taskledger_faults *faults);

// From here on counts calls of `kinds` and fails the `nth` (from 1), and with `persistent` all after
// it, with the SQLite result `code`.
void taskledger_faults_arm(
    taskledger_faults *faults, int kinds, int nth, bool persistent, int code, int torn);

// From here on `visit` is called before each call of `kinds`, as if the process stood still there, and
// nothing fails. It must not use the VFS.
void taskledger_faults_visit(
    taskledger_faults *faults, int kinds, void (*visit)(void *context), void *context);

// No call fails any more, and none is visited.
void taskledger_faults_disarm(taskledger_faults *faults);

// How many calls failed since the last `arm`.
int taskledger_faults_fired(const taskledger_faults *faults);

#endif
