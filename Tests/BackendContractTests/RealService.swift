import APICore
import Foundation
import JSON
import LiveBackend

/// The real ClickUp, for whoever has an account to lend: `TASKLEDGER_LIVE_TESTS=1` and
/// `CLICKUP_TOKEN`.
///
/// Only the throw-away Space that a test makes is written to.
struct RealService: Sendable {
  let backend: LiveBackend

  static let fromEnvironment: RealService? = {
    let environment = ProcessInfo.processInfo.environment
    guard environment["TASKLEDGER_LIVE_TESTS"] == "1", let token = environment["CLICKUP_TOKEN"]
    else { return nil }
    return RealService(token: token, address: environment["TASKLEDGER_CLICKUP_URL"])
  }()

  private init?(token: String, address: String?) {
    do {
      backend = LiveBackend(
        client: APIClient(
          exchange: CurlExchange(), token: try Token(token),
          address: try address.map(APIAddress.init) ?? APIAddress()))
    } catch {
      FileHandle.standardError.write(Data("the real service cannot be used: \(error)\n".utf8))
      return nil
    }
  }

  func write(
    _ route: Route, _ path: [String: String], _ body: WriteRequest.Body = .none
  ) throws(APIError) -> JSONValue {
    let admission = try backend.admit(.write)
    return try backend.write(
      WriteRequest(route, path: path, body: body),
      in: Dispatch(operationID: "contract", attempt: 1, admission: admission))
  }

  /// A Space with a List `Inbox`, that is deleted when the test is done with it.
  final class Space: Sendable {
    let workspaceID: String
    let id: String
    private let service: RealService

    /// Made, or the answer lacks what every answer has.
    struct Unusable: Error {}

    init(_ service: RealService) throws {
      self.service = service
      let teams = try service.backend.read(ReadRequest(.getWorkspaces))["teams"]
      guard let workspaceID = teams?[0]?["id"]?.string else { throw Unusable() }
      self.workspaceID = workspaceID
      // Two runs at a time must not meet.
      let name = "taskledger contract \(UInt32.random(in: .min ... .max))"
      let features: JSONValue = ["tags": ["enabled": true], "points": ["enabled": true]]
      let space = try service.write(
        .createSpace, ["team_id": workspaceID],
        .json(["name": .string(name), "multiple_assignees": true, "features": features]))
      guard let id = space["id"]?.string else { throw Unusable() }
      self.id = id
      _ = try service.write(.createSpaceList, ["space_id": id], .json(["name": "Inbox"]))
    }

    deinit {
      do throws(APIError) {
        _ = try service.write(.deleteSpace, ["space_id": id])
      } catch {
        let words = "the Space \(id) is left behind and can be deleted: \(error.message)\n"
        FileHandle.standardError.write(Data(words.utf8))
      }
    }
  }
}
