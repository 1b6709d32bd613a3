// libcurl, opened when it is first needed: what this program uses of it, and no header of it.
//
// The declarations are those of curl.h and multi.h, whose values never change
// (https://curl.se/libcurl/abi.html); a number here stands in them under the same name.
#ifndef TASKLEDGER_CCURL_H
#define TASKLEDGER_CCURL_H

#include <stdbool.h>
#include <stddef.h>

// Options that take a number.
enum {
  CURLOPT_FRESH_CONNECT = 74,
  CURLOPT_FORBID_REUSE = 75,
  CURLOPT_POST = 47,
  CURLOPT_NETRC = 51,
  CURLOPT_FOLLOWLOCATION = 52,
  CURLOPT_SSL_VERIFYPEER = 64,
  CURLOPT_HTTPGET = 80,
  CURLOPT_SSL_VERIFYHOST = 81,
  CURLOPT_HTTP_VERSION = 84,
  CURLOPT_NOSIGNAL = 99,
  CURLOPT_CONNECTTIMEOUT_MS = 156,
  CURLOPT_PROTOCOLS = 181,
  CURLOPT_HEADEROPT = 229,
  CURLOPT_PATH_AS_IS = 234,
  CURLOPT_SUPPRESS_CONNECT_HEADERS = 265,
  CURLOPT_HTTP09_ALLOWED = 285,
  CURLOPT_QUICK_EXIT = 322,
};

// Options that take a text.
enum {
  CURLOPT_URL = 10002,
  CURLOPT_PROXY = 10004,
  CURLOPT_CUSTOMREQUEST = 10036,
  CURLOPT_CAINFO = 10065,
  CURLOPT_CAPATH = 10097,
  CURLOPT_ACCEPT_ENCODING = 10102,
  CURLOPT_NOPROXY = 10177,
};

// Their values.
enum {
  CURLPROTO_HTTP = 1,
  CURLPROTO_HTTPS = 2,
  CURLHEADER_SEPARATE = 1,
  CURL_HTTP_VERSION_1_1 = 2,
  CURL_HTTP_VERSION_2TLS = 4,
};

// What can be asked for afterwards.
enum {
  CURLINFO_REQUEST_SIZE = 0x200000 + 12,
  CURLINFO_HTTP_CONNECTCODE = 0x200000 + 22,
  CURLINFO_CAINFO = 0x100000 + 61,
};

// How an exchange ends.
enum {
  CURLE_OK = 0,
  CURLE_URL_MALFORMAT = 3,
  CURLE_COULDNT_RESOLVE_PROXY = 5,
  CURLE_COULDNT_RESOLVE_HOST = 6,
  CURLE_COULDNT_CONNECT = 7,
  CURLE_OPERATION_TIMEDOUT = 28,
  CURLE_SSL_CONNECT_ERROR = 35,
  CURLE_RECV_ERROR = 56,
  CURLE_SSL_CERTPROBLEM = 58,
  CURLE_SSL_CIPHER = 59,
  CURLE_PEER_FAILED_VERIFICATION = 60,
  CURLE_SSL_CACERT_BADFILE = 77,
  CURLE_SSL_ISSUER_ERROR = 83,
  CURLE_SSL_PINNEDPUBKEYNOTMATCH = 90,
  CURLE_SSL_INVALIDCERTSTATUS = 91,
  CURLE_PROXY = 97,
};

/// One handle of libcurl and the connections that it keeps. For one thread at a time.
typedef struct taskledger_curl taskledger_curl;

/// What is told of an exchange while it runs. Each answers false to end it.
typedef struct {
  void *context;
  /// A connection stands, and the request is about to be written to it.
  bool (*begins)(void *context);
  /// A line of the answer's head with its line end, each by itself; also of what follows a body.
  bool (*line)(void *context, const char *bytes, size_t count);
  /// A piece of the body, decoded.
  bool (*body)(void *context, const char *bytes, size_t count);
} taskledger_curl_listener;

/// Opens the library of that name, unless it is open, and makes a handle.
///
/// From any thread. Returns NULL, and says why in `reason`, where the library is not there, is too
/// old, or has no memory left.
taskledger_curl *taskledger_curl_open(const char *name, char *reason, size_t size);
void taskledger_curl_close(taskledger_curl *curl);

/// Forgets what was set for the last exchange, and keeps its connections.
void taskledger_curl_reset(taskledger_curl *curl);

/// Each returns CURLE_OK, or the reason why the option cannot be had.
int taskledger_curl_set_number(taskledger_curl *curl, long option, long value);
int taskledger_curl_set_text(taskledger_curl *curl, long option, const char *text);
/// Copies the bytes.
int taskledger_curl_set_body(taskledger_curl *curl, const void *bytes, size_t count);
/// "Name: value"; "Name:" keeps libcurl from sending one of its own.
int taskledger_curl_add_header(taskledger_curl *curl, const char *line);

/// Begins what was set. `listener` must live until `taskledger_curl_end`.
///
/// `tells_begin` says whether this libcurl calls `begins` (since 7.80.0).
int taskledger_curl_begin(
    taskledger_curl *curl, const taskledger_curl_listener *listener, bool *tells_begin);

enum { TASKLEDGER_CURL_RUNS = -1, TASKLEDGER_CURL_FAILED = -2 };

/// Does what can be done without waiting, and then waits so long for something to do.
///
/// Returns how the exchange ended, TASKLEDGER_CURL_RUNS where it has not, or TASKLEDGER_CURL_FAILED
/// where libcurl cannot go on; then the handle must be closed.
int taskledger_curl_step(taskledger_curl *curl, int milliseconds);

/// Ends what was begun, answered or not. What can be asked for must be asked before.
void taskledger_curl_end(taskledger_curl *curl);

/// 0 or NULL where it is not known.
long taskledger_curl_number(taskledger_curl *curl, long info);
const char *taskledger_curl_text(taskledger_curl *curl, long info);

/// What libcurl says of the result, for people; of the last exchange where it was more exact.
const char *taskledger_curl_words(taskledger_curl *curl, int result);

#endif
