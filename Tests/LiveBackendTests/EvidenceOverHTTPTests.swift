import APICore
import JSON
import LoopbackClickUp
import Testing

@testable import LiveBackend

/// Evidence with the whole backend above a socket: what agents see of it, and what the service has.
struct EvidenceOverHTTPTests {
  private let server: ClickUpServer
  private let backend: LiveBackend
  private let listID: String

  init() throws {
    server = try ClickUpServer()
    let client = APIClient(
      exchange: CurlExchange(), token: try Token(ClickUpServer.token),
      address: try APIAddress(server.address))
    backend = LiveBackend(client: client)
    let workspaces = try server.read(ReadRequest(.getWorkspaces))
    let team = try #require(workspaces["teams"]?[0]?["id"]?.string)
    let spaces = try server.read(ReadRequest(.getSpaces, path: ["team_id": team]))
    let space = try #require(spaces["spaces"]?[0]?["id"]?.string)
    let lists = try server.read(ReadRequest(.getSpaceLists, path: ["space_id": space]))
    listID = try #require(lists["lists"]?[0]?["id"]?.string)
  }

  private func shown(_ task: String) -> ReadRequest {
    ReadRequest(
      .getTask, path: ["task_id": task], query: ["include_markdown_description": ["true"]])
  }

  @Test func aTaskWhoseAnswerWasLostIsFoundAndItsMarkerIsNeverShown() throws {
    let create = WriteRequest(
      .createTask, path: ["list_id": listID],
      body: .json(["name": "New", "markdown_content": "# Text"]))
    let evidence = try backend.evidence(for: create, operationID: "op-1")
    let dispatchedAt = SystemClock().now()
    server.inject(nextWrites: [Fault(.applied, .close)])
    #expect(throws: APIError.self) {
      try backend.write(evidence.request, in: Dispatch(operationID: "op-1", attempt: 1))
    }
    guard
      case .made(let things, isMarked: true) = try backend.lookUp(
        evidence, dispatchedAt: dispatchedAt, under: try backend.admit(.lookUp(evidence)))
    else {
      Issue.record("not found")
      return
    }
    let task = try #require(server.effects.first?.remoteID)
    #expect(things.map(\.id) == [task])
    #expect(things.first?.response["description"] == "Text")

    // The service has it; who reads never sees it, in whichever way.
    let raw = try server.read(shown(task))
    #expect(Marker.all(in: raw["markdown_description"]?.string ?? "").count == 1)
    #expect(try backend.read(shown(task))["markdown_description"] == "# Text")
    let page = try backend.read(ReadRequest(.getTasks, path: ["list_id": listID]))
    #expect(page["tasks"]?[0]?["description"] == "Text")

    // Nor who writes it back.
    let update = WriteRequest(
      .updateTask, path: ["task_id": task], body: .json(["markdown_content": "# Text\n\nMore"]))
    let changed = try backend.evidence(for: update, operationID: "op-2")
    let answer = try backend.write(
      changed.request, in: Dispatch(operationID: "op-2", attempt: 1))
    #expect(answer["description"] == "Text\n\nMore")
    #expect(try backend.read(shown(task))["markdown_description"] == "# Text\n\nMore")
    #expect(Marker.all(in: try server.read(shown(task))["description"]?.string ?? "").count == 1)
    #expect(server.problems() == [])
  }

  /// Two hours ahead, and set right before the look-up.
  @Test(arguments: [true, false])
  func aClockThatIsAheadHidesNothing(isMarked: Bool) throws {
    let ahead = SystemClock().now() + 7_200_000
    let client = APIClient(
      exchange: CurlExchange(), token: try Token(ClickUpServer.token),
      address: try APIAddress(server.address), clock: ManualClock(ahead))
    let backend = LiveBackend(
      client: client, evidence: EvidenceOptions(areCreatesMarked: isMarked))
    let create = WriteRequest(
      .createTask, path: ["list_id": listID], body: .json(["name": "New"]))
    let evidence = try backend.evidence(for: create, operationID: "op-1")
    server.inject(nextWrites: [Fault(.applied, .close)])
    #expect(throws: APIError.self) {
      try backend.write(evidence.request, in: Dispatch(operationID: "op-1", attempt: 1))
    }
    guard
      case .made(let things, isMarked: isMarked) = try backend.lookUp(
        evidence, dispatchedAt: ahead, under: try backend.admit(.lookUp(evidence)))
    else {
      Issue.record("not found")
      return
    }
    #expect(things.map(\.id) == [try #require(server.effects.first?.remoteID)])
  }

  @Test func withMarkersOffNothingIsAdded() throws {
    let plain = LiveBackend(
      client: backend.client, evidence: EvidenceOptions(areCreatesMarked: false))
    let create = WriteRequest(
      .createTask, path: ["list_id": listID], body: .json(["name": "New"]))
    let evidence = try plain.evidence(for: create, operationID: "op-1")
    #expect(evidence.request == create)
    let dispatchedAt = SystemClock().now()
    server.inject(nextWrites: [Fault(.skipped, .close), Fault(.applied, .close)])
    for expected in [0, 1] {
      #expect(throws: APIError.self) {
        try plain.write(create, in: Dispatch(operationID: "op-1", attempt: 1))
      }
      guard
        case .made(let things, isMarked: false) = try plain.lookUp(
          evidence, dispatchedAt: dispatchedAt, under: try plain.admit(.lookUp(evidence)))
      else {
        Issue.record("cannot tell")
        return
      }
      #expect(things.count == expected)
    }
    #expect(server.problems() == [])
  }
}
