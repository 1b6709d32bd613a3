import JSON

/// A backend whose writes cannot be committed together with the ledger's row of them.
///
/// The service knows no keys. What the ledger needs instead is evidence: something in the write, or
/// noted before it, by which it can be found out later whether the write happened.
public protocol RemoteBackend: Backend where Transaction == Dispatch {
  /// Makes a planned write findable, before it is recorded and sent: puts a mark into it where it
  /// can carry one, and notes how things stand (reads; the last step before the row is durable).
  ///
  /// - Parameter operationID: names the write; the mark is made from it.
  func evidence(for request: WriteRequest, operationID: String) throws(APIError) -> Evidence

  /// Waits until a write, or what a look-up is expected to ask, may be sent, and takes its places.
  ///
  /// - Throws: where it would have to wait past the call's deadline, with how long, or the call was
  ///   cancelled: nothing was sent.
  func admit(_ purpose: Admission.Purpose) throws(APIError) -> Admission

  /// Why `remoteID` cannot be what a write made or changed whose outcome somebody settles by hand,
  /// for the middle of a sentence; nil where it can. It must exist, and be no other write's.
  func objection(
    to remoteID: String, of evidence: Evidence, operationID: String
  ) throws(APIError) -> String?

  /// Looks for what a write did whose answer never came.
  ///
  /// - Parameters:
  ///   - dispatchedAt: when it was first sent, by the clock that the backend has.
  ///   - admission: the places of its requests; it waits for those that it needs beyond them.
  func lookUp(
    _ evidence: Evidence, dispatchedAt: Milliseconds, under admission: Admission
  ) throws(APIError) -> Finding

  /// Whether the write of this evidence may as well have made what was found for another one: it
  /// would look the same, and was not there before. Reads nothing; true where that cannot be told.
  func mayHaveMade(_ thing: FoundThing, _ evidence: Evidence) -> Bool
}

extension RemoteBackend {
  public func mayHaveMade(_ thing: FoundThing, _ evidence: Evidence) -> Bool { true }
}

/// What a write to a remote backend is sent under: an attempt that the ledger has made durable.
///
/// Invariant: only the ledger makes one, and only for an attempt whose row says `dispatched` on the
/// disk (a tidy test holds the first half).
public struct Dispatch: Sendable, Hashable {
  public let operationID: String
  /// Counted from 1.
  public let attempt: Int
  /// Its place; nil takes one when it is sent, without waiting for it.
  public let admission: Admission?

  public init(operationID: String, attempt: Int, admission: Admission? = nil) {
    self.operationID = operationID
    self.attempt = attempt
    self.admission = admission
  }
}

/// By what a write can be found again.
public struct Evidence: Sendable, Hashable {
  /// The write as it is to be sent: the planned one, with its mark where it carries one.
  public let request: WriteRequest
  /// What the backend noted for its look-up: stored by the ledger with the row, and read by nobody
  /// but the backend. Holds no token.
  public let record: JSONValue
  /// Whether the write makes something new, whose ID then is the result of no other operation.
  public let makesSomething: Bool

  public init(request: WriteRequest, record: JSONValue, makesSomething: Bool) {
    self.request = request
    self.record = record
    self.makesSomething = makesSomething
  }
}

/// What a look-up found of a write whose answer was lost.
public enum Finding: Sendable, Hashable {
  /// What may be the thing that the write made; none where nothing was found.
  ///
  /// - Parameter isMarked: whether it was found by its mark, which nothing else carries.
  case made([FoundThing], isMarked: Bool)
  /// What the write was to bring about stands.
  ///
  /// - Parameter response: what the service would have answered, as far as can be read now.
  case stands(response: JSONValue)
  /// Everything is as it was before the write.
  case asBefore
  /// It stands neither as before nor as wanted: somebody changed it since.
  case changed(String)
  /// A write of this kind leaves nothing to look for.
  case cannotTell(String)
}

/// Something that a look-up found, which a write may have made.
public struct FoundThing: Sendable, Hashable {
  public let id: String
  /// What the service would have answered to the write, as far as can be read now.
  public let response: JSONValue
  /// What the service shows of it, for `mayHaveMade`.
  public let shown: JSONValue

  public init(id: String, response: JSONValue, shown: JSONValue = .null) {
    self.id = id
    self.response = response
    self.shown = shown
  }
}
