import APICore
import JSON
import SQLite
import Synchronization

@testable import Ledger

/// A service of tasks that knows no keys, as a value in memory: what it did is the truth, and what
/// becomes of each request is scripted.
final class RemoteTasks: RemoteBackend {
  /// What becomes of one request.
  enum Delivery: Sendable {
    /// Done and answered.
    case answered
    /// Done, and no answer.
    case answerLost
    /// Not done, and no answer.
    case requestLost
    /// No answer, and done when `arrive` says so.
    case late
    /// Done, and answered with this.
    case answeredWith(JSONValue)
    case refused(Int)
    case notSent
  }

  struct Effect: Sendable, Hashable {
    let operationID: String
    let id: String
    var isVisible = true
  }

  struct State: Sendable {
    var deliveries: [Delivery] = []
    var names: [String: String] = [:]
    var effects: [Effect] = []
    var late: [(id: String?, request: WriteRequest, operationID: String)] = []
    var sends: [Dispatch] = []
    var reads = 0
    var lookUps = 0
    var failingReads = 0
    var failingLookUps = 0
    /// What reading for evidence fails with.
    var evidenceFailure: APIError?
    var isMarked = true
    /// Whether it is told how the result of a write would look.
    var tellsLooks = true
    /// What was not as it must be when a request came.
    var violations: [String] = []
    /// Asked with each request.
    var whenSent: @Sendable (Dispatch) -> String? = { _ in nil }
    /// Asked for each place; how long to wait where there is none in time.
    var whenAdmitted: @Sendable (Admission.Purpose) -> Milliseconds? = { _ in nil }
    /// Asked before each look-up is answered.
    var whenLookedUp: @Sendable () -> Void = {}
  }

  private let state = Mutex(State())

  func change<Result: Sendable>(_ body: @Sendable (inout State) -> Result) -> Result {
    state.withLock { body(&$0) }
  }

  var now: State { state.withLock { $0 } }

  /// The effects' IDs.
  var made: [String] { now.effects.map(\.id) }

  /// All that is late takes effect.
  func arrive() {
    state.withLock { state in
      let late = state.late
      state.late = []
      for (_, request, operationID) in late { _ = Self.carryOut(request, operationID, &state) }
    }
  }

  // MARK: The contract

  func read(_ request: ReadRequest) throws(APIError) -> JSONValue {
    let name: String?? = state.withLock { state in
      state.reads += 1
      guard state.failingReads == 0 else {
        state.failingReads -= 1
        return nil
      }
      return .some(state.names[request.path["task_id"] ?? ""])
    }
    guard let name else {
      throw APIError(status: nil, code: nil, message: "no route to host", delivery: .notSent)
    }
    return [
      "id": .string(request.path["task_id"] ?? ""), "name": name.map(JSONValue.string) ?? .null,
    ]
  }

  func read(_ request: ReadRequest, in transaction: Dispatch) throws(APIError) -> JSONValue {
    try read(request)
  }

  func search(_ query: TaskQuery) throws(APIError) -> TaskPage {
    TaskPage(tasks: [], hasMore: false)
  }

  func search(_ query: TaskQuery, in transaction: Dispatch) throws(APIError) -> TaskPage {
    try search(query)
  }

  func write(_ request: WriteRequest, in dispatch: Dispatch) throws(APIError) -> JSONValue {
    let complaint = now.whenSent(dispatch)
    let answer: Result<JSONValue, APIError> = state.withLock { state in
      if let complaint { state.violations.append(complaint) }
      if state.sends.contains(dispatch) { state.violations.append("sent twice: \(dispatch)") }
      state.sends.append(dispatch)
      let delivery = state.deliveries.isEmpty ? .answered : state.deliveries.removeFirst()
      return Self.deliver(request, dispatch.operationID, delivery, &state)
    }
    return try answer.get()
  }

  private static func deliver(
    _ request: WriteRequest, _ operationID: String, _ delivery: Delivery, _ state: inout State
  ) -> Result<JSONValue, APIError> {
    func failure(_ status: Int?, _ delivery: APIError.Delivery) -> Result<JSONValue, APIError> {
      .failure(APIError(status: status, code: nil, message: "scripted", delivery: delivery))
    }
    switch delivery {
    case .answered: return .success(carryOut(request, operationID, &state))
    case .answeredWith(let answer):
      _ = carryOut(request, operationID, &state)
      return .success(answer)
    case .answerLost:
      _ = carryOut(request, operationID, &state)
      return failure(504, .unknown)
    case .requestLost: return failure(nil, .unknown)
    case .late:
      state.late.append((nil, request, operationID))
      return failure(nil, .unknown)
    case .refused(let status): return failure(status, .refused)
    case .notSent: return failure(nil, .notSent)
    }
  }

  private static func carryOut(
    _ request: WriteRequest, _ operationID: String, _ state: inout State
  ) -> JSONValue {
    let name = name(in: request)
    let id = request.path["task_id"] ?? "t\(state.effects.count + 1)"
    state.names[id] = name
    state.effects.append(Effect(operationID: operationID, id: id))
    return ["id": .string(id), "name": .string(name)]
  }

  private static func name(in request: WriteRequest) -> String {
    guard case .json(let body) = request.body else { return "" }
    return body["name"]?.string ?? ""
  }

  // MARK: Evidence

  func evidence(
    for request: WriteRequest, operationID: String
  ) throws(APIError) -> Evidence {
    let state = now
    if let failure = state.evidenceFailure { throw failure }
    guard request.route == .createTask else {
      let before = state.names[request.path["task_id"] ?? ""]
      return Evidence(
        request: request, record: ["before": before.map(JSONValue.string) ?? .null],
        makesSomething: false)
    }
    guard state.isMarked, case .json(var body) = request.body else {
      return Evidence(
        request: request, record: ["known": .array(state.made.map(JSONValue.string))],
        makesSomething: true)
    }
    body["mark"] = .string(operationID)
    return Evidence(
      request: WriteRequest(request.route, path: request.path, body: .json(body)),
      record: ["mark": .string(operationID)], makesSomething: true)
  }

  /// What exists, and was made by no other write or carries no other's mark.
  func objection(
    to remoteID: String, of evidence: Evidence, operationID: String
  ) throws(APIError) -> String? {
    let state = now
    guard state.failingLookUps == 0 else {
      throw APIError(status: 500, code: nil, message: "out of order", delivery: .refused)
    }
    guard state.names[remoteID] != nil else { return "there is none" }
    let makers = state.effects.filter { $0.id == remoteID }.map(\.operationID)
    return makers.isEmpty || makers.contains(operationID) || !state.isMarked
      ? nil : "it carries the marker of another write"
  }

  func admit(_ purpose: Admission.Purpose) throws(APIError) -> Admission {
    let now = now
    guard let wait = now.whenAdmitted(purpose) else { return Admission(takenAt: 0) }
    throw APIError(
      status: nil, code: nil, message: "the limit is used up", delivery: .notSent, retryAfter: wait)
  }

  func lookUp(
    _ evidence: Evidence, dispatchedAt: Milliseconds, under admission: Admission
  ) throws(APIError) -> Finding {
    let isFailing = state.withLock { state in
      state.lookUps += 1
      guard state.failingLookUps > 0 else { return false }
      state.failingLookUps -= 1
      return true
    }
    guard !isFailing else {
      throw APIError(status: 500, code: nil, message: "out of order", delivery: .refused)
    }
    let found = finding(evidence)
    now.whenLookedUp()
    return found
  }

  func mayHaveMade(_ thing: FoundThing, _ evidence: Evidence) -> Bool {
    !now.tellsLooks || thing.response["name"]?.string == Self.name(in: evidence.request)
  }

  private func finding(_ evidence: Evidence) -> Finding {
    let state = now
    let wanted = Self.name(in: evidence.request)
    func answer(_ id: String) -> JSONValue {
      ["id": .string(id), "name": state.names[id].map(JSONValue.string) ?? .null]
    }
    if evidence.makesSomething {
      let mark = evidence.record["mark"]?.string
      let known = (evidence.record["known"]?.array ?? []).compactMap(\.string)
      let effects = state.effects.filter { effect in
        guard effect.isVisible else { return false }
        if let mark { return effect.operationID == mark }
        return state.names[effect.id] == wanted && !known.contains(effect.id)
      }
      return .made(
        effects.map { FoundThing(id: $0.id, response: answer($0.id)) }, isMarked: mark != nil)
    }
    let id = evidence.request.path["task_id"] ?? ""
    let name = state.names[id]
    if name == wanted { return .stands(response: answer(id)) }
    if name == evidence.record["before"]?.string { return .asBefore }
    return .changed("its name is now \(name ?? "gone")")
  }
}

extension RemoteTasks.State {
  var made: [String] { effects.map(\.id) }
}
