import Transcript

/// Short structured lines on stderr: `level=info event=opened path=…`. Never protocol, never
/// secrets.
struct Log: Sendable {
  enum Level: String, CaseIterable, Comparable {
    case error, warning, info, debug

    static func < (left: Level, right: Level) -> Bool {
      (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
  }

  let level: Level
  let redaction: Redaction

  init(_ options: ProgramOptions) throws(UsageError) {
    let name = options.value(of: .logLevel) ?? Level.warning.rawValue
    guard let level = Level(rawValue: name) else {
      let names = Level.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError("`--log-level \(name)` is none of \(names)")
    }
    self.level = level
    redaction = Redaction()
  }

  /// Only put together where the line is written: most runs log nothing.
  typealias Details = KeyValuePairs<String, String>

  func error(_ event: String, _ details: @autoclosure () -> Details = [:]) {
    write(.error, event, details)
  }

  func warning(_ event: String, _ details: @autoclosure () -> Details = [:]) {
    write(.warning, event, details)
  }

  func info(_ event: String, _ details: @autoclosure () -> Details = [:]) {
    write(.info, event, details)
  }

  func debug(_ event: String, _ details: @autoclosure () -> Details = [:]) {
    write(.debug, event, details)
  }

  private func write(_ level: Level, _ event: String, _ details: () -> Details) {
    guard level <= self.level else { return }
    var line = "level=\(level.rawValue) event=\(event)"
    for (name, value) in details() { line += " \(name)=\(Self.quoted(redaction.redact(value)))" }
    Output.notice(line)
  }

  /// One word as it is; anything else in quotes, so that a line stays a line.
  private static func quoted(_ value: String) -> String {
    let isWord = value.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "\"" && $0 != "=" }
    guard !isWord || value.isEmpty else { return value }
    return value.debugDescription
  }
}
