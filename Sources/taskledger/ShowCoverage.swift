import JSON
import Tools

/// `taskledger operations`: every operation of ClickUp's API, and what of the program has it.
enum ShowCoverage {
  static func run(_ options: ProgramOptions) -> Int32 {
    let coverage = Coverage()
    if options.isOn(.json) {
      Output.json(.array(coverage.rows.map(\.json)))
      return 0
    }
    let rows = coverage.rows.map { row in
      [
        row.group, row.name, row.request, sign(row.isEmbedded), sign(row.isLive),
        row.isWrite ? undo(row) : "", row.isWrite ? row.evidence ?? "-" : "",
        row.tools.isEmpty ? "-" : row.tools.joined(separator: ", "),
      ]
    }
    let header = [
      "GROUP", "OPERATION", "REQUEST", "EMBEDDED", "LIVE", "UNDO", "EVIDENCE", "TOOLS",
    ]
    Output.text(Rendering.table(header, rows))
    let counts = Coverage.Counts(coverage.rows)
    Output.text(
      "\n\(counts.all) operations: \(counts.embedded) on the embedded workspace, "
        + "\(counts.live) on ClickUp's cloud, \(counts.withTool) with a tool; of \(counts.writes) "
        + "that write, \(counts.undone) can be undone and \(counts.withEvidence) are found again "
        + "when their answer was lost")
    return 0
  }

  private static func sign(_ isThere: Bool) -> String { isThere ? "yes" : "-" }

  private static func undo(_ row: Coverage.Row) -> String {
    switch row.undo {
    case .possible: "yes"
    case .impossible: "no"
    case nil: "-"
    }
  }
}
