import APICore
import Foundation
import JSON
import Ledger
import Synchronization
import Testing

@testable import Tools

/// A ledger that answers reads out of a table and remembers what it was asked to write.
final class TableLedger: WriteLedger {
  struct Written: Sendable {
    let intent: WriteIntent
    let scope: Scope
    let request: WriteRequest
  }

  /// Answers by "GET /path" with the values filled in; what is not there is 404.
  private let answers: JSONObject
  private let writeAnswer: Result<JSONValue, APIError>
  private let refusal: LedgerRefusal?
  private let state = Mutex<[Written]>([])
  private let readPaths = Mutex<[String]>([])

  init(
    _ answers: JSONObject = TableLedger.workspace,
    writeAnswer: Result<JSONValue, APIError> = .success(["id": "86c"]),
    refusal: LedgerRefusal? = nil
  ) {
    self.answers = answers
    self.writeAnswer = writeAnswer
    self.refusal = refusal
  }

  var written: [Written] { state.withLock { $0 } }
  var reads: [String] { readPaths.withLock { $0 } }

  func once(
    _ intent: WriteIntent, in scope: Scope,
    plan: (WorkspaceReader) throws(ToolError) -> PlannedWrite,
    output: (SentWrite, WorkspaceReader) throws(ToolError) -> JSONValue
  ) throws(LedgerFailure) -> LedgerOutcome {
    if let refusal { throw .refused(refusal) }
    let reader = reader(workspaceID: scope.workspaceID)
    let planned: PlannedWrite
    do { planned = try plan(reader) } catch { throw .tool(error) }
    state.withLock { $0.append(Written(intent: intent, scope: scope, request: planned.request)) }
    let answer: JSONValue
    do { answer = try writeAnswer.get() } catch { throw .api(error) }
    do {
      return LedgerOutcome(
        output: try output(SentWrite(planned.request, answer), reader),
        operation: ["status": "executed"], sentence: "Done.")
    } catch {
      throw .tool(error)
    }
  }

  func dryRun(
    _ intent: WriteIntent, in scope: Scope,
    plan: (WorkspaceReader) throws(ToolError) -> PlannedWrite
  ) throws(LedgerFailure) -> Rehearsal {
    let planned: PlannedWrite
    do { planned = try plan(reader(workspaceID: scope.workspaceID)) } catch { throw .tool(error) }
    return Rehearsal(
      .wouldExecute,
      [
        "request": planned.request.json, "plan_id": "plan.1",
        "expires_at": "2026-11-21T20:10:00Z",
      ])
  }

  func decline(_ intent: WriteIntent, in scope: Scope) throws(LedgerRefusal) -> LedgerOutcome? {
    if let refusal { throw refusal }
    return nil
  }

  func reader(workspaceID: String) -> WorkspaceReader {
    WorkspaceReader(
      workspaceID: workspaceID,
      read: { request throws(APIError) in
        var path = request.route.path
        for (name, value) in request.path { path = path.replacing("{\(name)}", with: value) }
        self.readPaths.withLock { $0.append(path) }
        guard let answer = self.answers[path] else {
          throw APIError(status: 404, code: "ITEM_015", message: "not found")
        }
        return answer
      },
      search: { _ throws(APIError) in TaskPage(tasks: [], hasMore: false) })
  }

  func entry(_ lookup: EntryLookup, in scope: Scope) throws(LedgerRefusal) -> LedgerEntry? { nil }

  func page(_ query: LedgerQuery) throws(LedgerRefusal) -> LedgerPage {
    LedgerPage(entries: [], cursor: nil)
  }

  func resolve(
    _ operationID: String, as resolution: Resolution, in scope: Scope
  ) throws(LedgerRefusal) -> ResolutionOutcome? { nil }

  func reconcile() -> Reconciliation { Reconciliation(items: []) }

  func group<Value>(_ body: () -> Value) -> (Value, LedgerRefusal?) { (body(), nil) }
}

extension TableLedger {
  /// One Workspace: Marketing with the Folder Website (Backlog, Done) and a Backlog and an Inbox of
  /// its own; Sales with an Inbox.
  static let workspace: JSONObject = [
    "/user": ["user": ["id": 183, "username": "Jane Doe", "timezone": "Europe/Berlin"]],
    "/team": [
      "teams": [
        [
          "id": "901", "name": "Acme",
          "members": [
            ["user": ["id": 183, "username": "Jane Doe"]],
            ["user": ["id": 184, "username": "John Roe"]],
          ],
        ]
      ]
    ],
    "/team/901/space": [
      "spaces": [
        ["id": "1", "name": "Marketing", "statuses": statuses],
        ["id": "2", "name": "Sales", "statuses": statuses],
      ]
    ],
    "/space/1/folder": [
      "folders": [
        [
          "id": "11", "name": "Website",
          "lists": [["id": "111", "name": "Backlog"], ["id": "112", "name": "Done / 2026"]],
        ]
      ]
    ],
    "/space/1/list": [
      "lists": [["id": "101", "name": "Backlog"], ["id": "102", "name": "Inbox"]]
    ],
    "/space/2/folder": ["folders": []],
    "/space/2/list": ["lists": [["id": "201", "name": "inbox"], ["id": "202", "name": "Leads"]]],
    "/space/1/tag": ["tags": []],
    "/space/2/tag": ["tags": []],
    "/list/111": list("111", "Backlog", space: "Marketing", folder: "Website"),
    "/list/112": list("112", "Done / 2026", space: "Marketing", folder: "Website"),
    "/list/101": list("101", "Backlog", space: "Marketing"),
    "/list/102": list("102", "Inbox", space: "Marketing"),
    "/list/201": list("201", "inbox", space: "Sales"),
    "/list/202": list("202", "Leads", space: "Sales"),
    "/task/86a": [
      "id": "86a", "team_id": "901", "name": "Write", "url": "https://app.clickup.com/t/86a",
      "date_updated": "1763754000000",
      "list": ["id": "111", "name": "Backlog"], "status": ["status": "to do"], "assignees": [],
    ],
    "/task/86b": [
      "id": "86b", "team_id": "901", "name": "Read", "url": "https://app.clickup.com/t/86b",
      "date_updated": "1763754000001",
      "list": ["id": "202", "name": "Leads"], "status": ["status": "to do"], "assignees": [],
    ],
  ]

  private static let statuses: JSONValue = [
    ["status": "to do", "type": "open"], ["status": "In Progress", "type": "custom"],
    ["status": "complete", "type": "closed"],
  ]

  private static func list(
    _ id: String, _ name: String, space: String, folder: String? = nil
  ) -> JSONValue {
    [
      "id": .string(id), "name": .string(name),
      "space": ["id": space == "Sales" ? "2" : "1", "name": .string(space)],
      "folder": ["name": .string(folder ?? "hidden"), "hidden": .bool(folder == nil)],
      "statuses": statuses,
    ]
  }
}

extension ToolContext {
  /// Saturday 2026-11-21, 21:00 in Berlin.
  static func test(
    zone: String = "Europe/Berlin", tool: String = "test", arguments: JSONValue = [:]
  ) throws -> ToolContext {
    ToolContext(
      workspaceID: "901", userID: "183", timeZone: try #require(TimeZone(identifier: zone)),
      clock: ManualClock(1_795_291_200_000), tool: tool, arguments: arguments)
  }
}
