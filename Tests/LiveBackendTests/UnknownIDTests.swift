import APICore
import JSON
import Testing

@testable import LiveBackend

/// Whose fault a 401 is: that of the token, or of the ID.
struct UnknownIDTests {
  private static let unknown = ScriptedExchange.Step.json(
    401, ["err": "Oauth token not found", "ECODE": "OAUTH_018"])
  private static let user = ScriptedExchange.Step.json(200, ["user": ["id": 7]])
  private let task = ReadRequest(.getTask, path: ["task_id": "00000000"])

  private func refusal(_ bench: ClientBench) throws -> APIError {
    try #require(throws: APIError.self) { try bench.client.read(task) }
  }

  @Test func aTokenThatHasJustBeenGoodNamesTheID() throws {
    let bench = try ClientBench(ScriptedExchange(Self.user, Self.unknown))
    _ = try bench.client.read(ReadRequest(.getUser))
    let error = try refusal(bench)
    #expect(error.token == .good && error.saysNothingIsThere)
    #expect(error.message.hasPrefix("ClickUp says so of an ID that does not exist"))
    #expect(error.message.hasSuffix("(Oauth token not found)"))
    #expect(bench.exchange.sent.count == 2)
  }

  @Test func ofATokenThatWasGoodLongAgoTheServiceIsAsked() throws {
    let bench = try ClientBench(ScriptedExchange(Self.user, Self.unknown, Self.user))
    _ = try bench.client.read(ReadRequest(.getUser))
    bench.clock.advance(by: 60_001)
    #expect(try refusal(bench).token == .good)
    #expect(bench.path == "user" || bench.path == "/user")
    #expect(bench.exchange.sent.count == 3)
  }

  @Test func onlyWhoAsksForTheUserLearnsThatTheTokenIsBad() throws {
    let bench = try ClientBench(ScriptedExchange(Self.unknown))
    let error = try refusal(bench)
    #expect(error.token == .bad && !error.saysNothingIsThere)
    #expect(error.message.contains("ClickUp does not know this token"))
    #expect(bench.exchange.sent.count == 2)
  }

  @Test func whatCannotBeFoundOutIsSaidToBeOpen() throws {
    let bench = try ClientBench(
      ScriptedExchange(Self.unknown, .failure(.broken, "reset")))
    let error = try refusal(bench)
    #expect(error.token == .unclear && !error.saysNothingIsThere)
    #expect(error.message.contains("could not be found out"))
  }

  /// Recorded only for IDs that never were; what a look-up reads was there.
  @Test func aLookUpDoesNotTakeItForGone() throws {
    let exchange = ScriptedExchange(.json(200, ["id": "a", "date_updated": "1"]), Self.unknown)
    let bench = try ClientBench(exchange)
    let delete = WriteRequest(.deleteTask, path: ["task_id": "a"])
    let evidence = try bench.backend.evidence(for: delete, operationID: "op-1")
    let finding = try bench.backend.lookUp(
      evidence, dispatchedAt: 0, under: try bench.backend.admit(.lookUp(evidence)))
    guard case .cannotTell(let reason) = finding else {
      Issue.record("\(finding)")
      return
    }
    #expect(reason.contains("401 OAUTH_018"))
  }
}
