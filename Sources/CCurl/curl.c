#include "ccurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef int CURLcode;
typedef int CURLMcode;

// Only in this file, as their types are of no use to a caller.
enum {
  CURLE_UNKNOWN_OPTION = 48,
  CURLE_OUT_OF_MEMORY = 27,
  CURLOPT_ERRORBUFFER = 10010,
  CURLOPT_HTTPHEADER = 10023,
  CURLOPT_POSTFIELDSIZE_LARGE = 30120,
  CURLOPT_COPYPOSTFIELDS = 10165,
  CURLOPT_WRITEDATA = 10001,
  CURLOPT_WRITEFUNCTION = 20011,
  CURLOPT_HEADERDATA = 10029,
  CURLOPT_HEADERFUNCTION = 20079,
  CURLOPT_PREREQFUNCTION = 20312,
  CURLOPT_PREREQDATA = 10313,
  CURL_PREREQFUNC_OK = 0,
  CURL_PREREQFUNC_ABORT = 1,
  CURL_ERROR_SIZE = 256,
  CURL_GLOBAL_ALL = 3,
  CURLMSG_DONE = 1,
};

typedef struct {
  int age;
  const char *version;
  unsigned int version_num;
} version_info;

typedef struct {
  int msg;
  void *easy_handle;
  union {
    void *whatever;
    CURLcode result;
  } data;
} message;

typedef struct {
  CURLcode (*global_init)(long);
  version_info *(*version_info)(int);
  void *(*easy_init)(void);
  CURLcode (*easy_setopt)(void *, int, ...);
  CURLcode (*easy_getinfo)(void *, int, ...);
  void (*easy_reset)(void *);
  void (*easy_cleanup)(void *);
  const char *(*easy_strerror)(CURLcode);
  void *(*slist_append)(void *, const char *);
  void (*slist_free_all)(void *);
  void *(*multi_init)(void);
  CURLMcode (*multi_add_handle)(void *, void *);
  CURLMcode (*multi_remove_handle)(void *, void *);
  CURLMcode (*multi_perform)(void *, int *);
  CURLMcode (*multi_poll)(void *, void *, unsigned int, int, int *);
  message *(*multi_info_read)(void *, int *);
  CURLMcode (*multi_cleanup)(void *);
} functions;

struct taskledger_curl {
  functions curl;
  void *easy;
  void *multi;
  void *headers;
  bool is_running;
  char words[CURL_ERROR_SIZE];
};

// MARK: - Opening

// 7.66.0 of September 2019 brought `curl_multi_poll`.
static const unsigned int oldest = 0x074200;

static void *symbol(void *library, const char *name, char *reason, size_t size) {
  void *found = dlsym(library, name);
  if (!found && !reason[0]) snprintf(reason, size, "it has no function `%s`", name);
  return found;
}

static bool find(void *library, functions *curl, char *reason, size_t size) {
  reason[0] = 0;
#define FIND(member) \
  curl->member = (__typeof__(curl->member))symbol(library, "curl_" #member, reason, size)
  FIND(global_init);
  FIND(version_info);
  FIND(easy_init);
  FIND(easy_setopt);
  FIND(easy_getinfo);
  FIND(easy_reset);
  FIND(easy_cleanup);
  FIND(easy_strerror);
  FIND(slist_append);
  FIND(slist_free_all);
  FIND(multi_init);
  FIND(multi_add_handle);
  FIND(multi_remove_handle);
  FIND(multi_perform);
  if (curl->version_info) {
    const version_info *version = curl->version_info(0);
    if (version->version_num < oldest) {
      snprintf(reason, size, "it is version %s, and 7.66.0 is needed", version->version);
      return false;
    }
  }
  FIND(multi_poll);
  FIND(multi_info_read);
  FIND(multi_cleanup);
#undef FIND
  return !reason[0];
}

// The library stays open: closing it would take the code away from under threads of its own.
static bool load(const char *name, functions *curl, char *reason, size_t size) {
  void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char *why = dlerror();
    snprintf(reason, size, "%s", why ? why : "it cannot be opened");
    return false;
  }
  if (!find(library, curl, reason, size)) return false;
  // Counted by libcurl, which does the work once; by several threads at a time only since 7.84.0.
  CURLcode code = curl->global_init(CURL_GLOBAL_ALL);
  if (code != CURLE_OK) snprintf(reason, size, "it cannot begin: %s", curl->easy_strerror(code));
  return code == CURLE_OK;
}

taskledger_curl *taskledger_curl_open(const char *name, char *reason, size_t size) {
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  taskledger_curl *made = calloc(1, sizeof *made);
  if (!made) {
    snprintf(reason, size, "there is no memory left");
    return NULL;
  }
  pthread_mutex_lock(&lock);
  bool is_loaded = load(name, &made->curl, reason, size);
  pthread_mutex_unlock(&lock);
  if (!is_loaded) {
    free(made);
    return NULL;
  }
  made->easy = made->curl.easy_init();
  made->multi = made->curl.multi_init();
  if (!made->easy || !made->multi) {
    snprintf(reason, size, "it has no memory left");
    taskledger_curl_close(made);
    return NULL;
  }
  return made;
}

void taskledger_curl_close(taskledger_curl *curl) {
  taskledger_curl_end(curl);
  if (curl->easy) curl->curl.easy_cleanup(curl->easy);
  if (curl->multi) curl->curl.multi_cleanup(curl->multi);
  curl->curl.slist_free_all(curl->headers);
  free(curl);
}

// MARK: - What is asked for

void taskledger_curl_reset(taskledger_curl *curl) {
  curl->curl.easy_reset(curl->easy);
  curl->curl.slist_free_all(curl->headers);
  curl->headers = NULL;
  curl->words[0] = 0;
}

int taskledger_curl_set_number(taskledger_curl *curl, long option, long value) {
  return curl->curl.easy_setopt(curl->easy, (int)option, value);
}

int taskledger_curl_set_text(taskledger_curl *curl, long option, const char *text) {
  return curl->curl.easy_setopt(curl->easy, (int)option, text);
}

int taskledger_curl_set_body(taskledger_curl *curl, const void *bytes, size_t count) {
  // Without a pointer nothing would be copied, and the body be asked for later.
  const void *body = count ? bytes : "";
  CURLcode code =
      curl->curl.easy_setopt(curl->easy, CURLOPT_POSTFIELDSIZE_LARGE, (int64_t)count);
  if (code == CURLE_OK) code = curl->curl.easy_setopt(curl->easy, CURLOPT_COPYPOSTFIELDS, body);
  return code;
}

int taskledger_curl_add_header(taskledger_curl *curl, const char *line) {
  void *longer = curl->curl.slist_append(curl->headers, line);
  if (!longer) return CURLE_OUT_OF_MEMORY;
  curl->headers = longer;
  return CURLE_OK;
}

// MARK: - An exchange

static size_t on_line(char *bytes, size_t size, size_t count, void *context) {
  const taskledger_curl_listener *listener = context;
  return listener->line(listener->context, bytes, size * count) ? size * count : 0;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context) {
  const taskledger_curl_listener *listener = context;
  return listener->body(listener->context, bytes, size * count) ? size * count : 0;
}

static int on_begin(void *context, char *address, char *own, int port, int own_port) {
  const taskledger_curl_listener *listener = context;
  return listener->begins(listener->context) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

int taskledger_curl_begin(
    taskledger_curl *curl, const taskledger_curl_listener *listener, bool *tells_begin) {
  CURLcode (*set)(void *, int, ...) = curl->curl.easy_setopt;
  void *easy = curl->easy;
  CURLcode code = set(easy, CURLOPT_PREREQFUNCTION, on_begin);
  *tells_begin = code == CURLE_OK;
  if (code == CURLE_OK) code = set(easy, CURLOPT_PREREQDATA, listener);
  if (code == CURLE_UNKNOWN_OPTION) code = CURLE_OK;
  if (code == CURLE_OK) code = set(easy, CURLOPT_HTTPHEADER, curl->headers);
  if (code == CURLE_OK) code = set(easy, CURLOPT_ERRORBUFFER, curl->words);
  if (code == CURLE_OK) code = set(easy, CURLOPT_HEADERFUNCTION, on_line);
  if (code == CURLE_OK) code = set(easy, CURLOPT_HEADERDATA, listener);
  if (code == CURLE_OK) code = set(easy, CURLOPT_WRITEFUNCTION, on_body);
  if (code == CURLE_OK) code = set(easy, CURLOPT_WRITEDATA, listener);
  if (code != CURLE_OK) return code;
  if (curl->curl.multi_add_handle(curl->multi, easy) != 0) return TASKLEDGER_CURL_FAILED;
  curl->is_running = true;
  return CURLE_OK;
}

int taskledger_curl_step(taskledger_curl *curl, int milliseconds) {
  int running = 0;
  if (curl->curl.multi_perform(curl->multi, &running) != 0) return TASKLEDGER_CURL_FAILED;
  if (running > 0) {
    int code = curl->curl.multi_poll(curl->multi, NULL, 0, milliseconds, NULL);
    return code == 0 ? TASKLEDGER_CURL_RUNS : TASKLEDGER_CURL_FAILED;
  }
  int left = 0;
  for (message *next; (next = curl->curl.multi_info_read(curl->multi, &left));) {
    if (next->msg == CURLMSG_DONE) return next->data.result;
  }
  return TASKLEDGER_CURL_FAILED;
}

void taskledger_curl_end(taskledger_curl *curl) {
  if (curl->is_running) curl->curl.multi_remove_handle(curl->multi, curl->easy);
  curl->is_running = false;
}

// MARK: - What became of it

long taskledger_curl_number(taskledger_curl *curl, long info) {
  long value = 0;
  return curl->curl.easy_getinfo(curl->easy, (int)info, &value) == CURLE_OK ? value : 0;
}

const char *taskledger_curl_text(taskledger_curl *curl, long info) {
  const char *text = NULL;
  return curl->curl.easy_getinfo(curl->easy, (int)info, &text) == CURLE_OK ? text : NULL;
}

const char *taskledger_curl_words(taskledger_curl *curl, int result) {
  if (curl->words[0]) return curl->words;
  return result < 0 ? "libcurl cannot go on" : curl->curl.easy_strerror(result);
}
