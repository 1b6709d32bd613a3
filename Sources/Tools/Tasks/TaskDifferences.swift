import APICore
import JSON

/// Where a task that was stored is not what was asked for.
///
/// The service answers 200 to much that it does not do: it ignores unknown values, guests without
/// access, Custom Fields that do not apply; automations change a task the moment it is made.
struct TaskDifferences {
  private let stored: JSONValue
  private let context: ToolContext
  private(set) var sentences: [String] = []

  init(_ stored: JSONValue, _ context: ToolContext) {
    self.stored = stored
    self.context = context
  }

  mutating func compare(_ fields: TaskFields) {
    let given = fields.given
    compare("name", given.name, stored["name"]?.string)
    if let description = given.description {
      let asked = description.trimmingWhitespace
      if asked != (stored["description"]?.string ?? "").trimmingWhitespace {
        sentences.append("`description` was stored differently; read it with `get_task`")
      }
    }
    let status = stored["status"]?["status"]?.string
    // By its folded name it was found.
    if given.status.map(TextFold.fold) != status.map(TextFold.fold) {
      compare("status", given.status, status)
    }
    compare(
      "priority", fields.priority.map { $0.text { Priority(rawValue: $0)?.name ?? "" } },
      stored["priority"]?["priority"]?.string ?? "none")
    compare("due_date", fields.due, stored["due_date"])
    compare("start_date", fields.start, stored["start_date"])
    compare(
      "time_estimate", fields.timeEstimate.map { $0.text { DurationArgument.text($0) } },
      stored["time_estimate"]?.milliseconds.map { DurationArgument.text($0) } ?? "none")
    compare(
      "points", fields.points.map { $0.text(Self.number) },
      stored["points"].flatMap { $0.number == nil ? nil : Self.number($0) } ?? "none")
  }

  /// In one notation: 3 and 3.0 are the same.
  private static func number(_ value: JSONValue) -> String {
    value.number.map { JSONValue($0).canonicalString } ?? value.canonicalString
  }

  mutating func compare(archived: Bool?) {
    compare(
      "archived", archived.map { "\($0)" }, stored["archived"]?.bool.map { "\($0)" } ?? "false")
  }

  /// What the request names by ID: the task above it, people, tags and Custom Fields.
  mutating func compareThings(of request: WriteRequest) {
    let sent = request.members
    compare("parent", sent["parent"]?.identifier, stored["parent"]?.identifier)
    if let people = sent["assignees"]?.array {
      compareAssignees(added: people, as: "assignees")
    }
    compareAssignees(
      added: sent["assignees"]?["add"]?.array ?? [], as: "assignees_add",
      removed: sent["assignees"]?["rem"]?.array ?? [], as: "assignees_remove")
    let carried = (stored["tags"]?.array ?? []).compactMap { $0["name"]?.string }
      .map(NameMatch.folded)
    for tag in (sent["tags"]?.array ?? []).compactMap(\.string)
    where !carried.contains(NameMatch.folded(tag)) {
      sentences.append("`tags`: \(quoted(tag)) was not added")
    }
    compareCustomFields((sent["custom_fields"]?.array ?? []).compactMap { $0["id"]?.string })
  }

  private mutating func compareAssignees(
    added: [JSONValue], as adding: String, removed: [JSONValue] = [], as removing: String = ""
  ) {
    let assigned = Set((stored["assignees"]?.array ?? []).compactMap { $0["id"]?.identifier })
    for user in added.compactMap(\.identifier) where !assigned.contains(user) {
      sentences.append(
        "`\(adding)`: user \(user) was not assigned; they may have no access to the List")
    }
    for user in removed.compactMap(\.identifier) where assigned.contains(user) {
      sentences.append("`\(removing)`: user \(user) is still assigned")
    }
  }

  private mutating func compareCustomFields(_ ids: [String]) {
    let fields = stored["custom_fields"]?.array ?? []
    for id in ids {
      let field = fields.first { $0["id"]?.string == id }
      guard field?["value"]?.isNoFieldValue ?? true else { continue }
      sentences.append("`custom_fields`: \(quoted(id)) was not set; set it with `set_custom_field`")
    }
  }

  private mutating func compare(_ argument: String, _ asked: String?, _ stored: String?) {
    guard let asked, asked != stored else { return }
    sentences.append(
      "`\(argument)`: asked for \(quoted(asked)), stored is \(stored.map { quoted($0) } ?? "none")")
  }

  /// Without a time only the day counts.
  private mutating func compare(
    _ argument: String, _ asked: ValueChange<DateArgument>?, _ stored: JSONValue?
  ) {
    guard let asked else { return }
    let zone = context.timeZone
    let instant = stored?.milliseconds
    switch asked {
    case .set(let date) where date.hasTime:
      compare(argument, context.text(date.instant), instant.map(context.text))
    case .set(let date):
      compare(
        argument, CivilTime(date.instant, in: zone).dateText,
        instant.map { CivilTime($0, in: zone).dateText })
    case .clear: compare(argument, "none", instant.map(context.text) ?? "none")
    }
  }
}

extension ValueChange {
  fileprivate func text(_ form: (Value) -> String) -> String {
    switch self {
    case .set(let value): form(value)
    case .clear: "none"
    }
  }
}

extension String {
  fileprivate var trimmingWhitespace: Substring {
    self[...].drop(while: \.isWhitespace).reversedDrop()
  }
}

extension Substring {
  fileprivate func reversedDrop() -> Substring {
    lastIndex { !$0.isWhitespace }.map { self[...$0] } ?? ""
  }
}
