import Foundation
import JSON

/// The time zone in which a person's dates are read and shown: the one of the profile, or, where
/// that names none that is known here, the one of this process (its `TZ`).
public struct ProfileZone: Sendable, Hashable {
  public let timeZone: TimeZone
  /// What the profile says instead, where `timeZone` is that of the process; empty for nothing.
  public let unusable: String?
  /// What is to be said of the process's zone, where it is that.
  private let processRemark: String?

  public init(
    named name: String?,
    process: ProcessZone = ProcessZone(environment: ProcessInfo.processInfo.environment)
  ) {
    if let name, let zone = TimeZone(identifier: name) {
      timeZone = zone
      unusable = nil
      processRemark = nil
    } else {
      timeZone = process.timeZone
      unusable = name ?? ""
      processRemark = process.remark
    }
  }

  /// The zone of `user`, as `GET /user` shows one. The published example spells the member
  /// `timezone`, the published schema `timezeone`:
  /// https://developer.clickup.com/reference/getauthorizeduser
  public init(ofUser user: JSONValue?, process: ProcessZone) {
    self.init(named: Self.name(ofUser: user), process: process)
  }

  /// What the profile says, whether it is known here or not; nil for nothing.
  public static func name(ofUser user: JSONValue?) -> String? {
    let said = ["timezone", "timezeone"].compactMap { user?[$0]?.string }
    return said.first { !$0.isEmpty } ?? said.first
  }

  /// For people, where `timeZone` is that of the process.
  public var remark: String? {
    unusable.map { name in
      let why =
        name.isEmpty
        ? "your ClickUp profile names no time zone"
        : "the time zone \"\(name)\" of your ClickUp profile is not known here"
      return "\(why), so dates are read and shown in \(timeZone.identifier), the zone of this "
        + "computer" + (processRemark.map { " (\($0))" } ?? "")
    }
  }
}
