import APICore
import JSON
import LoopbackClickUp
import Testing

/// The server that the live backend is held against: a test that trusts it must not be fooled.
@Suite struct LoopbackTests {
  private let clock = ManualClock(ContractWorkspace.start)

  private func listID(_ server: ClickUpServer) throws -> String {
    let teams = try server.read(ReadRequest(.getWorkspaces))["teams"]
    let team = try #require(teams?[0]?["id"]?.string)
    let spaces = try server.read(ReadRequest(.getSpaces, path: ["team_id": team]))["spaces"]
    let space = try #require(spaces?[0]?["id"]?.string)
    let lists = try server.read(ReadRequest(.getSpaceLists, path: ["space_id": space]))["lists"]
    return try #require(lists?[0]?["id"]?.string)
  }

  private func request(
    _ line: String, _ body: String = "", token: String = ClickUpServer.token,
    headers: String = "Content-Type: application/json\r\n"
  ) -> String {
    let length = body.isEmpty ? "" : "Content-Length: \(body.utf8.count)\r\n\(headers)"
    return "\(line) HTTP/1.1\r\nHost: x\r\nAuthorization: \(token)\r\n\(length)\r\n\(body)"
  }

  /// How many tasks can be read.
  private func taskCount(_ server: ClickUpServer) throws -> Int {
    let path = ["list_id": try listID(server)]
    return try server.read(ReadRequest(.getTasks, path: path))["tasks"]?.array?.count ?? -1
  }

  @Test func answersAsRecorded() throws {
    let server = try ClickUpServer(clock: clock, limit: 100)
    let client = try RawClient(port: server.port)
    client.send(request("GET /api/v2/user"))
    let reply = try #require(client.receive())
    #expect(reply.status == 200)
    #expect(reply.headers["content-type"] == "application/json; charset=utf-8")
    #expect(reply.headers["date"] == "Mon, 26 Jan 2026 10:00:00 GMT")
    #expect(reply.headers["x-ratelimit-limit"] == "100")
    #expect(reply.headers["x-ratelimit-remaining"] == "99")
    #expect(reply.headers["x-ratelimit-reset"] == "1769421660")
    #expect(try JSONValue.parse(reply.body)["user"]?["username"] == "Jane Doe")

    client.send(request("POST /api/v2/list/\(try listID(server))/task", #"{"name":"a"}"#))
    let task = try JSONValue.parse(try #require(client.receive()).body)
    let id = try #require(task["id"]?.string)
    client.send(request("DELETE /api/v2/task/\(id)"))
    let deleted = try #require(client.receive())
    #expect(deleted.status == 204 && deleted.body.isEmpty)
    #expect(deleted.headers["content-type"] == nil)
    #expect(server.effects.map(\.request.route) == [.createTask, .deleteTask])
    #expect(server.effects.map(\.remoteID) == [id, id])
    #expect(server.calls.map(\.ordinal) == [1, 2, 3])
    #expect(server.effects.map(\.call) == [2, 3])
  }

  /// What is wrong changes nothing, and the connection lives on.
  @Test func refusesWhatIsWrong() throws {
    let server = try ClickUpServer(clock: clock)
    server.hold(elsewhere: ["86zforeign": "OAUTH_023", "901599999999": "OAUTH_056"])
    let client = try RawClient(port: server.port)
    let create = "POST /api/v2/list/\(try listID(server))/task"
    let body = #"{"name":"a"}"#
    for (sent, status, code) in [
      (request(create, body, token: "pk_wrong"), 401, "OAUTH_018"),
      (request("GET /api/v2/nowhere"), 404, "APP_001"),
      (request("PATCH /api/v2/user"), 404, "APP_001"),
      (request("GET /api/v1/user"), 404, "APP_001"),
      (request(create, body, headers: "Content-Type: text/plain\r\n"), 400, "LOOPBACK_001"),
      (request(create, "{"), 400, "LOOPBACK_001"),
      (request("GET /api/v2/user", body), 400, "LOOPBACK_001"),
      (request("GET /api/v2/user?a=%zz"), 400, "LOOPBACK_001"),
      (request("GET /api/v2/list/00000000"), 400, "INPUT_003"),
      (request("GET /api/v2/task//"), 404, "APP_001"),
      // With a good token, as all that are recorded.
      (request("GET /api/v2/task/00000000"), 401, "OAUTH_018"),
      (request("GET /api/v2/folder/99999999/list"), 401, "OAUTH_018"),
      (request("POST /api/v2/space/99999999/folder", body), 401, "OAUTH_018"),
      (request("GET /api/v2/team/99999999/space"), 404, "SHARD_031"),
      (request("GET /api/v2/task/86zforeign"), 401, "OAUTH_023"),
      (request("POST /api/v2/list/901599999999/task", body), 401, "OAUTH_056"),
    ] {
      client.send(sent)
      let reply = try #require(client.receive())
      #expect(reply.status == status, "\(sent)")
      #expect(try JSONValue.parse(reply.body)["ECODE"]?.string == code, "\(sent)")
    }
    #expect(server.effects.isEmpty)
  }

  /// As the service's framework does.
  @Test func aSlashAtTheEndOfAPathSaysNothing() throws {
    let server = try ClickUpServer(clock: clock)
    let client = try RawClient(port: server.port)
    for line in ["GET /api/v2/user/", "GET /api/v2/list/\(try listID(server))/task/?page=0"] {
      client.send(request(line))
      #expect(client.receive()?.status == 200, "\(line)")
    }
  }

  @Test func readsChunksAndEncodedText() throws {
    let server = try ClickUpServer(clock: clock)
    let client = try RawClient(port: server.port)
    let list = try listID(server)
    client.send(
      "POST /api/v2/list/\(list)/task HTTP/1.1\r\nAuthorization: \(ClickUpServer.token)\r\n"
        + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "9\r\n{\"name\":\"\r\n5;x=y\r\na b\"}\r\n0\r\n\r\n")
    #expect(client.receive()?.status == 200)
    client.send(request("GET /api/v2/list/\(list)/task?statuses[]=to%20do&statuses%5B%5D=x+y"))
    #expect(client.receive()?.status == 200)
    #expect(
      server.calls.last?.request
        == .read(
          ReadRequest(
            .getTasks, path: ["list_id": list], query: ["statuses[]": ["to do", "x y"]])))
    #expect(try taskCount(server) == 1)
  }

  @Test func countsRequestsByTheMinute() throws {
    let server = try ClickUpServer(clock: clock, limit: 2)
    let client = try RawClient(port: server.port)
    func status() -> Int? {
      client.send(request("GET /api/v2/user"))
      return client.receive()?.status
    }
    #expect([status(), status(), status(), status()] == [200, 200, 429, 429])
    clock.advance(by: 60_000)
    #expect(status() == 200)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let fault: Fault
    /// Of the answer; nil where none is whole.
    let status: Int?
    let tasks: Int
    var testDescription: String { "\(fault.outcome) \(fault.ending)" }
  }

  static let cases = [
    Case(fault: .none, status: 200, tasks: 1),
    Case(fault: Fault(.skipped, .answer), status: 200, tasks: 0),
    Case(fault: Fault(.appliedTwice, .answer), status: 200, tasks: 2),
    Case(fault: Fault(.applied, .reset), status: nil, tasks: 1),
    Case(fault: Fault(.skipped, .reset), status: nil, tasks: 0),
    Case(fault: Fault(.applied, .close), status: nil, tasks: 1),
    Case(fault: Fault(.applied, .status(502)), status: 502, tasks: 1),
    Case(fault: Fault(.skipped, .status(408)), status: 408, tasks: 0),
    Case(fault: Fault(.skipped, .status(429)), status: 429, tasks: 0),
    Case(fault: Fault(.skipped, .status(500)), status: 500, tasks: 0),
    Case(fault: Fault(.applied, .status(504)), status: 504, tasks: 1),
    Case(fault: Fault(.applied, .truncated), status: nil, tasks: 1),
    Case(fault: Fault(.applied, .page), status: 200, tasks: 1),
    Case(fault: Fault(.late(after: nil), .reset), status: nil, tasks: 0),
    Case(fault: Fault(.applied, .answer, isInvisible: true), status: 200, tasks: 0),
  ]

  /// Only the one write that was to fail does.
  @Test(arguments: cases)
  func doesWhatTheFaultSays(_ expected: Case) throws {
    let server = try ClickUpServer(clock: clock)
    let create = "POST /api/v2/list/\(try listID(server))/task"
    server.inject(nextWrites: [expected.fault])
    let client = try RawClient(port: server.port)
    client.send(request(create, #"{"name":"a"}"#))
    #expect(client.receive()?.status == expected.status)
    #expect(try taskCount(server) == expected.tasks)
    let applied = expected.fault.isInvisible ? 1 : expected.tasks
    #expect(server.effects.count == applied)

    let second = try RawClient(port: server.port)
    second.send(request(create, #"{"name":"b"}"#))
    #expect(second.receive()?.status == 200)
    server.reveal()
    let isLate = expected.fault.outcome == .late(after: nil)
    #expect(server.applyLate() == (isLate ? 1 : 0))
    #expect(try taskCount(server) == applied + 1 + (isLate ? 1 : 0))
    #expect(Set(server.effects.map(\.remoteID)).count == server.effects.count)
  }

  @Test func aLateWriteTakesEffectWhenItsTimeHasCome() throws {
    let server = try ClickUpServer(clock: clock)
    server.inject(nextWrites: [Fault(.late(after: 5_000), .close)])
    let client = try RawClient(port: server.port)
    client.send(request("POST /api/v2/list/\(try listID(server))/task", #"{"name":"a"}"#))
    #expect(client.receive() == nil)
    for (wait, count) in [(4_999, 0), (1, 1)] as [(Milliseconds, Int)] {
      clock.advance(by: wait)
      let reader = try RawClient(port: server.port)
      reader.send(request("GET /api/v2/user"))
      #expect(reader.receive()?.status == 200)
      #expect(try taskCount(server) == count)
    }
    #expect(server.effects.map(\.time) == [ContractWorkspace.start + 5_000])
  }

  @Test func whatHangsAnswersWhenItIsReleased() throws {
    let server = try ClickUpServer(clock: clock)
    server.inject(nextWrites: [Fault(.applied, .hang), Fault(.applied, .hang)])
    let create = "POST /api/v2/list/\(try listID(server))/task"
    let clients = [try RawClient(port: server.port), try RawClient(port: server.port)]
    for client in clients { client.send(request(create, #"{"name":"a"}"#)) }
    #expect(server.waitForHanging(2))
    #expect(server.effects.count == 2)
    server.releaseHanging()
    #expect(clients.map { $0.receive()?.status } == [200, 200])
  }

  /// A machine that is slow can only hide that it was answered.
  @Test(arguments: [(Fault.Outcome.applied, 1), (.skipped, 0)])
  func silenceLastsUntilTheClientLeaves(outcome: Fault.Outcome, effects: Int) throws {
    let server = try ClickUpServer(clock: clock)
    server.inject(nextWrites: [Fault(outcome, .silence)])
    let create = "POST /api/v2/list/\(try listID(server))/task"
    let client = try RawClient(port: server.port)
    client.send(request(create, #"{"name":"a"}"#))
    #expect(!client.hears(withinMilliseconds: 50))
    client.leave()
    #expect(client.receive() == nil && client.rest.isEmpty)
    #expect(server.effects.count == effects)
  }

  /// What stays invisible is missing for reads, with all that was built on it, and nothing else is.
  @Test func whatIsInvisibleIsThereAllTheSame() throws {
    let server = try ClickUpServer(clock: clock)
    let list = ["list_id": try listID(server)]
    server.inject(nextWrites: [Fault(.applied, .answer, isInvisible: true)])
    let client = try RawClient(port: server.port)
    client.send(request("POST /api/v2/list/\(list["list_id"] ?? "")/task", #"{"name":"a"}"#))
    let hidden = try JSONValue.parse(try #require(client.receive()).body)
    let id = try #require(hidden["id"]?.string)
    try server.write(
      WriteRequest(.createTask, path: list, body: .json(["name": "below", "parent": .string(id)])))
    let seen = try server.write(WriteRequest(.createTask, path: list, body: .json(["name": "b"])))
    #expect(try taskCount(server) == 1)
    #expect(throws: APIError.self) {
      try server.read(ReadRequest(.getTask, path: ["task_id": id]))
    }
    let path = ["task_id": try #require(seen["id"]?.string)]
    #expect(try server.read(ReadRequest(.getTask, path: path))["name"] == "b")
    server.reveal()
    #expect(try server.read(ReadRequest(.getTask, path: ["task_id": id]))["name"] == "a")
    #expect(server.effects.count == 3)
    #expect(server.effects.map(\.call) == [1, nil, nil])
  }
}
