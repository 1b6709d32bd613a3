import APICore
import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// HTTP by Foundation's URLSession.
///
/// Measured on Linux (Swift 6.3, libcurl 7.88): a request without a body on a connection that was
/// used before, which the server closes without answering, is silently sent a second time. So each
/// write has a session of its own, whose connection nothing used before.
///
/// Sessions are ended by `finishTasksAndInvalidate` only, and exchanges cancelled on the queue that
/// reports their end: elsewhere, swift-corelibs-foundation reads its table of tasks while its own
/// queue changes it, and traps. Seen once in some hundred thousand exchanges.
///
/// Nothing is kept between requests: no cookies, no cache, no credentials. Proxies are those of the
/// system and of `http(s)_proxy`.
public final class URLSessionExchange: HTTPExchange {
  private let largestAnswer: Int
  private let slicesPerReport: Int
  /// For reads, so that they reuse connections.
  private let transfers: Transfers
  private let session: URLSession

  /// A page of 100 tasks with long descriptions has a few megabytes; the bound only keeps a wrong
  /// server from filling the memory.
  public static let usualLargestAnswer = 32 << 20

  /// Answers usually come sooner, and hosts that give a call up after a silence take half a minute
  /// or more.
  public static let usualSilence = Milliseconds(5_000)

  /// - Parameters:
  ///   - largestAnswer: bytes, after decompression.
  ///   - silence: so often the caller is told that there is no answer yet.
  public init(largestAnswer: Int = usualLargestAnswer, silence: Milliseconds = usualSilence) {
    self.largestAnswer = largestAnswer
    slicesPerReport = max(1, Int(silence.rawValue / Pause.slice.rawValue))
    transfers = Transfers(largestAnswer: largestAnswer)
    session = Self.session(transfers)
  }

  deinit { session.finishTasksAndInvalidate() }

  public func send(
    _ request: HTTPRequest, onFreshConnection: Bool, within deadline: Milliseconds
  ) throws(HTTPFailure) -> HTTPAnswer {
    guard onFreshConnection else {
      return try send(request, on: session, transfers, within: deadline)
    }
    let transfers = Transfers(largestAnswer: largestAnswer)
    let fresh = Self.session(transfers)
    defer { fresh.finishTasksAndInvalidate() }
    return try send(request, on: fresh, transfers, within: deadline)
  }

  private static func session(_ transfers: Transfers) -> URLSession {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpCookieStorage = nil
    configuration.httpCookieAcceptPolicy = .never
    configuration.httpShouldSetCookies = false
    configuration.urlCache = nil
    configuration.urlCredentialStorage = nil
    configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
    // More than there are threads that read.
    configuration.httpMaximumConnectionsPerHost = 32
    return URLSession(configuration: configuration, delegate: transfers, delegateQueue: nil)
  }

  private func send(
    _ request: HTTPRequest, on session: URLSession, _ transfers: Transfers,
    within deadline: Milliseconds
  ) throws(HTTPFailure) -> HTTPAnswer {
    guard let url = URL(string: request.url) else {
      throw HTTPFailure(.notConnected, "`\(request.url)` is no address")
    }
    // URLSession's own timer counts idle time in whole seconds; the deadline below is the whole
    // exchange's, and comes first.
    var ours = URLRequest(url: url, timeoutInterval: Double(deadline.rawValue / 1_000 + 5))
    ours.httpMethod = request.method.rawValue
    ours.httpBody = request.body.map { Data($0) }
    for (name, value) in request.headers { ours.setValue(value, forHTTPHeaderField: name) }
    let task = session.dataTask(with: ours)
    let transfer = transfers.begin(task.taskIdentifier)
    defer { transfers.end(task.taskIdentifier) }
    task.resume()
    let isWrite = request.method != .get
    let cancellation = CallContext.current?.cancellation
    let end = DispatchTime.now() + .milliseconds(Int(clamping: deadline.rawValue))
    var slices = 0
    while true {
      let slice = DispatchTime.now() + .milliseconds(Int(Pause.slice.rawValue))
      if transfer.isDone(by: min(slice, end)) { return try transfer.answer() }
      if DispatchTime.now() >= end {
        session.giveUp(task)
        throw HTTPFailure(.timedOut, "no answer within \(deadline.rawValue) ms")
      }
      slices += 1
      if slices.isMultiple(of: slicesPerReport) {
        CallContext.current?.report("no answer from \(url.host() ?? "the service") yet")
      }
      // A write is waited for all the same: its answer is the proof of what happened.
      if !isWrite, cancellation?.isSet == true {
        session.giveUp(task)
        throw HTTPFailure(.cancelled, "the call was cancelled")
      }
    }
  }
}

extension URLSession {
  /// Cancels an exchange unless it ended meanwhile.
  fileprivate func giveUp(_ task: URLSessionTask) {
    delegateQueue.addOperation { task.cancel() }
  }
}
