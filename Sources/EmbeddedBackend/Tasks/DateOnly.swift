import APICore
import Foundation
import SQLite

/// A due or start date that names a day, not an instant.
///
/// The service stores such a date as 04:00, in the time zone of the user who set it, of the day
/// that the sent instant falls in: https://developer.clickup.com/docs/faq
enum DateOnly {
  static let hour = 4

  /// What is stored for `instant`, by the zone of a profile.
  static func stored(
    _ instant: Milliseconds, timeZone: String, process: ProcessZone
  ) -> Milliseconds {
    let zone = ProfileZone(named: timeZone, process: process).timeZone
    var civil = CivilTime(instant, in: zone)
    (civil.hour, civil.minute, civil.second) = (hour, 0, 0)
    return civil.instant(in: zone)
  }
}

extension RowChange {
  /// Sets the date `name` and its `<name>_time` column from the body: exact where `<name>_time` is
  /// true there, else the day it falls in.
  mutating func setDate(_ name: String, _ context: RouteContext) throws(APIError) {
    let isExact = try context.body.flag("\(name)_time") ?? false
    switch try context.body.changeOfInteger(name) {
    case .keep: break
    case .clear:
      set(name, .null)
      set("\(name)_time", false)
    case .set(let instant):
      let zone = try context.authorizedUser().timeZone
      let stored =
        isExact
        ? instant
        : DateOnly.stored(
          Milliseconds(instant), timeZone: zone, process: context.processZone
        ).rawValue
      set(name, .integer(stored))
      set("\(name)_time", isExact)
    }
  }
}
