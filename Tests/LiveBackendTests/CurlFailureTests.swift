import CCurl
import Testing

@testable import LiveBackend

/// What the ends of an exchange prove, by the numbers of curl.h.
struct CurlFailureTests {
  private func kind(
    _ result: Int, hasBegun: Bool = false, tellsBegin: Bool = true, written: Int = 0,
    tunnel: Int = 0
  ) -> HTTPFailure.Kind {
    CurlFailure(
      result: result, words: "x", hasBegun: hasBegun, tellsBegin: tellsBegin,
      writtenBytes: written, tunnelStatus: tunnel
    ).failure.kind
  }

  /// Address, names, connection, TLS, SOCKS.
  static let ofConnecting = [3, 5, 6, 7, 35, 58, 59, 60, 77, 83, 90, 91, 97]

  @Test(arguments: ofConnecting)
  func whatEndsBeforeTheRequestIsWrittenSentNothing(result: Int) {
    #expect(kind(result) == .notConnected)
    // What was said to a proxy is not the request.
    #expect(kind(result, written: 90, tunnel: 200) == .notConnected)
    #expect(kind(result, hasBegun: true) == .broken)
    #expect(kind(result, tellsBegin: false) == .notConnected)
    #expect(kind(result, tellsBegin: false, written: 1) == .broken)
  }

  /// All other numbers that there are or may come to be, the deadline's aside: 28 has its own test,
  /// 56 may be a proxy's.
  @Test func whatElseEndsAnExchangeProvesNothing() {
    for result in -2...200 where !Self.ofConnecting.contains(result) && result != 28 {
      for (hasBegun, tellsBegin) in [(false, true), (true, true), (false, false)] {
        #expect(
          kind(result, hasBegun: hasBegun, tellsBegin: tellsBegin) == .broken, "\(result)")
      }
    }
  }

  @Test func aProxyThatGivesNoWayWasSentNothingButTheQuestion() {
    for status in [400, 403, 407, 502, 302] {
      #expect(kind(CURLE_RECV_ERROR, written: 90, tunnel: status) == .notConnected)
      #expect(kind(CURLE_RECV_ERROR, hasBegun: true, written: 90, tunnel: status) == .broken)
    }
    #expect(kind(CURLE_RECV_ERROR, written: 90, tunnel: 200) == .broken)
    #expect(kind(CURLE_RECV_ERROR, written: 90, tunnel: 0) == .broken)
    #expect(kind(CURLE_RECV_ERROR, tellsBegin: false, written: 90, tunnel: 403) == .broken)
  }

  @Test func aDeadlineThatPassesBeforeThereIsAConnectionSentNothing() {
    #expect(kind(CURLE_OPERATION_TIMEDOUT) == .notConnected)
    #expect(kind(CURLE_OPERATION_TIMEDOUT, hasBegun: true) == .timedOut)
    #expect(kind(CURLE_OPERATION_TIMEDOUT, written: 1) == .timedOut)
    #expect(kind(CURLE_OPERATION_TIMEDOUT, tellsBegin: false) == .timedOut)
  }
}
