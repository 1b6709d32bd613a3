import APICore
import JSON
import SQLite

extension Evidence {
  /// As the ledger keeps it: all that a look-up, and a resend, need.
  ///
  /// - Parameters:
  ///   - bygones: as `LedgerRow.bygones` has them.
  ///   - notices: of `PlannedWrite`.
  func stored(beside bygones: JSONObject = [:], noting notices: [String] = []) -> JSONValue {
    var stored: JSONValue = [
      "request": request.template, "record": record, "makes_something": .bool(makesSomething),
    ]
    if !bygones.isEmpty { stored["bygones"] = .object(bygones) }
    if !notices.isEmpty { stored["notices"] = .array(notices.map(JSONValue.string)) }
    return stored
  }

  /// nil where `stored` is not what `stored` writes.
  init?(stored: JSONValue) {
    guard let request = stored["request"].flatMap(WriteRequest.init(template:)),
      let record = stored["record"], let makesSomething = stored["makes_something"]?.bool
    else { return nil }
    self.init(request: request, record: record, makesSomething: makesSomething)
  }
}

extension LedgerRow {
  /// By what the write can be found again; nil once retention dropped it.
  func evidence() throws(SQLiteError) -> Evidence? {
    guard let text = live?.evidence else { return nil }
    guard let evidence = Evidence(stored: try json(text)) else { throw .damaged(operationID) }
    return evidence
  }

  /// Operations whose results all stood there before this one was planned, by their IDs, each with
  /// its attempt then: one that was sent again since has another.
  func bygones() throws(SQLiteError) -> JSONObject {
    guard let text = live?.evidence else { return [:] }
    return try json(text)["bygones"]?.object ?? [:]
  }

  /// What the call that planned it has to say of how it was read.
  func notices() throws(SQLiteError) -> [String] {
    guard let text = live?.evidence else { return [] }
    return (try json(text)["notices"]?.array ?? []).compactMap(\.string)
  }

  /// What was sent and answered, where the tool's output has not been made from it.
  func sent() throws(SQLiteError) -> SentWrite? {
    guard let text = live?.answer, let request = try evidence()?.request else { return nil }
    return SentWrite(request, try json(text))
  }
}
