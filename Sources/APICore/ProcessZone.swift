import Foundation

/// The time zone of this process, by its `TZ`:
/// https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html#tag_08_03
///
/// Foundation reads names alone: it passes over what POSIX allows around them, and takes `UTC+3`,
/// which POSIX has three hours west of Greenwich, to be east of it.
public struct ProcessZone: Sendable, Hashable {
  /// What `TZ` says instead, where `timeZone` is that of the system.
  public let unusable: String?
  private let known: TimeZone?

  /// That of the system is found when it is first asked for: most processes of a host that only
  /// looks which tools there are never need it.
  public var timeZone: TimeZone { known ?? .current }

  /// Where no machine is meant.
  public static let greenwich = ProcessZone(.gmt)

  public init(_ timeZone: TimeZone) {
    known = timeZone
    unusable = nil
  }

  /// - Parameter system: where `TZ` says nothing; a host sets what its user left out as empty. nil:
  ///   what Foundation finds.
  public init(environment: [String: String], system: TimeZone? = nil) {
    guard let text = environment["TZ"], !text.isEmpty else {
      known = system
      unusable = nil
      return
    }
    let zone = Self.offset(text) ?? Self.named(text)
    known = zone ?? system
    unusable = zone == nil ? text : nil
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
    // A pattern is costly to make, and the names of most zones hold no digit.
    guard text.utf8.contains(where: (UInt8(ascii: "0")...UInt8(ascii: "9")).contains) else {
      return nil
    }
    let form = #/(?:[A-Za-z]{3,}|<[A-Za-z0-9+\-]{3,}>)([+\-]?)([0-9]{1,2})(?::([0-9]{2}))?/#
    guard let parts = text.wholeMatch(of: form)?.output, let hours = Int(parts.2),
      let minutes = Int(parts.3 ?? "0"), hours <= 24, minutes < 60
    else { return nil }
    let seconds = hours * 3600 + minutes * 60
    return TimeZone(secondsFromGMT: parts.1 == "-" ? seconds : -seconds)
  }
}
