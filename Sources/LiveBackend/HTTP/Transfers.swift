import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// What one session receives, each piece to the exchange that waits for it.
final class Transfers: NSObject, URLSessionDataDelegate, Sendable {
  private let largestAnswer: Int
  private let running = Mutex<[Int: Transfer]>([:])

  init(largestAnswer: Int) { self.largestAnswer = largestAnswer }

  func begin(_ task: Int) -> Transfer {
    let transfer = Transfer(largestAnswer: largestAnswer)
    running.withLock { $0[task] = transfer }
    return transfer
  }

  func end(_ task: Int) {
    running.withLock { $0[task] = nil }
  }

  private func transfer(_ task: URLSessionTask) -> Transfer? {
    running.withLock { $0[task.taskIdentifier] }
  }

  /// A redirect is an answer: followed, it would carry the token to another host, and a write would
  /// be made a second time or lose its body.
  func urlSession(
    _ session: URLSession, task: URLSessionTask,
    willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
    completionHandler: @escaping (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }

  /// A 401 is an answer, too. Left to itself, Foundation on Linux waits for credentials for ever
  /// where the answer names a way to authenticate; refused, it ends with an error after the answer.
  func urlSession(
    _ session: URLSession, task: URLSessionTask, didReceive challenge: URLAuthenticationChallenge,
    completionHandler: @escaping (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
  ) {
    #if canImport(Darwin)
      // There the server's certificate is a challenge, which the system decides.
      guard challenge.protectionSpace.serverTrust == nil else {
        return completionHandler(.performDefaultHandling, nil)
      }
    #endif
    transfer(task)?.isChallenged()
    completionHandler(.rejectProtectionSpace, nil)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    guard let transfer = transfer(dataTask) else { return }
    if !transfer.receive(data) { dataTask.cancel() }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    transfer(task)?.finish(task.response as? HTTPURLResponse, error as NSError?)
  }
}

/// One answer on its way.
final class Transfer: Sendable {
  private struct State {
    var body: [UInt8] = []
    var isTooLarge = false
    var isChallenged = false
    var outcome: Result<HTTPAnswer, HTTPFailure>?
  }

  private let largestAnswer: Int
  private let state = Mutex(State())
  private let done = DispatchSemaphore(value: 0)

  init(largestAnswer: Int) { self.largestAnswer = largestAnswer }

  func isDone(by instant: DispatchTime) -> Bool { done.wait(timeout: instant) == .success }

  func answer() throws(HTTPFailure) -> HTTPAnswer {
    guard let outcome = state.withLock({ $0.outcome }) else {
      throw HTTPFailure(.broken, "the exchange ended without an outcome")
    }
    return try outcome.get()
  }

  /// - Returns: false where the answer is longer than is read.
  func receive(_ data: Data) -> Bool {
    state.withLock { state in
      guard state.body.count + data.count <= largestAnswer else {
        state.isTooLarge = true
        return false
      }
      state.body += data
      return true
    }
  }

  func isChallenged() { state.withLock { $0.isChallenged = true } }

  func finish(_ response: HTTPURLResponse?, _ error: NSError?) {
    state.withLock { state in
      if state.isTooLarge {
        state.outcome = .failure(HTTPFailure(.tooLarge, "more than \(largestAnswer) bytes"))
      } else if let error, !(state.isChallenged && response != nil) {
        state.outcome = .failure(Self.failure(error))
      } else if let response {
        var headers: [String: String] = [:]
        for (name, value) in response.allHeaderFields {
          headers["\(name)".lowercased()] = "\(value)"
        }
        state.outcome = .success(
          HTTPAnswer(status: response.statusCode, headers: headers, body: state.body))
      } else {
        state.outcome = .failure(HTTPFailure(.broken, "what came back is not HTTP"))
      }
    }
    done.signal()
  }

  /// What stopped an exchange, by the codes and, where Linux has one code for many things, by
  /// libcurl's words.
  ///
  /// Only what certainly comes before the first byte of the request counts as not connected: all
  /// else may have been carried out.
  static func failure(_ error: NSError) -> HTTPFailure {
    let words = error.localizedDescription
    switch error.code {
    case NSURLErrorCannotConnectToHost, NSURLErrorCannotFindHost, NSURLErrorDNSLookupFailed,
      NSURLErrorNotConnectedToInternet, NSURLErrorBadURL,
      NSURLErrorSecureConnectionFailed, NSURLErrorServerCertificateHasBadDate,
      NSURLErrorServerCertificateUntrusted, NSURLErrorServerCertificateHasUnknownRoot,
      NSURLErrorServerCertificateNotYetValid:
      return HTTPFailure(.notConnected, words)
    case NSURLErrorTimedOut: return HTTPFailure(.timedOut, words)
    case NSURLErrorUnknown where handshakeFailures.contains(where: words.hasPrefix):
      return HTTPFailure(.notConnected, words)
    default: return HTTPFailure(.broken, words)
    }
  }

  /// How libcurl's words begin where TLS was refused: no request is sent before the handshake ends.
  private static let handshakeFailures = [
    "SSL certificate problem", "SSL: no alternative certificate", "OpenSSL SSL_connect",
  ]
}
