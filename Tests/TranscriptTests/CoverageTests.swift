import APICore
import EmbeddedBackend
import Foundation
import JSON
import TestSupport
import Testing
import Tools

@testable import taskledger

@Suite("What of ClickUp's API the program has")
struct CoverageTests {
  private let coverage = Coverage()

  private func row(_ id: String) throws -> Coverage.Row {
    try #require(coverage.rows.first { $0.id == id }, "\(id)")
  }

  @Test("Each operation of v2 stands there once, and each route of the program")
  func complete() {
    let requests = coverage.rows.map(\.request)
    #expect(Set(requests).count == requests.count)
    #expect(
      Set(coverage.rows.compactMap(\.id)).isSuperset(
        of: PublishedOperation.all.filter { $0.version == "v2" }.map(\.id)))
    #expect(coverage.rows.filter(\.isLive).count == Route.all.count)
    #expect(coverage.rows.filter(\.isEmbedded).count == EmbeddedBackend.routes.count)
    let own = coverage.rows.filter { !$0.path.hasPrefix("/v2/") }
    #expect(own.allSatisfy { $0.isLive }, "of v3 only what the program has")
    #expect(coverage.groups.map(\.rows.count).reduce(0, +) == coverage.rows.count)
  }

  @Test("No tool is for what is not served")
  func tools() {
    for row in coverage.rows {
      #expect(row.tools.isEmpty || row.isEmbedded && row.isLive, "\(row.name)")
      #expect(row.isWrite || row.undo == nil && row.evidence == nil, "\(row.name)")
    }
    let named = Set(coverage.rows.flatMap(\.tools))
    for entry in ToolCatalogue.entries where !entry.routes.isEmpty {
      #expect(named.contains(entry.name))
    }
  }

  @Test("Of each kind of operation one, as it is known to be")
  func known() throws {
    let made = try row("CreateTask")
    #expect(made.tools == ["create_tasks", "create_task"])
    #expect(made.canBeUndone && made.evidence == "mark")
    let deleted = try row("DeleteTask")
    #expect(deleted.tools == ["delete_task"] && deleted.evidence == "gone")
    guard case .impossible(let reason) = deleted.undo else {
      Issue.record("a task that was deleted does not come back")
      return
    }
    #expect(reason.contains("brings nothing back"))
    let tied = try row("AddTagToTask")
    #expect(tied.tools == ["add_tag"] && tied.canBeUndone && tied.evidence == "state")
    #expect(try row("CreateChecklist").evidence == "looks")
    #expect(try row("GetTaskMembers").tools == ["list_members"])
    // Served, and no tool is for it.
    let interval = try row("Tracktime")
    #expect(interval.isEmbedded && interval.tools.isEmpty && interval.undo == nil)
    let view = try row("CreateListView")
    #expect(!view.isEmbedded && !view.isLive && view.tools.isEmpty && view.evidence == nil)
    let field = try #require(
      coverage.rows.first { $0.path == "/v2/list/{list_id}/field" && $0.isWrite })
    #expect(
      field.id == nil && field.group == "Custom Fields" && field.tools == ["create_custom_field"])
  }

  /// A row a group, and what no tool is for.
  private var table: String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    func row(_ name: String, _ rows: [Coverage.Row], _ last: String) -> String {
      let counts = Coverage.Counts(rows)
      let parts = [counts.all, counts.embedded, counts.live, counts.withTool].map(String.init)
      let ofWrites = [counts.undone, counts.withEvidence].map { count in
        counts.writes == 0 ? "" : "\(count)/\(counts.writes)"
      }
      return line([name] + parts + ofWrites + [last])
    }
    var text = line(
      ["group", "all", "embedded", "live", "tool", "undo", "evidence", "without a tool"])
    text += "|---|---|---|---|---|---|---|---|\n"
    for (name, rows) in coverage.groups {
      let missing = rows.filter(\.tools.isEmpty)
      let names = missing.map { "`\($0.name)`" }.joined(separator: ", ")
      text += row(name, rows, missing.count == rows.count ? "all" : names)
    }
    let missing = coverage.rows.filter(\.tools.isEmpty)
    return text + row("**all**", coverage.rows, String(missing.count))
  }

  @Test("The README has its counts")
  func readme() throws {
    try DerivedText.check(
      "operations", madeFrom: "the code", is: "\n\(table)\n", by: "CoverageTests")
  }
}
