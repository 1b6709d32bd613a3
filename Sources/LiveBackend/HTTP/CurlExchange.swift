import APICore
import Foundation
import Synchronization

/// HTTP by libcurl, which is opened for the first request.
///
/// Measured with libcurl 7.88: a request on a connection that was used before, which the server
/// closes without answering, is silently sent a second time. So each write has a connection that
/// nothing used before.
///
/// Nothing is kept between requests but the connections of reads: no cookies, no cache, no
/// credentials. Proxies are those of the environment (`https_proxy`, `no_proxy`), but never for an
/// address on this machine.
///
/// The process must ignore SIGPIPE.
public final class CurlExchange: HTTPExchange {
  private let largestAnswer: Int
  private let silence: Milliseconds
  private let libraries: [String]
  private let certificates: Certificates
  private let berths: [Berth]

  /// A page of 100 tasks with long descriptions has a few megabytes; the bound only keeps a wrong
  /// server from filling the memory.
  public static let usualLargestAnswer = 32 << 20

  /// Answers usually come sooner, and hosts that give a call up after a silence take half a minute
  /// or more.
  public static let usualSilence = Milliseconds(5_000)

  /// More than there are threads that send.
  private static let berthCount = 16

  /// - Parameters:
  ///   - largestAnswer: bytes, after decompression.
  ///   - silence: so often the caller is told that there is no answer yet.
  ///   - environment: names the certificates that are trusted (`SSL_CERT_FILE`, `SSL_CERT_DIR`,
  ///     `CURL_CA_BUNDLE`).
  public convenience init(
    largestAnswer: Int = usualLargestAnswer, silence: Milliseconds = usualSilence,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    self.init(
      largestAnswer: largestAnswer, silence: silence, environment: environment,
      libraries: CurlHandle.usualLibraries)
  }

  init(
    largestAnswer: Int = usualLargestAnswer, silence: Milliseconds = usualSilence,
    environment: [String: String] = [:], libraries: [String]
  ) {
    self.largestAnswer = largestAnswer
    self.silence = silence
    self.libraries = libraries
    certificates = Certificates(in: environment)
    berths = (0..<Self.berthCount).map { _ in Berth() }
  }

  public func send(
    _ request: HTTPRequest, onFreshConnection: Bool, within deadline: Milliseconds
  ) throws(HTTPFailure) -> HTTPAnswer {
    let terms = CurlHandle.Terms(
      isFresh: onFreshConnection, deadline: deadline, largestAnswer: largestAnswer,
      certificates: certificates)
    let work: @Sendable (CurlHandle) throws(HTTPFailure) -> HTTPAnswer = {
      [silence] handle throws(HTTPFailure) in
      var nextReport = silence
      let cancellation = CallContext.current?.cancellation
      return try handle.send(request, on: terms) { elapsed in
        if elapsed >= nextReport {
          nextReport = elapsed + silence
          let host = URL(string: request.url)?.host() ?? "the service"
          CallContext.current?.report("no answer from \(host) yet")
        }
        // A write is waited for all the same: its answer is the proof of what happened.
        return request.method != .get || cancellation?.isSet != true
      }
    }
    for berth in berths {
      if let outcome = berth.use(libraries, work) { return try outcome.get() }
    }
    return try work(CurlHandle(libraries: libraries))
  }
}

/// Where a handle waits between exchanges. The lock is what keeps it to one thread at a time: it is
/// held for a whole exchange, and nobody waits for it. The first that is free is taken, so that the
/// connections that were used last are used again.
private final class Berth: Sendable {
  private let handle = Mutex<CurlHandle?>(nil)

  /// nil where another thread uses it.
  func use(
    _ libraries: [String], _ work: @Sendable (CurlHandle) throws(HTTPFailure) -> HTTPAnswer
  ) -> Result<HTTPAnswer, HTTPFailure>? {
    handle.withLockIfAvailable { held in
      Result { () throws(HTTPFailure) in
        let handle: CurlHandle
        if let held { handle = held } else { handle = try CurlHandle(libraries: libraries) }
        held = handle
        defer { if handle.isSpent { held = nil } }
        return try work(handle)
      }
    }
  }
}
