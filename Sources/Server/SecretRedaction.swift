import JSON
import JSONRPC
import Transcript

/// Keeps what looks like a token out of errors.
///
/// An error repeats names and values that the caller sent, so that a slip can be found, and hosts
/// log errors and show them around. Results are left alone: what people wrote into their tasks is
/// theirs.
enum SecretRedaction {
  private static let redaction = Redaction()

  static func clean(_ text: String) -> String { redaction.redact(text) }

  static func clean(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text): .string(clean(text))
    case .array(let elements): .array(elements.map(clean))
    case .object(let members):
      .object(
        JSONObject(
          members.map { (clean($0.key), clean($0.value)) }, uniquingKeysWith: { first, _ in first })
      )
    default: value
    }
  }

  static func clean(_ error: RPCError) -> RPCError {
    RPCError(code: error.code, message: clean(error.message), data: error.data.map(clean))
  }
}
