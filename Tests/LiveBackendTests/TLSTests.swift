import APICore
import Foundation
import LoopbackClickUp
import Synchronization
import Testing

@testable import LiveBackend

/// What goes over a connection before a request does.
struct TLSTests {
  /// The first bytes that a client sends, which are its greeting; then the connection ends.
  private func greeting(_ exchange: CurlExchange, _ method: HTTPMethod) throws -> (
    bytes: [UInt8], failure: HTTPFailure
  ) {
    let listener = try ListeningSocket()
    let heard = Mutex<[UInt8]>([])
    let done = DispatchSemaphore(value: 0)
    let failure = try withExtendedLifetime(listener) {
      Thread {
        let bytes = listener.hearOnce()
        heard.withLock { $0 = bytes }
        done.signal()
      }.start()
      return try #require(throws: HTTPFailure.self) {
        try exchange.send(
          HTTPRequest(
            method, "https://127.0.0.1:\(listener.port)/a", headers: ["Authorization": "pk_1"]),
          onFreshConnection: method != .get, within: 20_000)
      }
    }
    done.wait()
    return (heard.withLock { $0 }, failure)
  }

  private func contains(_ bytes: [UInt8], _ text: String) -> Bool {
    Data(bytes).range(of: Data(text.utf8)) != nil
  }

  /// In a greeting, names of protocols stand with their lengths before them (RFC 7301).
  @Test func readsOfferHTTP2WritesDoNotAndAHandshakeThatFailsSentNothing() throws {
    let exchange = CurlExchange()
    let read = try greeting(exchange, .get)
    #expect(contains(read.bytes, "\u{2}h2\u{8}http/1.1"))
    let write = try greeting(exchange, .post)
    #expect(contains(write.bytes, "\u{8}http/1.1"))
    #expect(!contains(write.bytes, "\u{2}h2"))
    for (bytes, failure) in [read, write] {
      #expect(bytes.first == 0x16)
      #expect(!contains(bytes, "pk_1"))
      #expect(failure.kind == .notConnected, "\(failure.message)")
    }
  }

  @Test func aHandshakeThatNeverEndsSentNothing() throws {
    let recorder = try RecordingServer { _ in .close }
    let failure = try #require(throws: HTTPFailure.self) {
      try CurlExchange().send(
        HTTPRequest(
          .post, recorder.server.origin.replacing("http:", with: "https:"),
          headers: ["Authorization": "pk_1"]),
        onFreshConnection: true, within: 150)
    }
    #expect(failure.kind == .notConnected, "\(failure.message)")
    #expect(recorder.all.isEmpty)
  }
}
