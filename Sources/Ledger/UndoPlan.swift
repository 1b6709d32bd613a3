import APICore
import JSON

/// How a write can be taken back, or why it cannot: part of the plan, so that it is known before
/// anything is done.
public struct UndoPlan: Sendable {
  /// What to keep of the write, made after it and in its transaction, from the service's answer and
  /// what can be read now.
  public typealias Record =
    @Sendable (_ response: JSONValue, WorkspaceReader) throws(APIError) -> JSONValue

  /// For people: a dry run shows it.
  public let sentence: String
  let record: Record

  /// - Parameters:
  ///   - sentence: what undoing would do.
  ///   - record: makes what undoing needs to know; the ledger keeps it and does not look into it.
  public init(_ sentence: String, record: @escaping Record) {
    self.sentence = sentence
    self.record = record
  }

  /// - Parameter reason: why not, and what can be done instead.
  public static func impossible(_ reason: String) -> UndoPlan {
    UndoPlan("it cannot be undone: \(reason)") { (_, _) throws(APIError) in
      ["cannot": .string(reason)]
    }
  }
}
