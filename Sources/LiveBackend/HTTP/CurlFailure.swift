import APICore
import CCurl

/// What is known of an exchange that brought no answer.
struct CurlFailure: Sendable {
  /// As `CURLcode`.
  let result: Int
  /// What libcurl says of it.
  let words: String
  /// Whether libcurl asked for leave to write the request, which it does when a connection stands.
  let hasBegun: Bool
  /// Whether it would have: libcurl 7.80.0 and newer.
  let tellsBegin: Bool
  /// What libcurl counts as written: requests, and what was said to a proxy.
  let writtenBytes: Int
  /// What a proxy answered that was asked for a way to the service; 0 where none was.
  let tunnelStatus: Int

  /// How an exchange ends before its request is written: by the address, the names, the connection
  /// or the handshake of TLS.
  ///
  /// That the result is one of these is not enough, as with GnuTLS a handshake can be asked for
  /// again later; and that `hasBegun` is false is not believed of any other.
  private static let ofConnecting: Set<Int> = [
    CURLE_URL_MALFORMAT, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_RESOLVE_HOST,
    CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
    CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
    CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS, CURLE_PROXY,
  ]

  /// Whether certainly no byte of the request left this machine.
  var isUnsent: Bool {
    guard tellsBegin ? !hasBegun : writtenBytes == 0 else { return false }
    if Self.ofConnecting.contains(result) { return true }
    // The proxy said no, so nothing was sent to it but the question.
    if result == CURLE_RECV_ERROR {
      return tunnelStatus != 0 && !(200...299).contains(tunnelStatus)
    }
    return result == CURLE_OPERATION_TIMEDOUT && tellsBegin && writtenBytes == 0
  }

  var failure: HTTPFailure {
    if isUnsent { return HTTPFailure(.notConnected, words) }
    return HTTPFailure(result == CURLE_OPERATION_TIMEDOUT ? .timedOut : .broken, words)
  }
}
