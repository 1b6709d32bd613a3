import APICore
import CCurl
import Foundation

/// One handle of libcurl with the connections that it keeps; used by one thread at a time.
final class CurlHandle {
  /// What an exchange is held to.
  struct Terms: Sendable {
    /// On a connection that nothing used before and nothing uses again.
    var isFresh: Bool
    /// For the whole exchange.
    var deadline: Milliseconds
    var largestAnswer: Int
    var certificates: Certificates
  }

  /// Under which names the library stands: with OpenSSL, with GnuTLS, and on macOS.
  static let usualLibraries = ["libcurl.so.4", "libcurl-gnutls.so.4", "/usr/lib/libcurl.4.dylib"]

  /// A connection takes one to three round trips; three packets that are lost in a row cost 7 s.
  private static let longestConnecting = Milliseconds(10_000)

  private let curl: OpaquePointer

  /// Whether libcurl failed in a way after which the handle is of no more use.
  private(set) var isSpent = false

  /// Opens the library, which takes a few milliseconds the first time.
  ///
  /// - Throws: `notEquipped` where it is not there.
  init(libraries: [String]) throws(HTTPFailure) {
    var reasons: [String] = []
    for name in libraries {
      var reason = [CChar](repeating: 0, count: 512)
      if let opened = taskledger_curl_open(name, &reason, reason.count) {
        curl = opened
        return
      }
      reasons.append(
        String(decoding: reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
    }
    throw HTTPFailure(
      .notEquipped,
      "libcurl, which does the HTTP, cannot be used (\(reasons.joined(separator: "; "))); install "
        + "it (Debian and Ubuntu: `apt-get install libcurl4`; Fedora and RHEL: `dnf install "
        + "libcurl`; Alpine: `apk add libcurl`) and call again")
  }

  deinit { taskledger_curl_close(curl) }

  // MARK: - One exchange

  /// Where an exchange stands; libcurl's calls come on the thread that waits for it.
  private final class Progress {
    var reader: AnswerReader
    var beginnings = 0
    let isFresh: Bool

    init(_ terms: Terms) {
      reader = AnswerReader(largestAnswer: terms.largestAnswer)
      isFresh = terms.isFresh
    }

    static func at(_ context: UnsafeMutableRawPointer?) -> Progress? {
      context.map { Unmanaged<Progress>.fromOpaque($0).takeUnretainedValue() }
    }
  }

  /// Sends the request and waits for its answer.
  ///
  /// - Parameter isWanted: asked in each wait, with the time that has passed; false gives it up.
  func send(
    _ request: HTTPRequest, on terms: Terms, while isWanted: (_ elapsed: Milliseconds) -> Bool
  ) throws(HTTPFailure) -> HTTPAnswer {
    try prepare(request, terms)
    let progress = Progress(terms)
    var listener = taskledger_curl_listener(
      context: Unmanaged.passUnretained(progress).toOpaque(),
      begins: { context in
        guard let progress = Progress.at(context) else { return false }
        progress.beginnings += 1
        // Libcurl sends again by itself what came to nothing on a used connection, or was refused
        // by HTTP/2. A read may be; of a write there is no second time, whatever libcurl thinks.
        return !progress.isFresh || progress.beginnings == 1
      },
      line: { context, bytes, count in
        Progress.at(context)?.reader.read(line: CurlHandle.bytes(bytes, count)) ?? false
      },
      body: { context, bytes, count in
        Progress.at(context)?.reader.read(body: CurlHandle.bytes(bytes, count)) ?? false
      })
    return try withExtendedLifetime(progress) { () throws(HTTPFailure) in
      try withUnsafePointer(to: &listener) { (listener) throws(HTTPFailure) in
        var tellsBegin = false
        try demand(Int(taskledger_curl_begin(curl, listener, &tellsBegin)), "an exchange")
        defer { taskledger_curl_end(curl) }
        let result = try outcome(terms, isWanted)
        isSpent = result == Int(TASKLEDGER_CURL_FAILED)
        if let refusal = progress.reader.refusal { throw refusal }
        guard result == CURLE_OK else {
          throw failure(result, progress.beginnings > 0, tellsBegin, terms).failure
        }
        return try progress.reader.answer()
      }
    }
  }

  private static func bytes(
    _ start: UnsafePointer<CChar>?, _ count: Int
  ) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: start, count: count)
  }

  /// As `CURLcode`; a deadline of ours that passed is told as one of libcurl's.
  private func outcome(
    _ terms: Terms, _ isWanted: (Milliseconds) -> Bool
  ) throws(HTTPFailure) -> Int {
    let clock = UptimeClock()
    let start = clock.now()
    var elapsed = Milliseconds(0)
    while true {
      let left = terms.deadline - elapsed
      // Short enough that a call that was cancelled ends soon.
      let wait = max(0, min(left, Pause.slice)).rawValue
      let result = Int(taskledger_curl_step(curl, Int32(clamping: wait)))
      guard result == Int(TASKLEDGER_CURL_RUNS) else { return result }
      elapsed = clock.now() - start
      if elapsed >= terms.deadline { return CURLE_OPERATION_TIMEDOUT }
      guard isWanted(elapsed) else { throw HTTPFailure(.cancelled, "the call was cancelled") }
    }
  }

  private func failure(
    _ result: Int, _ hasBegun: Bool, _ tellsBegin: Bool, _ terms: Terms
  ) -> CurlFailure {
    var words = String(cString: taskledger_curl_words(curl, Int32(result)))
    if result == CURLE_OPERATION_TIMEDOUT, hasBegun {
      words = "no answer within \(terms.deadline.rawValue) ms"
    }
    return CurlFailure(
      result: result, words: words, hasBegun: hasBegun, tellsBegin: tellsBegin,
      writtenBytes: taskledger_curl_number(curl, CURLINFO_REQUEST_SIZE),
      tunnelStatus: taskledger_curl_number(curl, CURLINFO_HTTP_CONNECTCODE))
  }

  // MARK: - What libcurl is told

  private func prepare(_ request: HTTPRequest, _ terms: Terms) throws(HTTPFailure) {
    taskledger_curl_reset(curl)
    guard let url = URL(string: request.url), let host = url.host(), !request.url.contains("\0")
    else { throw HTTPFailure(.notConnected, "`\(request.url)` is not an address") }
    try setAddress(request.url, host)
    try setConnection(terms)
    try setContent(of: request)
  }

  private func setAddress(_ url: String, _ host: String) throws(HTTPFailure) {
    try set(CURLOPT_URL, url)
    // As it was made: dots in it are nobody's to take out.
    try set(CURLOPT_PATH_AS_IS, 1)
    try set(CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS)
    // A redirect is an answer: followed, it would carry the token to another host, and a write
    // would be made a second time or lose its body.
    try set(CURLOPT_FOLLOWLOCATION, 0)
    // A token must not come from, or go with, what another program keeps for a host.
    try set(CURLOPT_NETRC, 0)
    // What is sent to the service is not sent to a proxy that is asked for the way.
    try set(CURLOPT_HEADEROPT, CURLHEADER_SEPARATE)
    try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    // What stays on this machine goes to no proxy, least of all unencrypted. Else proxies are those
    // of the environment.
    if APIAddress.isLoopback(host) {
      try set(CURLOPT_PROXY, "")
      try set(CURLOPT_NOPROXY, "*")
    }
  }

  private func setConnection(_ terms: Terms) throws(HTTPFailure) {
    try set(CURLOPT_FRESH_CONNECT, terms.isFresh ? 1 : 0)
    try set(CURLOPT_FORBID_REUSE, terms.isFresh ? 1 : 0)
    // Several threads use handles. Broken pipes are ignored by the process from its start.
    try set(CURLOPT_NOSIGNAL, 1)
    try set(
      CURLOPT_CONNECTTIMEOUT_MS,
      Int(clamping: max(1, min(terms.deadline, Self.longestConnecting)).rawValue))
    try set(CURLOPT_HTTP09_ALLOWED, 0)
    try set(CURLOPT_SSL_VERIFYPEER, 1)
    try set(CURLOPT_SSL_VERIFYHOST, 2)
    let certificates = terms.certificates.completed(
      builtIn: taskledger_curl_text(curl, CURLINFO_CAINFO).map { String(cString: $0) },
      isThere: FileManager.default.fileExists(atPath:))
    if let file = certificates.file { try set(CURLOPT_CAINFO, file) }
    if let folder = certificates.folder { try set(CURLOPT_CAPATH, folder) }
    // A write has its connection for itself, where HTTP/2 has nothing to offer but more ways to
    // end. Not all builds of libcurl have it.
    offer(CURLOPT_HTTP_VERSION, terms.isFresh ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS)
    // A name that is looked up in vain is not waited for after the deadline (since 7.87.0).
    offer(CURLOPT_QUICK_EXIT, 1)
  }

  private func setContent(of request: HTTPRequest) throws(HTTPFailure) {
    var headers = request.headers
    // Left to itself, libcurl waits for leave to send a long body, and sends it again where that is
    // refused; and it calls every body a form.
    headers["Expect"] = ""
    if headers["Content-Type"] == nil { headers["Content-Type"] = "" }
    for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
      let line = value.isEmpty ? "\(name):" : "\(name): \(value)"
      guard !line.utf8.contains(where: { [0, 0x0A, 0x0D].contains($0) }) else {
        throw HTTPFailure(.notConnected, "the header `\(name)` has more than one line")
      }
      try demand(Int(taskledger_curl_add_header(curl, line)), "a header")
    }
    // Not all builds have zlib.
    offer(CURLOPT_ACCEPT_ENCODING, "gzip")
    // An empty body has a length, too, where the method is known for bodies (RFC 9110, 8.6).
    if let body = request.body ?? (request.method == .post || request.method == .put ? [] : nil) {
      try set(CURLOPT_POST, 1)
      let code = body.withUnsafeBytes { taskledger_curl_set_body(curl, $0.baseAddress, $0.count) }
      try demand(Int(code), "a body")
    } else {
      try set(CURLOPT_HTTPGET, 1)
    }
    try set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
  }

  private func set(_ option: Int, _ value: Int) throws(HTTPFailure) {
    try demand(Int(taskledger_curl_set_number(curl, option, value)), "option \(option)")
  }

  private func set(_ option: Int, _ value: String) throws(HTTPFailure) {
    try demand(Int(taskledger_curl_set_text(curl, option, value)), "option \(option)")
  }

  /// What makes no difference to what a request means.
  private func offer(_ option: Int, _ value: Int) {
    _ = taskledger_curl_set_number(curl, option, value)
  }

  private func offer(_ option: Int, _ value: String) {
    _ = taskledger_curl_set_text(curl, option, value)
  }

  /// Without it the request would not be what it must be, so it is not sent.
  private func demand(_ code: Int, _ what: String) throws(HTTPFailure) {
    guard code != CURLE_OK else { return }
    let words = String(cString: taskledger_curl_words(curl, Int32(code)))
    throw HTTPFailure(.notEquipped, "this libcurl does not take \(what) (\(words)); update it")
  }
}
