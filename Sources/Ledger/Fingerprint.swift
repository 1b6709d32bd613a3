import Hashing
import JSON

/// The identity of what was asked for: equal for two calls that ask for the same thing.
///
/// HMAC-SHA-256 over the canonical JSON of the tool's name and its arguments, keyed with the
/// store's secret: arguments are often guessable (a name out of ten), and a bare hash that outlives
/// them would let who reads the file find out by trying which they were. Keys and fingerprints need
/// not be random: only the caller's scope is searched.
struct Fingerprint: Sendable, Hashable {
  /// 64 hexadecimal digits.
  let text: String

  init(tool: String, arguments: JSONValue, secret: [UInt8]) {
    let subject = JSONValue.object(["tool": .string(tool), "arguments": arguments])
    text = HMAC.sha256(subject.canonicalBytes, key: secret).hex
  }

  init(text: String) { self.text = text }
}
