import APICore
import JSON

extension Aspect {
  /// A field that `request` sets, by what it is.
  ///
  /// - Parameter thing: what of an answer shows it.
  static func field(
    _ field: ResourceField, _ wanted: JSONValue, of request: WriteRequest, _ caller: Caller,
    in thing: @escaping @Sendable (JSONValue) -> JSONValue? = { $0 }
  ) -> Aspect {
    @Sendable func read(_ answer: JSONValue) -> JSONValue {
      thing(answer).map(field.shown) ?? .null
    }
    switch field.kind {
    case .text, .content:
      return .text(field.name, wanted.string ?? "", isFormatted: field.kind == .content) {
        read($0).string
      }
    case .date:
      let hasTime = request.members[field.timeFlag]?.bool ?? false
      return .date(field.name, wanted, hasTime: hasTime, caller, read)
    case .priority: return .number(field.name, wanted, read)
    // Only the settings that the request names: those it does not stay.
    case .settings: return .value(field.name, wanted) { part(of: read($0), named: wanted) }
    case .duration, .amount:
      return .value(field.name, wanted.wireNumber.nothingIfZero) {
        read($0).wireNumber.nothingIfZero
      }
    case .flag, .color, .tagName, .position, .user, .sibling, .word, .owner, .statuses:
      return .value(field.name, field.settled(wanted)) { field.settled(read($0)) }
    }
  }

  /// `whole` with no more members than `names` has.
  private static func part(of whole: JSONValue, named names: JSONValue) -> JSONValue {
    guard let wanted = names.object, let members = whole.object else { return whole }
    return .object(
      JSONObject(
        uniqueKeysWithValues: wanted.map { ($0, part(of: members[$0] ?? .null, named: $1)) }))
  }
}

extension JSONValue? {
  /// None and nothing are the same.
  fileprivate var nothingIfZero: JSONValue { self == 0 ? .null : self ?? .null }
}
