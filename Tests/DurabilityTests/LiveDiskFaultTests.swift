import APICore
import Foundation
import JSON
import Ledger
import SQLite
import Synchronization
import Testing

/// The Nth access of every kind fails, for every N until a write to the live service gets through:
/// what was told is true, and asking again ends in one effect.
@Suite("A disk that fails under the ledger of the live service")
struct LiveDiskFaultTests {
  enum Aftermath: CaseIterable {
    /// The same process is asked again.
    case retry
    /// The process is gone, and a new one is asked.
    case restart
  }

  static let trials = [
    FaultyDisk.Failure.read, .full, .halfWritten, .writtenAfterAll, .sync, .lockTableLock,
  ].flatMap { failure in Aftermath.allCases.map { (failure, $0) } }

  @Test("What was told is true, and there is one effect", arguments: trials)
  func everyCall(failure: FaultyDisk.Failure, aftermath: Aftermath) throws {
    // The two troubles go together in half of all ways, where not all are asked for.
    let isComplete = ProcessInfo.processInfo.environment["TASKLEDGER_ALL_FAULTS"] != nil
    for isLasting in [false, true] {
      for isAnswered in isComplete ? [true, false] : [isLasting] {
        let disk = try FaultyDisk("live-\(failure)-\(aftermath)-\(isLasting)-\(isAnswered)")
        let folder = try Folder()
        var call = 1
        while try isMet(failure, call, isLasting, isAnswered, aftermath, disk, folder) { call += 1 }
        if [.full, .sync, .lockTableLock].contains(failure) { #expect(call > 1) }
      }
    }
  }

  /// - Returns: whether the call came to the failure.
  private func isMet(
    _ failure: FaultyDisk.Failure, _ call: Int, _ isLasting: Bool, _ isAnswered: Bool,
    _ aftermath: Aftermath, _ disk: FaultyDisk, _ folder: Folder
  ) throws -> Bool {
    let key = "the-key-\(call)"
    // The service's IDs come once: the store is the same all the time.
    let service = MarkedTasks("\(call)")
    let clock = ManualClock(Workplace.now + Milliseconds(Int64(call) * 10_000_000))
    var office: Office? = Office(folder.store, disk.name, service, clock)
    // The store and its secret stand.
    #expect(try office?.create("the-first-\(call)") == "executed")
    if !isAnswered { service.loseNextAnswer() }
    disk.fail(failure, atCall: call, isLasting: isLasting)
    let told = try #require(try office?.create(key))
    let hasFailed = disk.hasFailed
    disk.mend()
    let comment: Comment =
      "\(failure) at call \(call), lasting: \(isLasting), answered: \(isAnswered): \(told)"
    let effects = service.count(key)
    switch told {
    case "executed": #expect(effects == 1, comment)
    case "nothing was executed": #expect(effects == 0, comment)
    default: #expect(told == "outcome_unknown", comment)
    }
    if aftermath == .restart {
      office = nil
      office = Office(folder.store, disk.name, service, clock)
    }
    var again = ""
    // Three look-ups, at most, and then one more call.
    for _ in 0..<5 {
      again = try office?.create(key) ?? ""
      guard again == "outcome_unknown" else { break }
      clock.advance(by: 120_000)
    }
    #expect(["executed", "replayed"].contains(again), comment)
    #expect(service.count(key) == 1, comment)
    #expect(service.complaints.isEmpty, "\(comment) \(service.complaints)")
    if call % 16 == 0 || !hasFailed {
      let fault = try office?.fault()
      #expect(fault == nil, comment)
    }
    office?.close()
    return hasFailed
  }
}

/// What one process has.
private final class Office {
  private let store: Store
  private let ledger: LiveLedger<MarkedTasks>

  init(_ path: String, _ vfs: String, _ service: MarkedTasks, _ clock: ManualClock) {
    store = Store(
      path: path, migrations: LedgerStore.migrations, busyTimeoutMilliseconds: 50, vfs: vfs)
    ledger = LiveLedger(
      store: store, backend: service,
      sources: LiveSources(clock: clock, uptime: clock) { clock.advance(by: $0) })
  }

  /// - Returns: the operation's status, or what a refusal says.
  func create(_ key: String) throws -> String {
    let intent = WriteIntent(
      tool: "create_task", key: try IdempotencyKey(key), arguments: ["name": .string(key)],
      isAdditive: true, allowsDuplicate: false)
    do throws(LedgerFailure) {
      let outcome = try ledger.once(
        intent, in: Scope(backend: "clickup", workspaceID: "1", principal: "1"),
        plan: { _ throws(ToolError) in
          PlannedWrite(
            WriteRequest(
              .createTask, path: ["list_id": "1"], body: .json(["name": .string(key)])))
        }, output: { sent, _ throws(ToolError) in ["id": sent.response["id"] ?? .null] })
      return outcome.operation["status"]?.string ?? ""
    } catch {
      guard case .refused(let refusal) = error else { return "\(error)" }
      return refusal.message.contains("nothing was executed")
        ? "nothing was executed" : refusal.code.rawValue
    }
  }

  func fault() throws -> String? { try LedgerStore(store).verify().fault?.sentence }

  func close() {
    ledger.close()
    store.close()
  }
}

/// A service that makes tasks, finds them by their mark, and can keep an answer to itself.
private final class MarkedTasks: RemoteBackend {
  private struct State {
    var made: [(mark: String, name: String)] = []
    var sends: Set<Dispatch> = []
    var isSilent = false
    var complaints: [String] = []
  }

  private let prefix: String
  private let state = Mutex(State())

  init(_ prefix: String) { self.prefix = prefix }

  func loseNextAnswer() { state.withLock { $0.isSilent = true } }
  func count(_ name: String) -> Int { state.withLock { $0.made.count { $0.name == name } } }
  var complaints: [String] { state.withLock { $0.complaints } }

  func read(_ request: ReadRequest) -> JSONValue { [:] }
  func read(_ request: ReadRequest, in dispatch: Dispatch) -> JSONValue { [:] }
  func search(_ query: TaskQuery) -> TaskPage { TaskPage(tasks: [], hasMore: false) }
  func search(_ query: TaskQuery, in dispatch: Dispatch) -> TaskPage { search(query) }

  func write(_ request: WriteRequest, in dispatch: Dispatch) throws(APIError) -> JSONValue {
    guard case .json(let body) = request.body, let name = body["name"]?.string else { return [:] }
    let (id, isSilent) = state.withLock { state in
      if !state.sends.insert(dispatch).inserted { state.complaints.append("sent twice") }
      state.made.append((dispatch.operationID, name))
      defer { state.isSilent = false }
      return (state.made.count, state.isSilent)
    }
    guard !isSilent else {
      throw APIError(status: nil, code: nil, message: "reset", delivery: .unknown)
    }
    return ["id": .string("\(prefix)-\(id)")]
  }

  func evidence(for request: WriteRequest, operationID: String) -> Evidence {
    Evidence(request: request, record: .string(operationID), makesSomething: true)
  }

  func objection(to remoteID: String, of evidence: Evidence, operationID: String) -> String? { nil }

  func admit(_ purpose: Admission.Purpose) -> Admission { Admission(takenAt: 0) }

  func lookUp(
    _ evidence: Evidence, dispatchedAt: Milliseconds, under admission: Admission
  ) -> Finding {
    let found = state.withLock { state in
      state.made.indices.filter { state.made[$0].mark == evidence.record.string }
        .map { "\(prefix)-\($0 + 1)" }
    }
    return .made(
      found.map { FoundThing(id: $0, response: ["id": .string($0)]) }, isMarked: true)
  }
}
