import Foundation
import JSON

/// What somebody in the office asks for, the calls that a model made of it that had seen no more
/// than the names of the tools, and what has to come of them.
///
/// A file of `Office/Requests` holds some, in lines:
///
///     # the request
///     > tool {arguments}    the naive call; `<Name>` is the ID of the task or comment called so
///     ! words               it is refused, and the text says this
///     >> tool {arguments}   what the answers so far suffice to correct
///     = words               the answer to the call above holds this
///     / words               it does not hold that
///     ~ change              what is another in the store at the end, nothing else (also + and -)
///     ? reason              nothing is done, for the user has to decide
///     x reason              it cannot be had so
struct DayRequest: Sendable {
  enum Ending: Sendable { case done, asks, impossible }

  struct Call: Sendable {
    let tool: String
    let arguments: String
    let isCorrection: Bool
    /// Of a call that is refused.
    var refusal: [String] = []
    var holds: [String] = []
    var lacks: [String] = []
  }

  let words: String
  let place: String
  var calls: [Call] = []
  var changes: [String] = []
  var ending = Ending.done

  struct Unreadable: Error { let line: String }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Office/Requests")

  static func all() throws -> [DayRequest] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().flatMap { file in
      try read(String(contentsOf: folder.appending(path: file), encoding: .utf8), of: file)
    }
  }

  static func read(_ text: String, of file: String) throws -> [DayRequest] {
    var requests: [DayRequest] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where !line.isEmpty {
      let (sign, rest) = divided(line)
      if sign == "#" {
        requests.append(DayRequest(words: rest, place: "\(file):\(number + 1)"))
        continue
      }
      guard !requests.isEmpty, requests[requests.count - 1].take(sign, rest) else {
        throw Unreadable(line: "\(file):\(number + 1): \(line)")
      }
    }
    return requests
  }

  private init(words: String, place: String) { (self.words, self.place) = (words, place) }

  private static func divided(_ line: Substring) -> (sign: String, rest: String) {
    let sign = line.prefix { $0 != " " }
    return (String(sign), String(line.dropFirst(sign.count + 1)))
  }

  private mutating func take(_ sign: String, _ rest: String) -> Bool {
    switch sign {
    case ">", ">>":
      let (tool, arguments) = Self.divided(rest[...])
      calls.append(Call(tool: tool, arguments: arguments, isCorrection: sign == ">>"))
    case "~", "+", "-": changes.append("\(sign) \(rest)")
    case "?": ending = .asks
    case "x": ending = .impossible
    case "!" where !calls.isEmpty: calls[calls.count - 1].refusal.append(rest)
    case "=" where !calls.isEmpty: calls[calls.count - 1].holds.append(rest)
    case "/" where !calls.isEmpty: calls[calls.count - 1].lacks.append(rest)
    default: return false
    }
    return true
  }
}
