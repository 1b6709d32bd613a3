import APICore
import JSON

/// What the bodies of the time routes say.
struct TimeBody {
  let body: BodyValues

  /// Start and end of a logged entry: `start` with `end` or `stop`, which win, or with `duration`.
  func span() throws(APIError) -> (start: Int64, end: Int64) {
    guard let start = try body.integer("start") else {
      throw Refusal.missing("start")
    }
    if let end = try end() { return try checked(start, end) }
    guard let duration = try body.integer("duration") else {
      throw Refusal.invalid("`duration` or `end` is needed beside `start`")
    }
    guard duration >= 0 else {
      throw Refusal.invalid(
        "`duration` must not be negative; start a timer for time that is still running")
    }
    return try checked(start, (Milliseconds(start) + Milliseconds(duration)).rawValue)
  }

  /// `stop` is another word for `end`.
  func end() throws(APIError) -> Int64? {
    let end = try body.integer("end")
    let stop = try body.integer("stop")
    return end ?? stop
  }

  func checked(_ start: Int64, _ end: Int64) throws(APIError) -> (start: Int64, end: Int64) {
    // Far beyond any calendar there is no arithmetic to trust: 10^15 ms is the year 33658.
    let sane: ClosedRange<Int64> = 0...1_000_000_000_000_000
    guard sane.contains(start), sane.contains(end) else {
      throw Refusal.invalid("`start` and `end` must be Unix times in milliseconds")
    }
    guard start <= end else { throw Refusal.invalid("`end` must not be before `start`") }
    return (start, end)
  }

  /// The `tags`: `[{"name", "tag_fg"?, "tag_bg"?}]`, each name once.
  func labels(by user: Int64) throws(APIError) -> [TimeEntry.Label] {
    var labels: [TimeEntry.Label] = []
    for tag in try body.array("tags") ?? [] {
      guard let name = tag["name"]?.string ?? tag.string, !name.isEmpty else {
        throw Refusal.invalid("`tags` must hold {\"name\": …} objects")
      }
      guard !labels.contains(where: { $0.name == name }) else { continue }
      labels.append(
        TimeEntry.Label(
          name: name, foreground: tag["tag_fg"]?.string ?? "#FFFFFF",
          background: tag["tag_bg"]?.string ?? "#BF55EC", creator: user))
    }
    return labels
  }

  /// `old` after what `tags` and `tag_action` ask for; to replace is the default.
  func labels(changing old: [TimeEntry.Label], by user: Int64) throws(APIError)
    -> [TimeEntry.Label]
  {
    guard body.holds("tags") else { return old }
    let given = try labels(by: user)
    let names = Set(given.map(\.name))
    switch try body.text("tag_action") ?? "replace" {
    case "replace": return given
    case "add": return old.filter { !names.contains($0.name) } + given
    case "remove": return old.filter { !names.contains($0.name) }
    default: throw Refusal.invalid("`tag_action` must be replace, add or remove")
    }
  }
}
