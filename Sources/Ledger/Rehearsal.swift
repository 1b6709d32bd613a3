import APICore
import JSON

/// What a dry run says of a write.
public struct Rehearsal: Sendable {
  public enum Verdict: Sendable, Hashable {
    case wouldExecute, wouldReplay
    /// With the code that the call itself would be refused with.
    case refused(ErrorCode)

    var text: String {
      switch self {
      case .wouldExecute: "would_execute"
      case .wouldReplay: "would_replay"
      case .refused(let code): code.rawValue
      }
    }
  }

  public let verdict: Verdict
  private var members: JSONObject

  /// - Parameter members: what an agent is shown besides: the request, and by what it is carried
  ///   out; or why it is not.
  public init(_ verdict: Verdict, _ members: JSONObject) {
    (self.verdict, self.members) = (verdict, members)
  }

  public subscript(name: String) -> JSONValue? {
    get { members[name] }
    set { members[name] = newValue }
  }

  /// As an agent is shown it.
  public var json: JSONValue {
    .object(members.merging(["verdict": .string(verdict.text)]) { $1 })
  }
}
