import APICore
import Foundation
import Hashing

/// What proves to ClickUp who asks: a personal token (`pk_…`) or an OAuth access token.
///
/// Invariant: no text made of it by interpolation, description or reflection shows it.
public struct Token: Sendable, Hashable {
  private let text: String

  /// Longer than any token that ClickUp gives out; what is longer is some other file.
  static let longest = 1_024

  /// - Parameter text: as a person pasted it: white space around it and a leading `Bearer` are
  ///   taken off.
  public init(_ text: String) throws(SetUpError) {
    var trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    if trimmed.lowercased().hasPrefix("bearer ") {
      trimmed = trimmed.dropFirst(7).trimmingCharacters(in: .whitespaces)
    }
    if let mistake = Self.mistake(in: trimmed) {
      throw SetUpError("the ClickUp token \(mistake); \(Self.wayOut)")
    }
    guard !trimmed.isEmpty else { throw SetUpError("the ClickUp token is empty; \(Self.wayOut)") }
    guard trimmed.utf8.count <= Self.longest,
      trimmed.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else {
      throw SetUpError(
        "the ClickUp token is none: a token is one word of at most \(Self.longest) ASCII letters, "
          + "digits and signs; \(Self.wayOut)")
    }
    self.text = trimmed
  }

  /// What stands where a token should: no token of ClickUp's begins or ends like that.
  private static func mistake(in text: String) -> String? {
    let quotes = "\"'`“”„‘’«»"
    if let first = text.first, let last = text.last,
      quotes.contains(first) || quotes.contains(last)
    {
      return "stands in quotation marks, which do not belong to it: take them away"
    }
    let isPlaceholder =
      WrittenPath.holdsPlaceholder(text) || text.first.map { "$<{%[".contains($0) } == true
    return isPlaceholder ? "is a placeholder that nothing has replaced" : nil
  }

  /// Where a person gets a token and puts it.
  /// https://developer.clickup.com/docs/authentication
  static let wayOut =
    "copy a personal token (ClickUp → Settings → Apps, it begins with `pk_`) into CLICKUP_TOKEN, "
    + "or into a file that CLICKUP_TOKEN_FILE names"

  /// The header's value: personal tokens as they are, OAuth tokens as `Bearer …`.
  var authorization: String { isPersonal ? text : "Bearer \(text)" }

  public var isPersonal: Bool { text.hasPrefix("pk_") }

  /// Tells tokens apart without telling what they are: 128 bits of a hash, which nobody guesses
  /// backwards since the token itself has as many.
  public var digest: String {
    String(SHA256.hash(Array("taskledger token\0\(text)".utf8)).hex.prefix(32))
  }

  /// The text with the token taken out, wherever the service or the system repeated it.
  public func redacted(_ text: String) -> String {
    text.replacing(self.text, with: "[token]")
  }
}

extension Token: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "[token]" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: [] as [Mirror.Child]) }
}

/// Why the live backend cannot be used as it is set up; for people, without a full stop.
public struct SetUpError: Error, Sendable, Hashable {
  /// Holds no token.
  public let message: String

  public init(_ message: String) { self.message = message }
}

// MARK: - Reading it

extension Token {
  /// The token that the environment names, and what its owner should know.
  public struct Found: Sendable {
    public let token: Token
    /// "CLICKUP_TOKEN", or the file.
    public let source: String
    /// For people; nil where all is well.
    public let warning: String?
  }

  /// Reads `CLICKUP_TOKEN`, or the file that `CLICKUP_TOKEN_FILE` names.
  ///
  /// A file that others may read is only warned about, since containers mount secrets so.
  ///
  /// - Throws: where neither or both are set, the file cannot be read, or holds no token.
  public static func find(in environment: [String: String]) throws(SetUpError) -> Found {
    let text = environment["CLICKUP_TOKEN"] ?? ""
    var path = environment["CLICKUP_TOKEN_FILE"] ?? ""
    switch (text.isEmpty, path.isEmpty) {
    case (true, true): throw SetUpError("there is no ClickUp token; \(wayOut)")
    case (false, false):
      throw SetUpError(
        "both CLICKUP_TOKEN and CLICKUP_TOKEN_FILE are set, and may hold different tokens; "
          + "unset one of them")
    case (false, true):
      return Found(token: try Token(text), source: "CLICKUP_TOKEN", warning: nil)
    case (true, false):
      let home = HomeDirectory.path(in: environment)
      do throws(WrittenPath.Unusable) { path = try WrittenPath.resolved(path, home: home) } catch {
        throw SetUpError("CLICKUP_TOKEN_FILE \(error.reason)")
      }
      return try read(path)
    }
  }

  private static func read(_ path: String) throws(SetUpError) -> Found {
    let (bytes, mode) = try contents(path)
    guard bytes.count <= longest * 2, let text = String(bytes: bytes, encoding: .utf8) else {
      throw SetUpError("the file that CLICKUP_TOKEN_FILE names holds no token: `\(path)`")
    }
    let token: Token
    do throws(SetUpError) { token = try Token(text) } catch {
      throw SetUpError("in the file `\(path)` \(error.message)")
    }
    let isOpen = mode & 0o077 != 0
    return Found(
      token: token, source: path,
      warning: isOpen
        ? "the token's file `\(path)` can be read by others; run `chmod 600` on it" : nil)
  }

  /// One byte more than a token's file may hold, so that a longer one is noticed; and the mode.
  private static func contents(_ path: String) throws(SetUpError) -> (bytes: [UInt8], mode: UInt32)
  {
    do {
      let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      var information = stat()
      let mode = fstat(file.fileDescriptor, &information) == 0 ? UInt32(information.st_mode) : 0
      // A pipe's mode says nothing of who can read what it carries.
      let isFile = mode & UInt32(S_IFMT) == UInt32(S_IFREG)
      let bytes = try file.read(upToCount: longest * 2 + 1).map(Array.init) ?? []
      try file.close()
      return (bytes, isFile ? mode : 0)
    } catch {
      throw SetUpError(
        "the file that CLICKUP_TOKEN_FILE names cannot be read: `\(path)` "
          + "(\((error as NSError).localizedDescription)); correct the path or its permissions")
    }
  }
}
