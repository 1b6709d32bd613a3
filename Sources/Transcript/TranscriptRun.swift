extension Transcript {
  /// One place where a run answered otherwise than the transcript says.
  public struct Difference: Sendable, Hashable {
    /// Line of the request in the transcript, counted from 1.
    public let line: Int
    public let sent: String
    public let expected: [String]
    public let answered: [String]
  }

  /// The transcript as a run made it, and where that differs from the one it was made from.
  public struct Run: Sendable {
    public var transcript: Transcript
    public var differences: [Difference]
  }

  /// Sends every `> ` line and compares the answers.
  ///
  /// - Parameters:
  ///   - set: is told each setting as it comes, e.g. the clock of the next request.
  ///   - send: answers one line with the lines that the server writes.
  public func run(
    set: (Setting, String) -> Void, send: (String) -> [String]
  ) -> Run {
    var made: [Line] = []
    var differences: [Difference] = []
    var index = 0
    while index < lines.count {
      let line = lines[index]
      index += 1
      switch line {
      case .sent(let text):
        let sentAt = index
        var expected: [String] = []
        while index < lines.count, case .answered(let answer) = lines[index] {
          expected.append(answer)
          index += 1
        }
        let answered = send(text)
        made.append(line)
        made.append(contentsOf: answered.map(Line.answered))
        if answered != expected {
          differences.append(
            Difference(line: sentAt, sent: text, expected: expected, answered: answered))
        }
      case .setting(let setting, let value):
        set(setting, value)
        made.append(line)
      case .answered:
        // An answer to nothing: dropped, and so a difference when the two texts are compared.
        continue
      case .comment, .blank:
        made.append(line)
      }
    }
    return Run(transcript: Transcript(lines: made), differences: differences)
  }
}
