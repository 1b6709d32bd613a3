import APICore
import Foundation
import JSON

/// Reads for evidence and for look-ups: what stands at the service now, and never what was kept of
/// an earlier read.
struct EvidenceReader {
  let options: EvidenceOptions
  private let readRequest: (ReadRequest) throws(APIError) -> JSONValue
  private let time: () -> Milliseconds?

  /// - Parameter time: what time it is at the service; nil where no answer has said it yet.
  init(
    options: EvidenceOptions, time: @escaping () -> Milliseconds? = { nil },
    read: @escaping (ReadRequest) throws(APIError) -> JSONValue
  ) {
    self.options = options
    self.time = time
    readRequest = read
  }

  /// What time it is at the service; nil where no answer has said it.
  func serviceTime() -> Milliseconds? { time() }

  func read(_ request: ReadRequest) throws(APIError) -> JSONValue { try readRequest(request) }

  /// nil where what is asked for is not there (any more).
  ///
  /// Only the service's own 404 says so. A 401 of an unknown ID is recorded only for IDs that never
  /// were, and this one was there when it was noted: 401 and 403 are also how a lost permission is
  /// answered. Spaces, Folders and Lists that were deleted may still be answered, with `deleted`.
  func existing(_ request: ReadRequest) throws(APIError) -> JSONValue? {
    do throws(APIError) {
      let answer = try readRequest(request)
      if answer["deleted"]?.bool == true { return nil }
      return answer
    } catch {
      guard error.status == 404, error.saysNothingIsThere else { throw error }
      return nil
    }
  }

  /// nil where there is nothing of that name that this user sees.
  func visible(_ request: ReadRequest) throws(APIError) -> JSONValue? {
    do throws(APIError) { return try existing(request) } catch {
      guard error.saysNothingIsThere else { throw error }
      return nil
    }
  }

  /// Whose token it is.
  func caller() throws(APIError) -> Caller {
    let user = try read(ReadRequest(.getUser))["user"]
    // Evidence is never taken from a guess: the service keeps days by the profile alone.
    return Caller(
      id: user?["id"]?.wireText,
      zone: ProfileZone.name(ofUser: user).flatMap(TimeZone.init(identifier:)))
  }
}

/// The user that a token belongs to.
struct Caller: Sendable {
  let id: String?
  /// nil where the service names none that is known here.
  let zone: TimeZone?
}

extension JSONValue {
  /// An ID or a date, which the service writes as a string here and as a number there.
  var wireText: String? { string ?? integer.map { String($0) } }

  var wireInteger: Int64? { integer ?? string.flatMap { Int64($0) } }

  /// Any number, in its one form.
  var wireNumber: JSONValue? {
    if let whole = wireInteger { return .integer(whole) }
    guard let number = number ?? string.flatMap({ Double($0) }), number.isFinite else {
      return nil
    }
    return JSONValue(number)
  }

  /// The elements of an array; none where it is something else.
  var elements: [JSONValue] { array ?? [] }
}
