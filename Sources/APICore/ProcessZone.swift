import Foundation

/// The time zone of this process, by its `TZ`:
/// https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html#tag_08_03
///
/// Foundation reads names alone: it passes over what POSIX allows around them, and takes `UTC+3`,
/// which POSIX has three hours west of Greenwich, to be east of it.
public struct ProcessZone: Sendable, Hashable {
  public let timeZone: TimeZone
  /// What `TZ` says instead, where `timeZone` is that of the system.
  public let unusable: String?

  /// Where no machine is meant.
  public static let greenwich = ProcessZone(.gmt)

  public init(_ timeZone: TimeZone) {
    self.timeZone = timeZone
    unusable = nil
  }

  /// - Parameter system: where `TZ` says nothing; a host sets what its user left out as empty.
  public init(environment: [String: String], system: TimeZone = .current) {
    let text = environment["TZ"] ?? ""
    let zone = Self.offset(text) ?? Self.named(text)
    timeZone = zone ?? system
    unusable = zone == nil && !text.isEmpty ? text : nil
  }

  /// For people, where `TZ` is not used.
  public var remark: String? {
    unusable.map { text in
      "TZ says \"\(text)\", which names no zone of the time zone database; \(timeZone.identifier) "
        + "is used, the zone of the system"
    }
  }

  /// `Europe/Berlin`, `:Europe/Berlin` or the path of that zone's file.
  private static func named(_ text: String) -> TimeZone? {
    let name = text.hasPrefix(":") ? text.dropFirst() : Substring(text)
    guard name.hasPrefix("/") else { return TimeZone(identifier: String(name)) }
    return name.firstRange(of: "/zoneinfo/").flatMap {
      TimeZone(identifier: String(name[$0.upperBound...]))
    }
  }

  /// `EST5` or `<-03>3`: hours to add to a local time for that of Greenwich. With the rules of a
  /// summer time it is none that Foundation could keep.
  private static func offset(_ text: String) -> TimeZone? {
    let form = #/(?:[A-Za-z]{3,}|<[A-Za-z0-9+\-]{3,}>)([+\-]?)([0-9]{1,2})(?::([0-9]{2}))?/#
    guard let parts = text.wholeMatch(of: form)?.output, let hours = Int(parts.2),
      let minutes = Int(parts.3 ?? "0"), hours <= 24, minutes < 60
    else { return nil }
    let seconds = hours * 3600 + minutes * 60
    return TimeZone(secondsFromGMT: parts.1 == "-" ? seconds : -seconds)
  }
}
