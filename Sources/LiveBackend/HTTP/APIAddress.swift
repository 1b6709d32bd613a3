import APICore
import Foundation

/// Where the API is: `https://api.clickup.com/api/v2`, or another address for tests.
///
/// Invariant: the token that is sent there is encrypted on its way, or does not leave this machine.
public struct APIAddress: Sendable, Hashable {
  /// https://developer.clickup.com/reference
  public static let clickUp = "https://api.clickup.com/api/v2"

  /// Without a slash at its end.
  public let text: String
  public let host: String

  /// - Throws: where the text is not an address, is not encrypted, or carries what no address of an
  ///   API has (a user, a query, a fragment).
  public init(_ text: String = clickUp) throws(SetUpError) {
    var trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    while trimmed.hasSuffix("/") { trimmed.removeLast() }
    guard let parts = URLComponents(string: trimmed), URL(string: trimmed) != nil,
      let scheme = parts.scheme?.lowercased(), let host = parts.host, !host.isEmpty
    else {
      throw SetUpError("`\(text)` is not an address of an API; it looks like \(Self.clickUp)")
    }
    guard parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil else {
      throw SetUpError(
        "the API's address must be only scheme, host, port and path, like \(Self.clickUp); take "
          + "out the user, query or fragment")
    }
    guard scheme == "https" || (scheme == "http" && Self.isLoopback(host)) else {
      throw SetUpError(
        "`\(text)` would send the token unencrypted; use https (plain http only goes to this "
          + "machine: 127.0.0.1, [::1] or localhost)")
    }
    self.text = trimmed
    self.host = host
  }

  /// Where the routes of a version begin: 3 beside 2, where the address says which it leads to.
  func base(of version: APIVersion) -> String {
    let end = "/\(APIVersion.v2.rawValue)"
    guard version != .v2, text.hasSuffix(end) else { return text }
    return text.dropLast(end.count) + "/\(version.rawValue)"
  }

  /// Behind a complaint of an answer that is none of the API's: what the address lacks; empty where
  /// it lacks nothing.
  var misplacement: String {
    text.hasSuffix(Self.root)
      ? ""
      : "; the API's address ends with \(Self.root), and \(text) does not: start with "
        + "`--clickup-url \(text)\(Self.root)`"
  }

  /// Where the API's routes begin.
  private static let root = "/api/v2"

  /// 127.0.0.0/8 in its four parts, `::1` or `localhost`: names and short forms that only look like
  /// them may lead elsewhere.
  static func isLoopback(_ host: String) -> Bool {
    let host = host.lowercased()
    if ["localhost", "::1", "[::1]"].contains(host) { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127"
      && parts.allSatisfy { part in
        part.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt8(part) != nil
      }
  }
}
