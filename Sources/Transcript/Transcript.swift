/// A conversation kept as text: what was sent, what was answered, and what made it so.
///
/// Lines that start with `> ` are sent, `< ` are answered, `# ` explain. An explaining line of the
/// form `# name: value` with one of the names of `Setting` also sets something for what follows, so
/// that a conversation can be run again to the byte.
public struct Transcript: Sendable, Hashable {
  /// What a transcript can set.
  public enum Setting: String, Sendable, CaseIterable {
    /// Seed of the identifiers: a number.
    case seed
    /// `fresh` where the conversation began with a new store, `existing` where it did not: then its
    /// answers cannot be reproduced.
    case store
    /// Unix milliseconds that the next request, and those after it, are answered at.
    case clock
    /// Values of the options that decide which tools there are, and whose keys are whose.
    case toolsets
    case tools
    case excludeTools = "exclude-tools"
    case readOnly = "read-only"
    case workspace
    case agent
    case retention
    /// What was in force, and who said so: JSON, one element for each that said something.
    case policy
    /// `clickup` where the conversation was with the live backend; it then needs a service that
    /// answers the same.
    case backend
    /// What goes wrong with the next write that the service gets, in its words: only a test's own
    /// one can be told.
    case fault
    /// Name of the user that a new store is made for.
    case user
    /// IANA time zone of that user.
    case timeZone = "time-zone"
    /// IANA time zone of the process, for a user whose own is not known.
    case processZone = "process-zone"
  }

  public enum Line: Sendable, Hashable {
    case comment(String)
    case setting(Setting, String)
    case sent(String)
    case answered(String)
    case blank
  }

  public var lines: [Line]

  public init(lines: [Line] = []) { self.lines = lines }

  /// Reads the text form; a line of no known kind is an error that names it.
  ///
  /// Where the first line explains and ends with a carriage return, something on the way (Git, an
  /// editor) has put CR LF: then they end all lines. Else one is part of what was sent.
  public init(parsing text: String) throws(TranscriptError) {
    var lines: [Line] = []
    // By scalars: a line that ends with a carriage return and the line feed are one character.
    let scalarLines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    let endsWithReturns =
      scalarLines.first.map { scalars in
        scalars.first == "#" && scalars.last == "\r"
      } ?? false
    for (index, scalars) in scalarLines.enumerated() {
      let hasReturn = endsWithReturns && scalars.last == "\r"
      guard let line = Line(String(hasReturn ? scalars.dropLast() : scalars)) else {
        throw TranscriptError(
          line: index + 1,
          message: "starts with none of `> `, `< ` and `# `; begin it with one of them")
      }
      lines.append(line)
    }
    // The text ends with a line feed, which is not a blank line of its own.
    if lines.last == .blank { lines.removeLast() }
    self.lines = lines
  }

  /// The text form, each line ended.
  public var text: String { lines.map { $0.text + "\n" }.joined() }

  /// The value of the last line that sets `setting` before the first request.
  public func initial(_ setting: Setting) -> String? {
    var value: String?
    for line in lines {
      if case .sent = line { break }
      if case .setting(setting, let text) = line { value = text }
    }
    return value
  }
}

public struct TranscriptError: Error, Sendable, Hashable {
  /// Counted from 1.
  public let line: Int
  public let message: String
}

extension Transcript.Line {
  init?(_ text: String) {
    // By bytes: an accent at the start of what was sent makes one character with the space.
    let rest = String(text.unicodeScalars.dropFirst(2))
    if text.isEmpty {
      self = .blank
    } else if text.utf8.starts(with: "> ".utf8) {
      self = .sent(rest)
    } else if text.utf8.starts(with: "< ".utf8) {
      self = .answered(rest)
    } else if text == "#" {
      self = .comment("")
    } else if text.utf8.starts(with: "# ".utf8) {
      self = Self.explaining(rest)
    } else {
      return nil
    }
  }

  private static func explaining(_ text: String) -> Self {
    for setting in Transcript.Setting.allCases {
      let prefix = setting.rawValue + ": "
      if text.utf8.starts(with: prefix.utf8) {
        return .setting(setting, String(text.unicodeScalars.dropFirst(prefix.utf8.count)))
      }
    }
    return .comment(text)
  }

  var text: String {
    switch self {
    case .comment(""): "#"
    case .comment(let text): "# \(text)"
    case .setting(let setting, let value): "# \(setting.rawValue): \(value)"
    case .sent(let line): "> \(line)"
    case .answered(let line): "< \(line)"
    case .blank: ""
    }
  }
}
