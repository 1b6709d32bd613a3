import APICore
import Foundation
import Hashing
import JSON

// The forms that values have, as they are set and as they are shown.
extension Aspect {
  /// Something that is shown as it is set, once `reading` has brought it into one form.
  static func value(
    _ name: String, _ wanted: JSONValue, _ reading: @escaping @Sendable (JSONValue) -> JSONValue
  ) -> Aspect {
    Aspect(name: name, reading: reading) { $0 == wanted ? .exact : .none }
  }

  /// The member of the same name.
  static func member(_ name: String, _ wanted: JSONValue) -> Aspect {
    .value(name, wanted) { $0[name] ?? .null }
  }

  /// Whether something belongs to a set: each element for itself, since others may come and go.
  static func element(
    _ name: String, isWanted: Bool, _ isIn: @escaping @Sendable (JSONValue) -> Bool
  ) -> Aspect {
    .value(name, .bool(isWanted)) { .bool(isIn($0)) }
  }

  /// The elements that `{"add": […], "rem": […]}` names, by their IDs in `members`.
  static func elements(
    _ name: String, _ changes: JSONValue,
    in members: @escaping @Sendable (JSONValue) -> JSONValue?
  ) -> [Aspect] {
    [("add", true), ("rem", false)].flatMap { list, isWanted in
      (changes[list]?.elements ?? []).compactMap { $0.wireText ?? $0["id"]?.wireText }
        .map { id in
          element("\(name) \(id)", isWanted: isWanted) { thing in
            (members(thing)?.elements ?? []).contains { ($0["id"] ?? $0).wireText == id }
          }
        }
    }
  }

  /// A number, which may be shown as a string, and is null for none.
  static func number(
    _ name: String, _ wanted: JSONValue,
    _ reading: @escaping @Sendable (JSONValue) -> JSONValue?
  ) -> Aspect {
    .value(name, wanted.wireNumber ?? .null) { reading($0)?.wireNumber ?? .null }
  }

  /// A text, noted as digests: the ledger need not hold what stood there.
  ///
  /// The service writes formatted text in its own way, so that one with the same words is near.
  static func text(
    _ name: String, _ wanted: String, isFormatted: Bool = false,
    _ reading: @escaping @Sendable (JSONValue) -> String?
  ) -> Aspect {
    let wanted = digests(wanted, isFormatted)
    return Aspect(name: name) {
      digests(reading($0) ?? "", isFormatted)
    } match: { read in
      if read == wanted { return .exact }
      guard let words = read["words"], words == wanted["words"] else { return .none }
      return .near
    }
  }

  private static func digests(_ text: String, _ isFormatted: Bool) -> JSONValue {
    let text = Marker.hidden(in: text).trimmed
    if text.isEmpty { return .null }
    guard isFormatted else { return ["text": digest(String(text))] }
    let words = String(text.filter { $0.isLetter || $0.isNumber })
    var digests: JSONValue = ["text": digest(String(text))]
    // Without a letter there is nothing to tell texts by but themselves.
    if !words.isEmpty { digests["words"] = digest(words) }
    return digests
  }

  private static func digest(_ text: String) -> JSONValue {
    .string(SHA256.hash(Array(text.utf8)).hex)
  }

  /// A date: the instant where its time counts; otherwise the day, of which the service stores an
  /// hour of its own choice in the zone of who set it.
  static func date(
    _ name: String, _ wanted: JSONValue, hasTime: Bool, _ caller: Caller,
    _ reading: @escaping @Sendable (JSONValue) -> JSONValue?
  ) -> Aspect {
    let wanted = wanted.wireInteger
    return Aspect(name: name, isDay: !hasTime && wanted != nil) {
      reading($0)?.wireInteger.map(JSONValue.integer) ?? .null
    } match: { read in
      let read = read.integer
      if read == wanted { return .exact }
      guard !hasTime, let read, let wanted else { return .none }
      if let zone = caller.zone {
        return day(of: read, in: zone) == day(of: wanted, in: zone) ? .exact : .none
      }
      let distance = (Milliseconds(read) - Milliseconds(wanted)).rawValue.magnitude
      return distance < 86_400_000 ? .near : .none
    }
  }

  private static func day(of instant: Int64, in zone: TimeZone) -> Int64 {
    let seconds = instant / 1_000
    let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
    let (days, rest) = (seconds + Int64(offset)).quotientAndRemainder(dividingBy: 86_400)
    return rest < 0 ? days - 1 : days
  }
}
