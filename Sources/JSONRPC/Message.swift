import JSON

/// The identifier of a request: a string or a 64-bit integer. 0 is one like any other; `null`,
/// fractions and containers are none.
public enum RequestID: Sendable, Hashable {
  case string(String)
  case integer(Int64)

  public init?(_ json: JSONValue) {
    switch json {
    case .string(let text): self = .string(text)
    case .integer(let number): self = .integer(number)
    default: return nil
    }
  }

  public var json: JSONValue {
    switch self {
    case .string(let text): .string(text)
    case .integer(let number): .integer(number)
    }
  }
}

/// A call: what a request and a notification have in common.
public struct Call: Sendable {
  public let method: String
  public let params: JSONValue?
  /// What in it could not be read; then the object that it stands in is empty here.
  public let unreadable: UnreadablePart?

  public init(method: String, params: JSONValue? = nil, unreadable: UnreadablePart? = nil) {
    self.method = method
    self.params = params
    self.unreadable = unreadable
  }

  /// The parameters by name; none where `params` is absent or null (some clients write out absent
  /// members).
  ///
  /// - Throws: -32602 where they are given by position or are not a structure at all.
  public func members() throws(RPCError) -> JSONObject {
    switch params {
    case nil, .null?: return [:]
    case .object(let members)?: return members
    case .some(let other):
      throw .invalidParams(
        "`params` is of type \(other.typeName): give the parameters by name, in an object")
    }
  }
}

/// JSON inside a call that is refused (half a surrogate pair, a number that nothing holds, a member
/// that stands twice, too deep), while the call around it can be read and so be answered.
public struct UnreadablePart: Sendable, Hashable {
  public enum Holder: Sendable { case params, arguments }

  /// The object that it stands in: all parameters, or their member `arguments`.
  public let holder: Holder
  /// The member of that object.
  public let member: String?
  /// What is wrong, for a person; no full stop.
  public let message: String
}

/// One decoded message.
public enum Message: Sendable {
  case request(RequestID, Call)
  case notification(Call)
  /// An answer to a request that this program never sends: ignored.
  case response
  /// Not served, and answered with the error; with the identifier where one could be read.
  case invalid(RPCError, id: RequestID?)
}

/// What one line holds.
public enum LineContent: Sendable {
  case single(Message)
  case batch([Message])
}
