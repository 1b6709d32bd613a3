import EmbeddedBackend
import JSON

/// What an import reports, for people and for programs.
enum ImportRendering {
  /// Reasons beyond these are counted together: a file of something else has as many as it has
  /// kinds of lines.
  private static let reasonLimit = 20

  private static func kinds(in report: ImportReport) -> [ImportReport.Kind] {
    ImportReport.Kind.allCases.filter { report[$0] != ImportReport.Count() }
  }

  static func text(of report: ImportReport) -> String {
    let kinds = kinds(in: report)
    let rows = kinds.map { kind in
      let count = report[kind]
      return [name(of: kind)]
        + [count.created, count.updated, count.unchanged, count.removed, count.skipped]
        .map(String.init)
    }
    var text =
      rows.isEmpty
      ? ""
      : Rendering.table(["", "NEW", "CHANGED", "AS BEFORE", "DELETED", "LEFT OUT"], rows)
    for kind in kinds {
      for line in lines(report.reasons[kind] ?? [:]) {
        text += "\n\(line.number) × \(name(of: kind)) left out: \(line.text)"
      }
    }
    for line in lines(report.notKept) {
      text += "\n\(line.number) × \(line.text): there is no place for them here"
    }
    for line in lines(report.supplied) {
      text += "\n\(line.number) × added: \(line.text)"
    }
    for line in lines(report.remarks) { text += "\n\(line.number) × \(line.text)" }
    return text
  }

  private static func name(of kind: ImportReport.Kind) -> String {
    kind.rawValue.replacing("_", with: " ")
  }

  /// The most frequent first.
  private static func lines(_ numbers: [String: Int]) -> [(text: String, number: Int)] {
    let sorted = numbers.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    var lines = sorted.prefix(reasonLimit).map { (text: $0.key, number: $0.value) }
    let others = sorted.dropFirst(reasonLimit)
    if !others.isEmpty {
      lines.append((more(others.count), others.reduce(0) { $0 + $1.value }))
    }
    return lines
  }

  /// Why nothing came in.
  static func nothing(of report: ImportReport) -> String {
    let reasons = report.reasons.values.flatMap { $0.keys }.sorted()
    guard let first = reasons.first else {
      if let remark = report.remarks.keys.sorted().first { return "nothing came in: a \(remark)" }
      return "nothing came in: what was read holds no tasks and nothing else that can be imported"
    }
    let others = reasons.count > 1 ? " (and \(more(reasons.count - 1)), above)" : ""
    return "nothing came in: \(first)\(others)"
  }

  private static func more(_ count: Int) -> String {
    count == 1 ? "1 more reason" : "\(count) more reasons"
  }

  /// - Parameter people: as whom each Workspace is worked in (`you`), and who was found to be one
  ///   person (`one_person`).
  static func json(of report: ImportReport, as people: JSONObject) -> JSONValue {
    var members = JSONObject(
      uniqueKeysWithValues: kinds(in: report).map { kind in
        let count = report[kind]
        return (
          kind.rawValue,
          [
            "created": .integer(Int64(count.created)), "updated": .integer(Int64(count.updated)),
            "unchanged": .integer(Int64(count.unchanged)),
            "removed": .integer(Int64(count.removed)),
            "skipped": .integer(Int64(count.skipped)),
            "reasons": numbers(report.reasons[kind] ?? [:]),
          ] as JSONValue
        )
      })
    members.merge(people) { $1 }
    if !report.notKept.isEmpty { members["not_kept"] = numbers(report.notKept) }
    if !report.supplied.isEmpty { members["supplied"] = numbers(report.supplied) }
    if !report.remarks.isEmpty { members["remarks"] = numbers(report.remarks) }
    return .object(members)
  }

  private static func numbers(_ numbers: [String: Int]) -> JSONValue {
    .object(JSONObject(numbers.mapValues { .integer(Int64($0)) }))
  }
}
