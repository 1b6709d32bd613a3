import APICore
import Hashing
import JSON
import Ledger

/// One call of a bulk tool on its way through its items.
struct BulkRun {
  let items: [BulkItem]
  let planIDs: [String]?
  let each: EachTool
  let kept: [String]
  let isBackwards: Bool
  let isDoneOnce: Bool
  let call: Invocation

  /// What became of an item. `executed` and `replayed` are the ledger's own words.
  fileprivate enum Status: String, CaseIterable {
    case executed, replayed
    case wouldExecute = "would_execute"
    case wouldReplay = "would_replay"
    /// Nothing was changed.
    case refused
    /// It may have been done; its operation says more.
    case unclear
    case notTried = "not_tried"
  }

  private struct Result {
    let status: Status
    var members: JSONObject = [:]
    /// Whether other arguments would do.
    var canBeCorrected = false
  }

  /// - Throws: `invalid_arguments` before anything is written, with the violations of all items;
  ///   `invalid_key` where there is no room for the keys of the items; `confirmation_required` with
  ///   one question for all items that need a yes; what all items were refused with, where that was
  ///   the same.
  func output() throws(ToolError) -> ToolOutput {
    let digests = try read().map { arguments in
      String(SHA256.hash(JSONValue.object(arguments).canonicalBytes).hex.prefix(Self.digits))
    }
    let keys = try self.keys(of: digests)
    let answered = BulkQuestion(answeredIn: call.dialogue)
    var question = BulkQuestion()
    var results = [Result?](repeating: nil, count: items.count)
    var stop: ToolError?
    var refusals: [ToolError] = []
    let order = isBackwards ? Array(items.indices.reversed()) : Array(items.indices)
    for (done, index) in order.enumerated() {
      guard done == 0 || Self.hasTime else { break }
      call.context.progress?.report(
        Double(done), of: Double(items.count), "item \(done + 1) of \(items.count)")
      let result: Result
      do throws(ToolError) {
        result = self.result(
          of: try each.run(
            arguments(of: index, keys[index]), items.count, answered.state(of: digests[index])))
      } catch {
        result = self.result(of: error, under: keys[index])
        if result.status == .refused { refusals.append(error) }
        if Self.stopsAll(error) { stop = error }
        question.add(error.question, of: digests[index])
      }
      results[index] = result
      if stop != nil { break }
    }
    if stop == nil, asksOnce, let error = question.error(of: call, items.count) { throw error }
    // Nothing was done, and one sentence says why: a hundred times it would say no more.
    if let refusal = refusals.first, refusal.plan == nil, refusal.question == nil,
      refusals.count == results.count(where: { $0 != nil }),
      refusals.allSatisfy({ $0.message == refusal.message })
    {
      throw refusal.ofAllItems
    }
    return answer(results.map { $0 ?? Result(status: .notTried) }, stoppedBy: stop)
  }

  /// Whether another item can be finished while somebody waits for it: one that begins later than
  /// this is written and not read back.
  private static var hasTime: Bool {
    guard let call = CallContext.current else { return true }
    return !call.cancellation.isSet && UptimeClock().now() + 10_000 < call.deadline
  }

  // MARK: Before anything is written

  /// The arguments of all items as their tool reads them.
  private func read() throws(ToolError) -> [JSONObject] {
    var read: [JSONObject] = []
    var violations: [ArgumentViolation] = []
    var places: [JSONValue: String] = [:]
    for item in items {
      violations += item.added.keys.filter { item.given[$0] != nil }.map { name in
        ArgumentViolation(
          pointer: "\(item.source)/\(name)",
          message: "`\(item.source)`: `\(name)` is said beside it, once; leave it out there")
      }
      do {
        let arguments = try each.read(item.arguments)
        read.append(arguments)
        if let same = places.updateValue(item.pointer, forKey: .object(arguments)) {
          violations.append(
            ArgumentViolation(
              pointer: item.pointer,
              message: "`\(item.pointer)` is the same as `\(same)`; leave one of them out"))
        }
      } catch {
        guard !error.violations.isEmpty else { throw error }
        violations += error.violations.map { item.violation($0) }
      }
    }
    // What is wrong in what all items share is said once.
    var told: Set<String> = []
    violations = violations.filter { told.insert($0.message).inserted }
    guard violations.isEmpty else {
      throw ToolError(violations: violations, count: violations.count, of: call.context.tool)
    }
    return read
  }

  /// An item's key says which change it is, wherever in the call it stands: a repeated call may
  /// leave out what is done.
  private func keys(of digests: [String]) throws(ToolError) -> [String?] {
    if let planIDs { return try plans(planIDs) }
    guard let key = call.control.key else { return digests.map { _ in nil } }
    guard !key.isPlan else {
      throw ToolError(
        .invalidKey,
        "`idempotency_key` is a `plan_id`, and each item of `\(call.context.tool)` has its own; "
          + "nothing was done; give all of them as `plan_ids`, in the order of the items")
    }
    guard !key.text.hasPrefix("auto:"), key.text.firstMatch(of: /\.[0-9a-f]{16}$/) == nil else {
      throw ToolError(
        .invalidKey,
        "`idempotency_key` is the key of one item: under it all items would be written anew; "
          + "nothing was done; give the key of the whole call, or call `\(each.name)` for that one")
    }
    let longest = IdempotencyKey.lengths.upperBound - Self.digits - 1
    guard key.text.utf8.count <= longest else {
      throw ToolError(
        .invalidKey,
        "`idempotency_key` has \(key.text.utf8.count) characters, and the key of a call of "
          + "`\(call.context.tool)` has at most \(longest), since each item's key begins with it; "
          + "nothing was done; choose a shorter one")
    }
    return digests.map { "\(key.text).\($0)" }
  }

  /// Whether each is a plan of its item, and still holds, the ledger says.
  private func plans(_ planIDs: [String]) throws(ToolError) -> [String?] {
    guard call.control.key == nil else {
      throw ToolError(
        .invalidKey,
        "`plan_ids` and `idempotency_key` were given; nothing was done; a plan is the key of its "
          + "item, so leave `idempotency_key` out")
    }
    guard planIDs.count == items.count, planIDs.allSatisfy(IdempotencyKey.isPlan) else {
      throw ToolError(
        argument: "plan_ids",
        "`plan_ids` must have the `plan_id` of each of the \(items.count) items of a dry run, in "
          + "their order; nothing was done; leave out the items that have none")
    }
    return planIDs
  }

  /// 64 bits: two of a hundred items are as good as never alike, and if they were, the second would
  /// be refused as a conflict.
  private static let digits = 16

  /// Whether one question can be put for all items: the same call comes again with the answer, and
  /// must not do again what needed no yes.
  private var asksOnce: Bool { call.control.key != nil || planIDs != nil || isDoneOnce }

  private func arguments(of index: Int, _ key: String?) -> JSONObject {
    var arguments = items[index].arguments
    arguments["idempotency_key"] = key.map(JSONValue.string)
    if call.control.isDryRun { arguments["dry_run"] = true }
    if call.control.allowsDuplicate { arguments["allow_duplicate"] = true }
    return arguments
  }

  // MARK: What became of them

  private static let unconfirmed = ErrorCode.confirmationRequired.rawValue

  private func result(of output: ToolOutput) -> Result {
    let answer = output.structured
    if let plan = answer["plan"] { return result(ofPlan: plan) }
    var members: JSONObject = [:]
    for name in kept + ["differs", "notice", "understood"] { members[name] = answer[name] }
    let operation = answer["operation"]
    members["operation_id"] = operation?["operation_id"]
    // What is to be known besides: that it was undone since, could not be recorded, or is doubled.
    let further = ["undone_by", "ledger_write_failed", "duplicates", "candidates"]
    if further.contains(where: { operation?[$0] != nil }) { members["operation"] = operation }
    return Result(
      status: operation?["status"] == "replayed" ? .replayed : .executed, members: members)
  }

  private func result(ofPlan plan: JSONValue) -> Result {
    var members: JSONObject = [:]
    for name in ["understood", "plan_id", "consequences", "message"] { members[name] = plan[name] }
    let verdict = plan["verdict"]?.string ?? ""
    if let status = Status(rawValue: verdict) { return Result(status: status, members: members) }
    members["code"] = .string(verdict)
    members["message"] = plan["message"] ?? plan["would"]
    let isUnclear = ErrorCode(rawValue: verdict).map(Self.unclear.contains) ?? false
    return Result(status: isUnclear ? .unclear : .refused, members: members)
  }

  private func result(of error: ToolError, under key: String?) -> Result {
    var message = error.message
    // The call's key is the one to repeat it with.
    if let key, let whole = call.control.key { message = message.replacing(key, with: whole.text) }
    var members: JSONObject = [
      "code": .string(error.code.rawValue),
      // Room for a hundred of them.
      "message": .string(message.cut(toScalars: 500)),
    ]
    members["operation_id"] = error.operation?["operation_id"]
    members["plan_id"] = error.plan?["plan_id"]
    members["consequences"] = error.plan?["consequences"]
    let canBeCorrected =
      error.retry == nil
      && [.invalidArguments, .notFound, .ambiguous, .refusedByService].contains(error.code)
    return Result(
      status: Self.unclear.contains(error.code) ? .unclear : .refused, members: members,
      canBeCorrected: canBeCorrected)
  }

  /// It may have been done, or was.
  private static let unclear: Set<ErrorCode> = [
    .outcomeUnknown, .needsReview, .inProgress, .answerUnread, .keyExpired, .presumedNotApplied,
  ]

  /// Whether the items after it would fare the same: the service or the store cannot be used now,
  /// or no more may be written.
  private static func stopsAll(_ error: ToolError) -> Bool {
    switch error.code {
    case .ledgerBusy, .ledgerUnavailable, .budgetExhausted, .notSetUp, .internalError,
      .outcomeUnknown, .workspaceUnclear:
      true
    // A limit of the service, or time is up.
    case .refusedByService, .inProgress: error.retry != nil
    default: false
    }
  }

  private func answer(_ results: [Result], stoppedBy stop: ToolError?) -> ToolOutput {
    var counts: JSONObject = [:]
    for status in Status.allCases {
      let count = results.count { $0.status == status }
      if count > 0 { counts[status.rawValue] = .integer(Int64(count)) }
    }
    let rows = results.enumerated().map { index, result in
      var row = items[index].shown.merging(result.members) { $1 }
      row["index"] = .integer(Int64(index))
      row["status"] = .string(result.status.rawValue)
      return JSONValue.object(row)
    }
    let next = next(after: results, stop)
    var structured: JSONValue = ["results": .array(rows), "counts": .object(counts)]
    structured["notice"] = next.map(JSONValue.string)
    let parts = Status.allCases.compactMap { status in
      counts[status.rawValue]?.integer.map { "\($0) \(status.words)" }
    }
    let sentence = "Of \(results.count): \(parts.joined(separator: ", "))."
    return ToolOutput(
      structured: structured, sentence: [sentence, next].compactMap(\.self).joined(separator: " "))
  }

  /// How the same call goes on; nil where it would do again what it has done.
  private var again: String? {
    let done = "what is done is not done again"
    if call.control.key != nil { return "call again with the same arguments and key: \(done)" }
    if planIDs != nil || isDoneOnce {
      return "call again with the same arguments: \(done)"
    }
    guard call.control.isAdditive, !call.control.allowsDuplicate else { return nil }
    return "call again with the same arguments within 10 minutes: \(done)"
  }

  /// What to do about what was not done.
  private func next(after results: [Result], _ stop: ToolError?) -> String? {
    guard !call.control.isDryRun else {
      return "Each was planned as things stand now, without what those before it would do."
    }
    var sentences: [String] = []
    if results.contains(where: { $0.status == .notTried }) {
      let reason = stop.map { " after `\($0.code.rawValue)`" } ?? ""
      let wait = stop?.retry?.after.map { ", \($0.secondsToWait) s from now at the earliest" } ?? ""
      let next = again ?? "call again with them alone: those executed would be done once more"
      sentences.append("Those not_tried were left\(reason)\(wait); \(next).")
    }
    if results.contains(where: { $0.status == .unclear }) {
      let next = again ?? "look whether they were done before you call again with them"
      sentences.append("For those unclear, \(next).")
    }
    if results.contains(where: { $0.members["operation"] != nil }) {
      sentences.append("Of those with an operation there is more to be known: read it.")
    }
    if results.contains(where: { $0.members["plan_id"] != nil }) {
      sentences.append(
        "Those with a plan_id need a yes: show them to the user, and after it call again with "
          + "these items alone and their plan_id as `plan_ids`, within 10 minutes.")
    } else if results.contains(where: { $0.members["code"]?.string == Self.unconfirmed }) {
      sentences.append(
        "Those with \(Self.unconfirmed) need the user's yes: "
          + (asksOnce
            ? "`\(each.name)` asks for it, one by one."
            : "call again with an `idempotency_key`, and the user is asked about all of them."))
    } else if results.contains(where: \.canBeCorrected), call.control.key != nil {
      sentences.append("Those refused may be corrected and sent again under the same key.")
    }
    return sentences.isEmpty ? nil : sentences.joined(separator: " ")
  }
}

extension BulkRun.Status {
  fileprivate var words: String {
    switch self {
    case .executed: "done now"
    case .replayed: "done before, and not again"
    case .wouldExecute: "would be done"
    case .wouldReplay: "were done before, and would not be done again"
    case .refused: "refused, nothing changed"
    case .unclear: "unclear"
    case .notTried: "not tried"
    }
  }
}

extension ToolError {
  /// Its violations point into the arguments of one item.
  fileprivate var ofAllItems: ToolError {
    var error = self
    error.violations = []
    return error
  }
}

extension BulkItem {
  /// Of one of its arguments.
  fileprivate func violation(_ violation: JSONValue) -> ArgumentViolation {
    ArgumentViolation(
      pointer: source + (violation["pointer"]?.string ?? ""),
      message: "`\(source)`: \(violation["message"]?.string ?? "")")
  }
}
