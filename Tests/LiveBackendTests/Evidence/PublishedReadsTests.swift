import APICore
import JSON
import TestSupport
import Testing

@testable import LiveBackend

/// Evidence and look-ups ask for nothing, and add nothing to a write, that the published document
/// does not know.
///
/// The writes themselves are these tests' own, of shapes that no tool plans too.
@Suite(.enabled(if: OpenAPICheck.shared != nil, "TASKLEDGER_SHARED names the document"))
struct PublishedReadsTests {
  private let check: OpenAPICheck

  init() throws { check = try #require(OpenAPICheck.shared) }

  @Test(arguments: [EvidenceOptions(), EvidenceOptions(areCreatesMarked: false)])
  func ofTheWritesOfEveryRoute(options: EvidenceOptions) throws {
    var asked: [ReadRequest] = []
    for testCase in WriteCase.all {
      let workspace = try EvidenceWorkspace()
      try follow(try testCase.prepare(workspace), in: workspace, options)
      asked += workspace.asked
    }
    try expectPublished(asked)
    // That nothing was asked would look the same as that nothing was wrong.
    #expect(Set(asked.map(\.route)).count > 15)
  }

  @Test func ofValuesOfFields() throws {
    let workspace = try EvidenceWorkspace()
    let (path, _) = try FieldCase.all[0].prepare(workspace)
    for request in [
      WriteRequest(.setFieldValue, path: path, body: .json(["value": "a"])),
      WriteRequest(.removeFieldValue, path: path),
    ] {
      try follow(request, in: workspace)
    }
    try expectPublished(workspace.asked)
    #expect(workspace.asked.count >= 6)
  }

  @Test func whereAFieldHoldsTheMarker() throws {
    let workspace = try EvidenceWorkspace()
    let (_, field) = try FieldCase.all[0].prepare(workspace)
    let options = EvidenceOptions(markerFieldID: field["id"]?.string)
    let create = WriteRequest(
      .createTask, path: ["list_id": workspace.listID], body: .json(["name": "New"]))
    try follow(create, in: workspace, options)
    try expectPublished(workspace.asked)
    #expect(workspace.asked.contains { $0.query["custom_fields"] != nil })
  }

  /// Makes the write findable, and looks for it before it arrives and after.
  private func follow(
    _ request: WriteRequest, in workspace: EvidenceWorkspace,
    _ options: EvidenceOptions = EvidenceOptions()
  ) throws {
    let sending = try Sending(request, workspace, options)
    let added = check.verdict(on: sending.evidence.request).problems
      .subtracting(check.verdict(on: request).problems)
    #expect(added == [])
    _ = try sending.lookUp()
    try sending.arrive()
    _ = try sending.lookUp()
  }

  private func expectPublished(_ asked: [ReadRequest]) throws {
    let watch = RequestWatch()
    for request in asked { watch.note(request) }
    #expect(watch.problems == [])
  }
}
