#include "faults.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

struct taskledger_faults {
  sqlite3_vfs vfs;
  sqlite3_vfs *below;
  char *name;
  int kinds;
  int remaining;
  int fired;
  bool persistent;
  int code;
  int torn;
  void (*visit)(void *context);
  void *context;
};

// SQLite's file follows ours in the same block of memory, which `szOsFile` makes large enough.
typedef struct {
  sqlite3_file head;
  taskledger_faults *faults;
  sqlite3_file *below;
} faulty_file;

static faulty_file *mine(sqlite3_file *file) { return (faulty_file *)file; }
static sqlite3_file *below(sqlite3_file *file) { return mine(file)->below; }

// The result that the call has to fail with; SQLITE_OK where it is not to fail.
static int fault(taskledger_faults *faults, int kind) {
  if (!(faults->kinds & kind)) return SQLITE_OK;
  if (faults->visit) {
    faults->fired++;
    faults->visit(faults->context);
    return SQLITE_OK;
  }
  if (faults->remaining > 0) faults->remaining--;
  if (faults->remaining > 0) return SQLITE_OK;
  if (faults->fired > 0 && !faults->persistent) return SQLITE_OK;
  faults->fired++;
  return faults->code;
}

#define FAIL(file, kind)                             \
  do {                                               \
    int failure = fault(mine(file)->faults, (kind)); \
    if (failure != SQLITE_OK) return failure;        \
  } while (0)

// Files

static int file_close(sqlite3_file *file) { return below(file)->pMethods->xClose(below(file)); }

static int file_read(sqlite3_file *file, void *data, int count, sqlite3_int64 offset) {
  FAIL(file, TASKLEDGER_FAULT_READ);
  return below(file)->pMethods->xRead(below(file), data, count, offset);
}

static int file_write(sqlite3_file *file, const void *data, int count, sqlite3_int64 offset) {
  taskledger_faults *faults = mine(file)->faults;
  int failure = fault(faults, TASKLEDGER_FAULT_WRITE);
  if (failure == SQLITE_OK) return below(file)->pMethods->xWrite(below(file), data, count, offset);
  int written = faults->torn == TASKLEDGER_WRITE_ALL ? count
                : faults->torn == TASKLEDGER_WRITE_HALF ? count / 2
                                                        : 0;
  if (written > 0) below(file)->pMethods->xWrite(below(file), data, written, offset);
  return failure;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
  FAIL(file, TASKLEDGER_FAULT_TRUNCATE);
  return below(file)->pMethods->xTruncate(below(file), size);
}

static int file_sync(sqlite3_file *file, int flags) {
  FAIL(file, TASKLEDGER_FAULT_SYNC);
  return below(file)->pMethods->xSync(below(file), flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
  FAIL(file, TASKLEDGER_FAULT_FILE_SIZE);
  return below(file)->pMethods->xFileSize(below(file), size);
}

static int file_lock(sqlite3_file *file, int level) {
  FAIL(file, TASKLEDGER_FAULT_LOCK);
  return below(file)->pMethods->xLock(below(file), level);
}

static int file_unlock(sqlite3_file *file, int level) {
  return below(file)->pMethods->xUnlock(below(file), level);
}

static int file_check_lock(sqlite3_file *file, int *held) {
  return below(file)->pMethods->xCheckReservedLock(below(file), held);
}

static int file_control(sqlite3_file *file, int operation, void *argument) {
  return below(file)->pMethods->xFileControl(below(file), operation, argument);
}

static int file_sector_size(sqlite3_file *file) {
  return below(file)->pMethods->xSectorSize(below(file));
}

static int file_characteristics(sqlite3_file *file) {
  return below(file)->pMethods->xDeviceCharacteristics(below(file));
}

static int shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **memory) {
  FAIL(file, TASKLEDGER_FAULT_SHM_MAP);
  return below(file)->pMethods->xShmMap(below(file), page, size, extend, memory);
}

static int shm_lock(sqlite3_file *file, int offset, int count, int flags) {
  // Giving a lock up cannot fail.
  if (flags & SQLITE_SHM_LOCK) FAIL(file, TASKLEDGER_FAULT_SHM_LOCK);
  return below(file)->pMethods->xShmLock(below(file), offset, count, flags);
}

static void shm_barrier(sqlite3_file *file) { below(file)->pMethods->xShmBarrier(below(file)); }

static int shm_unmap(sqlite3_file *file, int delete_it) {
  return below(file)->pMethods->xShmUnmap(below(file), delete_it);
}

// Version 2: shared memory, and no memory-mapped pages, which would pass the faults by.
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = shm_map,
    .xShmLock = shm_lock,
    .xShmBarrier = shm_barrier,
    .xShmUnmap = shm_unmap,
};

// The VFS

static taskledger_faults *of(sqlite3_vfs *vfs) { return vfs->pAppData; }

static int vfs_open(
    sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags) {
  faulty_file *opened = mine(file);
  memset(opened, 0, sizeof *opened);
  int failure = fault(of(vfs), TASKLEDGER_FAULT_OPEN);
  if (failure != SQLITE_OK) return failure;
  opened->faults = of(vfs);
  opened->below = (sqlite3_file *)(opened + 1);
  int code = of(vfs)->below->xOpen(of(vfs)->below, path, opened->below, flags, out_flags);
  if (opened->below->pMethods) opened->head.pMethods = &methods;
  return code;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync_folder) {
  int failure = fault(of(vfs), TASKLEDGER_FAULT_DELETE);
  if (failure != SQLITE_OK) return failure;
  return of(vfs)->below->xDelete(of(vfs)->below, path, sync_folder);
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *result) {
  return of(vfs)->below->xAccess(of(vfs)->below, path, flags, result);
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *path, int size, char *full) {
  return of(vfs)->below->xFullPathname(of(vfs)->below, path, size, full);
}

static int vfs_randomness(sqlite3_vfs *vfs, int count, char *bytes) {
  return of(vfs)->below->xRandomness(of(vfs)->below, count, bytes);
}

static int vfs_sleep(sqlite3_vfs *vfs, int microseconds) {
  return of(vfs)->below->xSleep(of(vfs)->below, microseconds);
}

static int vfs_time(sqlite3_vfs *vfs, double *now) {
  return of(vfs)->below->xCurrentTime(of(vfs)->below, now);
}

static int vfs_last_error(sqlite3_vfs *vfs, int size, char *text) {
  return of(vfs)->below->xGetLastError(of(vfs)->below, size, text);
}

taskledger_faults *taskledger_faults_register(const char *name) {
  sqlite3_vfs *standard = sqlite3_vfs_find(0);
  taskledger_faults *faults = calloc(1, sizeof *faults);
  char *kept = strdup(name);
  if (!standard || !faults || !kept) {
    free(faults);
    free(kept);
    return 0;
  }
  faults->below = standard;
  faults->name = kept;
  faults->vfs = (sqlite3_vfs){
      .iVersion = 1,
      .szOsFile = (int)sizeof(faulty_file) + standard->szOsFile,
      .mxPathname = standard->mxPathname,
      .zName = kept,
      .pAppData = faults,
      .xOpen = vfs_open,
      .xDelete = vfs_delete,
      .xAccess = vfs_access,
      .xFullPathname = vfs_full_path,
      .xRandomness = vfs_randomness,
      .xSleep = vfs_sleep,
      .xCurrentTime = vfs_time,
      .xGetLastError = vfs_last_error,
  };
  if (sqlite3_vfs_register(&faults->vfs, 0) != SQLITE_OK) {
    free(kept);
    free(faults);
    return 0;
  }
  return faults;
}

void taskledger_faults_unregister(taskledger_faults *faults) {
  sqlite3_vfs_unregister(&faults->vfs);
  free(faults->name);
  free(faults);
}

void taskledger_faults_arm(
    taskledger_faults *faults, int kinds, int nth, bool persistent, int code, int torn) {
  faults->kinds = kinds;
  faults->visit = 0;
  faults->remaining = nth;
  faults->fired = 0;
  faults->persistent = persistent;
  faults->code = code;
  faults->torn = torn;
}

void taskledger_faults_visit(
    taskledger_faults *faults, int kinds, void (*visit)(void *context), void *context) {
  faults->kinds = kinds;
  faults->fired = 0;
  faults->visit = visit;
  faults->context = context;
}

void taskledger_faults_disarm(taskledger_faults *faults) {
  faults->kinds = 0;
  faults->visit = 0;
}

int taskledger_faults_fired(const taskledger_faults *faults) { return faults->fired; }
