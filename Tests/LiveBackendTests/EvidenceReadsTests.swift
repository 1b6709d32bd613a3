import APICore
import JSON
import Testing

@testable import LiveBackend

/// How evidence and look-ups read: what stands at the service now.
struct EvidenceReadsTests {
  private let create = WriteRequest(
    .createSpace, path: ["team_id": "9"], body: .json(["name": "New"]))
  private let spaces = ReadRequest(.getSpaces, path: ["team_id": "9"])

  @Test func whatStoodBeforeIsReadPastWhatIsKept() throws {
    let bench = try ClientBench(
      ScriptedExchange(
        .json(200, ["spaces": []]), .json(200, ["spaces": [["id": "1", "name": "New"]]])))
    #expect(try bench.client.read(spaces) == ["spaces": []])
    let evidence = try bench.backend.evidence(for: create, operationID: "op-1")
    #expect(evidence.record["before"] == ["1"])
    #expect(bench.exchange.sent.count == 2)
  }

  @Test func aLookUpReadsPastWhatIsKeptFromItsOwnShareOfTheLimit() throws {
    let bench = try ClientBench(
      ScriptedExchange(
        .json(200, ["spaces": []]), .json(200, ["spaces": []]),
        .json(200, ["user": ["id": 7]]), .json(200, ["spaces": [["id": "1", "name": "New"]]])))
    _ = try bench.client.read(spaces)
    let evidence = try bench.backend.evidence(for: create, operationID: "op-1")
    let start = bench.clock.now()
    for _ in 2..<90 { try bench.client.governor.admit(.ordinary, until: start + 1) }
    #expect(throws: APIError.self) {
      try bench.client.governor.admit(.ordinary, until: start + 1)
    }
    let finding = try bench.backend.lookUp(
      evidence, dispatchedAt: start, under: try bench.backend.admit(.lookUp(evidence)))
    guard case .made(let things, isMarked: false) = finding else {
      Issue.record("\(finding)")
      return
    }
    #expect(things.map(\.id) == ["1"])
    #expect(bench.clock.now() == start)
  }
}
