import JSON

/// A file that a request sends, without what is in it: all of it that is compared, shown and kept.
///
/// What is in it goes beside the request (`WriteRequest.contents`), to the backend and nowhere
/// else: no ledger and no answer holds a copy, and where on this machine it came from is not even
/// known here.
public struct SentFile: Sendable, Hashable {
  /// The last part of a path; `FileName` says what may be one.
  public let name: String
  /// Bytes.
  public let size: Int
  /// Of what is in it: 64 hexadecimal digits.
  public let sha256: String

  public init(name: String, size: Int, sha256: String) {
    self.name = name
    self.size = size
    self.sha256 = sha256
  }

  /// Bytes that one may have. ClickUp takes a gigabyte; here a file is held in memory from when it
  /// is hashed until it is sent, so that what was hashed is what is sent, and has to be sent within
  /// the half minute that an exchange may take.
  public static let largest = 25_000_000

  /// `{"name","size","sha256"}`
  public var json: JSONValue {
    ["name": .string(name), "size": .integer(Int64(size)), "sha256": .string(sha256)]
  }

  /// nil where `json` is not what `json` writes.
  public init?(_ json: JSONValue) {
    guard let name = json["name"]?.string, let size = json["size"]?.integer,
      let sha256 = json["sha256"]?.string
    else { return nil }
    self.init(name: name, size: Int(clamping: size), sha256: sha256)
  }
}
