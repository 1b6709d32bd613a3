import APICore
import JSON
import LiveBackend
import LoopbackClickUp
import Testing

/// What a write and a read make of everything that can go wrong on a real socket.
struct FaultTests {
  private struct World {
    let server: ClickUpServer
    let backend: LiveBackend
    let listID: String

    init(limits: APIClient.Limits = APIClient.Limits()) throws {
      server = try ClickUpServer()
      let clock = ManualClock(1_000_000)
      backend = LiveBackend(
        client: APIClient(
          exchange: CurlExchange(), token: try Token(ClickUpServer.token),
          address: try APIAddress(server.address), uptime: clock,
          pause: Pause { clock.advance(by: $0) }, limits: limits))
      let team = try #require(
        try server.read(ReadRequest(.getWorkspaces))["teams"]?[0]?["id"]?.string)
      let space = try server.write(
        WriteRequest(.createSpace, path: ["team_id": team], body: .json(["name": "S"])))
      let list = try server.write(
        WriteRequest(
          .createSpaceList, path: ["space_id": try #require(space["id"]?.string)],
          body: .json(["name": "L"])))
      listID = try #require(list["id"]?.string)
    }

    var create: WriteRequest {
      WriteRequest(.createTask, path: ["list_id": listID], body: .json(["name": "x"]))
    }

    func write() throws(APIError) -> JSONValue {
      let admission = try backend.admit(.write)
      return try backend.write(
        create, in: Dispatch(operationID: "op", attempt: 1, admission: admission))
    }

    func effects() -> Int { server.effects.count { $0.request.route == .createTask } }
  }

  @Test(arguments: [
    (Fault(.applied, .reset), APIError.Delivery.unknown), (Fault(.applied, .close), .unknown),
    (Fault(.applied, .status(408)), .unknown), (Fault(.applied, .status(500)), .unknown),
    (Fault(.applied, .status(502)), .unknown), (Fault(.applied, .status(504)), .unknown),
    (Fault(.applied, .truncated), .unknown), (Fault(.applied, .page), .unknown),
    (Fault(.skipped, .reset), .unknown), (Fault(.skipped, .status(500)), .unknown),
    (Fault(.skipped, .status(429)), .refused), (Fault(.skipped, .status(403)), .unknown),
    // What a gateway says of what has happened.
    (Fault(.applied, .status(400)), .unknown), (Fault(.applied, .status(409)), .unknown),
    (Fault(.applied, .status(425)), .unknown), (Fault(.applied, .status(499)), .unknown),
  ])
  func aWriteIsSentOnceAndSaysWhatIsKnownOfIt(
    fault: Fault, delivery: APIError.Delivery
  ) throws {
    let world = try World()
    _ = try world.backend.read(ReadRequest(.getUser))
    world.server.inject(nextWrites: [fault])
    let error = try #require(throws: APIError.self) { try world.write() }
    #expect(error.delivery == delivery)
    #expect(world.effects() == (fault.outcome == .applied ? 1 : 0))
    #expect(world.server.calls.count { $0.write != nil } == 1)
    #expect(try world.write()["name"] == "x")
  }

  @Test(arguments: [Fault.Outcome.applied, .skipped])
  func aWriteThatNobodyAnswersEndsInTime(outcome: Fault.Outcome) throws {
    var limits = APIClient.Limits()
    limits.exchange = 200
    let world = try World(limits: limits)
    world.server.inject(nextWrites: [Fault(outcome, .hang)])
    let error = try #require(throws: APIError.self) { try world.write() }
    #expect(error.delivery == .unknown)
    #expect(error.message.contains("did not answer in time"))
    world.server.releaseHanging()
    #expect(world.server.calls.count { $0.write != nil } == 1)
  }

  @Test(
    arguments: [
      .reset, .close, .truncated, .status(408), .status(429), .status(500), .status(502),
      .status(504),
    ] as [Fault.Ending])
  func aReadIsAskedAgainUntilItIsAnswered(ending: Fault.Ending) throws {
    let world = try World()
    let before = world.server.calls.count
    // Two whole minutes of the rate limit are more than a call waits.
    let count = ending == .status(429) ? 1 : 2
    world.server.inject { call in
      call.number <= before + count ? Fault(.applied, ending) : .none
    }
    #expect(try world.backend.read(ReadRequest(.getUser))["user"] != nil)
    #expect(world.server.calls.count == before + count + 1)
  }

  @Test func aServerThatIsGoneSentNothing() throws {
    let world = try World()
    world.server.stop()
    let error = try #require(throws: APIError.self) { try world.write() }
    #expect(error.delivery == .notSent)
  }
}
