import APICore
import Foundation
import SQLite

/// A due or start date that names a day, not an instant.
///
/// The service stores such a date as 04:00, in the time zone of the user who set it, of the day
/// that the sent instant falls in: https://developer.clickup.com/docs/faq
enum DateOnly {
  static let hour = 4

  /// What is stored for `instant`; an unknown time zone counts as UTC.
  static func stored(_ instant: Milliseconds, timeZone: String) -> Milliseconds {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: timeZone) ?? .gmt
    let date = Date(timeIntervalSince1970: Double(instant.rawValue) / 1_000)
    // 04:00 stands on every day of every zone: clocks are changed before it.
    guard
      let snapped = calendar.date(
        bySettingHour: hour, minute: 0, second: 0, of: calendar.startOfDay(for: date))
    else { return instant }
    return Milliseconds(Int64(snapped.timeIntervalSince1970 * 1_000))
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
        isExact ? instant : DateOnly.stored(Milliseconds(instant), timeZone: zone).rawValue
      set(name, .integer(stored))
      set("\(name)_time", isExact)
    }
  }
}
