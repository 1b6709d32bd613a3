import APICore
import Foundation
import JSON
import Testing

@testable import LiveBackend

/// What holds for the writes of every route.
struct EvidenceTests {
  @Test(arguments: WriteCase.all) func findsWhatHappenedThoughItsAnswerWasLost(
    testCase: WriteCase
  ) throws {
    let workspace = try EvidenceWorkspace()
    let sending = try Sending(try testCase.prepare(workspace), workspace)
    let answer = MarkerHiding.hide(in: try sending.arrive())
    #expect(sending.evidence.makesSomething == (testCase.kind == .creation))
    switch try sending.lookUp() {
    case .made(let things, _):
      #expect(testCase.kind == .creation)
      try #require(things.count == 1)
      let request = sending.evidence.request
      #expect(things[0].id == RemoteID.of(request.completed(answer), for: request)?.id)
      Agreement(testCase.unreadable).check(things[0].response, with: answer)
    case .stands(let response):
      #expect(testCase.kind == .change)
      Agreement(testCase.unreadable).check(response, with: answer)
    case let other: Issue.record("\(other)")
    }
  }

  @Test(arguments: WriteCase.all) func findsNothingOfWhatNeverArrived(testCase: WriteCase) throws {
    let workspace = try EvidenceWorkspace()
    let sending = try Sending(try testCase.prepare(workspace), workspace)
    workspace.clock.advance(by: 120_000)
    switch (testCase.kind, try sending.lookUp()) {
    case (.creation, .made(let things, _)): #expect(things.isEmpty)
    case (.change, .asBefore): break
    case (_, let other): Issue.record("\(other)")
    }
  }

  @Test(arguments: WriteCase.all.filter { $0.disturb != nil })
  func doesNotCallDoneOrUndoneWhatSomebodyChanged(testCase: WriteCase) throws {
    for arrives in [true, false] {
      let workspace = try EvidenceWorkspace()
      let sending = try Sending(try testCase.prepare(workspace), workspace)
      if arrives { try sending.arrive() }
      do {
        try testCase.disturb?(workspace, sending.evidence.request)
      } catch let error as APIError {
        // What is gone cannot be changed any more.
        #expect(arrives && error.status == 404)
        continue
      }
      guard case .changed = try sending.lookUp() else {
        Issue.record("\(try sending.lookUp())")
        continue
      }
    }
  }

  /// The same look-up twice, and after the write arrived a second time.
  @Test(arguments: WriteCase.allCreations) func findsEveryOneThatAttemptsMade(testCase: WriteCase)
    throws
  {
    let workspace = try EvidenceWorkspace()
    let sending = try Sending(try testCase.prepare(workspace), workspace)
    try sending.arrive()
    #expect(try sending.found().things.count == 1)
    #expect(try sending.found().things.count == 1)
    // Some names are taken then.
    do { try sending.arrive() } catch { return }
    #expect(try sending.found().things.count == 2)
  }

  /// Without markers: what was there before is not taken for what is made.
  @Test(arguments: WriteCase.allCreations) func tellsWhatWasThereBeforeFromWhatIsNew(
    testCase: WriteCase
  ) throws {
    let workspace = try EvidenceWorkspace()
    let request = try testCase.prepare(workspace)
    do { try workspace.send(request) } catch { return }
    workspace.clock.advance(by: 10_000)
    let options = EvidenceOptions(areCreatesMarked: false)
    do {
      let sending = try Sending(request, workspace, options)
      #expect(sending.evidence.request == request)
      #expect(try sending.found().things.isEmpty)
      try sending.arrive()
      let found = try sending.found()
      #expect(found.things.count == 1)
      #expect(!found.isMarked)
    } catch let error as APIError {
      #expect(error.status == 400, "only a name that is taken")
    }
  }

  @Test(arguments: FieldCase.all) func tellsTheValuesOfEveryTypeOfField(field: FieldCase) throws {
    let workspace = try EvidenceWorkspace()
    let (path, definition) = try field.prepare(workspace)
    let value = try field.value(workspace, definition)
    let body = WriteRequest.Body.json(field.body(value))
    let setting = try Sending(WriteRequest(.setFieldValue, path: path, body: body), workspace)
    #expect(try setting.lookUp() == .asBefore)
    try setting.arrive()
    #expect(try setting.lookUp() == .stands(response: [:]))
    let other = try field.other(workspace, definition)
    if let other {
      try workspace.send(.setFieldValue, path, field.body(other))
      // A checkbox has no third value.
      #expect(try setting.lookUp() != .stands(response: [:]))
    }
    let clearing = try Sending(WriteRequest(.removeFieldValue, path: path), workspace)
    #expect(try clearing.lookUp() == .asBefore)
    try clearing.arrive()
    #expect(try clearing.lookUp() == .stands(response: [:]))
    if !["users", "tasks", "list_relationship", "attachment"].contains(field.type) {
      try workspace.send(.setFieldValue, path, field.body(value))
      #expect(try clearing.lookUp() == (other == nil ? .asBefore : .changedValue))
    }
  }

  /// Nothing that can be read tells whether a button was clicked.
  @Test func aClickLeavesNoTrace() throws {
    let workspace = try EvidenceWorkspace()
    let (path, _) = try FieldCase("button", true, true).prepare(workspace)
    let request = WriteRequest(.setFieldValue, path: path, body: .json(["value": true]))
    let sending = try Sending(request, workspace)
    for _ in 1...2 {
      guard case .cannotTell = try sending.lookUp() else {
        Issue.record("\(try sending.lookUp())")
        return
      }
      try sending.arrive()
    }
  }

  @Test func everyWritingRouteIsDecided() throws {
    let writes = Set(Route.all.filter { !$0.effect.isRead })
    let tested = Set(WriteCase.all.map(\.route)).union([.setFieldValue, .removeFieldValue])
    let untraceable = writes.filter { Traces.trace(of: $0) is NoTrace }
    #expect(untraceable.isEmpty)
    #expect(tested.union(untraceable) == writes)
  }

  /// As of a comment of which it is not known where it stands.
  @Test func whatLeavesNoTraceSaysSo() throws {
    let workspace = try EvidenceWorkspace()
    let request = WriteRequest(.deleteComment, path: ["comment_id": "1"])
    let sending = try Sending(request, workspace)
    #expect(sending.evidence.request == request)
    guard case .cannotTell = try sending.lookUp() else {
      Issue.record("\(try sending.lookUp())")
      return
    }
    #expect(workspace.asked.isEmpty)
  }
}

extension Finding {
  fileprivate static let changedValue = Finding.changed(
    "`value` is neither what it was nor what it was to become")
}

/// What was reconstructed has every member that the true answer had.
private struct Agreement {
  private let unreadable: Set<String>

  init(_ unreadable: Set<String>) { self.unreadable = unreadable }

  func check(_ found: JSONValue, with answer: JSONValue, at path: String = "") {
    switch (found, answer) {
    case (.object(let found), .object(let answer)):
      for (name, value) in answer where !unreadable.contains(name) {
        check(found[name] ?? "absent", with: value, at: "\(path)/\(name)")
      }
    case (.array(let found), .array(let answer)) where found.count == answer.count:
      for (index, pair) in zip(found, answer).enumerated() {
        check(pair.0, with: pair.1, at: "\(path)/\(index)")
      }
    default: #expect(found == answer, "at \(path)")
    }
  }
}
